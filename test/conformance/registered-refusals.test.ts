/**
 * What the lab refuses to clients, with its reason on the wire: tokens that are foreign, of another kind or another
 * client; clocks; replays; registrations that are none. What a person reads of it is in registered-words.test.ts.
 */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueBulkToken, issueMediaToken, issueRegistrationToken } from '#lab/management-point/tokens.ts';
import { parseClientRegistration, renderClientRegistration } from '#lab/wire/client-registration.ts';
import { renderClientReport, reportEndpoints } from '#lab/wire/client-report.ts';
import { POLICY_MANAGER, renderAssignmentsRequest } from '#lab/wire/assignments.ts';
import { encodeRequest } from '#lab/wire/message.ts';
import { gatewayPrefix, MESSAGE_METHOD, mpPaths } from '#lab/wire/paths.ts';
import { tokenHeaders } from '#lab/wire/media-token.ts';
import { createClientToken, type ClientSigner } from '#lab/wire/signature.ts';
import { renderSiteTokenRequest } from '#lab/wire/site-token.ts';
import { certificateDerOf, privateKeyOf } from '../../resources/runtime/gateway/client-key.ts';
import { clientSigner } from '../../resources/runtime/gateway/client-site.ts';
import { CLIENT_VERSION, keyOf, makeClient, type TestClient } from './client-support.ts';
import {
  call,
  CMG,
  DAY_MS,
  makeMedium,
  register as registerMedium,
  registrationToken,
  startLab,
  type Reply,
  type TestLab,
} from './gateway-support.ts';

let lab: TestLab;
let foreign: TestLab;
let client: TestClient;
let other: TestClient;
beforeAll(async () => {
  lab = await startLab();
  foreign = await startLab();
  client = await makeClient(lab, { name: 'CT-1' });
  other = await makeClient(lab, { name: 'CT-2' });
});
afterAll(async () => {
  client.http.close();
  other.http.close();
  await lab.close();
  await foreign.close();
});

const tokenOf = (one: TestClient): string => one.kept.token?.token ?? '';

/** A request below the gateway's path for clients with a token. */
function send(
  path: string,
  options: {
    readonly method: string;
    readonly body: Uint8Array | string;
    readonly contentType: string;
    readonly bearer: string | undefined;
  },
): Promise<Reply> {
  const roleId = lab.site.world.gateways.find((one) => one.hostName === CMG)?.roleId ?? '0';
  return call(lab, null, {
    method: options.method,
    path: gatewayPrefix(roleId, 'ServerAuth') + path,
    body: options.body,
    headers: {
      'content-type': options.contentType,
      ...(options.bearer === undefined ? {} : tokenHeaders(options.bearer)),
    },
  });
}

interface MessageOptions {
  readonly bearer?: string | undefined;
  readonly signer?: ClientSigner;
  readonly time?: Date;
  readonly target?: string;
  readonly body?: string;
  /** Who signs the body; the signer of the token unless given. */
  readonly payloadSigner?: ClientSigner | null;
}

function message(options: MessageOptions = {}): Promise<Reply> {
  const signer = options.signer ?? clientSigner(client.identity);
  const body = options.body ?? renderAssignmentsRequest({ siteCode: 'PS1', clientId: signer.clientId });
  const payloadSigner = options.payloadSigner === undefined ? signer : options.payloadSigner;
  const encoded = encodeRequest(
    {
      target: options.target ?? POLICY_MANAGER,
      sourceId: signer.clientId,
      replyCompression: 'none',
      token: createClientToken(signer, options.time ?? lab.site.clock()),
      body,
    },
    payloadSigner === null ? {} : { signer: payloadSigner },
  );
  return send(mpPaths.tokenRequest, {
    method: MESSAGE_METHOD,
    body: encoded.bytes,
    contentType: encoded.contentType,
    bearer: 'bearer' in options ? options.bearer : tokenOf(client),
  });
}

/** A token of the lab's form, signed by whoever, with the claims of the real one. */
async function forged(claims: Readonly<Record<string, string>>): Promise<string> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const [, payload = ''] = tokenOf(client).split('.');
  const real = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
  return await new SignJWT({ ...real, ...claims }).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);
}

/** `alg: none`, which no library should take. */
function unsigned(): string {
  const [, payload = ''] = tokenOf(client).split('.');
  return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
}

