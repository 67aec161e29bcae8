/** Everything the lab's gateways must refuse: certificates, signatures, clocks and tokens; each with its own word. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { encodeUtf16le } from '#base/bytes.ts';
import { issueMediaToken, issueRegistrationToken } from '#lab/management-point/tokens.ts';
import { parseAssignmentsReply, POLICY_MANAGER, renderAssignmentsRequest } from '#lab/wire/assignments.ts';
import { parseTokenExchangeReply, renderTokenExchange, tokenHeaders } from '#lab/wire/media-token.ts';
import { decodeMessage, encodeRequest, type EncodedMessage } from '#lab/wire/message.ts';
import { MESSAGE_METHOD, mpPaths } from '#lab/wire/paths.ts';
import { rejectionError, type RejectionReason } from '#lab/wire/rejection.ts';
import { clientTokenHeaders, createClientToken, signData, signedText } from '#lab/wire/signature.ts';
import { renderStatus, STATUS_MANAGER } from '#lab/wire/status.ts';
import {
  call,
  DAY_MS,
  exchange,
  labNow,
  makeMedium,
  register,
  registrationToken,
  sendMessage,
  signedMessage,
  startLab,
  type Reply,
  type TestLab,
  type TestMedium,
} from './gateway-support.ts';

const good = makeMedium('11111111-0000-4000-8000-000000000001', 0);
const stranger = makeMedium('22222222-0000-4000-8000-000000000002', 1);
let lab: TestLab;
let foreignLab: TestLab;
let mediaToken: string;
let token: string;
let clientId: string;

beforeAll(async () => {
  lab = await startLab();
  foreignLab = await startLab();
  clientId = lab.site.world.unknownComputers.find((one) => one.cpuType === 'x64')?.guid ?? '';
});

beforeEach(async () => {
  lab.clock.aheadMs = 0;
  mediaToken = await register(lab, good);
  token = await registrationToken(lab, good, mediaToken);
});

afterAll(async () => {
  await lab.close();
  await foreignLab.close();
});

function request(medium: TestMedium = good, sourceId = clientId): EncodedMessage {
  const body = renderAssignmentsRequest({ siteCode: 'PS1', clientId: sourceId });
  return signedMessage(lab, medium, { target: POLICY_MANAGER, sourceId, body });
}

/** The refusal, and that the journal has it with its reason and without any secret. */
function expectRefusal(reply: Reply, reason: RejectionReason, status: number): void {
  expect({ status: reply.status, reason: reply.rejection }).toEqual({ status, reason });
  expect(JSON.parse(reply.text)).toMatchObject({ error: { code: reason } });
  const entry = lab.site.journal.entries().findLast((one) => one.event === 'refused');
  expect(entry).toMatchObject({ reason });
  expect(JSON.stringify(entry)).not.toMatch(/eyJ/);
}

