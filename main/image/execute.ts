/**
 * Puts a plan on a block device: the only loop of the builder that writes media. While one chunk is written the next
 * one is filled, in a handful of buffers that are used over and over, so memory does not grow with the medium.
 * The order makes an interrupted medium harmless: first what an older medium could boot from is zeroed, then everything
 * goes out in order of offset, is flushed, and only then the boot sector and the partition table follow. An update keeps
 * this order; it only leaves out what the medium holds already.
 * Trap: `isZeroed` (a new file) lets zeros be skipped; on a used drive the same zeros must be written.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { ImagePlan } from '#base/extent.ts';
import { childAbort, throwIfCancelled, type RunOptions } from '#base/progress.ts';
import { formatBytes, MIB, roundUp } from '#base/units.ts';
import type { BlockDevice } from './block-device.ts';
import { HeldRanges, OLD_SIGNATURE_BYTES, writeZeros } from './held-ranges.ts';
import { PlanChecksums } from './plan-checksums.ts';
import { SegmentFiller } from './segment-filler.ts';
import { checkPlan, cutIntoChunks, planSegments, roundDown, type Segment } from './segments.ts';
import { SlotRing } from './slot-ring.ts';
import { Updater } from './update.ts';

/** 4 MiB in 2 to 4 buffers is where larger ones stop helping (measured on loop devices over ext4 and memory). */
export const CHUNK_BYTES = 4 * MIB;
const SLOTS = 4;

/** What goes on, in this order; `verify` comes from `verifyWritten`. Flushing counts steps, the others count bytes. */
export type ExecutePhase = 'write' | 'flush' | 'finish';

export interface ExecuteOptions extends RunOptions {
  /** What gets a checksum of its own; a multiple of the device's alignment. 4 MiB unless told. */
  readonly chunkBytes?: number;
  /**
   * "update" compares with what is on the medium and writes only what differs; when most differs it falls back to plain
   * writing by itself. New files are always written whole. "full" unless told.
   */
  readonly mode?: 'full' | 'update';
  /**
   * Buffers of the device, for callers that write and verify, so that both use the same ones; those of `allocateSlots`
   * unless told. Whole chunks fit in: as many as do are written by one call. An update needs three.
   */
  readonly slots?: readonly Uint8Array[];
  /** Shared by devices that get this very plan, so that each chunk is checksummed once for all. */
  readonly checksums?: PlanChecksums;
}

/** A chunk as it must be on the medium when everything is written. */
export interface WrittenChunk extends Segment {
  /** XXH3 64 of its bytes. */
  readonly xxh3: bigint;
}

/** What was written; `verifyWritten` reads it back. */
export interface WriteReceipt {
  readonly sizeBytes: number;
  /**
   * In order of offset; all bytes the plan covers, those an update kept included: a later write to a bad drive may have
   * spoilt them after they were compared. Only zeros that needed no writing may be missing.
   */
  readonly chunks: readonly WrittenChunk[];
  /** Bytes handed to the device, without those that were zeroed first. */
  readonly bytesWritten: number;
  /** Bytes an update found to be there already. */
  readonly bytesKept: number;
}

/**
 * The buffers one drive is written with: all the memory it takes, however large the medium is.
 * @param chunks how many fit into each of the `count` buffers
 */
export function allocateSlots(
  device: BlockDevice,
  chunkBytes = CHUNK_BYTES,
  { count = SLOTS, chunks = 1 }: { readonly count?: number; readonly chunks?: number } = {},
): readonly Uint8Array[] {
  const sizeBytes = chunks * roundUp(chunkBytes, device.alignmentBytes);
  return Array.from({ length: count }, () => device.allocate(sizeBytes));
}

/**
 * Writes the plan, flushes it, and says what was written. Progress has the phases of `ExecutePhase`.
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
 * Makes a medium that turned out to be bad unable to boot: zeroes the ranges that were written last. One that takes no
 * writes any more does not save the others: a partition table without its header is none.
 * @throws what the device threw first
 */
