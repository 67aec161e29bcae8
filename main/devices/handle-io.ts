/**
 * Whole reads and writes on an open file. Trap: the operating system may do less than it was asked for in one call;
 * on a full disk the first call writes a part and only the next one says why.
 */
import type { FileHandle } from 'node:fs/promises';

/** Fills `target` unless the file ends first; returns the bytes read. */
export async function readFully(handle: FileHandle, offset: number, target: Uint8Array): Promise<number> {
  let done = 0;
  while (done < target.length) {
    const { bytesRead } = await handle.read(target, done, target.length - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}

/** Writes all of `source` or throws the system's error. */
export async function writeFully(handle: FileHandle, offset: number, source: Uint8Array): Promise<void> {
  let done = 0;
  while (done < source.length) {
    const { bytesWritten } = await handle.write(source, done, source.length - done, offset + done);
    done += bytesWritten;
  }
}
