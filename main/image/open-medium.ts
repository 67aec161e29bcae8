/**
 * Finds out what a medium is and opens it. A hybrid disc image on a stick is both a disc and a partitioned disk (its
 * EFI boot image is a FAT volume), so the disc is asked for first.
 */
import { MediaError, isMediaError } from '#base/errors/media-error.ts';
import type { BlockDevice } from './block-device.ts';
import type { MediumReader } from './medium-reader.ts';
import { findFat32 } from './read-fat32.ts';
import { openIso9660 } from './read-iso.ts';

/**
 * Opens the ISO 9660 volume, or else the FAT32 volume, of a file or drive; the device stays the caller's to close.
 * @throws MediaError E_IMAGE_UNKNOWN when it holds neither; what the readers throw when it is damaged
 */
export async function openMedium(device: BlockDevice): Promise<MediumReader> {
  try {
    return await openIso9660(device);
  } catch (error) {
    if (!isNoDisc(error)) throw error;
  }
  const volume = await findFat32(device);
  if (volume !== undefined) return volume;
  throw new MediaError('E_IMAGE_UNKNOWN', `${device.name} holds neither an ISO 9660 nor a FAT32 volume`);
}

/** No descriptor where one should be, or the device ends before that place: not a disc, as opposed to a damaged one. */
function isNoDisc(error: unknown): boolean {
  return isMediaError(error) && (error.code === 'E_FORMAT_MAGIC' || error.code === 'E_FORMAT_TRUNCATED');
}
