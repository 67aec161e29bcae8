/** Messages of the management point protocol: framing, requests, answers; written strictly, read tolerantly. */
import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, encodeLatin1, encodeUtf16le } from '#base/bytes.ts';
import { deflate } from '#base/hash.ts';
import {
  parseAssignmentsReply,
  parseAssignmentsRequest,
  POLICY_MANAGER,
  renderAssignmentsReply,
  renderAssignmentsRequest,
} from '#lab/wire/assignments.ts';
import { decodeMessage, encodeReply, encodeRequest } from '#lab/wire/message.ts';
import { decodeMultipart, encodeMultipart, MULTIPART_CONTENT_TYPE } from '#lab/wire/multipart.ts';
import { parsePolicyQuery, policyLocation, policyPath, splitGatewayPath } from '#lab/wire/paths.ts';
import { createClientToken, signedText, verifyData } from '#lab/wire/signature.ts';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const signer = { mediaId: '8ae6b618-77ec-46cb-b1b5-88f693e00001', privateKey: keys.privateKey };
const clientId = 'b0ad1e1f-3a9c-4d1a-8b7e-0c5d5e8f1a02';
const body = renderAssignmentsRequest({ siteCode: 'PS1', clientId });

describe('a media request for assignments', () => {
  const token = createClientToken(signer, new Date('2026-11-20T12:00:00.700Z'));
  const encoded = encodeRequest(
    { target: POLICY_MANAGER, sourceId: clientId, replyCompression: 'none', token, body },
    { signer },
  );

  test('has the parts, the byte order mark and the fields that public tools send', () => {
    const [first, second] = decodeMultipart(encoded.contentType, encoded.bytes);
    expect(first?.headers['content-type']).toBe('text/plain; charset=UTF-16');
    expect([...(first?.body.subarray(0, 2) ?? [])]).toEqual([0xff, 0xfe]);
    const msg = Buffer.from(first?.body.subarray(2) ?? []).toString('utf16le');
    expect(msg).toContain('<Msg ReplyCompression="none"><ID/><SourceID>');
    expect(msg).toContain('<Hook2 Name="clientauth"><Property Name="Token">');
    expect(msg).toContain('ClientToken:{8AE6B618-77EC-46CB-B1B5-88F693E00001};2026-11-20T12:00:00Z');
    expect(msg).toContain(
      '<TargetEndpoint>MP_PolicyManager</TargetEndpoint><ReplyMode>Sync</ReplyMode></Msg>',
    );
    expect(second?.headers['content-type']).toBe('application/octet-stream');
    expect(Buffer.from(second?.body ?? []).toString('utf16le')).toBe(`${body}\r\n\0`);
  });

  test('is read back with its token, and its payload signature verifies', () => {
    const read = decodeMessage(encoded.contentType, encoded.bytes);
    expect(read).toMatchObject({
      target: POLICY_MANAGER,
      sourceId: clientId,
      replyCompression: 'none',
      body,
    });
    expect(read.token).toEqual(token);
    expect(verifyData(keys.publicKey, signedText(token.text), { hex: token.signature })).toBe('sha256');
    expect(verifyData(keys.publicKey, read.payload, { hex: read.payloadSignature ?? '' })).toBe('sha256');
    expect(parseAssignmentsRequest(read.body)).toEqual({ siteCode: 'PS1', clientId });
  });
});

test('a request with Content-Disposition headers, another boundary and the bytes 00 00 00 at the end is read', () => {
  const boundary = '----------------1a2b';
  const msg = `<Msg><ID/><SourceID>${clientId}</SourceID><ReplyTo>direct:OSD</ReplyTo><Body Type="ByteRange" Offset="0" Length="728"/><Hooks/><Payload Type="inline"/><TargetEndpoint>MP_PolicyManager</TargetEndpoint><ReplyMode>Sync</ReplyMode></Msg>`;
  const bytes = concatBytes([
    encodeLatin1(
      `--${boundary}\r\nContent-Disposition: form-data; name="Msg"\r\nContent-Type: text/plain; charset=UTF-16\r\n\r\n`,
    ),
    Uint8Array.of(0xff, 0xfe),
    encodeUtf16le(msg),
    encodeLatin1(`\r\n--${boundary}\r\nContent-Type: application/octet-stream\r\n\r\n`),
    encodeUtf16le(`${body}\r\n`),
    Uint8Array.of(0, 0, 0),
    encodeLatin1(`\r\n--${boundary}--\r\n`),
  ]);
  const read = decodeMessage(`multipart/mixed; boundary=${boundary}`, bytes);
  expect(read).toMatchObject({ sourceId: clientId, token: undefined, body });
});

test('an answer is compressed unless the request asked for none, and both are read back', () => {
  for (const replyCompression of ['none', 'zlib', undefined] as const) {
    const reply = encodeReply('<ReplyAssignments/>', { replyCompression });
    const [, second] = decodeMultipart(reply.contentType, reply.bytes);
    expect(second?.body[0] === 0x78).toBe(replyCompression !== 'none');
    expect(decodeMessage(reply.contentType, reply.bytes).body).toBe('<ReplyAssignments/>');
  }
});

