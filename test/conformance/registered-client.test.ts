/** A client from its new key to policies, reports and content, with the device's own functions against the real lab. */
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueBulkToken } from '#lab/management-point/tokens.ts';
import { normalId } from '#lab/store.ts';
import { GatewayClient } from '../../resources/runtime/gateway/client.ts';
import { HttpClient } from '../../resources/runtime/gateway/http.ts';
import { deviceClock, keyOf, makeClient, openClient, register } from './client-support.ts';
import { DAY_MS, startLab, type TestLab } from './gateway-support.ts';
import { loopback, makeDeviceMedium, trustOf } from './runtime-support.ts';

let lab: TestLab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(async () => {
  await lab.close();
});

function eventsSince(start: number): readonly string[] {
  return lab.site.journal
    .entries()
    .slice(start)
    .map((one) => `${one.area}:${one.event}`)
    .filter((one) => one !== 'gateway:request');
}

/** A device that has started from a medium and may ask the site. */
async function startedFromMedium(): Promise<{
  readonly media: GatewayClient;
  readonly http: HttpClient;
  readonly mediaGuid: string;
}> {
  const medium = await makeDeviceMedium(lab);
  const trust = await trustOf(medium);
  const http = new HttpClient(trust, loopback);
  const media = new GatewayClient(trust, http, deviceClock());
  await media.keyInformation(undefined);
  await media.exchangeToken();
  return { media, http, mediaGuid: trust.mediaGuid };
}

test('the whole way: a medium’s token registers a client, which from then on uses its own', async () => {
  const start = lab.site.journal.entries().length;
  const { media, http, mediaGuid } = await startedFromMedium();
  const registrationToken = await media.registrationToken();
  http.close();
  const client = await makeClient(lab, {
    registrationToken,
    name: 'CT-7',
    smbiosGuid: '4c4c4544-0042-4810-8036-b7c04f595231',
  });
  await client.site.clientPolicies();
  await client.site.sendHeartbeat({ name: 'CT-7', number: 1, instances: [] });
  await client.site.sendInventory({
    name: 'CT-7',
    number: 1,
    instances: [{ className: 'Win32_OperatingSystem', properties: { Version: '10.0.26100.1' } }],
  });
  client.http.close();
  expect(eventsSince(start).filter((one) => one !== 'management-point:policy')).toEqual([
    'management-point:key-information',
    'sts:token-exchanged',
    'sts:token-exchanged',
    'sts:client-registered',
    'sts:site-token-issued',
    'management-point:assignments',
    'management-point:heartbeat',
    'management-point:inventory',
  ]);
  const stored = lab.site.store.client(client.identity.clientId);
  expect(stored).toMatchObject({
    name: 'CT-7',
    mediaId: normalId(mediaGuid),
    smbiosGuid: '4c4c4544-0042-4810-8036-b7c04f595231',
    heartbeat: { number: 1 },
    inventory: { number: 1, instances: [{ className: 'Win32_OperatingSystem' }] },
  });
  const expires = Date.parse(client.kept.token?.expires ?? '');
  expect(Math.round((expires - Date.now()) / DAY_MS)).toBe(90);
});

test('the lab’s journal and data folder hold neither registration nor site tokens', async () => {
  const { token } = await issueBulkToken(lab.site, 60);
  const client = await makeClient(lab, { registrationToken: token, name: 'CT-8' });
  await lab.site.store.flush();
  const { readFile } = await import('node:fs/promises');
  for (const file of ['store.json', 'journal.jsonl']) {
    const text = await readFile(`${lab.site.dataFolder}/${file}`, 'utf8');
    expect([file, text.includes(token), text.includes(client.kept.token?.token ?? '-')]).toEqual([
      file,
      false,
      false,
    ]);
    expect(text).not.toContain('PRIVATE KEY');
  }
  client.http.close();
});

test('the same key registers again under the same id, as after a power cut', async () => {
  const { media, http } = await startedFromMedium();
  const registrationToken = await media.registrationToken();
  http.close();
  const first = await register(lab, { registrationToken, name: 'CT-9' });
  expect(await register(lab, { registrationToken, name: 'CT-9' })).toBe(first);
});

