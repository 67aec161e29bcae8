/**
 * Prerequisites and reality agree: each of C06 to C13 broken in the lab, one row each. The check fails it beforehand, and
 * a computer started from a medium of that site fails with the words that belong to it.
 * The task sequences are those of the lab's table of cases, cut to the steps that matter, and the only ones deployed.
 */
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ALL_UNKNOWN_COMPUTERS, clientSettings } from '#lab/data/infrastructure.ts';
import { PASSING_TASK_SEQUENCE, prerequisiteCases } from '#lab/data/prerequisite-cases.ts';
import { applyNetworkSettings, joinDomain, restart, runCommand } from '#lab/data/sequence-steps.ts';
import { sequenceXml, type SequenceNode } from '#lab/data/sequence-xml.ts';
import { deployments, taskSequences } from '#lab/data/task-sequences.ts';
import type { WorldVariant } from '#lab/data/world.ts';
import type { ContentPackage } from '#lab/content-store.ts';
import { startLab, type RunningLab } from '#lab/server.ts';
import { createAdminServiceClient } from '#site/admin-service-client.ts';
import { runSequence } from '../../resources/runtime/engine/engine.ts';
import { parseSequence } from '../../resources/runtime/engine/sequence.ts';
import { restoreVariables } from '../../resources/runtime/engine/variables.ts';
import { runDevice } from '../../resources/runtime/flow.ts';
import { openStateFile, STATE_FOLDER } from '../../resources/runtime/state/state-file.ts';
import { fakeDevice, type FakeDevice } from '../support/fake-device.ts';
import { connectionTo } from '../support/lab.ts';
import { CMG, notPassing, passing } from '../support/prerequisites.ts';
import { tempFolder } from '../support/temp.ts';
import { idlePorts } from '../unit/runtime/idle-ports.ts';
import { EDGE } from './gateway-support.ts';
import { loopback, makeDeviceMedium } from './runtime-support.ts';

const UUID = '4C4C4544-0042-4A10-8053-B3C04F4E3334';
const ON_GATEWAY = 'PS100033';

type Join = 'workgroup' | 'domain' | 'workgroup-then-domain';

interface Row {
  readonly condition: string;
  /** Task sequence of the lab's table of cases, or the gateway. */
  readonly of: string;
  /** What the check says beforehand: the conditions that fail, with their findings. */
  readonly check: readonly string[];
  /** What is on the screen of the device: the code, and words of what happened. */
  readonly device: readonly [code: string, words: string];
  readonly packageId?: string;
  readonly join?: Join;
}

const nowhere = (packageId: string): readonly [string, string] => [
  'E_RT_CONTENT_LOCATION',
  `package ${packageId} is on no content-enabled gateway`,
];
const NOTHING_READY = ['E_RT_NO_TASK_SEQUENCE', '0 assignment(s), no task sequence to offer'] as const;

// One line a row would be longer than a screen; the order is that of the lab's table.
const rows: readonly Row[] = [
  { condition: 'C06', of: EDGE, check: ['C06.fail', 'C07.noContent'], device: nowhere(ON_GATEWAY) },
  {
    condition: 'C07',
    of: 'PS100012',
    check: ['C07.absent'],
    device: nowhere('PS100037'),
    packageId: 'PS100037',
  },
  {
    condition: 'C07',
    of: 'PS100013',
    check: ['C07.copying'],
    device: nowhere('PS100038'),
    packageId: 'PS100038',
  },
  {
    condition: 'C07',
    of: 'PS100014',
    check: ['C07.failed'],
    device: nowhere('PS100039'),
    packageId: 'PS100039',
  },
  {
    condition: 'C07',
    of: 'PS100015',
    check: ['C07.older'],
    device: nowhere('PS10003A'),
    packageId: 'PS10003A',
  },
  { condition: 'C08', of: 'PS100016', check: ['C08.fail'], device: nowhere(ON_GATEWAY) },
  {
    condition: 'C09',
    of: 'PS100017',
    check: ['C09.fail'],
    device: ['E_RT_CMG_NOT_ALLOWED', 'refused with HTTP 403, "gateway-not-allowed"'],
  },
  {
    // The site gives no hidden value away, so the step fails before anything joins.
    condition: 'C10',
    of: 'PS100018',
    check: ['C10.domain'],
    device: ['E_TS_UNATTEND', 'joining a domain needs'],
    join: 'domain',
  },
  {
    condition: 'C10',
    of: 'PS100019',
    check: ['C10.join'],
    device: ['E_TS_STEP_UNSUPPORTED', 'step "Join Domain"'],
    join: 'workgroup-then-domain',
  },
  { condition: 'C11', of: 'PS10001A', check: ['C11.fail'], device: NOTHING_READY },
  { condition: 'C12', of: 'PS10001B', check: ['C12.clients'], device: NOTHING_READY },
  {
    condition: 'C13',
    of: 'PS10001C',
    check: ['C13.first'],
    device: ['E_RT_CONTENT_METHOD', '"Download all content locally before starting task sequence"'],
  },
  {
    condition: 'C13',
    of: 'PS10001D',
    check: ['C13.direct'],
    device: ['E_RT_CONTENT_METHOD', '"Access content directly from a distribution point'],
  },
];

