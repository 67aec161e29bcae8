/**
 * An existing disk or disc image, packed or not: what it is, how large it is when that can be known beforehand, and its
 * bytes from the beginning. Damage is found by the checksums of the packing at the latest when the last byte is out, so
 * nobody may call a drive finished before `chunks` has ended.
 */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import { MIB } from '#base/units.ts';
import { damaged, openPackedFile, type PackedFile, type ReadOptions } from './packed-file.ts';
import { HEAD_BYTES, looksLikeImage, packingOf, type Packing } from './packing.ts';
import { unpackXz, xzStreams } from './xz.ts';
import { openZippedImage } from './zip.ts';
import { unpackZstd, zstdUnpackedSize } from './zstd.ts';

export interface ImageSource {
  readonly path: string;
  /** The image within an archive, else the path. */
  readonly name: string;
  readonly packing: Packing;
  /** Of the file on the disk. */
  readonly packedBytes: number;
  /** Of the image; undefined when only unpacking tells (gzip, some Zstandard files). */
  readonly sizeBytes: number | undefined;
  /**
   * The image. `onRead` counts bytes of the packed file.
   * @throws MediaError E_UNPACK_DAMAGED, E_UNPACK_FORMAT when it is packed twice, E_CANCELLED
   */
  chunks(options?: ReadOptions): AsyncGenerator<Uint8Array, void, undefined>;
  close(): Promise<void>;
}

/**
 * Opens an image.
 * @throws MediaError E_IMAGE_CONTENT_READ, E_DEVICE_TARGET, E_UNPACK_FORMAT, E_UNPACK_CHOICE, E_UNPACK_DAMAGED
 */
export async function openImageSource(path: string): Promise<ImageSource> {
  const file = await openPackedFile(path);
  try {
    if (file.sizeBytes === 0) throw new MediaError('E_UNPACK_FORMAT', `"${path}" is empty`);
    const head = await file.at(0, Math.min(HEAD_BYTES, file.sizeBytes));
    const found = packingOf(head);
    if ('refused' in found) throw new MediaError('E_UNPACK_FORMAT', `"${path}" is ${found.refused}`);
    if (found.packing === 'none') requireImage(head, path);
    const unpacker = await unpackerOf(found.packing, file);
    return {
      path,
      name: unpacker.name ?? path,
      packing: found.packing,
      packedBytes: file.sizeBytes,
      sizeBytes: unpacker.sizeBytes,
      chunks: (options = {}) => checked(unpacker.unpack(options), { path, unpacker, packing: found.packing }),
      async close() {
        unpacker.close?.();
        await file.close();
      },
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

interface Unpacker {
  readonly name?: string;
  readonly sizeBytes: number | undefined;
  unpack(options: ReadOptions): AsyncGenerator<Uint8Array, void, undefined>;
  close?(): void;
}

async function unpackerOf(packing: Packing, file: PackedFile): Promise<Unpacker> {
  switch (packing) {
    case 'none':
      return {
        sizeBytes: file.sizeBytes,
        unpack: (options) => file.pieces({ start: 0, end: file.sizeBytes }, options),
      };
    case 'gzip':
      return { sizeBytes: undefined, unpack: (options) => unpackGzip(file, options) };
    case 'zstd':
      return { sizeBytes: await zstdUnpackedSize(file), unpack: (options) => unpackZstd(file, options) };
    case 'zip':
      return await openZippedImage(file.path);
    case 'xz': {
      const streams = await xzStreams(file);
      return {
        sizeBytes: streams.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0),
        unpack: (options) => unpackXz(file, streams, options),
      };
    }
  }
}

async function* unpackGzip(
  file: PackedFile,
  options: ReadOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const packed = Readable.from(file.pieces({ start: 0, end: file.sizeBytes }, options));
  const unpacked = createGunzip({ chunkSize: MIB });
  packed.on('error', (error) => unpacked.destroy(error));
  packed.pipe(unpacked);
  try {
    // Sound: a stream without encoding gives Buffers.
    for await (const chunk of unpacked as AsyncIterable<Buffer>) yield chunk;
  } finally {
    packed.destroy();
  }
}

/** Passes the image on; refuses what is packed twice, and an end before or behind the size that was announced. */
async function* checked(
  chunks: AsyncGenerator<Uint8Array, void, undefined>,
  context: { readonly path: string; readonly unpacker: Unpacker; readonly packing: Packing },
): AsyncGenerator<Uint8Array, void, undefined> {
  const { path, packing, unpacker } = context;
  const { sizeBytes } = unpacker;
  let done = 0;
  try {
    for await (const chunk of chunks) {
      if (chunk.length === 0) continue;
      if (done === 0 && packing !== 'none') refusePackedTwice(chunk, path);
      done += chunk.length;
      if (sizeBytes !== undefined && done > sizeBytes) break;
      yield chunk;
    }
  } catch (cause) {
    if (isMediaError(cause)) throw cause;
    throw damaged(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
  if (sizeBytes !== undefined && done !== sizeBytes) {
    throw damaged(
      path,
      `it announces ${sizeBytes} bytes, ${done > sizeBytes ? 'more' : String(done)} came out`,
    );
  }
  if (done === 0) throw new MediaError('E_UNPACK_FORMAT', `"${path}" holds nothing`);
}

function refusePackedTwice(chunk: Uint8Array, path: string): void {
  const inner = packingOf(chunk);
  if ('refused' in inner) throw new MediaError('E_UNPACK_FORMAT', `"${path}" holds ${inner.refused}`);
  if (inner.packing !== 'none') {
    throw new MediaError(
      'E_UNPACK_FORMAT',
      `"${path}" is packed twice: it holds a file of type ${inner.packing}`,
    );
  }
}

function requireImage(head: Uint8Array, path: string): void {
  if (looksLikeImage(head)) return;
  throw new MediaError(
    'E_UNPACK_FORMAT',
    `"${path}" has no partition table, boot sector or file system of a disc where an image has one`,
  );
}