describe('on the wire', () => {
  test.each<readonly [string, () => MessageOptions | Promise<MessageOptions>, string | undefined]>([
    ['a right message', () => ({}), undefined],
    ['no token', () => ({ bearer: undefined }), 'token-missing'],
    ['text that is no token', () => ({ bearer: 'x.y.z' }), 'token-invalid'],
    ['a token without a signature', () => ({ bearer: unsigned() }), 'token-invalid'],
    ['a token somebody else signed', async () => ({ bearer: await forged({}) }), 'token-invalid'],
    [
      'a token of another issuer',
      async () => ({ bearer: await forged({ iss: 'urn:sccm:oauth2:other' }) }),
      'token-foreign',
    ],
    ['a token of another site', async () => ({ bearer: tokenOf(await clientOf(foreign)) }), 'token-invalid'],
    ['the token of another client', () => ({ bearer: tokenOf(other) }), 'token-wrong-certificate'],
    [
      'a bulk registration token',
      async () => ({ bearer: (await issueBulkToken(lab.site, 60)).token }),
      'token-kind',
    ],
    ['a medium’s registration token', async () => ({ bearer: await mediaRegistrationToken() }), 'token-kind'],
    ['a media token', async () => ({ bearer: await mediaTokenOf() }), 'token-kind'],
    [
      'the key of another client',
      () => ({ signer: { ...clientSigner(client.identity), privateKey: privateKeyOf(other.identity) } }),
      'signature-invalid',
    ],
    [
      'an id nobody has',
      () => ({ signer: { ...clientSigner(client.identity), clientId: crypto.randomUUID() } }),
      'client-unregistered',
    ],
    ['a time an hour ago', () => ({ time: new Date(lab.site.clock().getTime() - 3_600_000) }), 'clock-skew'],
    [
      'a time an hour ahead',
      () => ({ time: new Date(lab.site.clock().getTime() + 3_600_000) }),
      'clock-skew',
    ],
    ['a body that is not signed', () => ({ payloadSigner: null }), 'signature-missing'],
    [
      'a body signed by another',
      () => ({ payloadSigner: clientSigner(other.identity) }),
      'signature-invalid',
    ],
    [
      'policies of another client',
      () => ({ body: renderAssignmentsRequest({ siteCode: 'PS1', clientId: other.identity.clientId }) }),
      'client-unknown',
    ],
    [
      'policies of another site',
      () => ({ body: renderAssignmentsRequest({ siteCode: 'XX1', clientId: client.identity.clientId }) }),
      'client-unknown',
    ],
    [
      'a report of another client',
      () => ({ target: reportEndpoints.heartbeat, body: heartbeatOf(other) }),
      'malformed',
    ],
    [
      'a heartbeat at the endpoint of the inventory',
      () => ({ target: reportEndpoints['hardware-inventory'], body: heartbeatOf(client) }),
      'malformed',
    ],
    ['an endpoint that is none', () => ({ target: 'MP_Other' }), 'not-found'],
  ])('%s', async (_name, options, reason) => {
    const reply = await message(await options());
    expect([reply.status === 200 ? undefined : reply.rejection, reply.text.includes('eyJ')]).toEqual([
      reason,
      false,
    ]);
  });

  test('a report that comes a second time is refused, a question is answered again', async () => {
    const time = new Date();
    const report = { target: reportEndpoints.heartbeat, body: heartbeatOf(client), time };
    expect((await message(report)).status).toBe(200);
    expect((await message(report)).rejection).toBe('signature-replayed');
    expect((await message({ ...report, time: new Date(time.getTime() + 1) })).status).toBe(200);
    const question = { time: new Date(time.getTime() + 2) };
    expect((await message(question)).status).toBe(200);
    expect((await message(question)).status).toBe(200);
    const beats = lab.site.journal.entries().filter((one) => one.event === 'heartbeat');
    expect(beats.length).toBe(2);
  });

  test('a request for a site token that comes a second time is refused', async () => {
    const body = renderSiteTokenRequest(clientSigner(client.identity), {
      time: new Date(),
      nonce: 'ab'.repeat(16),
    });
    const ask = (): Promise<Reply> =>
      send(mpPaths.siteToken, {
        method: 'POST',
        body,
        contentType: 'application/json',
        bearer: tokenOf(client),
      });
    expect((await ask()).status).toBe(200);
    expect((await ask()).rejection).toBe('signature-replayed');
  });

  test('the paths of clients do not exist for media, and the other way round', async () => {
    const medium = makeMedium(crypto.randomUUID());
    const mediaToken = await registerMedium(lab, medium);
    const token = await registrationToken(lab, medium, mediaToken);
    const body = encodeRequest(
      {
        target: POLICY_MANAGER,
        sourceId: '',
        token: createClientToken(medium, new Date()),
        body: renderAssignmentsRequest({ siteCode: 'PS1', clientId: 'x' }),
      },
      { signer: medium },
    );
    const reply = await send(mpPaths.tokenRequest, {
      method: MESSAGE_METHOD,
      body: body.bytes,
      contentType: body.contentType,
      bearer: token,
    });
    expect(reply.rejection).toBe('signature-missing');
  });
});