describe('certificates', () => {
  test('an unregistered one is refused at the exchange and at a message', async () => {
    const outsider = makeMedium('33333333-0000-4000-8000-000000000003', 1);
    expectRefusal(await exchange(lab, outsider, mediaToken), 'certificate-unregistered', 403);
    const reply = await sendMessage(lab, outsider, { message: request(outsider), token });
    expectRefusal(reply, 'certificate-unregistered', 403);
  });

  test('an expired one is refused by the clock of the lab, although TLS still takes it', async () => {
    await register(lab, good, { days: 1 });
    lab.clock.aheadMs = 2 * DAY_MS;
    expectRefusal(await exchange(lab, good, mediaToken), 'certificate-expired', 403);
  });

  test('one that is not valid yet is refused', async () => {
    lab.clock.aheadMs = -2 * DAY_MS;
    expectRefusal(await exchange(lab, good, mediaToken), 'certificate-not-yet-valid', 403);
  });

  test('a blocked one is refused everywhere, and let in again when it is unblocked', async () => {
    const path = '/SMS_MP/.sms_pol?PS120001-PS100010-6F6BCC28.1_00';
    const policy = () =>
      call(lab, good, {
        mp: path,
        headers: { ...clientTokenHeaders(createClientToken(good, labNow(lab))), ...tokenHeaders(token) },
      });
    await lab.site.store.blockCertificate(good.mediaId, true);
    expectRefusal(await exchange(lab, good, mediaToken), 'certificate-blocked', 403);
    expectRefusal(await sendMessage(lab, good, { message: request(), token }), 'certificate-blocked', 403);
    const refused = await policy();
    expectRefusal(refused, 'certificate-blocked', 403);
    expect(rejectionError({ status: 403, rejection: refused.rejection }, 'policy')?.code).toBe(
      'E_WIRE_CERTIFICATE_BLOCKED',
    );
    await lab.site.store.blockCertificate(good.mediaId, false);
    expect((await sendMessage(lab, good, { message: request(), token })).status).toBe(200);
  });

  test('TLS without or with another certificate than the registered one is refused', async () => {
    expectRefusal(await exchange(lab, good, mediaToken, { tls: null }), 'certificate-missing', 403);
    expectRefusal(await exchange(lab, good, mediaToken, { tls: stranger }), 'certificate-mismatch', 403);
  });

  test('without unknown computer support the medium gets no assignments', async () => {
    const limited = makeMedium('44444444-0000-4000-8000-000000000004', 1);
    const limitedToken = await registrationToken(
      lab,
      limited,
      await register(lab, limited, { unknown: false }),
    );
    const reply = await sendMessage(lab, limited, { message: request(limited), token: limitedToken });
    expectRefusal(reply, 'client-unknown', 403);
  });

  test('a device the site does not know is refused', async () => {
    const unknown = '99999999-0000-4000-8000-000000000009';
    const reply = await sendMessage(lab, good, { message: request(good, unknown), token });
    expectRefusal(reply, 'client-unknown', 403);
  });
});

describe('signatures', () => {
  const body = (): string => renderAssignmentsRequest({ siteCode: 'PS1', clientId });

  test('one made with another key is refused', async () => {
    const forged = { ...stranger, mediaId: good.mediaId };
    const reply = await sendMessage(lab, good, { message: request(forged), token });
    expectRefusal(reply, 'signature-invalid', 401);
    expectRefusal(await exchange(lab, forged, mediaToken, { tls: good }), 'signature-invalid', 401);
  });

  test('a message without a client token, or with one of another form, is refused', async () => {
    const unsigned = encodeRequest({ target: POLICY_MANAGER, sourceId: clientId, body: body() });
    expectRefusal(await sendMessage(lab, good, { message: unsigned, token }), 'signature-missing', 401);
    const odd = { text: 'whoever;whenever', signature: 'AA' };
    const message = encodeRequest({ target: POLICY_MANAGER, sourceId: clientId, token: odd, body: body() });
    expectRefusal(await sendMessage(lab, good, { message, token }), 'signature-missing', 401);
  });

  test('a changed body is refused by its payload signature', async () => {
    const message = request();
    const from = Buffer.from(encodeUtf16le('RequestType="Always"'));
    const bytes = Buffer.from(message.bytes);
    const at = bytes.indexOf(from);
    expect(at).toBeGreaterThan(0);
    Buffer.from(encodeUtf16le('RequestType="Never!"')).copy(bytes, at);
    const reply = await sendMessage(lab, good, { message: { ...message, bytes }, token });
    expectRefusal(reply, 'signature-invalid', 401);
  });

  test('a changed time inside the client token is refused', async () => {
    const real = createClientToken(good, labNow(lab));
    const changed = { ...real, text: real.text.replace(/;\d{4}/, ';2031') };
    const message = encodeRequest({
      target: POLICY_MANAGER,
      sourceId: clientId,
      token: changed,
      body: body(),
    });
    expectRefusal(await sendMessage(lab, good, { message, token }), 'signature-invalid', 401);
  });

  test('a status message must have its body signed', async () => {
    const status = renderStatus({
      kind: 'started',
      result: 'running',
      packageId: 'PS100010',
      advertisementId: '',
      group: '',
      step: '',
      code: '',
      message: '',
      time: '2026-11-20T12:00:00Z',
      sequenceNumber: 1,
    });
    const message = encodeRequest({
      target: STATUS_MANAGER,
      sourceId: clientId,
      token: createClientToken(good, labNow(lab)),
      body: status,
    });
    expectRefusal(await sendMessage(lab, good, { message, token }), 'signature-missing', 401);
  });

  test.each([
    ['sha256', 200],
    ['sha256-bare', 200],
    ['sha1-bare', 401],
  ] as const)('the variant %s is answered with %i', async (variant, status) => {
    const { text } = createClientToken(good, labNow(lab));
    const clientToken = { text, signature: signData(good.privateKey, signedText(text), variant) };
    const message = encodeRequest({
      target: POLICY_MANAGER,
      sourceId: clientId,
      token: clientToken,
      body: body(),
    });
    const reply = await sendMessage(lab, good, { message, token });
    expect(reply.status).toBe(status);
    if (status !== 200) return;
    const answer = decodeMessage(String(reply.headers['content-type']), reply.bytes);
    expect(parseAssignmentsReply(answer.body).length).toBeGreaterThan(0);
  });

  test('SHA-1 is accepted by a site that allows it', async () => {
    const old = await startLab({ allowSha1: true });
    try {
      const oldToken = await registrationToken(old, good, await register(old, good));
      const { text } = createClientToken(good, labNow(old));
      const sha1 = { text, signature: signData(good.privateKey, signedText(text), 'sha1-bare') };
      const message = encodeRequest({
        target: POLICY_MANAGER,
        sourceId: clientId,
        token: sha1,
        body: body(),
      });
      expect((await sendMessage(old, good, { message, token: oldToken })).status).toBe(200);
    } finally {
      await old.close();
    }
  });
});

