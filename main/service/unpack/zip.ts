/**
 * The one image in a .zip file. Trap: the library compares sizes but not the CRC-32 of what it unpacks, so that is done
 * here, at the end of the stream.
 */
import { crc32 } from 'node:zlib';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import { throwIfCancelled } from '#base/progress.ts';
import { damaged, type ReadOptions } from './packed-file.ts';

export interface ZippedImage {
  readonly name: string;
  readonly sizeBytes: number;
  unpack(options: ReadOptions): AsyncGenerator<Uint8Array, void, undefined>;
  close(): void;
}

const STORED = 0;
const DEFLATED = 8;
/** Names of images, for archives that hold a licence or a checksum beside one. */
const IMAGE_NAMES = /\.(img|iso|raw|dd|wic|hddimg)$/i;
/** What macOS adds. */
const RESOURCE_FORKS = /^__MACOSX\/|(^|\/)\.DS_Store$/;

/**
 * @throws MediaError E_UNPACK_CHOICE unless exactly one file in it can be the image, E_UNPACK_FORMAT for encrypted files
 * and methods other than deflate, E_UNPACK_DAMAGED
 */
export async function openZippedImage(path: string): Promise<ZippedImage> {
  const archive = await openPromise(path, { autoClose: false, lazyEntries: true }).catch((cause: unknown) => {
    throw damaged(path, textOf(cause), cause);
  });
  try {
    const entry = chooseEntry(await entriesOf(archive, path), path);
    if (entry.isEncrypted()) {
      throw new MediaError('E_UNPACK_FORMAT', `"${entry.fileName}" in "${path}" is encrypted`);
    }
    const method = entry.compressionMethod;
    if (method !== STORED && method !== DEFLATED) {
      throw new MediaError(
        'E_UNPACK_FORMAT',
        `"${entry.fileName}" in "${path}" is packed by method ${method}, known are 0 and 8`,
      );
    }
    return {
      name: entry.fileName,
      sizeBytes: entry.uncompressedSize,
      unpack: (options) => unpackEntry({ archive, entry, path }, options),
      close() {
        archive.close();
      },
    };
  } catch (error) {
    archive.close();
    throw error;
  }
}

async function entriesOf(archive: ZipFile, path: string): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  try {
    for await (const entry of archive.eachEntry()) {
      if (!entry.fileName.endsWith('/') && !RESOURCE_FORKS.test(entry.fileName)) entries.push(entry);
    }
  } catch (cause) {
    throw damaged(path, textOf(cause), cause);
  }
  return entries;
}

function chooseEntry(entries: readonly Entry[], path: string): Entry {
  const named = entries.filter(({ fileName }) => IMAGE_NAMES.test(fileName));
  const [entry, ...others] = entries.length === 1 ? entries : named;
  if (entry !== undefined && others.length === 0) return entry;
  const names = entries
    .slice(0, 8)
    .map(({ fileName }) => fileName)
    .join(', ');
  const what =
    entries.length === 0 ? 'no file' : `${entries.length} files (${names}${entries.length > 8 ? ', …' : ''})`;
  throw new MediaError(
    'E_UNPACK_CHOICE',
    `"${path}" holds ${what}, ${named.length} of them named like an image`,
  );
}

async function* unpackEntry(
  { archive, entry, path }: { readonly archive: ZipFile; readonly entry: Entry; readonly path: string },
  options: ReadOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  let checksum = 0;
  let done = 0;
  try {
    const stream = await archive.openReadStreamPromise(entry);
    // Sound: a stream without encoding gives Buffers.
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      throwIfCancelled(options.signal);
      checksum = crc32(chunk, checksum);
      done += chunk.length;
      // How far the archive was read is not told; what came out of it stands for it.
      options.onRead?.(Math.floor((entry.compressedSize * done) / Math.max(1, entry.uncompressedSize)));
      yield chunk;
    }
  } catch (cause) {
    throw isMediaError(cause) ? cause : damaged(path, textOf(cause), cause);
  }
  if (checksum !== entry.crc32) {
    throw damaged(
      path,
      `"${entry.fileName}" should have CRC-32 ${hex(entry.crc32)}, it has ${hex(checksum)}`,
    );
  }
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
