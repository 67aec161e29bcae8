/**
 * What configmgr-spec 1.4, 4.1 and 6.3 say of deployments on media and clients, case by case, on the whole way from the
 * site's deployment to what the device would offer: times, availability, hidden and preferred deployments, user device
 * affinity, known and unknown computers.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabDeployment } from '#lab/data/types.ts';
import { offeredTaskSequences, type TaskSequencePolicy } from '#lab/wire/policy.ts';
import { parseSequence } from '../../resources/runtime/engine/sequence.ts';
import { GatewayClient } from '../../resources/runtime/gateway/client.ts';
import { HttpClient } from '../../resources/runtime/gateway/http.ts';
import { deviceClock, makeClient } from './client-support.ts';
import { startLab, type TestLab } from './gateway-support.ts';
import { loopback, makeDeviceMedium, trustOf } from './runtime-support.ts';

let lab: TestLab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(async () => {
  await lab.close();
});

const MEDIA = 0x840000;
const PAST = '2020-01-01T00:00:00Z';
const FUTURE = '2099-01-01T00:00:00Z';

/** Runs an action while the site has exactly one deployment, of PS100020, changed as the case wants. */
async function deployed<T>(change: Partial<LabDeployment>, action: () => Promise<T>): Promise<T> {
  const before = lab.site.world.deployments;
  const base = before.find((one) => one.packageId === 'PS100020');
  if (base === undefined) throw new Error('the lab has no PS100020');
  Object.assign(lab.site.world, { deployments: [{ ...base, advertFlags: MEDIA, ...change }] });
  try {
    return await action();
  } finally {
    Object.assign(lab.site.world, { deployments: before });
  }
}

interface Seat {
  readonly media: GatewayClient;
  readonly http: HttpClient;
}

async function atMedium(options: { readonly unknown?: boolean } = {}): Promise<Seat> {
  const trust = await trustOf(await makeDeviceMedium(lab, options));
  const http = new HttpClient(trust, loopback);
  const media = new GatewayClient(trust, http, deviceClock());
  await media.keyInformation(undefined);
  await media.exchangeToken();
  return { media, http };
}

async function onMedia({ media }: Seat): Promise<readonly TaskSequencePolicy[]> {
  const policies: TaskSequencePolicy[] = [];
  for (const one of await media.assignments()) {
    const policy = await media.taskSequence(one);
    if (policy !== undefined) policies.push(policy);
  }
  return policies;
}

describe('media offer a deployment', () => {
  test.each<readonly [string, Partial<LabDeployment>, string | undefined, number]>([
    ['available, begun', { presentTime: PAST }, undefined, 1],
    [
      'that begins in many years: times are not evaluated in Windows PE',
      { presentTime: FUTURE },
      undefined,
      1,
    ],
    ['required, whose deadline has not come', { presentTime: FUTURE, offerType: 0 }, undefined, 1],
    ['to clients only: not', { advertFlags: 0x800000 }, undefined, 0],
    ['to media and PXE only', { advertFlags: 0x10800000 }, undefined, 1],
    ['that is hidden: not', { advertFlags: 0x20800000 }, undefined, 0],
    ['that is hidden and preferred by SMSTSPreferredAdvertID', { advertFlags: 0x20800000 }, 'ps120020', 1],
    ['that is hidden while another is preferred: not', { advertFlags: 0x20800000 }, 'PS12FFFF', 0],
    ['for the intranet only, over a gateway: not', { advertFlags: 0x8c0000 }, undefined, 0],
    ['to another collection: not', { collectionId: 'PS100C01' }, undefined, 0],
    ['to registered clients: not to an unknown computer', { collectionId: 'PS100C06' }, undefined, 0],
  ])('%s', async (_name, change, preferred, count) => {
    await deployed(change, async () => {
      const seat = await atMedium();
      expect(offeredTaskSequences(await onMedia(seat), preferred).length).toBe(count);
      seat.http.close();
    });
  });

  test('to a computer the site knows, without unknown computer support', async () => {
    const smbiosGuid = '12345678-9abc-4def-8123-456789abcdef';
    const client = await makeClient(lab, { name: 'CT-30', smbiosGuid });
    client.http.close();
    await deployed({ collectionId: 'PS100C06' }, async () => {
      const seat = await atMedium({ unknown: false });
      await expect(seat.media.assignments()).rejects.toThrow(
        expect.objectContaining({ code: 'E_RT_DEVICE_UNKNOWN' }) as Error,
      );
      await seat.media.identify({ smbiosGuid, macAddresses: [] });
      expect((await onMedia(seat)).map((one) => one.packageId)).toEqual(['PS100020']);
      seat.http.close();
    });
  });
});

