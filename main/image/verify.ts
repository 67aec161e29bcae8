/**
 * Reads a medium back and compares it with what was written: every chunk, the boot sector and the partition table
 * included. Trap: a cache between program and medium can only hide a fault, never invent one; devices therefore read
 * past the cache of the operating system as far as they can.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { ImagePlan } from '#base/extent.ts';
import { crc32 } from '#base/hash.ts';
import { throwIfCancelled, type RunOptions } from '#base/progress.ts';
import { formatBytes, roundUp } from '#base/units.ts';
import type { BlockDevice } from './block-device.ts';
import {
  executePlan,
  revokeBoot,
  type ExecuteOptions,
  type WriteReceipt,
  type WrittenChunk,
} from './execute.ts';

/** A chunk that reads back differently. */
export interface Mismatch {
  readonly offset: number;
  readonly length: number;
  /** Less than `length` when the device ended first. */
  readonly readBytes: number;
}

/** Chunks read at the same time. */
const READS_AHEAD = 3;

/**
 * Reads every chunk of the receipt and compares its checksum. Progress has the phase "verify" and counts bytes.
 * @throws MediaError E_IMAGE_VERIFY_MISMATCH with the first offset and the count; E_CANCELLED; what the device throws
 */
export async function verifyWritten(
  receipt: WriteReceipt,
  device: BlockDevice,
  options: RunOptions = {},
): Promise<void> {
  const found = await findMismatches(receipt, device, options);
  const [first] = found;
  if (first === undefined) return;
  const badBytes = found.reduce((total, { length }) => total + length, 0);
  const end = first.offset + first.length;
  throw new MediaError(
    'E_IMAGE_VERIFY_MISMATCH',
    `${device.name}: ${found.length} of ${receipt.chunks.length} chunks (${formatBytes(badBytes)}) read back ` +
      `differently, the first one is bytes ${first.offset} to ${end - 1}` +
      (first.readBytes < first.length ? `, of which only ${first.readBytes} could be read` : ''),
  );
}

/** The chunks that read back differently, in order of offset. @throws MediaError E_CANCELLED; what the device throws */
export async function findMismatches(
  receipt: WriteReceipt,
  device: BlockDevice,
  options: RunOptions = {},
): Promise<readonly Mismatch[]> {
  const { chunks } = receipt;
  const total = chunks.reduce((sum, { length }) => sum + length, 0);
  const largest = chunks.reduce((most, { length }) => Math.max(most, length), 1);
  const mismatches: Mismatch[] = [];
  let done = 0;
  let next = 0;
  let failed = false;
  options.onProgress?.({ phase: 'verify', done, total });
  // Each worker owns one buffer; chunks are compared on one thread while the other workers' reads run.
  const work = async (): Promise<void> => {
    const buffer = device.allocate(roundUp(largest, device.alignmentBytes));
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
      if (readBytes < chunk.length || crc32(target) !== chunk.crc32)
        mismatches.push(toMismatch(chunk, readBytes));
      done += chunk.length;
      options.onProgress?.({ phase: 'verify', done, total });
    }
  };
  const workers = Array.from({ length: Math.min(READS_AHEAD, chunks.length) }, work);
  for (const result of await Promise.allSettled(workers))
    if (result.status === 'rejected') throw result.reason;
  return mismatches.sort((a, b) => a.offset - b.offset);
}

function toMismatch({ offset, length }: WrittenChunk, readBytes: number): Mismatch {
  return { offset, length, readBytes };
}

/**
 * Writes a plan, reads it back, and takes the boot sector away again when that fails or is cancelled: what is left
 * behind either is the planned medium or does not boot.
 * @throws as `executePlan` and `verifyWritten`
 */
export async function writeAndVerify(
  plan: ImagePlan,
  device: BlockDevice,
  options: ExecuteOptions = {},
): Promise<WriteReceipt> {
  const receipt = await executePlan(plan, device, options);
  try {
    await verifyWritten(receipt, device, options);
  } catch (error) {
    // The first error is what the user must see; a device that is gone cannot be changed any more.
    await revokeBoot(plan, device).catch(() => undefined);
    throw error;
  }
  return receipt;
}
