/** Where a run keeps its state: which volume, when it moves, and what a power cut in the middle of that leaves. */
import { appendFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MediaError } from '#base/errors/media-error.ts';
import type { TargetVolume } from '../../../resources/runtime/engine/disk-port.ts';
import type { EnginePosition } from '../../../resources/runtime/engine/state.ts';
import { VariableStore } from '../../../resources/runtime/engine/variables.ts';
import { RunKeeper } from '../../../resources/runtime/state/run-keeper.ts';
import { openStateFile, STATE_FOLDER, type SavedRun } from '../../../resources/runtime/state/state-file.ts';
import { targetVolume } from '../../support/target-volume.ts';
import { tempFolder } from '../../support/temp.ts';
import { idlePorts, testHeader } from './idle-ports.ts';

const MACHINE = '4C4C4544-0042-4A10-8053-B3C04F4E3332';

/** Letter, number of the disk, size in GB. */
type Drive = readonly [letter: string, disk: number, gigabytes: number];
const BESIDE_A_DATA_DISK: readonly Drive[] = [
  ['C', 0, 256],
  ['D', 1, 2000],
];
const ONE_DISK: readonly Drive[] = [
  ['C', 0, 200],
  ['D', 0, 800],
];

function runAt(step: number, position?: EnginePosition): SavedRun {
  return {
    engine: {
      ...testHeader('<sequence/>'),
      version: 1,
      position: position ?? { kind: 'running', step, environment: 'boot-image', isAgain: false },
      restartCount: 0,
      toleratedCount: 0,
      variables: [],
    },
  };
}

interface Computer {
  readonly root: string;
  readonly variables: VariableStore;
  /** The log in memory. */
  readonly logPath: string;
  /** Letters of drives that can be looked into; a test takes some away. */
  readonly readable: Set<string>;
  /** Letters of drives that were mounted, in order. */
  readonly mounted: string[];
  /** Switched on anew: nothing is known but what lies on the disks. */
  readonly start: () => RunKeeper;
  /** Letters of the drives that hold a state. */
  readonly holders: () => Promise<readonly string[]>;
}

async function computer(drives: readonly Drive[]): Promise<Computer> {
  const root = await tempFolder('drives');
  const logPath = join(root, 'smsts.log');
  const readable = new Set(drives.map(([letter]) => letter));
  const mounted: string[] = [];
  await writeFile(logPath, 'a line\n');
  for (const [letter] of drives) await mkdir(join(root, letter));
  const volumes = drives.map(([letter, diskIndex, gigabytes], index) =>
    targetVolume({
      letter,
      diskIndex,
      partition: index + 1,
      device: `/dev/fake${index}`,
      sizeBytes: gigabytes * 1e9,
    }),
  );
  const disks = {
    ...idlePorts().disks,
    volumes: () => Promise.resolve(volumes),
    mount: (volume: TargetVolume) => {
      const letter = volume.letter ?? '';
      mounted.push(letter);
      if (readable.has(letter)) return Promise.resolve(join(root, letter));
      return Promise.reject(new MediaError('E_TS_VOLUME', `${volume.device} (ntfs) cannot be mounted`));
    },
  };
  return {
    root,
    logPath,
    readable,
    mounted,
    variables: new VariableStore(),
    start: () => new RunKeeper({ disks, machineKey: MACHINE, logPath, log: () => undefined }),
    holders: async () => {
      const found: string[] = [];
      for (const [letter] of drives) {
        const names = await readdir(join(root, letter, STATE_FOLDER)).catch((): string[] => []);
        if (names.some((name) => name.startsWith('TSEnv'))) found.push(letter);
      }
      return found;
    },
  };
}

test('a larger disk that the run did not touch is not written', async () => {
  const { start, holders, variables } = await computer(BESIDE_A_DATA_DISK);
  const keeper = start();
  expect(await keeper.save(runAt(1), variables)).toBe(false);
  keeper.markPrepared(0);
  expect(await keeper.save(runAt(2), variables)).toBe(true);
  expect([await holders(), variables.get('_SMSTSMDataPath')]).toEqual([['C'], 'C:\\_SMSTaskSequence']);
});

test('a run whose disk has no volume yet stays in memory; a restart takes any', async () => {
  const { start, holders, variables } = await computer([['D', 1, 2000]]);
  const keeper = start();
  keeper.markPrepared(0);
  expect([await keeper.save(runAt(1), variables), await keeper.workFolder(variables)]).toEqual([
    false,
    undefined,
  ]);
  const restart = { kind: 'restarting', next: 2, into: 'boot-image', isAgain: false } as const;
  expect([await keeper.save(runAt(1, restart), variables), await holders()]).toEqual([true, ['D']]);
});

test('the state moves to the system, where its client looks for it, and goes on from there', async () => {
  const { root, start, holders, variables } = await computer(ONE_DISK);
  const keeper = start();
  keeper.markPrepared(0);
  for (const step of [1, 2, 3]) await keeper.save(runAt(step), variables);
  expect(await holders()).toEqual(['D']);
  // Recorded in the boot image, to run in the installed system.
  await mkdir(join(root, 'D', STATE_FOLDER, 'PowerShell'));
  await writeFile(join(root, 'D', STATE_FOLDER, 'PowerShell', '1.ps1'), 'Get-Date');
  variables.setInternal('OSDTargetSystemDrive', 'C:');
  await keeper.save(runAt(4), variables);
  expect([await holders(), variables.get('_SMSTSMDataPath')]).toEqual([['C'], 'C:\\_SMSTaskSequence']);
  expect(await openStateFile(join(root, 'C', STATE_FOLDER), MACHINE).load()).toEqual(runAt(4));
  expect((await start().find())?.run).toEqual(runAt(4));
  expect(await readdir(join(root, 'C', STATE_FOLDER, 'PowerShell'))).toEqual(['1.ps1']);
});

