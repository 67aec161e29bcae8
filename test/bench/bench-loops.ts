/**
 * Drives for the bench: loop devices over files that were written through before, so that no contestant pays for
 * allocating them. Over ext4 with direct-io they are a disk; over tmpfs they are as fast as memory and show what the
 * software costs.
 */
import { spawnSync } from 'node:child_process';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

const MIB = 1024 * 1024;

export interface BenchLoops {
  readonly devices: readonly string[];
  remove(): Promise<void>;
}

/** `count` loop devices of `sizeBytes` (a multiple of 4 MiB) over files in the folder. */
export async function attachLoops(folder: string, count: number, sizeBytes: number): Promise<BenchLoops> {
  const devices: string[] = [];
  const files: string[] = [];
  const remove = async (): Promise<void> => {
    for (const device of devices.splice(0)) spawnSync('losetup', ['-d', device]);
    for (const file of files.splice(0)) await rm(file, { force: true });
  };
  try {
    for (let index = 0; index < count; index += 1) {
      const file = join(folder, `drive-${index}`);
      files.push(file);
      await fill(file, sizeBytes);
      devices.push(attach(file));
    }
    return { devices, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function fill(file: string, sizeBytes: number): Promise<void> {
  const handle = await open(file, 'w');
  const chunk = new Uint8Array(4 * MIB).fill(0x5a);
  for (let done = 0; done < sizeBytes; done += chunk.length) await handle.write(chunk);
  await handle.sync();
  await handle.close();
}

/** tmpfs of older kernels takes no direct reads and writes; there, its pages are the memory of the drive anyway. */
function attach(file: string): string {
  for (const options of [['--direct-io=on'], []]) {
    const { status, stdout } = spawnSync('losetup', ['--show', '-f', ...options, file], { encoding: 'utf8' });
    if (status === 0) return stdout.trim();
  }
  throw new Error(`losetup: no loop device for ${file}`);
}
