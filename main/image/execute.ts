/**
 * Puts a plan on a block device: the only loop of the builder that writes media. While one chunk is written the next
 * one is filled, in a handful of buffers that are used over and over, so memory does not grow with the medium.
 * The order makes an interrupted medium harmless: first what an older medium could boot from is zeroed, then everything
 * goes out in order of offset, is flushed, and only then the boot sector and the partition table follow.
 * Trap: `isZeroed` (a new file) lets zeros be skipped; on a used drive the same zeros must be written.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { ImagePlan } from '#base/extent.ts';
import { crc32 } from '#base/hash.ts';
import { childAbort, throwIfCancelled, type RunOptions } from '#base/progress.ts';
import { formatBytes, KIB, MIB, roundUp } from '#base/units.ts';
import type { BlockDevice } from './block-device.ts';
import { HeldRanges, writeZeros } from './held-ranges.ts';
import { SegmentFiller } from './segment-filler.ts';
import { checkPlan, planSegments, roundDown, type Segment } from './segments.ts';
import { SlotRing } from './slot-ring.ts';

/** 4 MiB in 2 to 4 buffers is where larger ones stop helping (measured on loop devices over ext4 and memory). */
export const CHUNK_BYTES = 4 * MIB;
const SLOTS = 4;

/** Where partition tables, boot sectors and disc descriptors of an older medium lie, from both ends of a drive. */
const OLD_SIGNATURE_BYTES = 64 * KIB;

export interface ExecuteOptions extends RunOptions {
  /** Largest write; a multiple of the device's alignment. 4 MiB unless told. */
  readonly chunkBytes?: number;
}

/** A chunk as it must be on the medium when everything is written. */
export interface WrittenChunk extends Segment {
  readonly crc32: number;
}

/** What was written; `verifyWritten` reads it back. */
export interface WriteReceipt {
  readonly sizeBytes: number;
  /** In order of offset; together all bytes the plan covers (zeros that needed no writing may be missing). */
  readonly chunks: readonly WrittenChunk[];
  /** Bytes handed to the device, without those that were zeroed first. */
  readonly bytesWritten: number;
}

/**
 * Writes the plan, flushes it, and says what was written. Progress has the phase "write" and counts bytes.
 * When it throws, the ranges to be written last hold zeros (as far as the device still takes writes), so the medium
 * does not boot.
 * @throws MediaError E_IMAGE_PLAN, E_IMAGE_TOO_LARGE before anything is written; E_IMAGE_CONTENT_CHANGED,
 * E_IMAGE_CONTENT_READ, E_CANCELLED, and what the device throws
 */
export async function executePlan(
  plan: ImagePlan,
  device: BlockDevice,
  options: ExecuteOptions = {},
): Promise<WriteReceipt> {
  checkPlan(plan);
  checkRoom(plan, device);
  throwIfCancelled(options.signal);
  return await new Execution(plan, device, options).run();
}

/**
 * Makes a medium that turned out to be bad unable to boot: zeroes the ranges that were written last.
 * @throws what the device throws
 */
export async function revokeBoot(plan: ImagePlan, device: BlockDevice): Promise<void> {
  const { sectors } = new HeldRanges(plan, device.alignmentBytes);
  await writeZeros(device, device.allocate(roundUp(OLD_SIGNATURE_BYTES, device.alignmentBytes)), sectors);
  await device.flush();
}

interface FilledSlot {
  readonly slot: Uint8Array;
  /** As much of the slot as the segment needs. */
  readonly buffer: Uint8Array;
}

class Execution {
  readonly #plan: ImagePlan;
  readonly #device: BlockDevice;
  readonly #options: ExecuteOptions;
  readonly #segments: readonly Segment[];
  readonly #held: HeldRanges;
  readonly #chunkBytes: number;
  readonly #totalBytes: number;
  #doneBytes = 0;
  #bytesWritten = 0;

