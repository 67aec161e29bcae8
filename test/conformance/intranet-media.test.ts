/**
 * Site-based media: the management point in the intranet, content from the gateway ("support for cloud-based content"),
 * as client settings and the boundary group say.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabWorld } from '#lab/data/types.ts';
import { startLab, type RunningLab } from '#lab/server.ts';
import { GatewayClient } from '../../resources/runtime/gateway/client.ts';
import { HttpClient } from '../../resources/runtime/gateway/http.ts';
import { tempFolder } from '../support/temp.ts';
import { deviceClock, makeClient } from './client-support.ts';
import { CMG, type TestLab } from './gateway-support.ts';
import { loopback, makeDeviceMedium, trustOf, type MediumOptions } from './runtime-support.ts';

let running: RunningLab;
let lab: TestLab;
beforeAll(async () => {
  running = await startLab({ dataFolder: await tempFolder('intranet'), blobStorage: 'folder' });
  lab = {
    site: running.site,
    server: { port: running.gatewayPort, close: () => Promise.resolve() },
    clock: { aheadMs: 0 },
    close: () => running.close(),
  };
});
afterAll(async () => {
  await lab.close();
});

const code = (text: string): Error => expect.objectContaining({ code: text }) as Error;
const portOf = (name: string): string => running.addresses[name]?.split(':')[1] ?? '';

interface Device {
  readonly client: GatewayClient;
  readonly http: HttpClient;
}

/** A device started from site-based media of a management point. */
async function start(name: string, options: MediumOptions = {}): Promise<Device> {
  const medium = await makeDeviceMedium(lab, {
    ...options,
    variables: [
      { name: 'SMSTSMP', value: `https://${name}:${portOf(name)}` },
      { name: '_TSMBMediaToken', value: '' },
      ...(options.variables ?? []),
    ],
  });
  const trust = await trustOf(medium);
  const http = new HttpClient(trust, loopback);
  const client = new GatewayClient(trust, http, deviceClock());
  await client.keyInformation(undefined);
  await client.exchangeToken();
  return { client, http };
}

/** The lab's world, changed for the time of an action. */
async function changed<T>(world: Partial<LabWorld>, action: () => Promise<T>): Promise<T> {
  const before = { ...running.site.world };
  Object.assign(running.site.world, world);
  try {
    return await action();
  } finally {
    Object.assign(running.site.world, before);
  }
}

test('policies come from the management point without a token, content from the gateway by the answer’s own', async () => {
  const start0 = running.site.journal.entries().length;
  const { client, http } = await start('ps1.contoso.test');
  const references = await client.assignments();
  const names: string[] = [];
  for (const one of references) names.push((await client.taskSequence(one))?.packageId ?? '');
  expect(names).toContain('PS100020');
  const [url] = await client.contentLocations('PS100033', '');
  expect(url?.host).toBe(`${CMG}:${running.gatewayPort}`);
  if (url === undefined) throw new Error('no location');
  expect((await client.contentList(url)).packageId).toBe('PS100033');
  http.close();
  const seen = running.site.journal.entries().slice(start0);
  expect(seen.filter((one) => one.event === 'token-exchanged' || one.event === 'refused')).toEqual([]);
  const gateway = seen.filter((one) => one.area === 'gateway' && one.event === 'request');
  // The media certificate is for the management point only.
  expect(gateway.map((one) => [one['path'], one['thumbprint']])).toEqual([
    ['/downloadrestservice.svc/getcontentxmlsecure', ''],
  ]);
});

test('what is for the intranet only is offered here', async () => {
  const intranetOnly = running.site.world.deployments
    .filter((one) => one.collectionId === 'PS100C01')
    .slice(0, 1)
    .map((one) => ({ ...one, advertisementId: 'PS12FF01', collectionId: 'SMS000US', advertFlags: 0xc0000 }));
  await changed({ deployments: [...running.site.world.deployments, ...intranetOnly] }, async () => {
    const { client, http } = await start('ps1.contoso.test');
    const references = await client.assignments();
    expect(references.some((one) => one.policyId.startsWith('PS12FF01'))).toBe(true);
    http.close();
  });
});

test('the client of a new system gets a token by the certificate alone, and registers over the gateway', async () => {
  const { client, http } = await start('ps1.contoso.test');
  const registrationToken = await client.registrationToken();
  http.close();
  const made = await makeClient(lab, { name: 'CT-INTRANET', registrationToken });
  made.http.close();
  const own = running.site.journal.entries().filter((one) => one.area === 'sts');
  expect(own.map((one) => [one.event, one['gateway']]).slice(-3)).toEqual([
    ['token-exchanged', 'ps1.contoso.test'],
    ['client-registered', CMG],
    ['site-token-issued', CMG],
  ]);
  await expect(makeClient(lab, { name: 'CT-SECOND', registrationToken })).rejects.toThrow(
    code('E_RT_REGISTRATION_TOKEN'),
  );
});