describe('a registration', () => {
  const registration = async (
    bearer: string | undefined,
    change: (body: string) => string = (body) => body,
  ): Promise<Reply> => {
    const key = await keyOf('CT-3');
    const body = renderClientRegistration(
      {
        time: new Date().toISOString(),
        certificateDer: certificateDerOf(key),
        agentVersion: CLIENT_VERSION,
        name: 'CT-3',
        fullName: '',
        smbiosGuid: crypto.randomUUID(),
        macAddresses: [],
        users: [],
      },
      createPrivateKey(key.privateKeyPem),
    );
    parseClientRegistration(body);
    const encoded = encodeRequest({
      target: 'MP_ClientRegistration',
      sourceId: '',
      replyCompression: 'none',
      body: change(body),
    });
    return send(mpPaths.tokenRequest, {
      method: MESSAGE_METHOD,
      body: encoded.bytes,
      contentType: encoded.contentType,
      bearer,
    });
  };

  test.each<
    readonly [
      string,
      () => string | undefined | Promise<string>,
      (body: string) => string,
      string | undefined,
    ]
  >([
    ['with a bulk token', async () => (await issueBulkToken(lab.site, 60)).token, (body) => body, undefined],
    ['without a token', () => undefined, (body) => body, 'token-missing'],
    ['with the site token of a client', () => tokenOf(client), (body) => body, 'token-kind'],
    ['with a media token', async () => await mediaTokenOf(), (body) => body, 'token-kind'],
    [
      'with another name than was signed',
      async () => (await issueBulkToken(lab.site, 60)).token,
      (body) => body.replace('CT-3', 'CT-4'),
      'signature-invalid',
    ],
    [
      'with damaged XML',
      async () => (await issueBulkToken(lab.site, 60)).token,
      (body) => body.replace('</Data>', ''),
      'malformed',
    ],
  ])('%s', async (_name, bearer, change, reason) => {
    const reply = await registration(await bearer(), change);
    expect(reply.status === 200 ? undefined : reply.rejection).toBe(reason);
  });

  test('that comes a second time is refused', async () => {
    const { token } = await issueBulkToken(lab.site, 60);
    let sent = '';
    await registration(token, (body) => (sent = body));
    expect((await registration(token, () => sent)).rejection).toBe('signature-replayed');
  });

  test('of a key that is too short or of a certificate of somebody else is refused', async () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    const { selfSignedCertificate } = await import('../../resources/runtime/crypto/self-signed.ts');
    const { token } = await issueBulkToken(lab.site, 60);
    const der = selfSignedCertificate(weak, 'CT-5', new Date());
    const body = renderClientRegistration(
      {
        time: new Date().toISOString(),
        certificateDer: der,
        agentVersion: '',
        name: 'CT-5',
        fullName: '',
        smbiosGuid: '',
        macAddresses: [],
        users: [],
      },
      weak,
    );
    expect((await registration(token, () => body)).rejection).toBe('registration-invalid');
  });
});

function heartbeatOf(one: TestClient): string {
  return renderClientReport({
    kind: 'heartbeat',
    clientId: one.identity.clientId,
    name: 'CT-1',
    clientVersion: CLIENT_VERSION,
    time: new Date().toISOString(),
    number: 1,
    instances: [],
  });
}

let foreignClient: Promise<TestClient> | undefined;
function clientOf(where: TestLab): Promise<TestClient> {
  foreignClient ??= makeClient(where, { name: 'CT-1' });
  return foreignClient;
}

async function mediaRegistrationToken(): Promise<string> {
  const medium = makeMedium(crypto.randomUUID());
  await registerMedium(lab, medium);
  return (await issueRegistrationToken(lab.site, { ...medium, lifeMs: DAY_MS })).token;
}

async function mediaTokenOf(): Promise<string> {
  const medium = makeMedium(crypto.randomUUID());
  await registerMedium(lab, medium);
  return (await issueMediaToken(lab.site, medium)).token;
}
