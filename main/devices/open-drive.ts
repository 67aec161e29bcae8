/**
 * The one way to a drive that can be written, the same on every operating system: list, find, compare with what was
 * chosen, guard, claim, open, and list, compare and guard once more, since drives come and go while all this happens.
 * Closing the device gives the drive back. An adapter cannot be reached but through here.
 */
import { lstat, realpath } from 'node:fs/promises';
import { MediaError } from '#base/errors/media-error.ts';
import { throwIfCancelled } from '#base/progress.ts';
import type { BlockDevice } from '#image/block-device.ts';
import { refuseUnwritable } from './guard.ts';
import { identityChange, identityOf, type Drive, type DriveIdentity } from './drive.ts';
import type { PlatformDrives } from './platform-drives.ts';

/** The drive that was chosen, and what the user allowed. */
export interface WriteTarget {
  readonly identity: DriveIdentity;
  readonly isConfirmed: boolean;
  readonly allowLoop: boolean;
  /** From which size on a drive must have been confirmed; the guard's own limit unless told. */
  readonly largeBytes?: number | undefined;
  /** What is on the drive will be compared with what is to be written, so it must survive the claim. */
  readonly isUpdate?: boolean | undefined;
}

export interface WriteWishes {
  /** Bytes the medium needs, when known before it is laid out. */
  readonly neededBytes?: number | undefined;
  /** Files that are being read from; a drive that holds one of them is refused. */
  readonly sourcePaths: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** A drive claimed for one writer alone; `device.close()` gives it back. */
export interface ClaimedDrive {
  readonly drive: Drive;
  readonly device: BlockDevice;
}

/** What the rest of the program knows of drives. */
export interface GuardedDrives {
  /** All drives of the machine. @throws MediaError E_DEVICE_LIST, E_DEVICE_PLATFORM; never an empty list instead */
  list(signal?: AbortSignal): Promise<readonly Drive[]>;
  /**
   * The drive a user names by its path or a link to it.
   * @throws MediaError E_DEVICE_MISSING, E_DEVICE_TARGET (a partition, or no drive), E_DEVICE_LIST, E_DEVICE_PLATFORM
   */
  find(path: string): Promise<Drive>;
  /**
   * Checks identity and guard, unmounts what is mounted, and opens the drive for this process alone, past the cache.
   * @throws MediaError as `refuseUnwritable` in guard.ts; E_DEVICE_MISSING and E_DEVICE_CHANGED when it is not the drive
   * that was chosen; E_DEVICE_IN_USE with the process that holds it; E_DEVICE_ACCESS, E_DEVICE_LIST, E_DEVICE_PLATFORM
   */
  openForWriting(target: WriteTarget, wishes: WriteWishes): Promise<ClaimedDrive>;
  /** Opens a drive for looking into it. @throws MediaError E_DEVICE_ACCESS, E_DEVICE_MISSING, E_DEVICE_TARGET */
  openForReading(path: string): Promise<BlockDevice>;
  /** Is this very drive still attached? True also when nobody can tell: an error then keeps its own name. Never rejects. */
  isPresent(identity: DriveIdentity): Promise<boolean>;
  /** See `PlatformDrives.hints`; does nothing where the system has none. */
  hints(onHint: () => void): Promise<() => void>;
}

/**
 * The guarded flow over an adapter, which is loaded on first use and once.
 * @param listOtherwise what to show when the adapter cannot list; undefined when that does not know either. For looking
 * only: drives are opened by the adapter's own list.
 */
export function guardedDrives(
  load: () => Promise<PlatformDrives>,
  listOtherwise: () => Promise<readonly Drive[] | undefined> = () => Promise.resolve(undefined),
): GuardedDrives {
  let loaded: Promise<PlatformDrives> | undefined;
  const platform = (): Promise<PlatformDrives> => (loaded ??= load());
  return {
    list: async (signal) => {
      try {
        return await (await platform()).list(signal);
      } catch (error) {
        throwIfCancelled(signal);
        const others = await listOtherwise();
        if (others === undefined || others.length === 0) throw error;
        return others;
      }
    },
    find: async (path) => await find(await platform(), path),
    openForWriting: async (target, wishes) => await openForWriting(await platform(), target, wishes),
    openForReading: async (path) => {
      const adapter = await platform();
      return await adapter.openForReading(await adapter.resolve(path));
    },
    isPresent: async (identity) => {
      try {
        const adapter = await platform();
        if (adapter.isPresent !== undefined) return await adapter.isPresent(identity);
        const drives = await adapter.list();
        return drives.some((drive) => identityChange(identity, identityOf(drive)) === undefined);
      } catch {
        return true;
      }
    },
    hints: async (onHint) => (await platform()).hints?.(onHint) ?? ((): void => undefined),
  };
}

async function find(platform: PlatformDrives, path: string): Promise<Drive> {
  return await pick(await platform.list(), await platform.resolve(path));
}

async function pick(drives: readonly Drive[], device: string): Promise<Drive> {
  const drive = drives.find((one) => one.device === device);
  if (drive !== undefined) return drive;
  const owner = drives.find((one) => one.volumes.some((volume) => volume.device === device));
  if (owner !== undefined) {
    throw new MediaError('E_DEVICE_TARGET', `${device} is a part of ${owner.device}; name the whole drive`);
  }
  const isThere = await lstat(device).then(
    () => true,
    () => false,
  );
  if (isThere) throw new MediaError('E_DEVICE_TARGET', `${device} is not a drive that can be written`);
  throw new MediaError('E_DEVICE_MISSING', `there is no drive ${device}`);
}

async function openForWriting(
  platform: PlatformDrives,
  target: WriteTarget,
  wishes: WriteWishes,
): Promise<ClaimedDrive> {
  const { signal } = wishes;
  const sourcePaths = await Promise.all(wishes.sourcePaths.map(resolveSource));
  const check = async (drives: readonly Drive[]): Promise<Drive> => {
    const drive = await pick(drives, target.identity.device);
    refuseChanged(target.identity, identityOf(drive));
    const { isConfirmed, allowLoop, largeBytes } = target;
    const { neededBytes } = wishes;
    refuseUnwritable(drive, { isConfirmed, allowLoop, largeBytes, neededBytes, sourcePaths });
    return drive;
  };
  const chosen = await check(await platform.list(signal));
  throwIfCancelled(signal);
  const claim = await platform.claim(chosen, { keepsContents: target.isUpdate === true, signal });
  let device: BlockDevice | undefined;
  try {
    device = await platform.openExclusively(chosen);
    const again = await (platform.listAgain?.(signal) ?? platform.list(signal));
    const drive = await check(again);
    return { drive, device: releasingOnClose(device, () => claim.release()) };
  } catch (error) {
    // What went wrong first is what the user must know.
    await device?.close().catch(() => undefined);
    await claim.release();
    throw error;
  }
}

function releasingOnClose(device: BlockDevice, release: () => Promise<void>): BlockDevice {
  const close = async (): Promise<void> => {
    try {
      await device.close();
    } finally {
      await release();
    }
  };
  return {
    name: device.name,
    sizeBytes: device.sizeBytes,
    alignmentBytes: device.alignmentBytes,
    isZeroed: device.isZeroed,
    allocate: (sizeBytes) => device.allocate(sizeBytes),
    read: (offset, bytes) => device.read(offset, bytes),
    write: (offset, bytes) => device.write(offset, bytes),
    truncate: (sizeBytes) => device.truncate(sizeBytes),
    flush: () => device.flush(),
    close,
  };
}

async function resolveSource(path: string): Promise<string> {
  // A source that cannot be found is the reader's error to report, not the guard's.
  return await realpath(path).catch(() => path);
}

function refuseChanged(chosen: DriveIdentity, found: DriveIdentity): void {
  const change = identityChange(chosen, found);
  if (change !== undefined) {
    throw new MediaError('E_DEVICE_CHANGED', `${chosen.device} is not the drive that was chosen: ${change}`);
  }
}
