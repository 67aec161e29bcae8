/** Which partition the running system lies on, and which one its loader, beside volumes that nobody can mount. */
import { expect, test } from 'vitest';
import { MediaError } from '#base/errors/media-error.ts';
import { systemVolumes } from '../../../../resources/runtime/client/boot-files.ts';
import type { DisksPort, TargetVolume } from '../../../../resources/runtime/engine/disk-port.ts';
import { targetVolume } from '../../../support/target-volume.ts';
import { idlePorts } from '../idle-ports.ts';

/** Device, number of the disk, file system, mount point (none: it cannot be mounted). */
type Partition = readonly [
  device: string,
  disk: number,
  fileSystem: TargetVolume['fileSystem'],
  folder: string | undefined,
];

function disksOf(partitions: readonly Partition[]): DisksPort {
  const volumes = partitions.map(([device, diskIndex, fileSystem], index) =>
    targetVolume({
      letter: undefined,
      diskIndex,
      partition: index + 1,
      device,
      kind: fileSystem === 'fat32' ? 'efi' : 'data',
      fileSystem,
    }),
  );
  return {
    ...idlePorts().disks,
    volumes: () => Promise.resolve(volumes),
    mount: ({ device }) => {
      const folder = partitions.find((one) => one[0] === device)?.[3];
      if (folder !== undefined) return Promise.resolve(folder);
      return Promise.reject(new MediaError('E_TS_VOLUME', `${device} cannot be mounted`));
    },
  };
}

const DAMAGED: Partition = ['/dev/sda1', 0, 'ntfs', undefined];
const LOADER: Partition = ['/dev/sdb1', 1, 'fat32', '/volumes/efi'];
const SYSTEM: Partition = ['/dev/sdb2', 1, 'ntfs', '/system'];

test('a damaged data disk before the system does not hide the system', async () => {
  const log: string[] = [];
  const { system, loader } = await systemVolumes(disksOf([DAMAGED, LOADER, SYSTEM]), '/system', (text) =>
    log.push(text),
  );
  expect([system.device, loader.device, log]).toEqual([
    '/dev/sdb2',
    '/dev/sdb1',
    ['disk 0, partition 1 is passed over: /dev/sda1 cannot be mounted'],
  ]);
});

test.each<[title: string, partitions: readonly Partition[]]>([
  ['its own volume', [LOADER, ['/dev/sdb2', 1, 'ntfs', undefined]]],
  ['a partition with its loader on the same disk', [['/dev/sda1', 0, 'fat32', '/volumes/efi'], SYSTEM]],
])('without %s the system cannot be told how to start', async (_title, partitions) => {
  await expect(systemVolumes(disksOf(partitions), '/system', () => undefined)).rejects.toMatchObject({
    code: 'E_TS_VOLUME',
  });
});
