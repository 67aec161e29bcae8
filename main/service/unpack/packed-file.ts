/** The file an image is packed in, read by position: indexes are looked up in it, parts of it go to the unpackers. */
import { open } from 'node:fs/promises';
import { MediaError } from '#base/errors/media-error.ts';
import { throwIfCancelled } from '#base/progress.ts';
import { MIB } from '#base/units.ts';

export interface PackedFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** The bytes at an offset; @throws MediaError E_UNPACK_DAMAGED when the file ends before */
  at(offset: number, length: number): Promise<Buffer>;
  /** The bytes of a part, in pieces; `onRead` hears how far it was read. */
  pieces(part: FilePart, options?: ReadOptions): AsyncGenerator<Buffer, void, undefined>;
  close(): Promise<void>;
}

export interface FilePart {
  readonly start: number;
  /** First byte behind it. */
  readonly end: number;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Where in the packed file the reading is. */
  readonly onRead?: ((position: number) => void) | undefined;
}

const PIECE_BYTES = MIB;

/** @throws MediaError E_IMAGE_CONTENT_READ when it cannot be opened, E_DEVICE_TARGET when it is not a file */
export async function openPackedFile(path: string): Promise<PackedFile> {
  const attempt = async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new MediaError('E_IMAGE_CONTENT_READ', `"${path}": ${message}`, { cause });
    }
  };
  const handle = await attempt(() => open(path, 'r'));
  const facts = await attempt(() => handle.stat());
  if (!facts.isFile()) {
    await handle.close();
    throw new MediaError('E_DEVICE_TARGET', `"${path}" is not a file`);
  }
  const read = async (offset: number, target: Buffer): Promise<number> => {
    const { bytesRead } = await attempt(() => handle.read(target, 0, target.length, offset));
    return bytesRead;
  };
  return {
    path,
    sizeBytes: facts.size,
    async at(offset, length) {
      const bytes = Buffer.alloc(length);
      if (offset < 0 || (await read(offset, bytes)) < length) {
        throw damaged(path, `it ends before byte ${offset + length}`);
      }
      return bytes;
    },
    async *pieces({ start, end }, options = {}) {
      for (let position = start; position < end;) {
        throwIfCancelled(options.signal);
        const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, end - position));
        const count = await read(position, piece);
        if (count === 0) throw damaged(path, `it ended at byte ${position} while it was read`);
        position += count;
        options.onRead?.(position);
        yield piece.subarray(0, count);
      }
    },
    close: () => handle.close(),
  };
}

export function damaged(path: string, what: string, cause?: unknown): MediaError {
  return new MediaError('E_UNPACK_DAMAGED', `"${path}" cannot be unpacked: ${what}`, { cause });
}