describe('a client is offered', () => {
  test('what is deployed to its collection, for clients and for the internet, as the flags say', async () => {
    const client = await makeClient(lab, { name: 'CT-10' });
    const policies = await client.site.clientPolicies();
    client.http.close();
    const expected = lab.site.world.deployments.filter(
      (one) =>
        one.collectionId === 'PS100C06' &&
        Math.floor(one.advertFlags / 0x80000) % 2 === 0 &&
        Math.floor(one.advertFlags / 0x10000000) % 4 === 0,
    );
    expect(policies.map((one) => one.advertisementId).sort()).toEqual(
      expected.map((one) => one.advertisementId).sort(),
    );
    for (const policy of policies) {
      const deployment = expected.find((one) => one.advertisementId === policy.advertisementId);
      expect(policy).toMatchObject({
        advertFlags: deployment?.advertFlags,
        remoteClientFlags: deployment?.remoteClientFlags,
        startTime: deployment?.presentTime,
        bootImageId: lab.site.world.taskSequences.find((one) => one.packageId === policy.packageId)
          ?.bootImageId,
      });
    }
    expect(policies.length).toBeGreaterThan(3);
  });

  test('content at the gateway, with a list it may read', async () => {
    const client = await makeClient(lab, { name: 'CT-11' });
    const [url] = await client.site.contentLocations('PS100033', '');
    if (url === undefined) throw new Error('no location');
    const list = await client.site.contentList(url);
    client.http.close();
    expect(list.packageId).toBe('PS100033');
    expect(list.files.length).toBeGreaterThan(0);
  });
});

describe('a site token', () => {
  // That a client asks when its token is a month old, and not before: client.test.ts.
  test('is renewed while it is valid', async () => {
    const own = await startLab();
    const client = await makeClient(own, { name: 'CT-12' });
    const first = client.kept.token?.token ?? '';
    own.clock.aheadMs = 31 * DAY_MS;
    client.clock.aheadMs = 31 * DAY_MS;
    const second = await client.obtain(first);
    expect(second.token).not.toBe(first);
    expect(Math.round((Date.parse(second.expires) - own.site.clock().getTime()) / DAY_MS)).toBe(90);
    expect(own.site.journal.entries().filter((one) => one.event === 'site-token-renewed').length).toBe(1);
    // The former one stays good until its own end: the answer may have been lost.
    client.site.useToken(first);
    await client.site.clientPolicies();
    client.http.close();
    await own.close();
  });

  test('is got again with the registration token when the first answer was lost', async () => {
    const { token } = await issueBulkToken(lab.site, 60);
    const clientId = await register(lab, { registrationToken: token, name: 'CT-13' });
    const client = openClient(lab, { ...(await keyOf('CT-13')), clientId });
    const first = await client.obtain(token);
    expect((await client.obtain(token)).token).not.toBe(first.token);
    client.http.close();
  });
});

test('a clock that is hours wrong is put right by the site’s time', async () => {
  const clock = deviceClock(5 * 3_600_000);
  const client = await makeClient(lab, { name: 'CT-14', clock });
  expect((await client.site.clientPolicies()).length).toBeGreaterThan(0);
  expect(Math.abs(client.site.now().getTime() - Date.now())).toBeLessThan(5000);
  client.http.close();
});

test('a computer that registered is known to media afterwards, and gets its own deployments', async () => {
  const smbiosGuid = '564d1c2e-7b1a-4f0e-9c55-0f3a6d2b9e01';
  const client = await makeClient(lab, { name: 'CT-15', smbiosGuid, macAddresses: ['52:54:00:aa:bb:15'] });
  client.http.close();
  const { media, http } = await startedFromMedium();
  expect(
    await media.identify({ smbiosGuid: '564d1c2e-7b1a-4f0e-9c55-0f3a6d2b9e02', macAddresses: [] }),
  ).toBeUndefined();
  const unknown = await media.assignments();
  expect(await media.identify({ smbiosGuid: smbiosGuid.toUpperCase(), macAddresses: [] })).toEqual({
    clientId: client.identity.clientId,
    name: 'CT-15',
  });
  const known = await media.assignments();
  const collectionOf = (policyId: string): string | undefined =>
    lab.site.world.deployments.find((one) => policyId.startsWith(one.advertisementId))?.collectionId;
  expect(new Set(unknown.map((one) => collectionOf(one.policyId)))).toEqual(new Set(['SMS000US']));
  expect(new Set(known.map((one) => collectionOf(one.policyId)))).toEqual(new Set(['PS100C06']));
  const [first] = known;
  if (first === undefined) throw new Error('nothing was assigned');
  expect((await media.taskSequence(first))?.packageId).toBe(first.policyId.split('-')[1]);
  http.close();
});

test('a key of the device is a self-signed RSA certificate in the name of the computer', async () => {
  const key = await keyOf('CT-16');
  const certificate = new X509Certificate(key.certificatePem);
  expect(certificate.subject).toBe('CN=CT-16');
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
  expect(new Date(certificate.validFrom).getTime()).toBeLessThan(Date.now() - 4 * 365 * DAY_MS);
});
