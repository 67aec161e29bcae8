/**
 * What a run needs of an operating system's drives. The rules behind it (guard, identity, unmounting, exclusive
 * opening) are `devices`' business; a run cannot get at a drive in any other way.
 */
import type { Drive, DriveIdentity } from '#devices/drive.ts';
import type { BlockDevice } from '#image/block-device.ts';
import type { DriveTarget } from './drive-run.ts';

export interface OpenDriveWishes {
  /** Bytes the medium needs, when known before it is laid out. */
  readonly neededBytes?: number | undefined;
  /** Files that are being read from; a drive that holds one of them is refused. */
  readonly sourcePaths: readonly string[];
  readonly signal: AbortSignal;
}

/** A drive claimed for this run alone. `device.close()` gives it back: the system may look at it again. */
export interface OpenedDrive {
  readonly drive: Drive;
  readonly device: BlockDevice;
}

export interface DriveSystem {
  /** All drives of the machine. @throws MediaError when they cannot be listed; never an empty list instead */
  list(): Promise<readonly Drive[]>;
  /**
   * Checks guard and identity, unmounts what can be unmounted, and opens the drive exclusively and past the cache.
   * @throws MediaError E_DEVICE_*
   */
  openForWriting(target: DriveTarget, wishes: OpenDriveWishes): Promise<OpenedDrive>;
  /** Is this very drive still attached? Decides whether an error means "gone" or "broken". Never rejects. */
  isPresent(identity: DriveIdentity): Promise<boolean>;
}