test('content stays on the drive the sequence names for it, the state goes to the system', async () => {
  const { root, start, holders, variables } = await computer(BESIDE_A_DATA_DISK);
  const keeper = start();
  keeper.markPrepared(0);
  variables.setInternal('SMSTSLocalDataDrive', 'D:');
  variables.setInternal('OSDTargetSystemDrive', 'C:');
  await keeper.save(runAt(1), variables);
  expect([await holders(), await keeper.workFolder(variables), variables.get('_SMSTSMDataPath')]).toEqual([
    ['C'],
    join(root, 'D', STATE_FOLDER),
    'D:\\_SMSTaskSequence',
  ]);
});

test('a power cut between writing the new place and clearing the old one loses nothing', async () => {
  const { root, start, holders, variables } = await computer(ONE_DISK);
  const keeper = start();
  keeper.markPrepared(0);
  for (const step of [1, 2, 3]) await keeper.save(runAt(step), variables);
  const old = join(root, 'D', STATE_FOLDER);
  const aside = join(root, 'aside');
  await cp(old, aside, { recursive: true });
  variables.setInternal('OSDTargetSystemDrive', 'C:');
  await keeper.save(runAt(4), variables);
  await cp(aside, old, { recursive: true });
  expect(await holders()).toEqual(['C', 'D']);
  const next = start();
  const found = await next.find();
  expect([found?.volume.letter, found?.run, await holders()]).toEqual(['C', runAt(4), ['C']]);
  expect(await readFile(join(root, 'C', STATE_FOLDER, 'Logs/smsts.log'), 'utf8')).toBe('a line\n');
  await next.save(runAt(5), variables);
  expect((await start().find())?.run).toEqual(runAt(5));
  await next.clear();
  expect(await start().find()).toBeUndefined();
});

test('a restart before a disk was prepared passes over a drive that cannot be looked into', async () => {
  const { start, holders, readable, variables } = await computer(BESIDE_A_DATA_DISK);
  readable.delete('D');
  const restart = { kind: 'restarting', next: 2, into: 'boot-image', isAgain: false } as const;
  expect([await start().save(runAt(1, restart), variables), await holders()]).toEqual([true, ['C']]);
  readable.delete('C');
  expect(await start().save(runAt(1, restart), new VariableStore())).toBe(false);
});

test("a drive of the run's own that cannot be looked into fails with its code", async () => {
  const { start, readable, variables } = await computer(BESIDE_A_DATA_DISK);
  readable.delete('C');
  const keeper = start();
  keeper.markPrepared(0);
  await expect(keeper.save(runAt(1), variables)).rejects.toMatchObject({ code: 'E_TS_VOLUME' });
});

test('the log of earlier starts goes along when the state moves, each line once', async () => {
  const { root, start, logPath, variables } = await computer(ONE_DISK);
  const logOn = async (letter: string): Promise<string | undefined> =>
    await readFile(join(root, letter, STATE_FOLDER, 'Logs/smsts.log'), 'utf8').catch(() => undefined);
  const first = start();
  first.markPrepared(0);
  await first.save(runAt(1), variables);
  // The computer restarts: what the log in memory held is gone.
  await writeFile(logPath, 'of the second start\n');
  const second = start();
  await second.find();
  await second.save(runAt(2), variables);
  await appendFile(logPath, 'the system is applied\n');
  // A run before this one failed, and its log stayed.
  await mkdir(join(root, 'C', STATE_FOLDER, 'Logs'), { recursive: true });
  await writeFile(join(root, 'C', STATE_FOLDER, 'Logs/smsts.log'), 'of a former run\n');
  variables.setInternal('OSDTargetSystemDrive', 'C:');
  await second.save(runAt(3), variables);
  await appendFile(logPath, 'the end\n');
  await second.save(runAt(4), variables);
  expect([await logOn('C'), await logOn('D')]).toEqual([
    'of a former run\na line\nof the second start\nthe system is applied\nthe end\n',
    undefined,
  ]);
});

test('a log that cannot be taken along is written anew from memory', async () => {
  const { root, start, variables } = await computer(ONE_DISK);
  const keeper = start();
  keeper.markPrepared(0);
  await keeper.save(runAt(1), variables);
  await rm(join(root, 'D', STATE_FOLDER, 'Logs'), { recursive: true });
  await mkdir(join(root, 'C', STATE_FOLDER, 'Logs'), { recursive: true });
  await writeFile(join(root, 'C', STATE_FOLDER, 'Logs/smsts.log'), 'of a former run\n');
  variables.setInternal('OSDTargetSystemDrive', 'C:');
  await keeper.save(runAt(2), variables);
  expect(await readFile(join(root, 'C', STATE_FOLDER, 'Logs/smsts.log'), 'utf8')).toBe(
    'of a former run\na line\n',
  );
});

test('content that was put elsewhere before the state moved is still known, and its drive stays mounted', async () => {
  const { root, start, mounted, variables } = await computer(ONE_DISK);
  const keeper = start();
  keeper.markPrepared(0);
  await keeper.save(runAt(1), variables);
  expect(await keeper.workFolder(variables)).toBe(join(root, 'D', STATE_FOLDER));
  variables.setInternal('OSDTargetSystemDrive', 'C:');
  await keeper.save(runAt(2), variables);
  expect(await keeper.workFolder(variables)).toBe(join(root, 'C', STATE_FOLDER));
  expect(keeper.workFolders()).toEqual([join(root, 'D', STATE_FOLDER), join(root, 'C', STATE_FOLDER)]);
  mounted.length = 0;
  await keeper.save(runAt(3), variables);
  expect(new Set(mounted)).toEqual(new Set(['C', 'D']));
});
