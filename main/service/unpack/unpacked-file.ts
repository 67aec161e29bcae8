/** A packed image as a file that drives can read from. */
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import type { ContentFile } from '#base/extent.ts';
import type { RunOptions } from '#base/progress.ts';
import { freeBytesOf, makeSpoolFolder, removeSpoolFolder } from '#jobs/spool-folder.ts';
import { formatBytes } from '#base/units.ts';
import type { ImageSource } from './image-source.ts';

/**
 * The image as content, where its size is known beforehand: a spool unpacks it while drives already read. Whoever reads
 * it to its end has the word of the packing's checksums.
 */
export function imageContent(source: ImageSource & { readonly sizeBytes: number }): ContentFile {
  return {
    name: source.name,
    sizeBytes: source.sizeBytes,
    open(signal) {
      const chunks = source.chunks({ signal });
      let rest: Uint8Array = new Uint8Array();
      return Promise.resolve({
        async readInto(target) {
          let filled = 0;
          while (filled < target.length) {
            if (rest.length === 0) {
              const next = await chunks.next();
              if (next.done === true) break;
              rest = next.value;
            }
            const part = rest.subarray(0, target.length - filled);
            target.set(part, filled);
            filled += part.length;
            rest = rest.subarray(part.length);
          }
          return filled;
        },
        async close() {
          await chunks.return();
        },
      });
    },
  };
}

export interface UnpackedFile {
  readonly path: string;
  readonly sizeBytes: number;
  remove(): Promise<void>;
}

/**
 * Unpacks an image whose size only unpacking tells. Progress has the phase "unpack" and counts bytes of the packed file.
 * @throws MediaError E_UNPACK_DAMAGED, E_UNPACK_FORMAT, E_SPOOL, E_CANCELLED; nothing is left behind then
 */
export async function unpackToFile(source: ImageSource, options: RunOptions): Promise<UnpackedFile> {
  const folder = await makeSpoolFolder();
  const remove = (): Promise<void> => removeSpoolFolder(folder);
  try {
    await requireRoom(folder, source.packedBytes);
    const path = join(folder, 'image');
    const handle = await spooling(folder, () => open(path, 'wx', 0o600));
    try {
      return { path, sizeBytes: await fill(handle, { source, folder, options }), remove };
    } finally {
      await handle.close();
    }
  } catch (error) {
    await remove();
    throw error;
  }
}

/** It will hardly be smaller than what it is packed in. */
async function requireRoom(folder: string, neededBytes: number): Promise<void> {
  const freeBytes = await spooling(folder, () => freeBytesOf(folder));
  if (freeBytes >= neededBytes) return;
  const needs = `${formatBytes(neededBytes)} (${neededBytes} bytes) at least`;
  throw new MediaError(
    'E_SPOOL',
    `${folder} needs ${needs}, ${formatBytes(freeBytes)} (${freeBytes} bytes) are free there`,
  );
}

async function fill(
  handle: FileHandle,
  {
    source,
    folder,
    options,
  }: { readonly source: ImageSource; readonly folder: string; readonly options: RunOptions },
): Promise<number> {
  const total = source.packedBytes;
  const report = (done: number): void =>
    options.onProgress?.({ phase: 'unpack', done: Math.min(done, total), total });
  let done = 0;
  for await (const chunk of source.chunks({ signal: options.signal, onRead: report })) {
    for (let written = 0; written < chunk.length;) {
      const { bytesWritten } = await spooling(folder, () =>
        handle.write(chunk, written, chunk.length - written, done + written),
      );
      written += bytesWritten;
    }
    done += chunk.length;
  }
  report(total);
  return done;
}

async function spooling<T>(folder: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (isMediaError(cause)) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new MediaError('E_SPOOL', `${folder}: ${message}`, { cause });
  }
}