const passingRow: Row = { condition: '', of: PASSING_TASK_SEQUENCE, check: [], device: ['', ''] };

const labs: RunningLab[] = [];
afterAll(async () => {
  for (const lab of labs) await lab.close();
});

const sequenceOf = (row: Row): string => (row.of.startsWith('PS1') ? row.of : PASSING_TASK_SEQUENCE);

/** A site where the row's task sequence is the only one that is deployed, and to new computers. */
function siteOf(row: Row): WorldVariant {
  const packageId = row.packageId ?? ON_GATEWAY;
  const workgroup = { ...applyNetworkSettings('workgroup'), name: 'Join the workgroup' };
  const nodes: readonly SequenceNode[] = [
    runCommand('Branding', 'sh -c "true"', { packageId }),
    row.join === 'domain' ? applyNetworkSettings('domain') : workgroup,
    ...(row.join === 'workgroup-then-domain' ? [restart('HD', 0), joinDomain()] : []),
  ];
  const deployed = deployments.filter((one) => one.packageId === sequenceOf(row));
  const former = deployed[0]?.collectionId ?? '';
  return {
    taskSequences: taskSequences.map((one) =>
      one.packageId === sequenceOf(row)
        ? {
            ...one,
            bootImageId: 'PS100001',
            references: ['PS100001', packageId],
            xml: () => sequenceXml(nodes, [packageId]),
          }
        : one,
    ),
    deployments: deployed.map((one) => ({ ...one, collectionId: ALL_UNKNOWN_COMPUTERS })),
    // The client settings of the collection it was deployed to move along.
    clientSettings: clientSettings.map((one) => ({
      ...one,
      collectionIds: [
        ...one.collectionIds.filter((id) => id !== ALL_UNKNOWN_COMPUTERS),
        ...(one.collectionIds.includes(former) ? [ALL_UNKNOWN_COMPUTERS] : []),
      ],
    })),
  };
}

async function open(row: Row): Promise<RunningLab> {
  const dataFolder = await tempFolder('lab');
  // Making keys takes the longest; all these sites may have the same.
  const [first] = labs;
  if (first !== undefined)
    await cp(join(first.site.dataFolder, 'pki'), join(dataFolder, 'pki'), { recursive: true });
  const lab = await startLab({ dataFolder, blobStorage: 'folder', variant: siteOf(row) });
  labs.push(lab);
  // The bytes exist, so that only the gateway's state keeps a device from them.
  const content = lab.site.content as Map<string, ContentPackage>;
  const like = content.get(ON_GATEWAY);
  const version = lab.site.world.packages.find((one) => one.packageId === row.packageId)?.sourceVersion;
  if (like !== undefined && row.packageId !== undefined && version !== undefined)
    content.set(row.packageId, { ...like, packageId: row.packageId, version });
  return lab;
}

/** The conditions C06 to C13 that do not pass, by their findings. */
async function checked(lab: RunningLab, row: Row): Promise<readonly string[]> {
  const client = createAdminServiceClient(connectionTo(lab), { attempts: 1 });
  try {
    const cmg = row.of === EDGE ? EDGE : CMG;
    const found = await notPassing(client, { ...passing, cmg, taskSequenceId: sequenceOf(row) });
    return found.flatMap(([id, , finding]) => (id >= 'C06' && id <= 'C13' ? [finding] : []));
  } finally {
    await client.close();
  }
}

