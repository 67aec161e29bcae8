/**
 * Tells a counterfeit drive from a broken one after a medium was read back differently: on a drive whose addresses wrap,
 * a chunk holds what was written to another one a constant distance further up. The checksums of whole chunks show that
 * without touching the drive when the distance is a multiple of the chunk; any other distance is found by writing a mark
 * to the last chunk and looking for it in the bad ones.
 */
import { equalBytes } from '#base/bytes.ts';
import type { MediaError } from '#base/errors/media-error.ts';
import { throwIfCancelled } from '#base/progress.ts';
import { MIB } from '#base/units.ts';
import type { BlockDevice } from './block-device.ts';
import type { WriteReceipt } from './execute.ts';
import { wrappingError, type ProbeOptions } from './probe-capacity.ts';

/** A chunk that reads back differently. */
export interface Mismatch {
  readonly offset: number;
  readonly length: number;
  /** Less than `length` when the device ended first. */
  readonly readBytes: number;
  /** XXH3 64 of what was read; undefined when that was less than the chunk. */
  readonly readXxh3: bigint | undefined;
}

/** Coincidences are impossible with 64 bits; one chunk may still have been written to a wrong place by a fault. */
const LEAST_CHUNKS = 2;
/** So much of the bad chunks is looked through for the mark. */
const SEARCHED_BYTES = 1024 * MIB;
const SMALL_PRIMES = [2, 3, 5, 7, 11, 13] as const;

/**
 * E_DEVICE_COUNTERFEIT when bad chunks hold what was written elsewhere; undefined when they hold something else. Reads
 * nothing.
 */
export function wrappingByChecksums(
  receipt: WriteReceipt,
  device: BlockDevice,
  mismatches: readonly Mismatch[],
): MediaError | undefined {
  // Chunks that are alike (zeros, say) say nothing about where their bytes come from.
  const places = new Map<bigint, number | undefined>();
  for (const { offset, xxh3 } of receipt.chunks) places.set(xxh3, places.has(xxh3) ? undefined : offset);
  const distances = mismatches.flatMap(({ offset, readXxh3 }) => {
    const origin = readXxh3 === undefined ? undefined : places.get(readXxh3);
    return origin === undefined || origin === offset ? [] : [Math.abs(origin - offset)];
  });
  if (distances.length < LEAST_CHUNKS) return undefined;
  return wrappingError(device.name, claimed(receipt, device), distances.reduce(greatestDivisor));
}

/**
 * The same by experiment: overwrites sectors of the medium, which is spoilt anyway, and reads the bad chunks again.
 * @throws MediaError E_CANCELLED, and what the device throws
 */
export async function wrappingByMark(
  receipt: WriteReceipt,
  device: BlockDevice,
  options: ProbeOptions & { readonly mismatches: readonly Mismatch[] },
): Promise<MediaError | undefined> {
  const last = receipt.chunks.at(-1);
  if (last === undefined) return undefined;
  const mark = await writeMark(device, last.offset, options);
  const found = await findMark(device, mark, { ...options, before: last.offset });
  if (found === undefined) return undefined;
  // A multiple of the real size; the smallest distance that still shows the same is the real size itself.
  let distance = last.offset - found;
  for (const factor of SMALL_PRIMES) {
    for (;;) {
      throwIfCancelled(options.signal);
      const shorter = distance / factor;
      if (shorter % mark.length !== 0 || !(await isSamePlace(device, found, { shorter, options }))) break;
      distance = shorter;
    }
  }
  return wrappingError(device.name, claimed(receipt, device), distance);
}

/** Fills the sector at `offset` with random bytes and returns them. */
async function writeMark(device: BlockDevice, offset: number, options: ProbeOptions): Promise<Uint8Array> {
  const sector = device.allocate(Math.max(512, device.alignmentBytes));
  const mark = options.random(sector.length);
  sector.set(mark);
  await device.write(offset, sector);
  await device.flush();
  return mark;
}

async function findMark(
  device: BlockDevice,
  mark: Uint8Array,
  { mismatches, before, signal }: ProbeOptions & { mismatches: readonly Mismatch[]; before: number },
): Promise<number | undefined> {
  const largest = mismatches.reduce((most, { length }) => Math.max(most, length), mark.length);
  const buffer = device.allocate(largest);
  let searched = 0;
  for (const { offset, length } of mismatches) {
    throwIfCancelled(signal);
    if (offset >= before || searched > SEARCHED_BYTES) return undefined;
    const chunk = buffer.subarray(0, length);
    if ((await device.read(offset, chunk)) < length) continue;
    searched += length;
    const at = indexOfMark(chunk, mark);
    if (at >= 0) return offset + at;
  }
  return undefined;
}

async function isSamePlace(
  device: BlockDevice,
  place: number,
  { shorter, options }: { readonly shorter: number; readonly options: ProbeOptions },
): Promise<boolean> {
  const mark = await writeMark(device, place + shorter, options);
  const sector = device.allocate(mark.length);
  return (await device.read(place, sector)) === mark.length && equalBytes(sector, mark);
}

/** A mark begins at a multiple of 512 bytes, wherever it turned up. */
function indexOfMark(bytes: Uint8Array, mark: Uint8Array): number {
  for (let at = 0; at + mark.length <= bytes.length; at += 512) {
    if (bytes[at] === mark[0] && mark.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}

function claimed(receipt: WriteReceipt, device: BlockDevice): number {
  return device.sizeBytes ?? receipt.sizeBytes;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
