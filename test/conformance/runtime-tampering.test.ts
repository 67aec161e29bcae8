/** Answers that somebody changed on their way: the device uses nothing of them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeUtf8 } from '#base/bytes.ts';
import { encryptEnvelope } from '#lab/management-point/envelope.ts';
import { policiesForMedia } from '#lab/management-point/policies.ts';
import { encodePolicyText } from '#lab/wire/policy.ts';
import { GatewayClient } from '../../resources/runtime/gateway/client.ts';
import { HttpClient, type HttpAnswer, type HttpRequest } from '../../resources/runtime/gateway/http.ts';
import { FakeClock } from '../support/fake-device.ts';
import { makeMedium, startLab, type TestLab } from './gateway-support.ts';
import { loopback, makeDeviceMedium, trustOf } from './runtime-support.ts';

let lab: TestLab;
let client: GatewayClient;
let http: ChangingClient;

/** The real client, but for what `change` does to the answers. */
class ChangingClient extends HttpClient {
  change: (answer: HttpAnswer) => HttpAnswer = (answer) => answer;

  override async fetch(request: HttpRequest): Promise<HttpAnswer> {
    return this.change(await super.fetch(request));
  }
}

let mediumCertificate: Uint8Array;

beforeAll(async () => {
  lab = await startLab();
  const medium = await makeDeviceMedium(lab);
  mediumCertificate = medium.identity.certificateDer;
  const trust = await trustOf(medium);
  http = new ChangingClient(trust, loopback);
  client = new GatewayClient(trust, http, new FakeClock());
  await client.keyInformation(undefined);
  await client.exchangeToken();
});
afterAll(async () => {
  http.close();
  await lab.close();
});

/** The first policy, read through a change; the name of its task sequence or the error's code. */
async function firstPolicy(change: (answer: HttpAnswer) => HttpAnswer): Promise<string> {
  http.change = (answer) => answer;
  const [reference] = await client.assignments();
  if (reference === undefined) throw new Error('the lab assigns policies');
  http.change = change;
  return await client.taskSequence(reference).then(
    (policy) => policy?.name ?? 'none',
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
  );
}

const body = (): Uint8Array => policiesForMedia(lab.site)[0]?.body ?? new Uint8Array();
const withBytes =
  (bytes: Uint8Array) =>
  (answer: HttpAnswer): HttpAnswer => ({ ...answer, bytes });

test('unchanged, enveloped and plain bodies are read', async () => {
  expect(await firstPolicy((answer) => answer)).toBe('Windows 11 24H2 - Remote Reinstall');
  expect(await firstPolicy(withBytes(body()))).toBe('Windows 11 24H2 - Remote Reinstall');
});

test('another body in the right envelope does not fit its hash', async () => {
  const forged = encodePolicyText('<Policy><PolicyRule/></Policy>');
  expect(await firstPolicy(withBytes(encryptEnvelope(forged, mediumCertificate)))).toBe('E_RT_POLICY_HASH');
  expect(await firstPolicy(withBytes(forged))).toBe('E_RT_POLICY_HASH');
});

test('an envelope for somebody else cannot be opened', async () => {
  const other = makeMedium('{11111111-2222-3333-4444-555555555555}');
  expect(await firstPolicy(withBytes(encryptEnvelope(body(), other.certDer)))).toBe('E_RT_POLICY_SECRET');
});

test('a changed byte anywhere in an envelope is noticed', async () => {
  const envelope = encryptEnvelope(body(), mediumCertificate);
  for (let at = 0; at < envelope.length; at += Math.ceil(envelope.length / 40)) {
    const changed = Uint8Array.from(envelope);
    changed[at] = 255 - (changed[at] ?? 0);
    // A change in a field nobody needs (a version number, the recipient's name) leaves the content as it is.
    expect(['E_RT_POLICY_SECRET', 'E_RT_POLICY_HASH', 'Windows 11 24H2 - Remote Reinstall']).toContain(
      await firstPolicy(withBytes(changed)),
    );
  }
});

test.each<[title: string, change: (answer: HttpAnswer) => HttpAnswer, code: string]>([
  ['nothing', (answer) => ({ ...answer, bytes: new Uint8Array() }), 'E_RT_SITE_REFUSED'],
  ['a web page', (answer) => ({ ...answer, bytes: encodeUtf8('<html></html>') }), 'E_RT_SITE_ANSWER'],
  [
    'half a message',
    (answer) => ({ ...answer, bytes: answer.bytes.subarray(0, answer.bytes.length / 2) }),
    'E_RT_SITE_ANSWER',
  ],
  ['a redirect', (answer) => ({ ...answer, status: 302 }), 'E_RT_SITE_REFUSED'],
  ['a server error', (answer) => ({ ...answer, status: 500 }), 'E_RT_CMG_BUSY'],
])('%s as answer to the assignments ends with its code', async (_title, change, code) => {
  http.change = change;
  await expect(client.assignments()).rejects.toMatchObject({ code });
});

test('a token is never sent to another host than the gateway', () => {
  for (const url of [
    'https://evil.test/',
    'https://contoso-cmg.contoso.test:1/',
    'https://contoso-cmg.contoso.test.evil.test/',
  ])
    expect(http.isGateway(new URL(url))).toBe(false);
});