  constructor(plan: ImagePlan, device: BlockDevice, options: ExecuteOptions) {
    const { alignmentBytes, isZeroed } = device;
    this.#plan = plan;
    this.#device = device;
    this.#options = options;
    this.#chunkBytes = roundUp(options.chunkBytes ?? CHUNK_BYTES, alignmentBytes);
    this.#segments = planSegments(plan.extents, {
      chunkBytes: this.#chunkBytes,
      alignmentBytes,
      skipZeros: isZeroed,
    });
    this.#held = new HeldRanges(plan, alignmentBytes);
    this.#totalBytes =
      this.#segments.reduce((total, { length }) => total + length, 0) + this.#held.totalBytes;
  }

  async run(): Promise<WriteReceipt> {
    const device = this.#device;
    const slots = Array.from({ length: SLOTS }, () => device.allocate(this.#chunkBytes));
    const [spare] = slots;
    if (spare === undefined) throw new MediaError('E_INTERNAL', 'no buffers');
    this.#report(0);
    await device.truncate(this.#plan.sizeBytes);
    if (!device.isZeroed) {
      await writeZeros(device, spare, [...this.#held.sectors, ...this.#oldSignatures()]);
      await device.flush();
    }
    const chunks = await this.#writeSegments(new SlotRing(slots));
    await device.flush();
    throwIfCancelled(this.#options.signal);
    await this.#writeHeld(spare);
    this.#report(0);
    return { sizeBytes: this.#plan.sizeBytes, chunks, bytesWritten: this.#bytesWritten };
  }

  /** One segment is filled while the former ones are checksummed and written. */
  async #writeSegments(ring: SlotRing): Promise<readonly WrittenChunk[]> {
    const abort = childAbort(this.#options.signal);
    const filler = new SegmentFiller(this.#plan.extents, abort);
    const chunks: WrittenChunk[] = [];
    const fillNext = async (segment: Segment): Promise<FilledSlot> => {
      throwIfCancelled(abort.signal);
      const slot = await ring.take();
      const buffer = slot.subarray(0, segment.length);
      await filler.fill(segment, buffer);
      return { slot, buffer };
    };
    let ahead: Promise<FilledSlot> | undefined;
    try {
      for (const [index, segment] of this.#segments.entries()) {
        const { slot, buffer } = await (ahead ?? fillNext(segment));
        const following = this.#segments[index + 1];
        ahead = following === undefined ? undefined : fillNext(following);
        chunks.push({ ...segment, crc32: crc32(buffer) });
        this.#held.takeFrom(segment, buffer);
        ring.use(slot, this.#write(segment, buffer));
      }
      await ring.drain();
      return chunks;
    } catch (error) {
      abort.abort(error);
      await Promise.allSettled([ahead, ring.settle()]);
      throw error;
    } finally {
      abort.release();
      await filler.close();
    }
  }

  async #write(segment: Segment, buffer: Uint8Array): Promise<void> {
    if (!this.#device.isZeroed || !isAllZero(buffer)) {
      await this.#device.write(segment.offset, buffer);
      this.#bytesWritten += buffer.length;
    }
    this.#report(buffer.length);
  }

  async #writeHeld(slot: Uint8Array): Promise<void> {
    try {
      await this.#held.writeTo(this.#device, slot, (bytes) => {
        this.#doneBytes += bytes;
        this.#bytesWritten += bytes;
      });
      await this.#device.flush();
    } catch (error) {
      // The first error is what the user must see; when the device takes no writes any more, this fails, too.
      await revokeBoot(this.#plan, this.#device).catch(() => undefined);
      throw error;
    }
  }

  /** Both ends of a drive: an old backup partition table at the end would otherwise outlive the old medium. */
  #oldSignatures(): readonly Segment[] {
    const { sizeBytes, alignmentBytes } = this.#device;
    if (sizeBytes === undefined) return [];
    const length = Math.min(roundUp(OLD_SIGNATURE_BYTES, alignmentBytes), sizeBytes);
    return [
      { offset: 0, length },
      { offset: roundDown(sizeBytes - length, alignmentBytes), length },
    ];
  }

  #report(bytes: number): void {
    this.#doneBytes += bytes;
    this.#options.onProgress?.({ phase: 'write', done: this.#doneBytes, total: this.#totalBytes });
  }
}

function checkRoom(plan: ImagePlan, device: BlockDevice): void {
  if (device.sizeBytes === undefined || plan.sizeBytes <= device.sizeBytes) return;
  throw new MediaError(
    'E_IMAGE_TOO_LARGE',
    `the medium needs ${formatBytes(plan.sizeBytes)} (${plan.sizeBytes} bytes), ` +
      `${device.name} holds ${formatBytes(device.sizeBytes)} (${device.sizeBytes} bytes)`,
  );
}

/** Ends at the first word that is not zero, so it costs nothing for ordinary content. */
function isAllZero(bytes: Uint8Array): boolean {
  if (bytes.byteOffset % 4 !== 0) return bytes.every((byte) => byte === 0);
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
  for (const word of words) if (word !== 0) return false;
  return bytes.subarray(words.length * 4).every((byte) => byte === 0);
}
