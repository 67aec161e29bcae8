/** What a checksum of chunks must do: the same bytes give the same value wherever they lie, a changed bit another one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocateAligned } from '#base/aligned-memory.ts';
import { xxh3 } from '#base/xxh3/index.ts';

const MEMORY_BYTES = 1024 * 1024;
const memory = allocateAligned(MEMORY_BYTES);

const bytes = fc
  .record({ seed: fc.nat(0xffff), length: fc.oneof(fc.nat(300), fc.nat(5000), fc.nat(600_000)) })
  .map(({ seed, length }) => {
    let state = seed + 1;
    return Uint8Array.from({ length }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return state % 256;
    });
  });

test('the place of the bytes does not matter', () => {
  fc.assert(
    fc.property(bytes, fc.nat(4096), (input, offset) => {
      const aligned = memory.subarray(offset, offset + input.length);
      aligned.set(input);
      expect(xxh3(aligned)).toBe(xxh3(input));
    }),
    { numRuns: 100 },
  );
});

test('every flipped bit changes the value', () => {
  fc.assert(
    fc.property(bytes, fc.nat(), fc.nat(7), (input, at, bit) => {
      fc.pre(input.length > 0);
      const flipped = input.slice();
      const index = at % input.length;
      flipped[index] = (flipped[index] ?? 0) ^ (2 ** bit);
      expect(xxh3(flipped)).not.toBe(xxh3(input));
    }),
    { numRuns: 200 },
  );
});

test('hashing changes nothing in the memory that can be seen', () => {
  memory.fill(0x5a);
  xxh3(memory);
  expect(memory.every((byte) => byte === 0x5a)).toBe(true);
});

test('two memories are hashed by turns without disturbing each other', () => {
  const other = allocateAligned(MEMORY_BYTES);
  memory.fill(1);
  other.fill(2);
  const first = [xxh3(memory), xxh3(other)];
  expect([xxh3(memory), xxh3(other)]).toEqual(first);
  expect(first[0]).not.toBe(first[1]);
});
