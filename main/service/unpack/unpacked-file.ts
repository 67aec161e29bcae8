/**
 * An image unpacked once into a temporary file, from which all drives read. When its size is known beforehand they read
 * along while it grows. Trap: the last bytes are announced only after the archive proved to be sound to its end, so no
 * drive can finish with an image that turns out to be damaged.
 */
import { mkdtemp, open, rm, statfs, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import type { OnProgress } from '#base/progress.ts';
import { formatBytes } from '#base/units.ts';
import type { ImageSource } from './image-source.ts';

export interface UnpackedFile {
  readonly path: string;
  /**
   * Unpacks; returns the size of the image.
   * @throws MediaError E_UNPACK_DAMAGED, E_UNPACK_FORMAT, E_SPOOL, E_CANCELLED
   */
  fill(options: FillOptions): Promise<number>;
  remove(): Promise<void>;
}

export interface FillOptions {
  readonly signal?: AbortSignal | undefined;
  /** Phase "unpack"; counts bytes of the packed file. */
  readonly onProgress?: OnProgress | undefined;
  /** How much of the image is there to be read. */
  readonly onAvailable?: ((bytes: number) => void) | undefined;
}

/** News for each of these; more of them would only keep the writer busy. */
const ANNOUNCE_BYTES = 4 * 1024 * 1024;

/** Makes the empty file. @throws MediaError E_SPOOL when there is no room or no access */
export async function createUnpackedFile(source: ImageSource): Promise<UnpackedFile> {
  const folder = await spooling(() => mkdtemp(join(tmpdir(), 'media-builder-')));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const { bavail, bsize } = await spooling(() => statfs(folder));
    const free = bavail * bsize;
    const needed = source.sizeBytes ?? source.packedBytes;
    if (free < needed) {
      throw new MediaError(
        'E_SPOOL',
        `${tmpdir()} has ${formatBytes(free)} free, unpacking needs ${formatBytes(needed)}`,
      );
    }
    const path = join(folder, 'image');
    const handle = await spooling(() => open(path, 'wx', 0o600));
    let isOpen = true;
    const close = async (): Promise<void> => {
      if (isOpen) await handle.close();
      isOpen = false;
    };
    return {
      path,
      async fill(options) {
        try {
          return await fill(handle, source, options);
        } finally {
          await close();
        }
      },
      async remove() {
        await close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function fill(handle: FileHandle, source: ImageSource, options: FillOptions): Promise<number> {
  const { signal, onProgress, onAvailable } = options;
  const total = source.packedBytes;
  const report = (done: number): void =>
    onProgress?.({ phase: 'unpack', done: Math.min(done, total), total });
  let done = 0;
  let announced = 0;
  for await (const chunk of source.chunks({ signal, onRead: report })) {
    await spooling(() => writeAll(handle, done, chunk));
    done += chunk.length;
    const isLast = done === source.sizeBytes;
    if (done - announced >= ANNOUNCE_BYTES && !isLast) onAvailable?.((announced = done));
  }
  report(total);
  onAvailable?.(done);
  return done;
}

async function writeAll(handle: FileHandle, offset: number, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, offset + done);
    done += bytesWritten;
  }
}

async function spooling<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (isMediaError(cause)) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new MediaError('E_SPOOL', `the temporary folder ${tmpdir()} cannot be used: ${message}`, { cause });
  }
}
