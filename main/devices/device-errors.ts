/**
 * What the operating system says about a file or drive, in the product's words. The one table for every device.
 * Trap: EPERM and EACCES mean rights on Linux, but on Windows also "held open by a virus scanner" and "controlled folder
 * access"; the message keeps the system's own words for that reason.
 */
import { constants } from 'node:os';
import { MediaError, isMediaError, type ErrorPlace } from '#base/errors/media-error.ts';
import type { ErrorCode } from '#base/errors/catalog.ts';

const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'E_DEVICE_FULL',
  EDQUOT: 'E_DEVICE_FULL',
  EFBIG: 'E_DEVICE_FILE_LIMIT',
  EACCES: 'E_DEVICE_ACCESS',
  EPERM: 'E_DEVICE_ACCESS',
  EROFS: 'E_DEVICE_READ_ONLY',
  ENOENT: 'E_DEVICE_MISSING',
  ENODEV: 'E_DEVICE_MISSING',
  ENXIO: 'E_DEVICE_MISSING',
  ENOMEDIUM: 'E_DEVICE_EMPTY',
  EISDIR: 'E_DEVICE_TARGET',
  ENOTDIR: 'E_DEVICE_TARGET',
  ELOOP: 'E_DEVICE_TARGET',
  ENAMETOOLONG: 'E_DEVICE_TARGET',
  EBUSY: 'E_DEVICE_IN_USE',
  ETXTBSY: 'E_DEVICE_IN_USE',
};

/** What the same words mean of a drive that has been opened; what is not here means what it means above. */
const OPEN_DRIVE_CODES: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'E_DEVICE_GONE',
  ENODEV: 'E_DEVICE_GONE',
  ENXIO: 'E_DEVICE_GONE',
  ENOMEDIUM: 'E_DEVICE_GONE',
  // The kernel's word for "the drive itself says this place is bad" (blk_types.h: BLK_STS_MEDIUM).
  ENODATA: 'E_DEVICE_MEDIA',
  // Behind the end of the drive: it has less room than it said.
  ENOSPC: 'E_DEVICE_SHORT_WRITE',
};

/** Codes libuv has no name for arrive as numbers. */
const NAMES_BY_NUMBER: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.errno).map(([name, number]) => [-number, name]),
);

/** The operating system's error code ("ENOSPC"), if the error has one. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const number = 'errno' in error && typeof error.errno === 'number' ? error.errno : undefined;
  return error.code.startsWith('Unknown system error') && number !== undefined
    ? (NAMES_BY_NUMBER.get(number) ?? error.code)
    : error.code;
}

/**
 * A coded error for anything a file or drive threw; unknown codes become E_DEVICE_IO.
 * @param name how the message names the device
 * @param detail what the operating system does not say, such as the sizes of a full disk
 */
export function deviceError(error: unknown, name: string, detail?: string): MediaError {
  if (isMediaError(error)) return error;
  const code = CODES[systemCode(error) ?? ''] ?? 'E_DEVICE_IO';
  const message = `${name}: ${wordsOf(error)}${detail === undefined ? '' : `; ${detail}`}`;
  return new MediaError(code, message, { cause: error });
}

/** Which transfer on an open drive failed, and whether the drive is still there. */
export interface DriveFailure {
  readonly name: string;
  readonly place: ErrorPlace | undefined;
  /** False: whatever the system said, the drive is gone. */
  readonly isPresent: boolean;
}

/** The same for a drive that has been opened: what failed and where, and "gone" whenever it is not there any more. */
export function openDriveError(error: unknown, { name, place, isPresent }: DriveFailure): MediaError {
  const where = place === undefined ? '' : ` at offset ${place.offset}`;
  if (!isPresent) {
    return new MediaError('E_DEVICE_GONE', `${name} is gone${where}: ${wordsOf(error)}`, {
      cause: error,
      place,
    });
  }
  if (isMediaError(error)) {
    const message = `${name}: ${error.message}`;
    return new MediaError(error.code, message, { cause: error, place: error.place ?? place });
  }
  const system = systemCode(error) ?? '';
  const code = OPEN_DRIVE_CODES[system] ?? CODES[system] ?? 'E_DEVICE_IO';
  return new MediaError(code, `${name}${where}: ${wordsOf(error)}`, { cause: error, place });
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