describe('a registered client is given a deployment', () => {
  const toClients = { collectionId: 'PS100C06' };
  test.each<readonly [string, Partial<LabDeployment>, string | undefined]>([
    ['with the start it has to wait for', { ...toClients, presentTime: FUTURE }, FUTURE],
    ['that is required', { ...toClients, offerType: 0, presentTime: PAST }, PAST],
    ['to clients only', { ...toClients, advertFlags: 0x800000, presentTime: PAST }, PAST],
    ['to media and PXE only: not', { ...toClients, advertFlags: 0x10800000 }, undefined],
    ['that is hidden on media: not', { ...toClients, advertFlags: 0x20800000 }, undefined],
    ['for the intranet only: not over a gateway', { ...toClients, advertFlags: 0x8c0000 }, undefined],
    ['to unknown computers: not', { collectionId: 'SMS000US' }, undefined],
  ])('%s', async (_name, change, startTime) => {
    const client = await makeClient(lab, { name: 'CT-31' });
    await deployed(change, async () => {
      const policies = await client.site.clientPolicies();
      expect(policies.map((one) => [one.startTime, one.isRequired])).toEqual(
        startTime === undefined ? [] : [[startTime, change.offerType === 0]],
      );
    });
    client.http.close();
  });
});

test('child task sequences come in the same policy, with the packages of their steps', async () => {
  const client = await makeClient(lab, { name: 'CT-32' });
  const policies = await client.site.clientPolicies();
  client.http.close();
  const upgrade = policies.find((one) => one.packageId === 'PS100049');
  const { children, references } = parseSequence(upgrade?.sequence ?? '');
  const groups = children.flatMap((one) => (one.kind === 'group' ? one.children : []));
  const settings = groups.find((one) => one.kind === 'group' && one.childSequence === 'PS10004C');
  expect(settings).toMatchObject({
    name: 'Apply the settings',
    children: [
      { name: 'Set LabSettings' },
      { name: 'Install Package Branding' },
      { name: 'Record the settings' },
    ],
  });
  expect(references).toContain('PS100033');
  // It is not deployed by itself.
  expect(policies.map((one) => one.packageId)).not.toContain('PS10004C');
});

test.each([
  [0, 'not-allowed'],
  [1, 'pending'],
  [2, 'approved'],
] as const)('user device affinity: a medium with the setting %i makes it %s', async (udaSetting, state) => {
  const medium = await makeDeviceMedium(lab);
  const registered = lab.site.store.certificate(medium.identity.mediaGuid);
  if (registered === undefined) throw new Error('the medium is not registered');
  await lab.site.store.saveCertificate({ ...registered, udaSetting });
  const trust = await trustOf(medium);
  const http = new HttpClient(trust, loopback);
  const media = new GatewayClient(trust, http, deviceClock());
  const users = ['CONTOSO\\anna'];
  const registrationToken = await media.registrationToken();
  const client = await makeClient(lab, { name: `CT-4${udaSetting}`, registrationToken, users });
  const entry = lab.site.journal.entries().findLast((one) => one.event === 'user-device-affinity');
  expect(entry).toMatchObject({ clientId: client.identity.clientId, state, users });
  expect(lab.site.store.client(client.identity.clientId)?.affinity).toEqual({ state, users });
  client.http.close();
  http.close();
});
