/**
 * What the start menu of the disk is told: the mark that holds back a system whose task sequence has still to do here,
 * and the boot image that lies on the system partition: the start menu goes there as long as start.cfg exists
 * (engine/steps/startable-layout.ts). It stays while the task sequence goes on in the boot image, so that a power cut
 * leads back to it, and goes as soon as the installed system is to start.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DisksPort } from '../engine/disk-port.ts';
import { stagedBootImage, unfinishedSystem } from '../engine/steps/startable-layout.ts';

/** From now on the disk starts its own system. */
export async function leaveStagedStart(disks: DisksPort): Promise<void> {
  for (const volume of await disks.volumes()) {
    if (volume.fileSystem === 'none') continue;
    const folder = await disks.mount(volume);
    await rm(join(folder, stagedBootImage.startFile), { force: true });
  }
}

/** From now on the disk may start the system that was applied: nothing is left to be done in the boot image. */
export async function releaseSystem(disks: DisksPort): Promise<void> {
  for (const volume of await disks.volumes()) {
    if (volume.fileSystem === 'none' || !(volume.kind === 'efi' || volume.isActive)) continue;
    await rm(join(await disks.mount(volume), unfinishedSystem.file), { force: true });
  }
}