test('a compressed body that expands beyond the limit is refused', () => {
  const bomb = deflate(new Uint8Array(40 * 1024 * 1024));
  const msg = '<Msg><Hooks><Hook3 Name="zlib-compress"/></Hooks><TargetEndpoint>x</TargetEndpoint></Msg>';
  const bytes = encodeMultipart([
    { headers: {}, body: encodeUtf16le(`\uFEFF${msg}`) },
    { headers: {}, body: bomb },
  ]);
  expect(() => decodeMessage(MULTIPART_CONTENT_TYPE, bytes)).toThrow(
    expect.objectContaining({ code: 'E_WIRE_FRAMING' }) as Error,
  );
});

test.each([
  ['no boundary in the content type', 'multipart/mixed', '--x\r\n\r\nA\r\n--x--'],
  ['another content type', 'text/plain; boundary=x', '--x\r\n\r\nA\r\n--x--'],
  ['a boundary that never comes', 'multipart/mixed; boundary=x', 'hello'],
  ['no closing boundary', 'multipart/mixed; boundary=x', '--x\r\n\r\nA\r\n--x\r\n\r\nB'],
  ['no blank line', 'multipart/mixed; boundary=x', '--x\r\nA: b\r\n--x--'],
  ['one part only', 'multipart/mixed; boundary=x', '--x\r\n\r\nA\r\n--x--'],
  ['too many parts', 'multipart/mixed; boundary=x', `${'--x\r\n\r\nA\r\n'.repeat(9)}--x--`],
])('a message with %s is refused with a code', (_name, contentType, text) => {
  expect(() => decodeMessage(contentType, encodeLatin1(text))).toThrow(
    expect.objectContaining({ code: 'E_WIRE_FRAMING' }) as Error,
  );
});

test('parts of any bytes survive the framing', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 }), (bodies) => {
      const bytes = encodeMultipart(bodies.map((one) => ({ headers: { a: 'b' }, body: one })));
      const read = decodeMultipart(MULTIPART_CONTENT_TYPE, bytes);
      expect(read.map((part) => [...part.body])).toEqual(bodies.map((one) => [...one]));
    }),
  );
});

test('damaged messages end in a coded error, never in another one', () => {
  const good = encodeRequest({ target: POLICY_MANAGER, sourceId: clientId, body }, { signer }).bytes;
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), fc.boolean(), (at, value, cut) => {
      const bad = cut
        ? good.slice(0, at)
        : Uint8Array.from(good, (byte, index) => (index === at ? value : byte));
      try {
        decodeMessage(MULTIPART_CONTENT_TYPE, bad);
      } catch (error) {
        expect(error).toMatchObject({
          name: 'MediaError',
          code: expect.stringMatching(/^E_WIRE_/) as string,
        });
      }
    }),
  );
});

test('the list of policies keeps the literal <mp> host and is read back whole', () => {
  const policies = [
    {
      assignmentId: '{5b1c6f2e-0000-4000-8000-000000000001}',
      policyId: 'PS120001-PS100010-6F6BCC28',
      version: '1.00',
      category: 'TaskSequence',
      flags: 7,
      hash: 'SHA256:00FF',
      location: policyLocation('PS120001-PS100010-6F6BCC28', '1_00'),
    },
    {
      assignmentId: '{5b1c6f2e-0000-4000-8000-000000000002}',
      policyId: '{A}',
      version: '2.00',
      category: undefined,
      flags: 0,
      hash: '',
      location: policyLocation('{A}', '2_00'),
    },
  ] as const;
  const text = renderAssignmentsReply(policies, 'PS1');
  expect(text).toContain('<![CDATA[http://<mp>/SMS_MP/.sms_pol?PS120001-PS100010-6F6BCC28.1_00]]>');
  expect(parseAssignmentsReply(text)).toEqual(policies);
});

test('policy locations become paths, and percent-encoded braces come back', () => {
  const path = policyPath(policyLocation('{6F6B-1}', '2_00'));
  expect(path).toBe('/SMS_MP/.sms_pol?%7B6F6B-1%7D.2_00');
  expect(parsePolicyQuery(path?.split('?')[1] ?? '')).toEqual({ policyId: '{6F6B-1}', version: '2_00' });
  expect(policyPath('http://evil/other?x')).toBeUndefined();
  expect(parsePolicyQuery('%E0%A4%A')).toBeUndefined();
  expect(parsePolicyQuery('noversion.')).toBeUndefined();
});

test('a gateway path is split into endpoint id and rest; other paths are none', () => {
  expect(splitGatewayPath('/CCM_Proxy_MutualAuth/72057594037927941/SMS_MP/.sms_aut?X')).toEqual({
    auth: 'MutualAuth',
    endpointId: '72057594037927941',
    rest: '/SMS_MP/.sms_aut?X',
  });
  expect(splitGatewayPath('/CCM_Proxy_MutualAuth/x1/SMS_MP')).toBeUndefined();
  expect(splitGatewayPath('/SMS_MP/.sms_aut')).toBeUndefined();
});
