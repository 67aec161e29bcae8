/**
 * What the operating system says about a file or drive, in the product's words. The one table for every device.
 * Trap: EPERM and EACCES mean rights on Linux, but on Windows also "held open by a virus scanner" and "controlled folder
 * access"; the message keeps the system's own words for that reason.
 */
import { MediaError, isMediaError } from '#base/errors/media-error.ts';
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

/** The operating system's error code ("ENOSPC"), if the error has one. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * A coded error for anything a file or drive threw; unknown codes become E_DEVICE_IO.
 * @param name how the message names the device
 * @param detail what the operating system does not say, such as the sizes of a full disk
 */
export function deviceError(error: unknown, name: string, detail?: string): MediaError {
  if (isMediaError(error)) return error;
  const system = error instanceof Error ? error.message : String(error);
  const code = CODES[systemCode(error) ?? ''] ?? 'E_DEVICE_IO';
  const message = `${name}: ${system}${detail === undefined ? '' : `; ${detail}`}`;
  return new MediaError(code, message, { cause: error });
}
