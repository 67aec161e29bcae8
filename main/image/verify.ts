/**
 * Reads a medium back and compares it with what was written: every chunk, the boot sector and the partition table
 * included. Trap: a cache between program and medium can only hide a fault, never invent one; devices therefore read
 * past the cache of the operating system as far as they can.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { ImagePlan } from '#base/extent.ts';
import { throwIfCancelled, type RunOptions } from '#base/progress.ts';
import { formatBytes, roundUp } from '#base/units.ts';
import { xxh3 } from '#base/xxh3/index.ts';
import type { BlockDevice } from './block-device.ts';
import {
  allocateSlots,
  executePlan,
  revokeBoot,
  type ExecuteOptions,
  type WriteReceipt,
  type WrittenChunk,
} from './execute.ts';
import type { Segment } from './segments.ts';
import { wrappingByChecksums, wrappingByMark, type Mismatch } from './wrapped-addresses.ts';

export interface VerifyOptions extends RunOptions {
  /** Buffers of `allocateSlots`; the ones the medium was written with, for example. */
  readonly slots?: readonly Uint8Array[];
  /**
   * Random bytes. With them a medium that reads back differently is examined further: marks are written to it, to find
   * out whether the drive claims more room than it has.
   */
  readonly random?: ((count: number) => Uint8Array) | undefined;
}

/** A medium that was read back and is right. */
export interface VerifiedReceipt extends WriteReceipt {
  readonly bytesVerified: number;
}

/** Reads under way at the same time. */
const READS_AHEAD = 3;

/**
 * Reads every chunk of the receipt and compares its checksum. Progress has the phase "verify" and counts bytes.
 * Returns the bytes read.
 * @throws MediaError E_IMAGE_VERIFY_MISMATCH whose `place` is the first bad chunk and how much is bad in all;
 * E_DEVICE_COUNTERFEIT when chunks hold what was written elsewhere; E_CANCELLED; what the device throws
 */
export async function verifyWritten(
  receipt: WriteReceipt,
  device: BlockDevice,
  options: VerifyOptions = {},
): Promise<number> {
  const found = await findMismatches(receipt, device, options);
  const [first] = found;
  if (first === undefined) return bytesOf(receipt.chunks);
  const { random, signal } = options;
  const counterfeit =
    wrappingByChecksums(receipt, device, found) ??
    // The mismatch is certain; that the examination failed, too, says less.
    (random &&
      (await wrappingByMark(receipt, device, { mismatches: found, random, signal }).catch(() => undefined)));
  throw counterfeit ?? mismatchError(receipt, device.name, { first, mismatches: found });
}

function mismatchError(
  receipt: WriteReceipt,
  name: string,
  { first, mismatches }: { readonly first: Mismatch; readonly mismatches: readonly Mismatch[] },
): MediaError {
  const badBytes = bytesOf(mismatches);
  const end = first.offset + first.length;
  return new MediaError(
    'E_IMAGE_VERIFY_MISMATCH',
    `${name}: ${mismatches.length} of ${receipt.chunks.length} chunks (${formatBytes(badBytes)}) read back ` +
      `differently, the first one is bytes ${first.offset} to ${end - 1}` +
      (first.readBytes < first.length ? `, of which only ${first.readBytes} could be read` : ''),
    { place: { offset: first.offset, badBytes } },
  );
}

/** The chunks that read back differently, in order of offset. @throws MediaError E_CANCELLED; what the device throws */
export async function findMismatches(
  receipt: WriteReceipt,
  device: BlockDevice,
  options: VerifyOptions = {},
): Promise<readonly Mismatch[]> {
  const total = bytesOf(receipt.chunks);
  const slots = readingSlots(receipt, device, options.slots);
  const reads = adjoiningChunks(receipt.chunks, Math.min(...slots.map(({ length }) => length)));
  const mismatches: Mismatch[] = [];
  let done = 0;
  options.onProgress?.({ phase: 'verify', done, total });
  // Each worker owns one buffer; chunks are compared on one thread while the other workers' reads run. They share the list
  // of reads: who leaves its loop by an error ends it for all, so the rest of a large drive is not read first.
  const work = async (slot: Uint8Array): Promise<void> => {
    for (const { offset, length, chunks } of reads) {
      throwIfCancelled(options.signal);
      const target = slot.subarray(0, length);
      const readBytes = await device.read(offset, target);
      for (const chunk of chunks) {
        const from = chunk.offset - offset;
        const found = target.subarray(from, Math.min(from + chunk.length, readBytes));
        const mismatch = compare(chunk, found);
        if (mismatch !== undefined) mismatches.push(mismatch);
      }
      done += length;
      options.onProgress?.({ phase: 'verify', done, total });
    }
  };
  for (const result of await Promise.allSettled(slots.map(work)))
    if (result.status === 'rejected') throw result.reason;
  return mismatches.sort((a, b) => a.offset - b.offset);
}

/** Buffers a chunk fits in: those given that are large enough, or some of their own. */
function readingSlots(
  { chunks }: WriteReceipt,
  device: BlockDevice,
  given: readonly Uint8Array[] = [],
): readonly Uint8Array[] {
  const largest = chunks.reduce((most, { length }) => Math.max(most, length), 1);
  const fitting = given.filter((slot) => slot.length >= largest).slice(0, READS_AHEAD);
  if (fitting.length > 0) return fitting;
  const sizeBytes = roundUp(largest, device.alignmentBytes);
  return Array.from({ length: Math.min(READS_AHEAD, chunks.length) }, () => device.allocate(sizeBytes));
}

interface ReadBack extends Segment {
  readonly chunks: readonly WrittenChunk[];
}

/** Chunks that follow each other, as many as fit into `limitBytes`, become one read. */
function* adjoiningChunks(chunks: readonly WrittenChunk[], limitBytes: number): Generator<ReadBack> {
  let start = 0;
  for (let index = 1; index <= chunks.length; index += 1) {
    const [first, last, next] = [chunks[start], chunks[index - 1], chunks[index]];
    if (first === undefined || last === undefined) return;
    const length = last.offset + last.length - first.offset;
    const isMore = next?.offset === first.offset + length && length + next.length <= limitBytes;
    if (isMore) continue;
    yield { offset: first.offset, length, chunks: chunks.slice(start, index) };
    start = index;
  }
}

/** `found` is shorter than the chunk when the device ended first. */
function compare({ offset, length, xxh3: expected }: WrittenChunk, found: Uint8Array): Mismatch | undefined {
  const readBytes = found.length;
  const readXxh3 = readBytes < length ? undefined : xxh3(found);
  return readXxh3 === expected ? undefined : { offset, length, readBytes, readXxh3 };
}

function bytesOf(ranges: readonly { readonly length: number }[]): number {
  return ranges.reduce((total, { length }) => total + length, 0);
}

/**
 * Writes a plan, reads it back, and takes the boot sector away again when that fails or is cancelled: what is left
 * behind either is the planned medium or does not boot.
 * @throws as `executePlan` and `verifyWritten`
 */
export async function writeAndVerify(
  plan: ImagePlan,
  device: BlockDevice,
  options: ExecuteOptions & VerifyOptions = {},
): Promise<VerifiedReceipt> {
  const slots = options.slots ?? allocateSlots(device, options.chunkBytes);
  const receipt = await executePlan(plan, device, { ...options, slots });
  try {
    const bytesVerified = await verifyWritten(receipt, device, { ...options, slots });
    return { ...receipt, bytesVerified };
  } catch (error) {
    // The first error is what the user must see; a device that is gone cannot be changed any more.
    await revokeBoot(plan, device).catch(() => undefined);
    throw error;
  }
}
