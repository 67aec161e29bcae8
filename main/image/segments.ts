/**
 * From a plan to the writes that put it on a device: neighbouring extents become one write, nothing becomes larger than
 * a chunk, and space no extent covers is left out. Pure.
 * Trap: a segment may hold bytes no extent covers (small gaps, the rest of a sector). They are "do not care" bytes and
 * are written as zeros; they are never read back from the device to be preserved.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { Extent, ImagePlan } from '#base/extent.ts';
import { KIB, MIB, roundUp } from '#base/units.ts';

/** One write: bytes [offset, offset + length) of the device, both multiples of its alignment. */
export interface Segment {
  readonly offset: number;
  readonly length: number;
}

export interface SegmentRules {
  /** No segment crosses a multiple of this. */
  readonly chunkBytes: number;
  readonly alignmentBytes: number;
  /** True on a target that reads as zero where nothing was written: `zero` extents are left out. */
  readonly skipZeros: boolean;
}

/**
 * A gap up to this size is written as zeros when that makes one write of two: on a stick one more command costs about
 * as much as this many bytes (ours, estimated from 1 ms and 30 MB/s).
 */
const BRIDGED_GAP_BYTES = 32 * KIB;

/** More than this is not a boot sector or a partition table any more; the ranges are held in memory. */
const WRITTEN_LAST_LIMIT_BYTES = 4 * MIB;

/** The writes of the plan in order of offset. The plan has been checked by `checkPlan`. */
export function planSegments(extents: readonly Extent[], rules: SegmentRules): readonly Segment[] {
  const segments: Segment[] = [];
  const gapBytes = Math.max(BRIDGED_GAP_BYTES, rules.alignmentBytes);
  let start = 0;
  let end = 0;
  const close = (): void => {
    const run = { offset: start, length: end - start };
    for (const segment of cutIntoChunks(run, rules.chunkBytes)) segments.push(segment);
  };
  for (const extent of extents) {
    if (extent.length === 0 || (rules.skipZeros && extent.source.kind === 'zero')) continue;
    const from = roundDown(extent.offset, rules.alignmentBytes);
    const to = roundUp(extent.offset + extent.length, rules.alignmentBytes);
    if (end > start && from - end > gapBytes) {
      close();
      start = from;
    } else if (end === start) {
      start = from;
    }
    end = to;
  }
  close();
  return segments;
}

/** The range in pieces that do not cross a multiple of `chunkBytes`. */
export function* cutIntoChunks(range: Segment, chunkBytes: number): Generator<Segment> {
  const end = range.offset + range.length;
  for (let offset = range.offset; offset < end;) {
    const length = Math.min(end, roundDown(offset, chunkBytes) + chunkBytes) - offset;
    yield { offset, length };
    offset += length;
  }
}

/** The largest multiple of `unit` that is not above `value`. */
export function roundDown(value: number, unit: number): number {
  return Math.floor(value / unit) * unit;
}

/**
 * Refuses a plan that contradicts itself, before anything is written.
 * @throws MediaError E_IMAGE_PLAN
 */
export function checkPlan(plan: ImagePlan): void {
  let position = 0;
  for (const extent of plan.extents) {
    const where = `extent at ${extent.offset} of ${extent.length} bytes`;
    if (!isSize(extent.offset) || !isSize(extent.length)) throw planError(`${where} is not in whole bytes`);
    if (extent.offset < position)
      throw planError(`${where} begins before ${position}, where the former ends`);
    checkSource(extent, where);
    position = extent.offset + extent.length;
  }
  if (position > plan.sizeBytes)
    throw planError(`extents end at ${position}, the image at ${plan.sizeBytes}`);
  let lastBytes = 0;
  for (const { offset, length } of plan.writtenLast) {
    if (!isSize(offset) || !isSize(length) || offset + length > plan.sizeBytes) {
      throw planError(`range ${offset}+${length}, to be written last, is outside of ${plan.sizeBytes} bytes`);
    }
    lastBytes += length;
  }
  if (lastBytes > WRITTEN_LAST_LIMIT_BYTES) {
    throw planError(
      `${lastBytes} bytes are to be written last, at most ${WRITTEN_LAST_LIMIT_BYTES} are allowed`,
    );
  }
}

function checkSource(extent: Extent, where: string): void {
  const { source } = extent;
  if (source.kind === 'bytes' && source.bytes.length !== extent.length) {
    throw planError(`${where} comes with ${source.bytes.length} bytes`);
  }
  if (source.kind === 'content' && source.content.sizeBytes > extent.length) {
    throw planError(`${where} is to hold "${source.content.name}" of ${source.content.sizeBytes} bytes`);
  }
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function planError(message: string): MediaError {
  return new MediaError('E_IMAGE_PLAN', message);
}
