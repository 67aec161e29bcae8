/**
 * The ranges that are written last: taken out of the buffers as they pass by, kept in memory, put on the medium when
 * everything else is there. Until then the medium holds zeros in their place, so an incomplete one does not boot.
 * Trap: a drive writes whole sectors, so a range drags the rest of its sectors along; where two ranges share a sector,
 * the bytes of the later one stay zero while the earlier one is written.
 */
import type { ImagePlan } from '#base/extent.ts';
import { KIB, roundUp } from '#base/units.ts';
import type { BlockDevice } from './block-device.ts';
import { roundDown, type Segment } from './segments.ts';

/** Where partition tables, boot sectors and disc descriptors of an older medium lie, from both ends of a drive. */
export const OLD_SIGNATURE_BYTES = 64 * KIB;

interface Range {
  readonly offset: number;
  readonly length: number;
}

interface HeldRange {
  readonly planned: Range;
  /** The planned range in whole sectors. */
  readonly sectors: Range;
  /** Final bytes of the sectors. */
  readonly bytes: Uint8Array;
}

export class HeldRanges {
  readonly #ranges: readonly HeldRange[];

  constructor(plan: ImagePlan, alignmentBytes: number) {
    this.#ranges = plan.writtenLast
      .filter(({ length }) => length > 0)
      .map((planned) => {
        const offset = roundDown(planned.offset, alignmentBytes);
        const length = roundUp(planned.offset + planned.length, alignmentBytes) - offset;
        return { planned, sectors: { offset, length }, bytes: new Uint8Array(length) };
      });
  }

  /** Bytes that are written in the last pass. */
  get totalBytes(): number {
    return this.#ranges.reduce((total, { sectors }) => total + sectors.length, 0);
  }

  /** The ranges in whole sectors. */
  get sectors(): readonly Range[] {
    return this.#ranges.map(({ sectors }) => sectors);
  }

  /** Keeps what of the ranges lies in this segment, then zeroes it in the buffer. */
  takeFrom(segment: Segment, buffer: Uint8Array): void {
    const touched = this.#ranges.filter(({ sectors }) => overlap(segment, sectors) !== undefined);
    for (const { sectors, bytes } of touched) copyOverlap(segment, buffer, { range: sectors, target: bytes });
    for (const { planned } of touched) zeroOverlap(segment, buffer, planned);
  }

  /** Writes the ranges in their order, in pieces no larger than `slot`, a buffer of the device. */
  async writeTo(device: BlockDevice, slot: Uint8Array, onWritten: (bytes: number) => void): Promise<void> {
    for (const [index, { sectors, bytes }] of this.#ranges.entries()) {
      for (let done = 0; done < sectors.length; done += slot.length) {
        const piece = slot.subarray(0, Math.min(slot.length, sectors.length - done));
        const place = { offset: sectors.offset + done, length: piece.length };
        piece.set(bytes.subarray(done, done + piece.length));
        for (const later of this.#ranges.slice(index + 1)) zeroOverlap(place, piece, later.planned);
        await device.write(place.offset, piece);
        onWritten(piece.length);
      }
    }
  }
}

/** Writes zeros over the ranges, in pieces no larger than `slot`, a buffer of the device. */
export async function writeZeros(
  device: BlockDevice,
  slot: Uint8Array,
  ranges: readonly Range[],
): Promise<void> {
  slot.fill(0);
  for (const { offset, length } of ranges) {
    for (let done = 0; done < length; done += slot.length) {
      await device.write(offset + done, slot.subarray(0, Math.min(slot.length, length - done)));
    }
  }
}

function overlap(a: Range, b: Range): Range | undefined {
  const offset = Math.max(a.offset, b.offset);
  const end = Math.min(a.offset + a.length, b.offset + b.length);
  return end > offset ? { offset, length: end - offset } : undefined;
}

function copyOverlap(
  segment: Range,
  buffer: Uint8Array,
  { range, target }: { readonly range: Range; readonly target: Uint8Array },
): void {
  const shared = overlap(segment, range);
  if (shared === undefined) return;
  const from = shared.offset - segment.offset;
  target.set(buffer.subarray(from, from + shared.length), shared.offset - range.offset);
}

function zeroOverlap(place: Range, buffer: Uint8Array, range: Range): void {
  const shared = overlap(place, range);
  if (shared === undefined) return;
  const from = shared.offset - place.offset;
  buffer.fill(0, from, from + shared.length);
}
