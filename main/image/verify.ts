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

/** Chunks read at the same time. */
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
  const { chunks } = receipt;
  const total = bytesOf(chunks);
  const largest = chunks.reduce((most, { length }) => Math.max(most, length), 1);
  const mismatches: Mismatch[] = [];
  let done = 0;
  let next = 0;
  let failed = false;
  options.onProgress?.({ phase: 'verify', done, total });
  // Each worker owns one buffer; chunks are compared on one thread while the other workers' reads run.
  const work = async (slot: Uint8Array | undefined): Promise<void> => {
    const buffer = slot ?? device.allocate(roundUp(largest, device.alignmentBytes));
    for (;;) {
      const chunk = chunks[next];
      next += 1;
      // Once a read failed the verdict is known; the others must not read the rest of a large drive first.
      if (chunk === undefined || failed) return;
      throwIfCancelled(options.signal);
      const target = buffer.subarray(0, chunk.length);
      const readBytes = await device.read(chunk.offset, target).catch((error: unknown) => {
        failed = true;
        throw error;
      });
      const mismatch = compare(chunk, target, readBytes);
      if (mismatch !== undefined) mismatches.push(mismatch);
      done += chunk.length;
      options.onProgress?.({ phase: 'verify', done, total });
    }
  };
  const slots = options.slots?.filter((slot) => slot.length >= largest) ?? [];
  const workers = Array.from({ length: Math.min(READS_AHEAD, chunks.length) }, (_, index) =>
    work(slots[index]),
  );
  for (const result of await Promise.allSettled(workers))
    if (result.status === 'rejected') throw result.reason;
  return mismatches.sort((a, b) => a.offset - b.offset);
}

function compare({ offset, length, xxh3: expected }: WrittenChunk, found: Uint8Array, readBytes: number) {
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
