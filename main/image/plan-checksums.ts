/**
 * The checksums of a plan's chunks, for several devices that get the same plan: whoever comes first computes one, and the
 * others take it over. It is what the chunk must read back as, so a device whose own copy of the bytes went wrong on its
 * way from the source is found by verifying, and not confirmed by a checksum of its own mistake.
 * Trap: only for plans that are the same to the byte: the same medium laid out for the same size and sector.
 */
import { xxh3 } from '#base/xxh3/index.ts';
import type { Segment } from './segments.ts';

export class PlanChecksums {
  /** By offset; chunks of other lengths (another chunk size) are not mixed up with them. */
  readonly #known = new Map<number, { readonly length: number; readonly xxh3: bigint }>();

  /** XXH3 of the segment, whose bytes are in `buffer`. */
  of({ offset, length }: Segment, buffer: Uint8Array): bigint {
    const known = this.#known.get(offset);
    if (known?.length === length) return known.xxh3;
    const computed = xxh3(buffer);
    this.#known.set(offset, { length, xxh3: computed });
    return computed;
  }
}
