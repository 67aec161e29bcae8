/**
 * What the system says of a disk that does not take or give bytes, as an error of ours. It is about this computer, so it
 * must never look like a network that is away: nothing is gained by fetching the bytes once more.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { ContentFile } from '../engine/content-port.ts';

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** E_RT_CONTENT_SPACE for a full disk, E_TS_DISK for one with another trouble; what is no word of the system stays. */
export function diskError(error: unknown, file: ContentFile): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (FULL.has(code))
    return new MediaError(
      'E_RT_CONTENT_SPACE',
      `the disk is full at "${file.path}" (${file.sizeBytes} bytes), although there was room at the start`,
      { cause: error },
    );
  // "ERR_…" is Node's word for a call that makes no sense: a mistake of ours.
  if (!(error instanceof Error) || !/^E(?!RR_)[A-Z0-9]+$/.test(code)) return error;
  return new MediaError('E_TS_DISK', `the disk cannot keep "${file.path}": ${error.message}`, {
    cause: error,
  });
}

/** Does something with the disk. @throws MediaError of `diskError` */
export async function onDisk<T>(file: ContentFile, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw diskError(error, file);
  }
}