describe('clocks', () => {
  test.each([
    [9 * 60_000, 200],
    [-9 * 60_000, 200],
    [11 * 60_000, 401],
    [-11 * 60_000, 401],
  ])('a signature %i ms away from the clock of the lab is answered with %i', async (skewMs, status) => {
    const time = new Date(labNow(lab).getTime() + skewMs);
    const message = encodeRequest(
      {
        target: POLICY_MANAGER,
        sourceId: clientId,
        token: createClientToken(good, time),
        body: renderAssignmentsRequest({ siteCode: 'PS1', clientId }),
      },
      { signer: good },
    );
    const reply = await sendMessage(lab, good, { message, token });
    expect(reply.status).toBe(status);
    if (status === 401) expectRefusal(reply, 'clock-skew', 401);
  });
});

describe('media tokens at the exchange', () => {
  test('a good one is exchanged for a registration token that expires', async () => {
    const reply = parseTokenExchangeReply((await exchange(lab, good, mediaToken)).text);
    const hours = (Date.parse(reply.expires) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(7.9);
    expect(hours).toBeLessThanOrEqual(8);
    expect(reply.registrationToken).not.toBe(mediaToken);
  });

  test('an expired one is refused after half a year, while the certificate is still good', async () => {
    lab.clock.aheadMs = 182 * DAY_MS;
    expect((await exchange(lab, good, mediaToken)).status).toBe(200);
    lab.clock.aheadMs = 184 * DAY_MS;
    expectRefusal(await exchange(lab, good, mediaToken), 'token-expired', 401);
  });

  test('one of another site is refused, and so is one signed by another site in our name', async () => {
    const foreign = await register(foreignLab, good);
    const reply = await exchange(lab, good, foreign);
    // Both lab sites are "Contoso" with the same issuer, so what differs is the key.
    expectRefusal(reply, 'token-invalid', 401);
    const other = await new SignJWT({ Type: 'TaskSequenceMedia' })
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer('urn:sccm:oauth2:other')
      .setAudience('urn:sccm:service')
      .setExpirationTime('1h')
      .sign(lab.site.pki.tokenSigningKey.privateKey);
    expectRefusal(await exchange(lab, good, other), 'token-foreign', 401);
  });

  test('one whose claims were changed, one without signature and plain nonsense are refused', async () => {
    const [header = '', payload = '', signature = ''] = mediaToken.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
    const later = Buffer.from(JSON.stringify({ ...claims, exp: 4_102_444_800 })).toString('base64url');
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    for (const bad of [`${header}.${later}.${signature}`, `${none}.${later}.`, 'nonsense', 'a.b.c'])
      expectRefusal(await exchange(lab, good, bad), 'token-invalid', 401);
  });

  test('one signed with the public key as a shared secret is refused', async () => {
    const spki = lab.site.pki.tokenSigningKey.publicKey.export({ type: 'spki', format: 'pem' });
    const confused = await new SignJWT({ Type: 'TaskSequenceMedia' })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(`urn:sccm:oauth2:${lab.site.world.hierarchyId}`)
      .setAudience('urn:sccm:service')
      .setExpirationTime('1h')
      .sign(Buffer.from(spki));
    expectRefusal(await exchange(lab, good, confused), 'token-invalid', 401);
  });

  test('one issued for another media certificate is refused', async () => {
    const others = await register(lab, stranger);
    expectRefusal(await exchange(lab, good, others), 'token-wrong-certificate', 401);
    const { token: sameId } = await issueMediaToken(lab.site, {
      mediaId: good.mediaId,
      thumbprint: stranger.thumbprint,
    });
    expectRefusal(await exchange(lab, good, sameId), 'token-wrong-certificate', 401);
  });

  test('a blocked one is refused', async () => {
    const issued = lab.site.store.tokens().findLast((one) => one.kind === 'media');
    await lab.site.store.blockToken(issued?.id ?? '', true);
    expectRefusal(await exchange(lab, good, mediaToken), 'token-blocked', 403);
  });

  test('a registration token is no media token, and the other way round', async () => {
    expectRefusal(await exchange(lab, good, token), 'token-kind', 401);
    const reply = await sendMessage(lab, good, { message: request(), token: mediaToken });
    expectRefusal(reply, 'token-kind', 401);
  });

  test('a request whose signature covers another token, or that is no JSON, is refused', async () => {
    const swapped = renderTokenExchange(good, mediaToken, labNow(lab)).replace(mediaToken, token);
    expectRefusal(await exchange(lab, good, mediaToken, { body: swapped }), 'signature-invalid', 401);
    for (const body of ['', 'hello', '{}', '[]', '{"mediaId":5}'])
      expectRefusal(await exchange(lab, good, mediaToken, { body }), 'malformed', 400);
  });
});

describe('registration tokens on messages', () => {
  test('a missing one is refused', async () => {
    expectRefusal(await sendMessage(lab, good, { message: request(), token: null }), 'token-missing', 401);
  });

  test('an expired one is refused', async () => {
    lab.clock.aheadMs = 9 * 3_600_000;
    expectRefusal(await sendMessage(lab, good, { message: request(), token }), 'token-expired', 401);
  });

  test('one of another medium is refused', async () => {
    const { token: others } = await issueRegistrationToken(lab.site, { ...stranger, lifeMs: DAY_MS });
    const reply = await sendMessage(lab, good, { message: request(), token: others });
    expectRefusal(reply, 'token-wrong-certificate', 401);
  });

  test('the header it travels in can be another one', async () => {
    const other = await startLab({ tokenHeader: 'CCMClientToken' });
    try {
      const otherToken = await registrationToken(other, good, await register(other, good));
      const message = request();
      const refused = await sendMessage(other, good, { message, token: otherToken });
      expect(refused.rejection).toBe('token-missing');
      const headers = tokenHeaders(otherToken, 'CCMClientToken');
      expect((await sendMessage(other, good, { message, token: null, headers })).status).toBe(200);
    } finally {
      await other.close();
    }
  });
});

test.each([
  ['no multipart', { 'content-type': 'text/plain' }, 'hello'],
  ['an empty body', { 'content-type': 'multipart/mixed; boundary=x' }, ''],
  [
    'broken XML',
    { 'content-type': 'multipart/mixed; boundary=x' },
    '--x\r\n\r\n<Msg>\r\n--x\r\n\r\n<A/>\r\n--x--',
  ],
])('a message with %s is malformed', async (_name, headers, body) => {
  const reply = await call(lab, good, { method: MESSAGE_METHOD, mp: mpPaths.request, headers, body });
  expectRefusal(reply, 'malformed', 400);
});

test('the journal, in memory and on disk, has no token of any of these', async () => {
  const memory = lab.site.journal.entries().map((one) => JSON.stringify(one));
  const disk = await readFile(join(lab.site.dataFolder, 'journal.jsonl'), 'utf8');
  expect(disk.split('\n').length).toBeGreaterThan(10);
  for (const text of [memory.join('\n'), disk]) {
    expect(text).toContain('"reason":"token-expired"');
    for (const secret of [mediaToken, token, 'eyJ']) expect(text.includes(secret)).toBe(false);
  }
});
