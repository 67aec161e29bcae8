/**
 * Whole reads and writes on an open file. Trap: the operating system may do less than it was asked for in one call;
 * on a full disk the first call writes a part and only the next one says why. So an error belongs to where the transfer
 * had got to, which the system's error does not say: ask `failedOffsetOf`.
 */
import type { FileHandle } from 'node:fs/promises';
import { MediaError } from '#base/errors/media-error.ts';

/** By the system's error: where the call began that failed. */
const failedOffsets = new WeakMap<Error, number>();

/** Where a transfer had got to when it failed with this error of the system; undefined for any other error. */
export function failedOffsetOf(error: unknown): number | undefined {
  return error instanceof Error ? failedOffsets.get(error) : undefined;
}

function noteOffset(error: unknown, offset: number): unknown {
  if (error instanceof Error) failedOffsets.set(error, offset);
  return error;
}

/** Fills `target` unless the file ends first; returns the bytes read. */
export async function readFully(handle: FileHandle, offset: number, target: Uint8Array): Promise<number> {
  let done = 0;
  try {
    while (done < target.length) {
      const { bytesRead } = await handle.read(target, done, target.length - done, offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
  } catch (error) {
    throw noteOffset(error, offset + done);
  }
  return done;
}

/**
 * Writes all of `source`.
 * @throws the system's error; MediaError E_DEVICE_SHORT_WRITE with its place when a call takes nothing and says nothing
 */
export async function writeFully(handle: FileHandle, offset: number, source: Uint8Array): Promise<void> {
  let done = 0;
  try {
    while (done < source.length) {
      const { bytesWritten } = await handle.write(source, done, source.length - done, offset + done);
      if (bytesWritten === 0) break;
      done += bytesWritten;
    }
  } catch (error) {
    throw noteOffset(error, offset + done);
  }
  if (done === source.length) return;
  const place = { offset: offset + done, badBytes: source.length - done };
  const message = `only ${done} of ${source.length} bytes were taken at offset ${offset}`;
  throw new MediaError('E_DEVICE_SHORT_WRITE', message, { place });
}
