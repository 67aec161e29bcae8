/**
 * Disks made of image files, for tests of the steps that divide and fill disks. A partition becomes a loop device while
 * it is used. This machine's kernel may lack FAT: such volumes are then copied out with mtools and back when unmounted.
 */
import { mkdir, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import type { DiskBackend, RawDisk, RawPartition } from '../../resources/runtime/disks/backend.ts';
import { runTool } from '../../resources/runtime/platform/tool.ts';
import { oracle } from './oracle.ts';

/** Loop devices that are attached at the moment; a test that breaks off must not keep them. */
const attached = new Set<string>();
process.on('exit', () => {
  for (const device of attached) oracle('losetup', ['-d', device]);
});

export interface ImageDisk {
  readonly path: string;
  readonly sizeBytes: number;
  readonly isRemovable?: boolean;
}

/** Makes an empty image. */
export async function makeImage(path: string, sizeBytes: number): Promise<ImageDisk> {
  await writeFile(path, '');
  await truncate(path, sizeBytes);
  return { path, sizeBytes };
}

/** A loop device over a piece of a file. */
export function attach(path: string, startBytes: number, sizeBytes: number): string {
  const args = ['--show', '-f', '-o', String(startBytes), '--sizelimit', String(sizeBytes), path];
  const result = oracle('losetup', args);
  if (result.exitCode !== 0) throw new Error(`losetup: ${result.output}`);
  const device = result.stdout.trim();
  attached.add(device);
  return device;
}

export function detach(device: string): void {
  oracle('losetup', ['-d', device]);
  attached.delete(device);
}

/** `scratch`: a folder for copies of FAT volumes. */
export function imageBackend(disks: readonly ImageDisk[], scratch: string): DiskBackend {
  /** Folders that stand for FAT volumes, and the device of each. */
  const copies = new Map<string, string>();
  const nameOf = ({ disk, number }: RawPartition): string => `${disk.device}#${number}`;
  return {
    runTool,
    nameOf,
    list: async () =>
      await Promise.resolve(
        disks.map((disk): RawDisk => ({
          device: disk.path,
          description: disk.path,
          sizeBytes: disk.sizeBytes,
          sectorBytes: 512,
          isRemovable: disk.isRemovable ?? false,
        })),
      ),
    open: async ({ disk, startBytes, sizeBytes }) =>
      await Promise.resolve(attach(disk.device, startBytes, sizeBytes)),
    close: async (device) => {
      detach(device);
      await Promise.resolve();
    },
    mountedAt: async () => {
      await Promise.resolve(undefined);
    },
    async mount(device, fileSystem, folder) {
      if (fileSystem === 'ntfs') {
        const result = await runTool('ntfs-3g', ['-o', 'efs_raw', device, folder]);
        if (result.exitCode !== 0) throw new MediaError('E_TS_VOLUME', result.output);
        return;
      }
      copies.set(folder, device);
      await mkdir(scratch, { recursive: true });
      check(['mcopy', '-i', device, '-s', '-n', '-Q', '-m', '::*', folder], /./);
    },
    async unmount(folder) {
      const device = copies.get(folder);
      if (device === undefined) {
        const result = await runTool('umount', [folder]);
        if (result.exitCode !== 0) throw new MediaError('E_TS_VOLUME', result.output);
        return;
      }
      copies.delete(folder);
      const names = oracle('mdir', ['-i', device, '-b', '::'])
        .stdout.split('\n')
        .filter((name) => name !== '');
      for (const name of names) check(['mdeltree', '-i', device, name.replace(/\/$/, '')], undefined);
      for (const name of await readdir(folder)) {
        check(['mcopy', '-i', device, '-s', '-o', '-Q', '-m', join(folder, name), '::'], undefined);
        await rm(join(folder, name), { recursive: true });
      }
    },
    reread: async () => {
      await Promise.resolve();
    },
  };
}

/** `tolerated`: what a failing program may say (an empty volume has nothing to copy). */
function check([program = '', ...args]: readonly string[], tolerated: RegExp | undefined): void {
  const result = oracle(program, args, { env: { MTOOLS_SKIP_CHECK: '1' } });
  if (result.exitCode !== 0 && tolerated?.test(result.output) !== true) {
    throw new Error(`${program} ${args.join(' ')}: ${result.output}`);
  }
}
