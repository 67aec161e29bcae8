/**
 * The disks of the machine, found in /sys; no udev. The drive that holds the medium is left out wherever disks are
 * listed, so that no step can write it.
 * Traps: Windows counts fixed disks before the ones on USB, /sys has no order; the kernel refuses to read a partition
 * table anew while a volume of the disk is in use, and the nodes of new partitions come up a moment later.
 */
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MediaError } from '#base/errors/media-error.ts';
import type { DisksPort } from '../engine/disk-port.ts';
import type { DiskBackend, RawDisk, RawPartition } from './backend.ts';

export interface LinuxDisksOptions {
  /** Name of the device the medium lies on ("sda1", "sda", "sr0"), undefined when it was started without one. */
  readonly mediumName: () => string | undefined;
  readonly runTool: DisksPort['runTool'];
  /** For tests: other places for /sys and /dev. */
  readonly sysFolder?: string;
  readonly devFolder?: string;
}

/** Not disks, or not ones a task sequence installs on. */
const OTHERS = /^(loop|ram|zram|dm-|md|nbd|fd|sr)/;
/** /sys counts in these, whatever the drive has. */
const SYS_SECTOR = 512;
const NODE_WAIT_MS = 10_000;
/** Nothing is started from a FAT volume, and neither kind has device files or foreign owners. */
const NTFS_OPTIONS = 'nodev,nosuid,noatime,windows_names,efs_raw';
const FAT_OPTIONS = ['nodev,nosuid,noatime,utf8=1', 'nodev,nosuid,noatime'];

export function linuxBackend(options: LinuxDisksOptions): DiskBackend {
  const { runTool, sysFolder = '/sys', devFolder = '/dev' } = options;
  const blockFolder = join(sysFolder, 'class/block');
  const read = async (path: string): Promise<string> =>
    (await readFile(join(blockFolder, path), 'utf8').catch(() => '')).trim();

  /** The drive a partition lies on; the name itself for a whole drive. */
  const driveOf = async (name: string): Promise<string> => {
    if ((await read(`${name}/partition`)) === '') return name;
    const target = await readlink(join(blockFolder, name)).catch(() => '');
    return target.split('/').at(-2) ?? name;
  };

  const describe = async (name: string): Promise<RawDisk | undefined> => {
    const sizeBytes = Number(await read(`${name}/size`)) * SYS_SECTOR;
    const isPartition = (await read(`${name}/partition`)) !== '';
    if (isPartition || !(sizeBytes > 0) || (await read(`${name}/ro`)) === '1') return undefined;
    const target = await readlink(join(blockFolder, name)).catch(() => '');
    const model = await read(`${name}/device/model`);
    return {
      device: join(devFolder, name),
      description: `${name} (${model === '' ? '' : `${model}, `}${Math.round(sizeBytes / 1e9)} GB)`,
      sizeBytes,
      sectorBytes: Number(await read(`${name}/queue/logical_block_size`)) || SYS_SECTOR,
      isRemovable: (await read(`${name}/removable`)) === '1' || target.includes('/usb'),
    };
  };

  const tool = async (program: string, args: readonly string[]): Promise<boolean> =>
    (await runTool(program, args)).exitCode === 0;

  return {
    runTool,
    async list() {
      const medium = options.mediumName();
      const mediumDrive = medium === undefined ? undefined : await driveOf(medium);
      const names = (await readdir(blockFolder).catch((): string[] => [])).filter(
        (name) => !OTHERS.test(name) && name !== mediumDrive,
      );
      const found = await Promise.all(names.sort(byName).map(describe));
      const disks = found.filter((disk) => disk !== undefined);
      return [...disks.filter((disk) => !disk.isRemovable), ...disks.filter((disk) => disk.isRemovable)];
    },
    nameOf,
    async open(partition) {
      const device = nameOf(partition);
      for (let waited = 0; waited < NODE_WAIT_MS; waited += 50) {
        if ((await stat(device).catch(() => undefined)) !== undefined) return device;
        await delay(50);
      }
      throw new MediaError('E_TS_VOLUME', `${device} did not appear within ${NODE_WAIT_MS / 1000} s`);
    },
    async close() {
      // The node belongs to the system.
    },
    async mountedAt(partition) {
      const device = nameOf(partition);
      const lines = (await readFile('/proc/mounts', 'utf8').catch(() => '')).split('\n');
      const words = lines.map((line) => line.split(' ')).find((one) => one[0] === device);
      // Blanks in a path are written as octal numbers there.
      return words?.[1]?.replace(/\\([0-7]{3})/g, (_, octal: string) =>
        String.fromCharCode(parseInt(octal, 8)),
      );
    },
    async mount(device, fileSystem, folder) {
      const tries: readonly (readonly [program: string, args: readonly string[]])[] =
        fileSystem === 'ntfs'
          ? [['ntfs-3g', ['-o', NTFS_OPTIONS, device, folder]]]
          : FAT_OPTIONS.map((words) => ['mount', ['-t', 'vfat', '-o', words, device, folder]] as const);
      for (const [program, args] of tries) if (await tool(program, args)) return;
      throw new MediaError('E_TS_VOLUME', `${device} (${fileSystem}) cannot be mounted`);
    },
    async unmount(folder) {
      const result = await runTool('umount', [folder]);
      if (result.exitCode !== 0) {
        throw new MediaError('E_TS_VOLUME', `${folder} is in use: ${result.output.trim().slice(-300)}`);
      }
    },
    async reread(disk) {
      for (let attempt = 0; attempt < 20; attempt += 1) {
        if (await tool('blockdev', ['--rereadpt', disk.device])) return;
        await delay(100);
      }
      if (await tool('partx', ['-u', disk.device])) return;
      throw new MediaError('E_TS_TOOL', `the kernel does not take the new partition table of ${disk.device}`);
    },
  };
}

/** "/dev/sda3", "/dev/nvme0n1p3". */
function nameOf({ disk, number }: RawPartition): string {
  return `${disk.device}${/\d$/.test(disk.device) ? 'p' : ''}${number}`;
}

/** nvme2 before nvme10. */
function byName(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
