/**
 * Finds out what a medium is and opens it. A hybrid disc image on a stick is both a disc and a partitioned disk (its
 * EFI boot image is a FAT volume), so the disc is asked for first.
 */
import { encodeUtf8, equalBytes } from '#base/bytes.ts';
import { MediaError, isMediaError } from '#base/errors/media-error.ts';
import { MIB } from '#base/units.ts';
import type { BlockDevice } from './block-device.ts';
import type { MediumReader } from './medium-reader.ts';
import { rangeReader } from './range-reader.ts';
import { findFat32 } from './read-fat32.ts';
import { openIso9660 } from './read-iso.ts';

/** Tables, descriptors and the first files lie within it, whatever the form of the medium. */
const LOOKED_AT_BYTES = 4 * MIB;
const FIRST_SECTOR_BYTES = 512;
const GPT_MARK = encodeUtf8('EFI PART');
/** In sector 1, of either size. */
const GPT_HEADER_OFFSETS = [512, 4096] as const;

/**
 * Opens the ISO 9660 volume, or else the FAT32 volume, of a file or drive; the device stays the caller's to close.
 * @throws MediaError E_IMAGE_INCOMPLETE when its writing was not finished, E_IMAGE_UNKNOWN when it holds neither; what the readers throw when it is damaged
 */
export async function openMedium(device: BlockDevice): Promise<MediumReader> {
  if (await lacksFirstSector(device)) throw incomplete(device);
  try {
    return await openIso9660(device);
  } catch (error) {
    if (!isNoDisc(error)) throw error;
  }
  const volume = await findFat32(device);
  if (volume !== undefined) return volume;
  if (await isUnfinished(device)) throw incomplete(device);
  throw new MediaError('E_IMAGE_UNKNOWN', `${device.name} holds neither an ISO 9660 nor a FAT32 volume`);
}

function incomplete(device: BlockDevice): MediaError {
  return new MediaError('E_IMAGE_INCOMPLETE', `${device.name} has data but an empty boot sector`);
}

/**
 * A GPT behind an empty first sector: that sector, always written last, holds the protective record wherever there is a
 * GPT (UEFI 2.10, 5.2.3). The descriptors of a hybrid disc are there by then, so it must not be taken for a finished one.
 */
async function lacksFirstSector(device: BlockDevice): Promise<boolean> {
  const length = Math.min(Math.max(...GPT_HEADER_OFFSETS) + GPT_MARK.length, device.sizeBytes ?? 0);
  const start = await rangeReader(device).bytes(0, length);
  if (start.subarray(0, FIRST_SECTOR_BYTES).some((byte) => byte !== 0)) return false;
  return GPT_HEADER_OFFSETS.some((at) => equalBytes(start.subarray(at, at + GPT_MARK.length), GPT_MARK));
}

/** No descriptor where one should be, or the device ends before that place: not a disc, as opposed to a damaged one. */
function isNoDisc(error: unknown): boolean {
  return isMediaError(error) && (error.code === 'E_FORMAT_MAGIC' || error.code === 'E_FORMAT_TRUNCATED');
}

/**
 * The first sector is what `execute` writes last; when it is zero and something else is there, the writing was not
 * finished (ours). A new, empty drive is zero everywhere.
 */
async function isUnfinished(device: BlockDevice): Promise<boolean> {
  const length = Math.min(LOOKED_AT_BYTES, device.sizeBytes ?? 0);
  const start = await rangeReader(device).bytes(0, length);
  return start.findIndex((byte) => byte !== 0) >= FIRST_SECTOR_BYTES;
}
