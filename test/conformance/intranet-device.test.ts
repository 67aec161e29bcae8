/**
 * Media with a management point in the intranet and content from the gateway ("support for cloud-based content"), on the
 * whole way: a request file as the wizard saves it, the image the builder makes of it, and a computer started from that
 * image, which finds policies at the management point and content at the gateway, as the boundary group says.
 * Trap: the lab does not listen on 443, so the medium's addresses get its port here; test/boot/intranet.test.ts runs the
 * image as it is.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openImageFile } from '#devices/file-device.ts';
import { decodeVariablesDat, encodeVariablesDat } from '#formats/variables-dat/index.ts';
import { openMedium } from '#image/open-medium.ts';
import type { LabWorld } from '#lab/data/types.ts';
import type { JournalEntry } from '#lab/journal.ts';
import type { RunningLab } from '#lab/server.ts';
import { READ_LIMITS, readSmallFile } from '#media/read-medium.ts';
import { bootImageFolder } from '#platform/resource-paths.ts';
import { runDevice } from '../../resources/runtime/flow.ts';
import { fakeDevice, type FakeDevice } from '../support/fake-device.ts';
import { makePathMedium, PASSWORD } from '../support/first-path.ts';
import { runningLab } from '../support/lab.ts';
import { tempFolder } from '../support/temp.ts';
import { CMG } from './gateway-support.ts';
import { loopback } from './runtime-support.ts';

const MP = 'ps1.contoso.test';
const SITE_BASED = { mediaManagement: 'site-based', managementPoints: [MP] };
/** The first speaks HTTP only, the second is for the internet only: neither serves this device. */
const DYNAMIC = {
  mediaManagement: 'dynamic',
  managementPoints: ['mp03.contoso.test', 'mp04.contoso.test', MP],
};

let lab: RunningLab;
let siteBased: string;
let dynamic: string;
beforeAll(async () => {
  lab = await runningLab({ bootImageFolder: bootImageFolder(), blobStorage: 'folder' });
  siteBased = await makeMedium(SITE_BASED);
  dynamic = await makeMedium(DYNAMIC);
});

/** The files a device reads first, of the image that the builder makes of a request file. */
async function makeMedium(request: object): Promise<string> {
  const folder = await tempFolder('intranet-medium');
  const requestFile = join(folder, 'request.json');
  await writeFile(
    requestFile,
    JSON.stringify({ kind: 'bootable', bootImageId: 'PS100001', unknownComputers: true, ...request }),
  );
  const { stickPath } = await makePathMedium(lab, { outputs: ['stick'], requestFile });
  const device = await openImageFile(stickPath);
  try {
    const medium = await openMedium(device);
    const fileOf = async (name: string): Promise<Uint8Array> => {
      const bytes = await readSmallFile(medium, `SMS/data/${name}`, { maxBytes: READ_LIMITS.variables });
      if (bytes === undefined) throw new Error(`the image has no ${name}`);
      return bytes;
    };
    await mkdir(join(folder, 'SMS/data'), { recursive: true });
    await writeFile(join(folder, 'SMS/data/TsmBootstrap.ini'), await fileOf('TsmBootstrap.ini'));
    const variables = await fileOf('Variables.dat');
    await writeFile(join(folder, 'SMS/data/Variables.dat'), withPorts(variables));
  } finally {
    await device.close();
  }
  return folder;
}

/** The same variables, with the port of the lab behind every address of a management point. */
function withPorts(bytes: Uint8Array): Uint8Array {
  const { variables } = decodeVariablesDat(bytes, PASSWORD);
  const port = lab.addresses[MP]?.split(':')[1] ?? '';
  const moved = variables.map(({ name, value }) => ({
    name,
    value:
      name === 'SMSTSMP' || name === 'SMSTSLocationMPs'
        ? value.replaceAll(/\.test\b/g, `.test:${port}`)
        : value,
  }));
  return encodeVariablesDat(moved, { password: PASSWORD, algorithm: 'aes-256' });
}

/** A computer started from a medium, up to the task sequence its user chose. */
async function chosen(
  folder: string,
): Promise<{ readonly device: FakeDevice; readonly ended: Promise<string> }> {
  const device = await fakeDevice(folder, { lookup: loopback });
  const ended = runDevice(device);
  const { serial } = device;
  await serial.expect('Password:');
  serial.type(`${PASSWORD}\r`);
  await choose(device);
  return { device, ended };
}

