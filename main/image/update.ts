/**
 * Update in place: which parts of a segment differ from what the medium holds. Only those are written.
 * Blocks of 64 KiB are compared: on a stick one more command costs about as much as 32 KiB (see segments.ts), so finer
 * ones would cost more commands than they save bytes, and coarser ones write more around every small change.
 * Trap: comparing costs reading. On a medium of which most differs that is time for nothing, so after `WINDOW` segments
 * with little in common only each `SAMPLE_EVERY`th is still compared, until one has much in common again. A medium that
 * is wholly different is so read by at most 32 MiB and a sixteenth of its bytes.
 * What is equal here need not be so in the end: on a drive with counterfeit capacity a later write may land on it. So what
 * is kept is read again with everything else when the medium is verified.
 */
import { equalBytes } from '#base/bytes.ts';
import { KIB } from '#base/units.ts';
import type { BlockDevice } from './block-device.ts';
import type { Segment } from './segments.ts';
import type { SlotRing } from './slot-ring.ts';

/** A multiple of every device's alignment. */
export const COMPARED_BLOCK_BYTES = 64 * KIB;
/** So many segments are looked at before it is decided that most differs. */
const WINDOW = 8;
const SAMPLE_EVERY = 16;

export class Updater {
  readonly #device: BlockDevice;
  /** Of the last compared segments: how much of each was there already, 0 to 1. */
  #recent: number[] = [];
  #unread = 0;

  constructor(device: BlockDevice) {
    this.#device = device;
  }

  /**
   * What of the segment must be written, in order; the whole segment when it was not worth comparing. `buffer` holds
   * what is to be on the medium in the end; one more buffer is taken from the ring and given back.
   * @throws the error of a write that failed before (`SlotRing.take`)
   */
  async piecesToWrite(segment: Segment, buffer: Uint8Array, ring: SlotRing): Promise<readonly Segment[]> {
    if (!this.#isWorthComparing()) return [segment];
    const slot = await ring.take();
    try {
      const found = slot.subarray(0, segment.length);
      const isRead = await this.#read(segment, found);
      const pieces = isRead ? differingPieces(segment, buffer, found) : [segment];
      const differing = pieces.reduce((total, { length }) => total + length, 0);
      this.#note(1 - differing / segment.length);
      return pieces;
    } finally {
      ring.giveBack(slot);
    }
  }

  #isWorthComparing(): boolean {
    const { length } = this.#recent;
    if (length < WINDOW || sum(this.#recent) >= length / 2) return true;
    this.#unread += 1;
    if (this.#unread < SAMPLE_EVERY) return false;
    this.#unread = 0;
    return true;
  }

  #note(equalShare: number): void {
    const isSample = this.#recent.length === WINDOW && sum(this.#recent) < WINDOW / 2;
    // A sample with much in common: the change is over, everything is compared again.
    this.#recent =
      isSample && equalShare >= 0.5 ? [equalShare] : [...this.#recent, equalShare].slice(-WINDOW);
  }

  /** A place that cannot be read is one that differs: writing often mends it, and what is written is read back. */
  async #read({ offset, length }: Segment, target: Uint8Array): Promise<boolean> {
    return await this.#device.read(offset, target).then(
      (count) => count === length,
      () => false,
    );
  }
}

/** The runs of blocks that differ. */
function differingPieces(segment: Segment, wanted: Uint8Array, found: Uint8Array): readonly Segment[] {
  const pieces: Segment[] = [];
  let start: number | undefined;
  const close = (end: number): void => {
    if (start !== undefined) pieces.push({ offset: segment.offset + start, length: end - start });
    start = undefined;
  };
  for (let at = 0; at < segment.length; at += COMPARED_BLOCK_BYTES) {
    const end = Math.min(at + COMPARED_BLOCK_BYTES, segment.length);
    if (equalBytes(wanted.subarray(at, end), found.subarray(at, end))) close(at);
    else start ??= at;
  }
  close(segment.length);
  return pieces;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
