/** What the start menu is told when a run leaves the boot image, and volumes of others that nobody can read. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { MediaError } from '#base/errors/media-error.ts';
import type { TargetVolume, VolumeKind } from '../../../resources/runtime/engine/disk-port.ts';
import {
  stagedBootImage,
  unfinishedSystem,
} from '../../../resources/runtime/engine/steps/startable-layout.ts';
import { RunKeeper } from '../../../resources/runtime/state/run-keeper.ts';
import { leaveStagedStart, releaseSystem } from '../../../resources/runtime/state/staged-start.ts';
import { targetVolume } from '../../support/target-volume.ts';
import { tempFolder } from '../../support/temp.ts';
import { idlePorts } from './idle-ports.ts';

/** Name (its folder), number of the disk, kind. */
type Partition = readonly [name: string, disk: number, kind: VolumeKind];
/** The run works on disk 0; the partitions of disk 1 come from another computer. */
const PARTITIONS: readonly Partition[] = [
  ['foreign-data', 1, 'data'],
  ['foreign-efi', 1, 'efi'],
  ['own-efi', 0, 'efi'],
  ['own-data', 0, 'data'],
];
const FILES = [stagedBootImage.startFile, unfinishedSystem.file];

interface Computer {
  readonly leave: () => Promise<void>;
  readonly release: () => Promise<void>;
  /** Files of the start menu that are still there. */
  readonly left: () => Promise<readonly string[]>;
  readonly log: readonly string[];
  readonly mounted: ReadonlySet<string>;
}

async function computer(unreadable: readonly string[]): Promise<Computer> {
  const root = await tempFolder('staged');
  const place = join(root, 'own-efi');
  for (const file of FILES) {
    await mkdir(dirname(join(place, file)), { recursive: true });
    await writeFile(join(place, file), 'text');
  }
  const mounted = new Set<string>();
  const disks = {
    ...idlePorts().disks,
    volumes: () =>
      Promise.resolve(
        PARTITIONS.map(([name, diskIndex, kind], index) =>
          targetVolume({
            letter: undefined,
            diskIndex,
            partition: index + 1,
            device: `/dev/${name}`,
            kind,
            fileSystem: kind === 'efi' ? 'fat32' : 'ntfs',
          }),
        ),
      ),
    mount: ({ device }: TargetVolume) => {
      const name = device.slice('/dev/'.length);
      mounted.add(name);
      if (!unreadable.includes(name)) return Promise.resolve(join(root, name));
      return Promise.reject(new MediaError('E_TS_VOLUME', `${device} cannot be mounted`));
    },
  };
  const log: string[] = [];
  const keeper = new RunKeeper({
    disks,
    machineKey: '',
    logPath: join(root, 'smsts.log'),
    log: (text, severity) => log.push(`${severity ?? 'info'} ${text}`),
  });
  keeper.markPrepared(0);
  return {
    leave: async () => {
      await leaveStagedStart(disks, keeper);
    },
    release: async () => {
      await releaseSystem(disks, keeper);
    },
    left: async () => {
      const names = await readdir(place, { recursive: true });
      return FILES.filter((file) => names.includes(file));
    },
    log,
    mounted,
  };
}

test.each<['leave' | 'release', string]>([
  ['leave', unfinishedSystem.file],
  ['release', stagedBootImage.startFile],
])('%s passes over a foreign volume that cannot be mounted, and the log says so', async (action, left) => {
  const one = await computer(['foreign-data', 'foreign-efi']);
  await one[action]();
  expect([await one.left(), one.log, [...one.mounted]]).toEqual([
    [left],
    ['warning Volume /dev/foreign-efi cannot be looked into: /dev/foreign-efi cannot be mounted'],
    // Data of others is none of its business.
    ['foreign-efi', 'own-efi'],
  ]);
});

test.each<'leave' | 'release'>(['leave', 'release'])(
  '%s fails when the volume of the run itself cannot be mounted',
  async (action) => {
    const one = await computer(['own-efi']);
    await expect(one[action]()).rejects.toMatchObject({ code: 'E_TS_VOLUME' });
  },
);