export async function revokeBoot(plan: ImagePlan, device: BlockDevice): Promise<void> {
  const { sectors } = new HeldRanges(plan, device.alignmentBytes);
  const slot = device.allocate(roundUp(OLD_SIGNATURE_BYTES, device.alignmentBytes));
  const failures: unknown[] = [];
  const note = (error: unknown): void => {
    failures.push(error);
  };
  for (const range of sectors.toReversed()) await writeZeros(device, slot, [range]).catch(note);
  await device.flush().catch(note);
  if (failures.length > 0) throw failures[0];
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
  readonly #slots: readonly Uint8Array[];
  readonly #chunkBytes: number;
  readonly #segments: readonly Segment[];
  readonly #held: HeldRanges;
  readonly #checksums: PlanChecksums;
  readonly #updater: Updater | undefined;
  readonly #chunks: WrittenChunk[] = [];
  #bytesWritten = 0;
  #bytesKept = 0;

  constructor(plan: ImagePlan, device: BlockDevice, options: ExecuteOptions) {
    const { alignmentBytes, isZeroed } = device;
    this.#plan = plan;
    this.#device = device;
    this.#options = options;
    this.#slots = options.slots ?? allocateSlots(device, options.chunkBytes);
    this.#chunkBytes = roundUp(options.chunkBytes ?? CHUNK_BYTES, alignmentBytes);
    this.#segments = planSegments(plan.extents, {
      chunkBytes: this.#spare.length,
      alignmentBytes,
      skipZeros: isZeroed,
    });
    this.#held = new HeldRanges(plan, alignmentBytes);
    this.#checksums = options.checksums ?? new PlanChecksums();
    if (options.mode === 'update' && !isZeroed) this.#updater = new Updater(device);
  }

  /** A buffer for what is written before and after the segments. */
  get #spare(): Uint8Array {
    const [spare] = this.#slots;
    if (spare === undefined) throw new MediaError('E_INTERNAL', 'no buffers');
    return spare;
  }

  async run(): Promise<WriteReceipt> {
    const device = this.#device;
    const phase = this.#phase(
      'write',
      this.#segments.reduce((total, { length }) => total + length, 0),
    );
    await device.truncate(this.#plan.sizeBytes);
    if (!device.isZeroed) {
      // The first sector goes first: from then on the drive counts as incomplete, whatever else is still there. A drive
      // that does not even take that keeps its old medium.
      const [start, ...rest] = [...this.#oldSignatures(), ...this.#held.sectors];
      if (start !== undefined) await writeZeros(device, this.#spare, [start]);
      await this.#orRevoke(async () => {
        await writeZeros(device, this.#spare, rest);
        await device.flush();
      });
    }
    await this.#writeSegments(phase);
    await this.#flush();
    throwIfCancelled(this.#options.signal);
    await this.#writeHeld();
    return {
      sizeBytes: this.#plan.sizeBytes,
      chunks: this.#chunks,
      bytesWritten: this.#bytesWritten,
      bytesKept: this.#bytesKept,
    };
  }

  /** One segment is filled while the former ones are checksummed and written. */
  async #writeSegments(onDone: (bytes: number) => void): Promise<void> {
    const abort = childAbort(this.#options.signal);
    // A source may let this wait for hours; a drive that fails meanwhile ends the waiting.
    const ring = new SlotRing(this.#slots, (error) => {
      abort.abort(error);
    });
    const filler = new SegmentFiller(this.#plan.extents, abort);
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
        // It is awaited in the next turn; until then its failure must not count as one nobody looks at.
        ahead?.catch(() => undefined);
        const pieces = (await this.#updater?.piecesToWrite(segment, buffer, ring)) ?? [segment];
        for (const chunk of cutIntoChunks(segment, this.#chunkBytes)) {
          this.#chunks.push({ ...chunk, xxh3: this.#checksums.of(chunk, partOf(buffer, segment, chunk)) });
        }
        this.#held.takeFrom(segment, buffer);
        const write = this.#write(segment, buffer, pieces).then(() => {
          onDone(segment.length);
        });
        ring.use(slot, write);
      }
      await ring.drain();
    } catch (caught) {
      // Filling was ended because of a write: that one is what happened. One that fails later did not begin it.
      const { error } = ring.failure ?? { error: caught };
      abort.abort(error);
      await Promise.allSettled([ahead, ring.settle()]);
      throw error;
    } finally {
      abort.release();
      await filler.close();
    }
  }

  async #write(segment: Segment, buffer: Uint8Array, pieces: readonly Segment[]): Promise<void> {
    let kept = segment.length;
    for (const piece of pieces) {
      kept -= piece.length;
      const bytes = partOf(buffer, segment, piece);
      if (this.#device.isZeroed && isAllZero(bytes)) continue;
      await this.#device.write(piece.offset, bytes);
      this.#bytesWritten += bytes.length;
    }
    this.#bytesKept += kept;
  }

  async #flush(): Promise<void> {
    const report = (done: number): void => {
      this.#options.onProgress?.({ phase: 'flush', done, total: 1, unit: 'steps' });
    };
    report(0);
    await this.#device.flush();
    report(1);
  }

  async #writeHeld(): Promise<void> {
    const onDone = this.#phase('finish', this.#held.totalBytes);
    await this.#orRevoke(async () => {
      await this.#held.writeTo(this.#device, this.#spare, (bytes) => {
        this.#bytesWritten += bytes;
        onDone(bytes);
      });
      await this.#device.flush();
    });
  }

  /** While the work goes on, parts of a table may be there: those of the old medium, or those of this one. */
  async #orRevoke(work: () => Promise<void>): Promise<void> {
    try {
      await work();
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

  /** Begins a phase that counts bytes; what it returns adds to them. */
  #phase(phase: ExecutePhase, total: number): (bytes: number) => void {
    let done = 0;
    this.#options.onProgress?.({ phase, done, total });
    return (bytes) => {
      done += bytes;
      this.#options.onProgress?.({ phase, done, total });
    };
  }
}

function partOf(buffer: Uint8Array, whole: Segment, part: Segment): Uint8Array {
  const from = part.offset - whole.offset;
  return buffer.subarray(from, from + part.length);
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
