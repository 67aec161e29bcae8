/**
 * The port behind which the operating systems differ: what an adapter (linux/, windows/, macos/) must be able to do.
 * No rules here and none in the adapters: the guard, the identity check and their order are in `open-drive.ts`, once for
 * all of them. An adapter tells what is there and does what it is told.
 */
import type { BlockDevice } from '#image/block-device.ts';
import type { Drive, DriveIdentity } from './drive.ts';

export interface ClaimOptions {
  /**
   * What is on the drive must still be there afterwards (update in place). Without it an adapter may clear the partition
   * table, where the system gives a drive away only so (Windows).
   */
  readonly keepsContents: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** A drive the operating system keeps its hands off. */
export interface DriveClaim {
  /**
   * Gives the drive back: mounters may come again, the system reads the new partition table. Best effort: what was
   * written is not spoiled by a system that does not want to look at it. Never rejects; a second call does nothing.
   */
  release(): Promise<void>;
}

export interface PlatformDrives {
  /**
   * All drives with everything on them, those without a medium too; no partitions, optical drives, RAM disks or loop
   * devices without a file. Works without administrator rights.
   * @throws MediaError E_DEVICE_LIST when the system does not tell; never an empty or partial list instead
   */
  list(signal?: AbortSignal): Promise<readonly Drive[]>;

  /**
   * Where that is quicker: the same for one who called `list` a moment ago. Everything that guard and identity are judged
   * by is read anew; what else is known of a drive that is certainly the same (file systems, labels) may be remembered.
   * @throws as `list`
   */
  listAgain?(signal?: AbortSignal): Promise<readonly Drive[]>;

  /**
   * The `device` of the list that a user means by `path` (links, "disk4" for "/dev/disk4", other case); the path itself
   * when it names nothing known. Never rejects.
   */
  resolve(path: string): Promise<string>;

  /**
   * Unmounts everything that is mounted from the drive, at any depth and in any place, and keeps automatic mounters
   * from coming back. Called only for drives that guard and identity check let pass. When it fails, mounters may come
   * again; what was unmounted stays so.
   * @throws MediaError E_DEVICE_IN_USE with the name and number of the process that holds a file system;
   * E_DEVICE_ACCESS
   */
  claim(drive: Drive, options: ClaimOptions): Promise<DriveClaim>;

  /**
   * Opens a claimed drive for reading and writing, for this process alone and past the cache. Offsets, lengths and
   * memory must be aligned as the device says; `allocate` gives such memory. `truncate` does nothing. `close` only
   * closes (the claim is released by the caller afterwards); a second one does nothing.
   * @throws MediaError E_DEVICE_IN_USE, E_DEVICE_ACCESS, E_DEVICE_READ_ONLY, E_DEVICE_CHANGED, E_DEVICE_GONE,
   * E_DEVICE_CONTROLLED (Windows)
   */
  openExclusively(drive: Drive): Promise<BlockDevice>;

  /**
   * Opens a drive for looking into it: any offset and length will do (`alignmentBytes` 1; the adapter aligns inside
   * where the system insists), `write` always fails with E_DEVICE_READ_ONLY.
   * @param device a `Drive.device`; adapters may take more (on Linux any block device)
   * @throws MediaError E_DEVICE_ACCESS, E_DEVICE_MISSING, E_DEVICE_TARGET (not a drive)
   */
  openForReading(device: string): Promise<BlockDevice>;

  /**
   * Where that is quicker than a list: is this very drive still attached? Asked when a transfer failed, so it must not
   * wait for any drive. Never rejects.
   */
  isPresent?(identity: DriveIdentity): Promise<boolean>;

  /**
   * Where the system has cheap events: calls `onHint` whenever drives or what is on them may have changed (too often is
   * fine, never is fine too: `watchDrives` also looks by itself). Returns how to stop. Never throws.
   */
  hints?(onHint: () => void): () => void;
}
