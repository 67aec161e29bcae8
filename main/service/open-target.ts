/** Opens what a user names, a drive or an image file, for reading, and finds the medium in it. */
import { stat } from 'node:fs/promises';
import { openImageFile } from '#devices/file-device.ts';
import { thisMachine } from '#devices/this-machine.ts';
import type { BlockDevice } from '#image/block-device.ts';
import type { MediumReader } from '#image/medium-reader.ts';
import { openMedium } from '#image/open-medium.ts';

/**
 * Runs `use` with the drive or image file at `path` and closes it again.
 * @throws MediaError E_DEVICE_* when it cannot be opened
 */
export async function withTarget<T>(
  path: string,
  use: (device: BlockDevice, kind: { readonly isDrive: boolean }) => Promise<T>,
): Promise<T> {
  const isDrive = await isDrivePath(path);
  const device = isDrive ? await thisMachine().openForReading(path) : await openImageFile(path);
  try {
    return await use(device, { isDrive });
  } finally {
    await device.close();
  }
}

/**
 * Runs `use` with the medium at `path` and closes it again.
 * @throws MediaError E_DEVICE_* when it cannot be opened, E_IMAGE_* when no known file system is on it.
 */
export async function withMedium<T>(path: string, use: (reader: MediumReader) => Promise<T>): Promise<T> {
  return await withTarget(path, async (device) => use(await openMedium(device)));
}

async function isDrivePath(path: string): Promise<boolean> {
  // Windows names drives in a way of its own, and files do not begin like that.
  if (/^\\\\\.\\PhysicalDrive\d+$/i.test(path)) return true;
  // A path that cannot be looked at gets the coded error of the file device.
  const facts = await stat(path).catch(() => undefined);
  return facts?.isBlockDevice() === true || facts?.isCharacterDevice() === true;
}
