/**
 * Images in .zst files (RFC 8878). A frame may state its unpacked size; walking over the block headers finds all frames
 * without unpacking, and tells at once when the file was cut.
 */
import { ZSTDDecoder } from 'zstddec/stream';
import { MediaError } from '#base/errors/media-error.ts';
import { damaged, type PackedFile, type ReadOptions } from './packed-file.ts';

const MAGIC = 0xfd2fb528;
const SKIPPABLE_FIRST = 0x184d2a50;
const SKIPPABLE_LAST = 0x184d2a5f;
/** Magic, descriptor, window, dictionary, size (3.1.1.1). */
const MAX_HEADER_BYTES = 18;

/**
 * The unpacked size, when every frame states its own.
 * @throws MediaError E_UNPACK_DAMAGED when the file is cut or is no chain of frames
 */
export async function zstdUnpackedSize(file: PackedFile): Promise<number | undefined> {
  let size: number | undefined = 0;
  for (let offset = 0; offset < file.sizeBytes;) {
    const magic = (await file.at(offset, 4)).readUInt32LE();
    if (magic >= SKIPPABLE_FIRST && magic <= SKIPPABLE_LAST) {
      offset += 8 + (await file.at(offset + 4, 4)).readUInt32LE();
    } else if (magic === MAGIC) {
      const frame = await walkFrame(file, offset);
      if (frame.unpackedBytes === undefined) size = undefined;
      else if (size !== undefined) size += frame.unpackedBytes;
      offset = frame.end;
    } else throw damaged(file.path, `there is no frame at byte ${offset}`);
    if (offset > file.sizeBytes) throw damaged(file.path, `its last frame would end at byte ${offset}`);
  }
  return size;
}

async function walkFrame(
  file: PackedFile,
  start: number,
): Promise<{ readonly end: number; readonly unpackedBytes: number | undefined }> {
  const header = await file.at(start, Math.min(MAX_HEADER_BYTES, file.sizeBytes - start));
  const descriptor = header[4] ?? 0;
  const sizeFlag = Math.floor(descriptor / 64);
  const isSingleSegment = Math.floor(descriptor / 32) % 2 === 1;
  const hasChecksum = Math.floor(descriptor / 4) % 2 === 1;
  const dictionaryBytes = [0, 1, 2, 4][descriptor % 4] ?? 0;
  const sizeBytes = sizeFlag === 0 ? (isSingleSegment ? 1 : 0) : 2 ** sizeFlag;
  const sizeAt = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
  if (sizeAt + sizeBytes > header.length) throw damaged(file.path, 'it ends within the header of a frame');
  let offset = start + sizeAt + sizeBytes;
  for (let isLast = false; !isLast;) {
    const block = (await file.at(offset, 3)).readUIntLE(0, 3);
    isLast = block % 2 === 1;
    const type = Math.floor(block / 2) % 4;
    // A block of type 1 is one byte, repeated.
    offset += 3 + (type === 1 ? 1 : Math.floor(block / 8));
  }
  return { end: offset + (hasChecksum ? 4 : 0), unpackedBytes: contentSize(header, sizeAt, sizeBytes) };
}

function contentSize(header: Buffer, at: number, bytes: number): number | undefined {
  switch (bytes) {
    case 0:
      return undefined;
    case 2:
      return header.readUInt16LE(at) + 256;
    case 8:
      return Number(header.readBigUInt64LE(at));
    default:
      return header.readUIntLE(at, bytes);
  }
}

/** Frames without content in one piece; more outputs without a byte than this mean that the decoder stands still. */
const MAX_EMPTY_OUTPUTS = 200_000;

/** @throws MediaError E_UNPACK_DAMAGED, E_CANCELLED */
export async function* unpackZstd(
  file: PackedFile,
  options: ReadOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = new ZSTDDecoder();
  await decoder.init();
  // The decoder wants its input at once, when it asks; reading is done here, always one piece ahead of it.
  const pieces = file.pieces({ start: 0, end: file.sizeBytes }, options);
  const state = { ahead: await pieces.next(), isTaken: false };
  const input = function* (): Generator<Uint8Array, void, undefined> {
    while (state.ahead.done !== true) {
      state.isTaken = true;
      yield state.ahead.value;
    }
  };
  const outputs = decoder.decodeStreaming(input());
  let emptyOutputs = 0;
  for (;;) {
    if (state.isTaken) {
      state.ahead = await pieces.next();
      state.isTaken = false;
      emptyOutputs = 0;
    }
    const output = nextOutput(outputs, file.path);
    if (output === undefined) return;
    if (output.length > 0) {
      emptyOutputs = 0;
      yield output;
    } else {
      emptyOutputs += 1;
      // After an error this decoder says so with empty outputs, for ever.
      if (emptyOutputs > MAX_EMPTY_OUTPUTS) throw damaged(file.path, 'a frame is damaged');
    }
  }
}

function nextOutput(outputs: Generator<Uint8Array>, path: string): Uint8Array | undefined {
  try {
    const next = outputs.next();
    return next.done === true ? undefined : next.value;
  } catch (cause) {
    if (cause instanceof MediaError) throw cause;
    throw damaged(path, 'a frame is damaged or cut', cause);
  }
}
