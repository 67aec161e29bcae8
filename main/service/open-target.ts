/**
 * Opens what a user names, a drive or an image file, for reading, and finds the medium in it.
 * Trap: a broken stick can keep a read in the operating system for minutes; a cancellation does not wait for it, and the
 * device is then closed when the read comes back.
 */
import { stat } from 'node:fs/promises';
import { MediaError } from '#base/errors/media-error.ts';
import type { RunOptions } from '#base/progress.ts';
import { openImageFile } from '#devices/file-device.ts';
import type { GuardedDrives } from '#devices/open-drive.ts';
import { thisMachine } from '#devices/this-machine.ts';
import type { BlockDevice } from '#image/block-device.ts';
import type { MediumReader } from '#image/medium-reader.ts';
import { openMedium } from '#image/open-medium.ts';

type UseDevice<T> = (device: BlockDevice, kind: { readonly isDrive: boolean }) => Promise<T>;
type Cancellation = Pick<RunOptions, 'signal'>;

export interface TargetOptions extends Cancellation {
  /** Whose drives are meant; this computer's unless told. */
  readonly machine?: Pick<GuardedDrives, 'find' | 'openForReading'> | undefined;
}

/** How long a cancelled `use` may take to end by itself. */
const END_LIMIT_MS = 1000;

/**
 * Runs `use` with the drive or image file at `path` and closes it again.
 * @throws MediaError E_DEVICE_* when it cannot be opened, E_CANCELLED also while the drive does not answer
 */
export async function withTarget<T>(
  path: string,
  use: UseDevice<T>,
  options: TargetOptions = {},
): Promise<T> {
  return await unlessHanging(openAndUse(path, use, options.machine), options);
}

async function unlessHanging<T>(work: Promise<T>, { signal }: Cancellation): Promise<T> {
  if (signal === undefined) return await work;
  let timer: NodeJS.Timeout | undefined;
  let onAbort: () => void = () => undefined;
  const givenUp = new Promise<never>((_resolve, reject) => {
    onAbort = () => {
      timer = setTimeout(() => {
        reject(new MediaError('E_CANCELLED', 'cancelled while the drive did not answer'));
      }, END_LIMIT_MS);
    };
  });
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, givenUp]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    clearTimeout(timer);
  }
}

async function openAndUse<T>(path: string, use: UseDevice<T>, machine: TargetOptions['machine']): Promise<T> {
  const isDrive = (await isDrivePath(path)) || (await isKnownDrive(path, machine));
  const device = isDrive ? await (machine ?? thisMachine()).openForReading(path) : await openImageFile(path);
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
export async function withMedium<T>(
  path: string,
  use: (reader: MediumReader) => Promise<T>,
  options: TargetOptions = {},
): Promise<T> {
  return await withTarget(path, async (device) => use(await openMedium(device)), options);
}

async function isDrivePath(path: string): Promise<boolean> {
  // Windows names drives in a way of its own, and files do not begin like that.
  if (/^\\\\\.\\PhysicalDrive\d+$/i.test(path)) return true;
  // A path that cannot be looked at gets the coded error of the file device.
  const facts = await stat(path).catch(() => undefined);
  return facts?.isBlockDevice() === true || facts?.isCharacterDevice() === true;
}

/** A machine of one's own may have drives where this computer's file system has nothing. */
async function isKnownDrive(path: string, machine: TargetOptions['machine']): Promise<boolean> {
  if (machine === undefined || (await stat(path).catch(() => undefined)) !== undefined) return false;
  return await machine.find(path).then(
    () => true,
    () => false,
  );
}
