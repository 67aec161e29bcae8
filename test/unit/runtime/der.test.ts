/** The reader of DER and BER against what it must refuse; that it reads real files is shown in test/oracle. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMediaError } from '#base/errors/media-error.ts';
import { octets, readDer } from '../../../resources/runtime/crypto/der.ts';

test.each<[title: string, bytes: readonly number[]]>([
  ['nothing', []],
  ['a tag alone', [0x30]],
  ['a length beyond the data', [0x04, 5, 1, 2]],
  ['a child beyond its parent', [0x30, 3, 0x04, 5, 1, 2, 3, 4, 5]],
  ['a length of five bytes', [0x04, 0x85, 0, 0, 0, 0, 1, 7]],
  ['a length of four gigabytes', [0x30, 0x84, 0xff, 0xff, 0xff, 0xff]],
  ['a length of lengths alone', [0x30, 0x82, 1]],
  ['a long tag', [0x1f, 0x81, 1, 0]],
  ['an indefinite length of a primitive value', [0x04, 0x80, 0, 0]],
  ['an indefinite length without an end', [0x30, 0x80, 0x04, 1, 7]],
  ['an end inside of the parent only', [0x30, 4, 0x30, 0x80, 0x04, 0, 0, 0]],
  ['33 definite levels', [...Array.from({ length: 40 }, (_, at) => [0x30, 2 * (39 - at)]).flat()]],
  ['a million indefinite levels', Array.from({ length: 2_000_000 }, (_, at) => (at % 2 === 0 ? 0x30 : 0x80))],
  ['100,000 empty values', [0x30, 0x83, 0x03, 0x0d, 0x40, ...new Array<number>(200_000).fill(0)]],
])('%s is refused', (_title, bytes) => {
  expect(() => readDer(Uint8Array.from(bytes))).toThrow(
    expect.objectContaining({ code: expect.stringMatching(/^E_FORMAT_/) as string }),
  );
});

test('an octet string of pieces with indefinite lengths is put together', () => {
  const bytes = Uint8Array.from([0x24, 0x80, 0x04, 1, 1, 0x24, 0x80, 0x04, 2, 2, 3, 0, 0, 0, 0, 0xff]);
  const node = readDer(bytes);
  expect([...octets(node)]).toEqual([1, 2, 3]);
  expect(node.encoding.length).toBe(15);
});

test('whatever the bytes, a value lies inside of them or is refused with a code', () => {
  const part = fc.constantFrom(0x30, 0x31, 0x04, 0x24, 0x80, 0x81, 0x82, 0x84, 0, 1, 2, 5, 0xa0, 0xff);
  fc.assert(
    fc.property(fc.array(fc.oneof(part, fc.integer({ min: 0, max: 255 })), { maxLength: 60 }), (list) => {
      const bytes = Uint8Array.from(list);
      try {
        const node = readDer(bytes);
        expect([...node.encoding]).toEqual([...bytes.subarray(0, node.encoding.length)]);
      } catch (error) {
        expect(isMediaError(error)).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});