async function choose({ serial }: FakeDevice): Promise<void> {
  await serial.expect('Select a task sequence');
  const list = await serial.expect('Remote Diagnostics');
  await serial.expect('Number:');
  serial.type(`${/(\d+) +Remote Diagnostics$/.exec(list)?.[1] ?? ''}\r`);
}

async function finish({ serial }: FakeDevice, ended: Promise<string>): Promise<void> {
  await serial.expect('Task sequence finished');
  serial.type('r');
  expect(await ended).toBe('restarted');
}

const seenSince = (mark: number): readonly JournalEntry[] => lab.site.journal.entries().slice(mark);
const mark = (): number => lab.site.journal.entries().length;
const distinct = (entries: readonly JournalEntry[], key: string): readonly unknown[] => [
  ...new Set(entries.map((one) => one[key])),
];

describe('with the option of the boundary group on', () => {
  test.each([
    ['site-based media', () => siteBased, ''],
    ['dynamic media, from the first management point that answers', () => dynamic, 'mp04.contoso.test'],
  ] as const)('a task sequence runs to its end from %s', async (_kind, folder, inVain) => {
    const start = mark();
    const { device, ended } = await chosen(folder());
    await finish(device, ended);

    const seen = seenSince(start);
    const of = (area: string, event: string): readonly JournalEntry[] =>
      seen.filter((one) => one.area === area && one.event === event);
    expect({
      managementPoints: distinct(of('management-point', 'request'), 'host'),
      assignmentsFrom: distinct(of('management-point', 'assignments'), 'gateway'),
      firstSource: of('management-point', 'location').map(
        ({ sources }) => (sources as readonly unknown[])[0],
      ),
      distributionPoints: of('content', 'distribution-point'),
      files: of('content', 'blob').length > 0,
      tokens: seen.filter((one) => one.area === 'sts'),
      // The gateway hears the question for the list of files only, and never sees the media certificate.
      gateway: of('gateway', 'request').map((one) => [one['path'], one['thumbprint']]),
      status: seen.filter((one) => one.area === 'status').at(-1)?.['result'],
    }).toEqual({
      managementPoints: [MP],
      assignmentsFrom: [MP],
      // Once to see that everything is there, once for the files.
      firstSource: [CMG, CMG],
      distributionPoints: [],
      files: true,
      tokens: [],
      gateway: [['/downloadrestservice.svc/getcontentxmlsecure', '']],
      status: 'succeeded',
    });
    const log = await readFile(join(device.workFolder, 'smsts.log'), 'utf8');
    expect(log).toContain('diagnostics: done at level full');
    expect(/([\w.-]+):\d+: key information: refused/.exec(log)?.[1] ?? '').toBe(inVain);
  });
});

describe('the run is refused before its first step', () => {
  const group =
    (change: object): (() => Partial<LabWorld>) =>
    () => ({
      boundaryGroups: lab.site.world.boundaryGroups.map((one) => ({ ...one, ...change })),
    });

  test.each<readonly [string, () => Partial<LabWorld>]>([
    ['when the boundary group does not prefer cloud based sources', group({ prefersCloudSources: false })],
    ['when the boundary group has no gateway', group({ gatewayHostNames: [] })],
    [
      'when the client settings do not allow it',
      () => ({
        clientSettings: lab.site.world.clientSettings.map((one) => ({ ...one, allowCloudDp: false })),
      }),
    ],
  ])('%s, and goes on once that is mended', async (_when, world) => {
    const start = mark();
    const before = { ...lab.site.world };
    Object.assign(lab.site.world, world());
    let device: FakeDevice;
    let ended: Promise<string>;
    try {
      ({ device, ended } = await chosen(siteBased));
      await device.serial.expect('Error E_RT_CONTENT_INTRANET');
      const shown = (await device.serial.expect('QR code]')).replaceAll(/\s+/g, ' ');
      for (const words of [
        'package PS100030 is on',
        'distribution point(s) of the intranet',
        '"Prefer cloud based sources over on-premises sources"',
        '"Allow access to cloud distribution point"',
      ])
        expect(shown).toContain(words);
      expect(seenSince(start).filter((one) => one.area === 'status')).toEqual([]);
    } finally {
      Object.assign(lab.site.world, before);
    }
    device.serial.type('r');
    await choose(device);
    await finish(device, ended);
  });
});
