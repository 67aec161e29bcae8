/**
 * Disks and volumes for the steps: letters, mounting, work on a device. One at a time for each volume: who wants to mount
 * waits while somebody works on the device.
 * Traps: below a volume that is not mounted there must be no folder, or what is written goes into memory and is lost
 * (the folder is removed with every unmount); and programs that were just told to unmount hold the device a moment longer.
 */
import { mkdir, open, readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MediaError } from '#base/errors/media-error.ts';
import type { Disk, DisksPort, TargetVolume } from '../engine/disk-port.ts';
import type { DiskBackend, RawDisk, RawPartition } from './backend.ts';
import { detectFileSystem } from './file-systems.ts';
import { assignLetters } from './letters.ts';
import { lookAtEach } from './look-at-each.ts';
import { readPartitionTable, type FoundPartition, type FoundTable } from './partition-table.ts';

const UNMOUNT_WAIT_MS = 5000;
const UNMOUNT_PAUSE_MS = 100;

interface Mounted {
  readonly device: string;
  readonly folder: string;
  readonly diskDevice: string;
}

interface Found {
  readonly volume: TargetVolume;
  readonly raw: RawPartition;
}

export interface OpenDisks extends DisksPort {
  /** Unmounts everything, for a restart. */
  close(): Promise<void>;
}

/** `mountRoot`: folder below which volumes are mounted, "/volumes". */
export function openDisks(backend: DiskBackend, mountRoot: string): OpenDisks {
  const mounted = new Map<string, Mounted>();
  const queues = new Map<string, Promise<unknown>>();

  /** Runs actions on one volume after each other. */
  const alone = async <T>(name: string, action: () => Promise<T>): Promise<T> => {
    const before = queues.get(name) ?? Promise.resolve();
    const mine = before.then(action, action);
    queues.set(
      name,
      mine.catch(() => undefined),
    );
    return await mine;
  };

  const find = async (): Promise<readonly Found[]> => {
    const perDisk = await lookAtEach(backend, async (disk, diskIndex) => {
      const { partitions } = await tableOf(disk);
      return await Promise.all(
        partitions.map(async (partition) => await describe(backend, { disk, diskIndex, partition })),
      );
    });
    const bare = perDisk.flat();
    const letters = assignLetters(bare.map(({ volume, hasNoLetter }) => ({ ...volume, hasNoLetter })));
    return bare.map(({ volume, raw }, index) => ({ raw, volume: { ...volume, letter: letters[index] } }));
  };

  const rawOf = async (volume: TargetVolume): Promise<RawPartition> => {
    const found = (await find()).find((one) => one.volume.device === volume.device);
    if (found === undefined) {
      throw new MediaError('E_TS_VOLUME', `${volume.device} is no longer there`);
    }
    return found.raw;
  };

  const unmount = async (name: string): Promise<void> => {
    const one = mounted.get(name);
    if (one === undefined) return;
    await patiently(async () => {
      await backend.unmount(one.folder);
    });
    mounted.delete(name);
    await removeEmptyFolder(one.folder);
    await backend.close(one.device);
  };

  const mount = async (volume: TargetVolume): Promise<string> =>
    await alone(volume.device, async () => {
      const before = mounted.get(volume.device);
      if (before !== undefined) return before.folder;
      if (volume.fileSystem === 'none') {
        throw new MediaError('E_TS_VOLUME', `${nameOfVolume(volume)} is not formatted with NTFS or FAT32`);
      }
      const raw = await rawOf(volume);
      const elsewhere = await backend.mountedAt(raw);
      if (elsewhere !== undefined) return elsewhere;
      const folder = join(mountRoot, volume.letter ?? `disk${volume.diskIndex}-${volume.partition}`);
      const device = await backend.open(raw);
      await mkdir(folder, { recursive: true });
      try {
        await backend.mount(device, volume.fileSystem, folder);
      } catch (error) {
        await removeEmptyFolder(folder);
        await backend.close(device);
        throw error;
      }
      mounted.set(volume.device, { device, folder, diskDevice: raw.disk.device });
      return folder;
    });

  return {
    runTool: backend.runTool,
    async disks() {
      return await lookAtEach(backend, async (disk, index): Promise<Disk> => ({
        index,
        ...disk,
        style: (await tableOf(disk)).style,
      }));
    },
    async volumes() {
      return (await find()).map(({ volume }) => volume);
    },
    mount,
    async withDevice(volume, action) {
      return await alone(volume.device, async () => {
        await unmount(volume.device);
        const raw = await rawOf(volume);
        const elsewhere = await backend.mountedAt(raw);
        if (elsewhere !== undefined) {
          throw new MediaError(
            'E_TS_VOLUME',
            `${nameOfVolume(volume)} is in use by the running system (${elsewhere})`,
          );
        }
        const device = await backend.open(raw);
        try {
          return await action(device);
        } finally {
          await backend.close(device);
        }
      });
    },
    async pathOf(windowsPath) {
      const match = /^([A-Za-z]):(?:[\\/]+(.*))?$/s.exec(windowsPath);
      const letter = match?.[1]?.toUpperCase();
      const volume = (await find()).find((one) => one.volume.letter === letter)?.volume;
      if (match === null || volume === undefined) {
        throw new MediaError('E_TS_VOLUME', `no volume for the path "${windowsPath.slice(0, 200)}"`);
      }
      const parts = (match[2] ?? '').split(/[\\/]+/).filter((part) => part !== '' && part !== '.');
      if (parts.includes('..')) {
        throw new MediaError('E_TS_VOLUME', `the path "${windowsPath.slice(0, 200)}" must not hold ".."`);
      }
      return await spelledPath(await mount(volume), parts);
    },
    async settle(device) {
      const here = [...mounted].filter(([, one]) => one.diskDevice === device);
      for (const [name] of here)
        await alone(name, async () => {
          await unmount(name);
        });
      await flush(device);
      const disk = (await backend.list()).find((one) => one.device === device);
      if (disk !== undefined) await backend.reread(disk);
    },
    async close() {
      for (const name of [...mounted.keys()])
        await alone(name, async () => {
          await unmount(name);
        });
    },
  };
}

