/** XXH3 against xxHash's own program, at every length where the formula changes and at lengths of real chunks. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { allocateAligned } from '#base/aligned-memory.ts';
import { xxh3 } from '#base/xxh3/index.ts';
import { oracle, testWith } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';

const KIB = 1024;
/** Each with its neighbours: ends of the short formulas, stripes, blocks, the pieces that are copied, chunks. */
const EDGES = [0, 1, 3, 8, 16, 32, 64, 96, 128, 144, 240, 256, 512, KIB, KIB + 64, 2 * KIB, 64 * KIB];
const LARGE = [255 * KIB, 256 * KIB, 511 * KIB, 4096 * KIB];
const LENGTHS = [...new Set([...EDGES, ...LARGE].flatMap((edge) => [edge - 1, edge, edge + 1]))].filter(
  (length) => length >= 0,
);

/** The same bytes in every run, without a pattern. */
function noise(length: number): Uint8Array {
  return createHash('shake256', { outputLength: Math.max(1, length) })
    .update(`noise of ${length}`)
    .digest()
    .subarray(0, length);
}

testWith(
  ['xxhsum'],
  'every length has the value xxhsum gives it, in aligned memory and elsewhere',
  async () => {
    const folder = await tempFolder('xxh3');
    const paths = LENGTHS.map((length) => {
      const path = join(folder, `${length}`);
      writeFileSync(path, noise(length));
      return path;
    });
    const { stdout, exitCode } = oracle('xxhsum', ['-H3', ...paths]);
    expect(exitCode).toBe(0);
    const expected = stdout
      .trim()
      .split('\n')
      .map((line) => /= ([0-9a-f]{16})$/.exec(line)?.[1]);
    const values = LENGTHS.map((length) => {
      const bytes = noise(length);
      const aligned = allocateAligned(length + 513).subarray(513);
      aligned.set(bytes);
      return [xxh3(bytes), xxh3(aligned)].map((value) => value.toString(16).padStart(16, '0'));
    });
    expect(values).toEqual(expected.map((value) => [value, value]));
  },
);
