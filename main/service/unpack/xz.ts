/**
 * Images in .xz files (xz file format 1.2.1). The index at the end of each stream tells the unpacked size, so it is
 * known before anything is unpacked. Trap: a file may be several streams one after the other, with zeros in between.
 */
import { createRequire } from 'node:module';
import { ReadableStream } from 'node:stream/web';
import { crc32 } from 'node:zlib';
import type * as XzDecompress from 'xz-decompress';
import { damaged, type FilePart, type PackedFile, type ReadOptions } from './packed-file.ts';

// The package is CommonJS whose names Node cannot see from an import.
// Sound: the types are the package's own.
const { XzReadableStream } = createRequire(import.meta.url)('xz-decompress') as typeof XzDecompress;

export interface XzStream extends FilePart {
  readonly unpackedBytes: number;
}

/** Header and footer of a stream. */
const FRAME_BYTES = 12;
const MAX_INDEX_BYTES = 64 * 1024 * 1024;

/**
 * The streams of the file, from its end to its beginning as the format wants it, returned in order.
 * @throws MediaError E_UNPACK_DAMAGED when the file is cut or its index is broken
 */
export async function xzStreams(file: PackedFile): Promise<readonly XzStream[]> {
  const streams: XzStream[] = [];
  let end = file.sizeBytes;
  while (end > 0) {
    end = await withoutPadding(file, end);
    const stream = await streamThatEndsAt(file, end);
    streams.unshift(stream);
    end = stream.start;
  }
  return streams;
}

/** Stream padding: zeros, a multiple of four bytes (2.2). */
async function withoutPadding(file: PackedFile, end: number): Promise<number> {
  let at = end;
  while (at >= 4 && (await file.at(at - 4, 4)).every((byte) => byte === 0)) at -= 4;
  return at;
}

async function streamThatEndsAt(file: PackedFile, end: number): Promise<XzStream> {
  const footer = await file.at(end - FRAME_BYTES, FRAME_BYTES);
  const isFooter =
    footer.toString('latin1', 10) === 'YZ' && footer.readUInt32LE(0) === crc32(footer.subarray(4, 10));
  if (!isFooter) throw damaged(file.path, `there is no end of a stream before byte ${end}; it may be cut`);
  const indexBytes = (footer.readUInt32LE(4) + 1) * 4;
  if (indexBytes > MAX_INDEX_BYTES) throw damaged(file.path, `its index has ${indexBytes} bytes`);
  const index = await file.at(end - FRAME_BYTES - indexBytes, indexBytes);
  if (index.readUInt32LE(indexBytes - 4) !== crc32(index.subarray(0, indexBytes - 4))) {
    throw damaged(file.path, 'the checksum of its index is wrong');
  }
  const { packedBytes, unpackedBytes } = readIndex(index, file.path);
  const start = end - FRAME_BYTES - indexBytes - packedBytes - FRAME_BYTES;
  if (start < 0) throw damaged(file.path, `its index counts more bytes than it has`);
  return { start, end, unpackedBytes };
}

/** 4: indicator, number of records, then unpadded and unpacked size of each block. */
function readIndex(
  index: Buffer,
  path: string,
): { readonly packedBytes: number; readonly unpackedBytes: number } {
  let at = 1;
  const next = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = index[at];
      if (byte === undefined || factor > 2 ** 49)
        throw damaged(path, 'its index holds no number where one should be');
      at += 1;
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  };
  const count = next();
  let packedBytes = 0;
  let unpackedBytes = 0;
  for (let record = 0; record < count; record += 1) {
    packedBytes += Math.ceil(next() / 4) * 4;
    unpackedBytes += next();
  }
  return { packedBytes, unpackedBytes };
}

/** Unpacks the streams one after the other. @throws MediaError E_UNPACK_DAMAGED, E_CANCELLED */
export async function* unpackXz(
  file: PackedFile,
  streams: readonly XzStream[],
  options: ReadOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (const stream of streams) {
    const packed = ReadableStream.from<Uint8Array>(file.pieces(stream, options));
    yield* new XzReadableStream(packed);
  }
}