/** "C:" or "disk 0, partition 3": for messages. */
export function nameOfVolume(volume: TargetVolume): string {
  const place = `disk ${volume.diskIndex}, partition ${volume.partition}`;
  return volume.letter === undefined ? place : `${volume.letter}: (${place})`;
}

async function tableOf(disk: RawDisk): Promise<FoundTable> {
  return await reading(disk.device, async (read) => await readPartitionTable(read, disk));
}

async function describe(
  backend: DiskBackend,
  place: { readonly disk: RawDisk; readonly diskIndex: number; readonly partition: FoundPartition },
): Promise<Found & { readonly hasNoLetter: boolean }> {
  const { disk, diskIndex, partition } = place;
  const { number, startBytes, sizeBytes, kind, isActive, hasNoLetter, id } = partition;
  const raw = { disk, number, startBytes, sizeBytes };
  const { fileSystem, label } = await reading(
    disk.device,
    async (read) => await detectFileSystem(read, startBytes),
  );
  const volume: TargetVolume = {
    letter: undefined,
    diskIndex,
    partition: number,
    device: backend.nameOf(raw),
    kind,
    fileSystem,
    label,
    sizeBytes,
    partitionId: id,
    startBytes,
    isActive,
  };
  return { raw, volume, hasNoLetter };
}

/** Opens a disk for reading. @throws MediaError E_TS_DISK when it cannot be opened or read: it must not pass for empty. */
async function reading<T>(
  device: string,
  action: (read: (offset: number, length: number) => Promise<Uint8Array>) => Promise<T>,
): Promise<T> {
  const refuse = (cause: unknown): never => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MediaError('E_TS_DISK', `${device} cannot be read: ${why}`, { cause });
  };
  const file = await open(device, 'r').catch(refuse);
  try {
    return await action(async (offset, length) => {
      const buffer = new Uint8Array(length);
      const { bytesRead } = await file.read(buffer, 0, length, offset).catch(refuse);
      return buffer.subarray(0, bytesRead);
    });
  } finally {
    await file.close();
  }
}

async function flush(device: string): Promise<void> {
  const file = await open(device, 'r+').catch(() => undefined);
  if (file === undefined) return;
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A program that has just ended may hold a file of the volume a moment longer. */
async function patiently(action: () => Promise<void>): Promise<void> {
  for (let waited = 0; ; waited += UNMOUNT_PAUSE_MS) {
    try {
      await action();
      return;
    } catch (error) {
      if (waited >= UNMOUNT_WAIT_MS) throw error;
    }
    await delay(UNMOUNT_PAUSE_MS);
  }
}

async function removeEmptyFolder(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined);
}

/** Windows does not tell "windows" from "Windows", Linux does: takes the spelling that is there. */
async function spelledPath(root: string, parts: readonly string[]): Promise<string> {
  let path = root;
  for (const part of parts) {
    const names = await readdir(path).catch((): string[] => []);
    const same = names.includes(part)
      ? part
      : names.find((name) => name.toLowerCase() === part.toLowerCase());
    path = join(path, same ?? part);
  }
  return path;
}
