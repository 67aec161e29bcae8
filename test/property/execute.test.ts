/** Random plans on random devices against a naive model: what is planned is there, what is not planned is untouched. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Extent, ExtentSource, ImagePlan } from '#base/extent.ts';
import { executePlan } from '#image/execute.ts';
import { verifyWritten } from '#image/verify.ts';
import { ramDevice } from '../support/ram-device.ts';
import { watchedContent, type WatchedContent } from '../support/watched-content.ts';

const DIRT = 0xee;
const CHUNK = 16 * 1024;
/** As in image/segments.ts: smaller gaps may be written as zeros. */
const BRIDGED = 32 * 1024;
/** As in image/execute.ts: both ends of a used drive are zeroed first. */
const SIGNATURES = 64 * 1024;

type Kind = ExtentSource['kind'];

interface Piece {
  readonly gap: number;
  readonly length: number;
  readonly kind: Kind;
  readonly slack: number;
  readonly value: number;
}

const piece: fc.Arbitrary<Piece> = fc.record({
  gap: fc.oneof(fc.constant(0), fc.nat(5000), fc.nat(100_000)),
  length: fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 60_000 })),
  kind: fc.constantFrom<Kind>('bytes', 'zero', 'generated', 'content'),
  slack: fc.oneof(fc.constant(0), fc.nat(4000), fc.nat(40_000)),
  value: fc.integer({ min: 0, max: 250 }),
});

const scenario = fc.record({
  pieces: fc.array(piece, { maxLength: 25 }),
  last: fc.array(fc.record({ at: fc.nat(), length: fc.integer({ min: 1, max: 3000 }) }), { maxLength: 3 }),
  tail: fc.nat(100_000),
  alignmentBytes: fc.constantFrom(1, 512, 4096),
  pieceBytes: fc.constantFrom(333, 5000, 1_000_000),
  /** Chunks that fit into a buffer. */
  slotChunks: fc.constantFrom(1, 2, 3),
});

interface Built {
  readonly plan: ImagePlan;
  readonly contents: readonly WatchedContent[];
  /** What must be there; undefined where nothing was planned. */
  readonly model: readonly (number | undefined)[];
}

function build(input: typeof scenario extends fc.Arbitrary<infer Value> ? Value : never): Built {
  const extents: Extent[] = [];
  const contents: WatchedContent[] = [];
  const model: (number | undefined)[] = [];
  let offset = 0;
  for (const { gap, length, kind, slack, value } of input.pieces) {
    offset += gap;
    const bytes = Uint8Array.from({ length }, (_, index) => (value + index * 7) % 251);
    const add = (source: ExtentSource, expected: ArrayLike<number>, size = length): void => {
      extents.push({ offset, length: size, source });
      for (let index = 0; index < size; index += 1) model[offset + index] = expected[index] ?? 0;
      offset += size;
    };
    if (kind === 'bytes') add({ kind, bytes }, bytes);
    else if (kind === 'zero') add({ kind }, []);
    else if (kind === 'generated') {
      const generate = (from: number, target: Uint8Array): void => {
        target.set(bytes.subarray(from, from + target.length));
      };
      add({ kind, generate }, bytes);
    } else {
      const content = watchedContent(bytes, { pieceBytes: input.pieceBytes, sha256: 'right' });
      contents.push(content);
      add({ kind, content }, bytes, length + slack);
    }
  }
  const sizeBytes = offset + input.tail;
  const writtenLast = input.last
    .map(({ at, length }) => ({ offset: sizeBytes === 0 ? 0 : at % sizeBytes, length }))
    .map((range) => ({ ...range, length: Math.min(range.length, sizeBytes - range.offset) }));
  return { plan: { sizeBytes, extents, writtenLast }, contents, model };
}