test('over a gateway the certificate alone is not enough', async () => {
  const medium = await makeDeviceMedium(lab);
  const trust = { ...(await trustOf(medium)), mediaToken: undefined };
  const http = new HttpClient(trust, loopback);
  const client = new GatewayClient(trust, http, deviceClock());
  await expect(client.registrationToken()).rejects.toThrow(code('E_RT_MEDIA_TOKEN'));
  http.close();
});

describe('content of the gateway is named', () => {
  const group = (change: object): Partial<LabWorld> => ({
    boundaryGroups: running.site.world.boundaryGroups.map((one) => ({ ...one, ...change })),
  });
  test.each<readonly [string, () => Partial<LabWorld>, boolean]>([
    ['when the boundary group prefers cloud based sources', () => ({}), true],
    ['not when it does not', () => group({ prefersCloudSources: false }), false],
    ['not when no gateway is associated with it', () => group({ gatewayHostNames: [] }), false],
    [
      'not when the client settings do not allow cloud content',
      () => ({
        clientSettings: running.site.world.clientSettings.map((one) => ({ ...one, allowCloudDp: false })),
      }),
      false,
    ],
    [
      'not when the gateway serves no content',
      () => ({ gateways: running.site.world.gateways.map((one) => ({ ...one, contentEnabled: false })) }),
      false,
    ],
  ])('%s', async (_when, world, isNamed) => {
    await changed(world(), async () => {
      const { client, http } = await start('ps1.contoso.test');
      const asked = client.contentLocations('PS100033', '');
      if (isNamed) expect((await asked).map((one) => one.hostname)).toEqual([CMG]);
      else await expect(asked).rejects.toThrow(code('E_RT_CONTENT_INTRANET'));
      http.close();
    });
  });
});

describe('is refused', () => {
  test('a medium nobody registered, and one that is blocked', async () => {
    const { client, http } = await start('ps1.contoso.test', { isRegistered: false });
    await expect(client.assignments()).rejects.toThrow(code('E_RT_MEDIA_UNREGISTERED'));
    http.close();
    const medium = await makeDeviceMedium(lab, {
      variables: [
        { name: 'SMSTSMP', value: `https://ps1.contoso.test:${portOf('ps1.contoso.test')}` },
        { name: '_TSMBMediaToken', value: '' },
      ],
    });
    await running.site.store.blockCertificate(medium.identity.mediaGuid, true);
    const trust = await trustOf(medium);
    const blocked = new HttpClient(trust, loopback);
    const device = new GatewayClient(trust, blocked, deviceClock());
    await device.keyInformation(undefined);
    await expect(device.assignments()).rejects.toThrow(code('E_RT_MEDIA_BLOCKED'));
    blocked.close();
  });

  test.each([
    ['mp03.contoso.test', 'speaks HTTP only'],
    ['mp04.contoso.test', 'is for the internet only'],
  ])('%s, which %s', async (name) => {
    await expect(start(name)).rejects.toThrow(code('E_RT_SITE_REFUSED'));
  });

  test.each([
    ['http://ps1.contoso.test', 'E_RT_MEDIUM_CONTENT', /HTTPS only/],
    ['https://ps1.contoso.test/other', 'E_RT_MEDIUM_CONTENT', /neither a gateway/],
  ])('the address %s', async (value, expected, words) => {
    const medium = await makeDeviceMedium(lab, { variables: [{ name: 'SMSTSMP', value }] });
    await expect(trustOf(medium)).rejects.toThrow(code(expected));
    await expect(trustOf(medium)).rejects.toThrow(words);
  });
});

describe('dynamic media ask', () => {
  const origins = async (value: string, site = ''): Promise<readonly string[]> => {
    const variables = [
      { name: 'SMSTSMP', value: site },
      { name: 'SMSTSLocationMPs', value },
      { name: '_TSMBMediaToken', value: '' },
    ];
    const trust = await trustOf(await makeDeviceMedium(lab, { variables }));
    return [trust.gatewayUrl, ...trust.otherUrls].map((one) => one.origin);
  };

  test.each([
    [
      'their management points in order',
      'https://a.test*https://b.test:8443',
      '',
      ['https://a.test', 'https://b.test:8443'],
    ],
    [
      'none over plain HTTP while there is another',
      'http://a.test* https://b.test/ *',
      '',
      ['https://b.test'],
    ],
    ['the one that SMSTSMP names instead', 'https://a.test', 'https://c.test', ['https://c.test']],
  ])('%s', async (_what, value, site, expected) => {
    expect(await origins(value, site)).toEqual(expected);
  });

  test.each([
    ['http://a.test*http://b.test', /HTTPS only/],
    ['https://a.test*elsewhere', /SMSTSLocationMPs "elsewhere" is not an address/],
    ['*', /SMSTSLocationMPs "\*" is not an address/],
  ])('nobody with "%s"', async (value, words) => {
    await expect(origins(value)).rejects.toThrow(words);
    await expect(origins(value)).rejects.toThrow(code('E_RT_MEDIUM_CONTENT'));
  });
});
