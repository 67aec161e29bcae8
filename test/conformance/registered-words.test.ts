/** What a person reads when the site refuses a client: tokens blocked, expired or foreign, registrations, settings. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueBulkToken } from '#lab/management-point/tokens.ts';
import { deviceClock, makeClient, openClient, register, type TestClient } from './client-support.ts';
import {
  DAY_MS,
  makeMedium,
  register as registerMedium,
  registrationToken,
  startLab,
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

const code = (text: string): Error => expect.objectContaining({ code: text }) as Error;
const tokenOf = (one: TestClient): string => one.kept.token?.token ?? '';

test('a bulk token that is blocked, expired, foreign, or text', async () => {
  const blocked = await issueBulkToken(lab.site, 60);
  await lab.site.store.blockToken(blocked.id, true);
  await expect(register(lab, { registrationToken: blocked.token })).rejects.toThrow(
    code('E_RT_REGISTRATION_TOKEN'),
  );
  await lab.site.store.blockToken(blocked.id, false);
  expect(await register(lab, { registrationToken: blocked.token })).toMatch(/^GUID:/);
  const old = await issueBulkToken(lab.site, -1);
  await expect(register(lab, { registrationToken: old.token })).rejects.toThrow(/token-expired/);
  const { token } = await issueBulkToken(foreign.site, 60);
  await expect(register(lab, { registrationToken: token })).rejects.toThrow(code('E_RT_REGISTRATION_TOKEN'));
  await expect(register(lab, { registrationToken: 'x' })).rejects.toThrow(/token-invalid/);
});

test('a medium’s registration token registers one computer, and none when the medium is blocked', async () => {
  const medium = makeMedium(crypto.randomUUID());
  const mediaToken = await registerMedium(lab, medium);
  const token = await registrationToken(lab, medium, mediaToken);
  await register(lab, { registrationToken: token, name: 'CT-20' });
  await expect(register(lab, { registrationToken: token, name: 'CT-21' })).rejects.toThrow(/token-used/);
  const second = await registrationToken(lab, medium, mediaToken);
  await lab.site.store.blockCertificate(medium.mediaId, true);
  await expect(register(lab, { registrationToken: second, name: 'CT-21' })).rejects.toThrow(
    code('E_RT_REGISTRATION_TOKEN'),
  );
});

test('a name no computer can have', async () => {
  await expect(register(lab, { name: 'a name' })).rejects.toThrow(code('E_RT_REGISTRATION'));
});

test('a site token that was blocked: nothing is answered, nothing renewed, no other one given', async () => {
  const { token } = await issueBulkToken(lab.site, 60);
  const own = await makeClient(lab, { name: 'CT-22', registrationToken: token });
  const id = lab.site.store.tokens().findLast((one) => one.subject === own.identity.clientId)?.id ?? '';
  await lab.site.store.blockToken(id, true);
  await expect(own.site.clientPolicies()).rejects.toThrow(code('E_RT_CLIENT_TOKEN_BLOCKED'));
  const kept = own.kept.token;
  if (kept === undefined) throw new Error('no token');
  await expect(own.obtain(kept.token)).rejects.toThrow(code('E_RT_CLIENT_TOKEN_BLOCKED'));
  await expect(own.obtain(token)).rejects.toThrow(code('E_RT_CLIENT_TOKEN_BLOCKED'));
  await lab.site.store.blockToken(id, false);
  expect((await own.site.clientPolicies()).length).toBeGreaterThan(0);
  own.http.close();
});

test('a site token older than 90 days: not answered, not renewed; the clock that was moved does not help', async () => {
  const own = await startLab();
  const late = await makeClient(own, { name: 'CT-23' });
  own.clock.aheadMs = 91 * DAY_MS;
  late.clock.aheadMs = 91 * DAY_MS;
  await expect(late.site.clientPolicies()).rejects.toThrow(code('E_RT_CLIENT_TOKEN_EXPIRED'));
  await expect(late.obtain(tokenOf(late))).rejects.toThrow(code('E_RT_CLIENT_TOKEN_EXPIRED'));
  late.clock.aheadMs = 0;
  await expect(late.site.clientPolicies()).rejects.toThrow(code('E_RT_CLIENT_TOKEN_EXPIRED'));
  late.http.close();
  await own.close();
});

test('the token of another client, and an id the site does not have', async () => {
  const own = openClient(lab, client.identity);
  own.site.useToken(tokenOf(other));
  await expect(own.site.clientPolicies()).rejects.toThrow(code('E_RT_CLIENT_TOKEN'));
  const stranger = openClient(
    lab,
    { ...client.identity, clientId: `GUID:${crypto.randomUUID()}` },
    deviceClock(),
  );
  stranger.site.useToken(tokenOf(client));
  await expect(stranger.site.clientPolicies()).rejects.toThrow(code('E_RT_CLIENT_UNREGISTERED'));
  own.http.close();
  stranger.http.close();
});

test('client settings that allow no gateway', async () => {
  const before = lab.site.world.clientSettings;
  const changed = before.map((one) => ({ ...one, allowCmg: false }));
  Object.assign(lab.site.world, { clientSettings: changed });
  await expect(client.site.clientPolicies()).rejects.toThrow(code('E_RT_CMG_NOT_ALLOWED'));
  Object.assign(lab.site.world, { clientSettings: before });
});
