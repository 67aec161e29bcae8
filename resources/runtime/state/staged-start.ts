/**
 * What the start menu of the disk is told: the mark that holds back a system whose task sequence has still to do here,
 * and the boot image that lies on the system partition: the start menu goes there as long as start.cfg exists
 * (engine/steps/startable-layout.ts). It stays while the task sequence goes on in the boot image, so that a power cut
 * leads back to it, and goes as soon as the installed system is to start.
 * Trap: a second disk may have a system partition of its own that nobody can read; what this run has to do with is on
 * the disks it works on.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import { nameOfVolume } from '../disks/disks.ts';
import type { DisksPort, TargetVolume } from '../engine/disk-port.ts';
import { stagedBootImage, unfinishedSystem } from '../engine/steps/startable-layout.ts';

/** What the keeper of a run knows of volumes. */
export interface RunVolumes {
  /** On a disk that the run works on: it must be readable. */
  isOwn(volume: TargetVolume): boolean;
  /** A foreign volume cannot be read: that is logged and no more. */
  passOver(volume: TargetVolume, error: unknown): void;
}

/** From now on the disk starts its own system. @throws MediaError E_TS_VOLUME when a volume of the run's own cannot be read. */
export async function leaveStagedStart(disks: DisksPort, run: RunVolumes): Promise<void> {
  await removeFromLoaders(disks, run, stagedBootImage.startFile);
}

/**
 * From now on the disk may start the system that was applied: nothing is left to be done in the boot image.
 * @throws MediaError E_TS_VOLUME when a volume of the run's own cannot be read.
 */
export async function releaseSystem(disks: DisksPort, run: RunVolumes): Promise<void> {
  await removeFromLoaders(disks, run, unfinishedSystem.file);
}

/** Both files lie where the loader does, and only there (engine/steps/startable.ts, client/boot-files.ts). */
async function removeFromLoaders(disks: DisksPort, run: RunVolumes, file: string): Promise<void> {
  for (const volume of await disks.volumes()) {
    if (volume.fileSystem === 'none' || !(volume.kind === 'efi' || volume.isActive)) continue;
    try {
      await rm(join(await disks.mount(volume), file), { force: true });
    } catch (error) {
      if (run.isOwn(volume)) throw unreadable(volume, error);
      run.passOver(volume, error);
    }
  }
}

function unreadable(volume: TargetVolume, cause: unknown): MediaError {
  if (isMediaError(cause)) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new MediaError('E_TS_VOLUME', `${nameOfVolume(volume)} cannot be written: ${why}`, { cause });
}