test('a written plan holds every planned byte and, on a drive, leaves the rest alone', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (input) => {
      const { plan, contents, model } = build(input);
      const { alignmentBytes } = input;
      const sizeBytes = Math.ceil(plan.sizeBytes / 4096) * 4096 + 4096 * 40;
      const device = ramDevice({ sizeBytes, alignmentBytes, dirt: DIRT });
      const slotBytes = input.slotChunks * CHUNK;
      const slots = [1, 2].map(() => device.allocate(slotBytes));
      const receipt = await executePlan(plan, device, { chunkBytes: CHUNK, slots });

      const wrong: string[] = [];
      const dirt = device.isZeroed ? 0 : DIRT;
      const held = heldSectors(plan, alignmentBytes);
      const near = nearPlanned(model, { sizeBytes, alignmentBytes });
      for (let at = 0; at < sizeBytes && wrong.length < 5; at += 1) {
        const byte = device.bytes[at] ?? -1;
        const planned = model[at];
        const atEnds = !device.isZeroed && (at < SIGNATURES || at >= sizeBytes - SIGNATURES);
        const mayBeZero = atEnds || held(at) || near[at] === 1;
        const right = planned !== undefined ? byte === planned : byte === dirt || (mayBeZero && byte === 0);
        if (!right) wrong.push(`byte ${at} is ${byte}, planned ${planned ?? 'nothing'}`);
      }
      expect(wrong).toEqual([]);
      expect(contents.filter((one) => one.handedOut() !== one.bytes.length || one.leftOpen() !== 0)).toEqual(
        [],
      );
      const writes = device.calls.filter((call) => call.kind === 'write');
      if (alignmentBytes === 1) expect(writes.every(({ length }) => length <= slotBytes)).toBe(true);
      // What has a checksum of its own does not depend on the buffers.
      const inOne = await executePlan(plan, ramDevice({ sizeBytes, alignmentBytes }), { chunkBytes: CHUNK });
      expect(receipt.chunks).toEqual(inOne.chunks);
      await verifyWritten(receipt, device, { slots });
    }),
    { numRuns: 80 },
  );
});

test('many small files are packed: one write per chunk, not one per file', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 80 }),
      async (sizes) => {
        let offset = 0;
        const extents = sizes.map((size): Extent => {
          const extent: Extent = {
            offset,
            length: 2048,
            source: { kind: 'content', content: watchedContent(new Uint8Array(size).fill(1)) },
          };
          offset += 2048;
          return extent;
        });
        const device = ramDevice({ sizeBytes: offset });
        await executePlan({ sizeBytes: offset, extents, writtenLast: [] }, device, { chunkBytes: CHUNK });
        const writes = device.calls.filter(({ kind }) => kind === 'write');
        expect(writes).toHaveLength(Math.ceil(offset / CHUNK));
      },
    ),
    { numRuns: 40 },
  );
});

function heldSectors(plan: ImagePlan, alignment: number): (at: number) => boolean {
  const ranges = plan.writtenLast.map(({ offset, length }) => ({
    from: Math.floor(offset / alignment) * alignment,
    to: Math.ceil((offset + length) / alignment) * alignment,
  }));
  return (at) => ranges.some(({ from, to }) => at >= from && at < to);
}

/** Marks bytes in the same sector as a planned one, or in a gap small enough to be bridged. */
function nearPlanned(
  model: readonly (number | undefined)[],
  { sizeBytes, alignmentBytes }: { readonly sizeBytes: number; readonly alignmentBytes: number },
): Uint8Array {
  const near = new Uint8Array(sizeBytes);
  let end = -1;
  for (let at = 0; at < model.length; at += 1) {
    if (model[at] === undefined) continue;
    if (end !== at) {
      const sector = Math.floor(at / alignmentBytes) * alignmentBytes;
      if (end >= 0 && at - end <= BRIDGED + 2 * alignmentBytes) near.fill(1, end, at);
      near.fill(1, sector, at);
      if (end >= 0) near.fill(1, end, Math.ceil(end / alignmentBytes) * alignmentBytes);
    }
    end = at + 1;
  }
  if (end >= 0) near.fill(1, end, Math.ceil(end / alignmentBytes) * alignmentBytes);
  return near;
}