/** Starts a computer from a medium of the site; nobody needs to touch it. */
async function started(lab: RunningLab, row: Row): Promise<{ device: FakeDevice; ended: Promise<string> }> {
  const medium = await makeDeviceMedium(
    {
      site: lab.site,
      server: { port: lab.gatewayPort, close: () => lab.close() },
      clock: { aheadMs: 0 },
      close: () => lab.close(),
    },
    {
      gateway: row.of === EDGE ? EDGE : CMG,
      isUnattended: true,
      password: undefined,
      // As Apply Operating System Image leaves it behind; the disk of this computer is a folder.
      variables: [
        { name: 'OSDTargetSystemDrive', value: 'C:' },
        { name: 'OSDTargetSystemRoot', value: 'C:\\Windows' },
      ],
    },
  );
  const device = await fakeDevice(medium.folder, { lookup: loopback, facts: { _SMSTSUUID: UUID } });
  device.hardware.target = await tempFolder('disk');
  await mkdir(join(device.hardware.target, 'Windows/Panther'), { recursive: true });
  return { device, ended: runDevice(device) };
}

/** Code and words of the failure screen; the computer is then switched off. */
async function failureOn(device: FakeDevice, ended: Promise<string>): Promise<readonly [string, string]> {
  await device.serial.expect('Error E_');
  const shown = `E_${await device.serial.expect('QR code]')}`;
  device.serial.type('p');
  expect(await ended).toBe('powered-off');
  return [/^E_\w+/.exec(shown)?.[0] ?? '', shown.replaceAll(/\s+/g, ' ')];
}

/** What the installed system says of the run that waits on the disk. */
async function inInstalledSystem(disk: string): Promise<readonly [string, string]> {
  const run = await openStateFile(join(disk, STATE_FOLDER), UUID).load();
  if (run === undefined) throw new Error('no run waits on the disk');
  const result = await runSequence({
    sequence: parseSequence(run.engine.sequence.xml),
    header: run.engine,
    resume: run.engine,
    variables: restoreVariables(run.engine.variables),
    ports: { ...idlePorts(), environment: 'installed-system' },
  });
  const { error } = result.kind === 'failed' ? result : { error: undefined };
  return error instanceof Error && 'code' in error ? [String(error.code), error.message] : ['', result.kind];
}

function successes(lab: RunningLab): number {
  return lab.site.journal
    .entries()
    .filter((one) => one.area === 'status' && one['kind'] === 'finished' && one['result'] === 'succeeded')
    .length;
}

test('every case of the lab for C06 to C13 has its row', () => {
  const cases = prerequisiteCases.filter((one) => one.condition >= 'C06' && one.condition <= 'C13');
  expect(rows.map((row) => [row.condition, row.of])).toEqual(
    cases.map((one) => [one.condition, one.packageId ?? one.hostName]),
  );
});

test('with nothing broken the check passes and the device finishes', async () => {
  const lab = await open(passingRow);
  expect(await checked(lab, passingRow)).toEqual([]);
  const { device, ended } = await started(lab, passingRow);
  await device.serial.expect('Task sequence finished');
  device.serial.type('p');
  expect([await ended, successes(lab)]).toEqual(['powered-off', 1]);
});

describe('broken in the lab', () => {
  test.each(rows.map((row) => [row.condition, row.of, row] as const))(
    '%s (%s) fails beforehand, and on the device with the matching words',
    async (_condition, _of, row) => {
      const lab = await open(row);
      const before = await checked(lab, row);
      const { device, ended } = await started(lab, row);
      let seen: readonly [string, string];
      if (row.join === 'workgroup-then-domain') {
        expect(await ended).toBe('restarted');
        seen = await inInstalledSystem(device.hardware.target ?? '');
      } else seen = await failureOn(device, ended);
      const [code, words] = row.device;
      expect({ before, code: seen[0], words: seen[1], successes: successes(lab) }).toEqual({
        before: row.check,
        code,
        words: expect.stringContaining(words) as string,
        successes: 0,
      });
    },
  );
});
