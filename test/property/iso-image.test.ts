import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMediaError } from '#base/errors/media-error.ts';
import { bytesContent } from '#base/extent.ts';
import { buildTree, type TreeFile } from '#base/file-tree.ts';
import { openIso9660 } from '#image/read-iso.ts';
import { checkPlan } from '#image/segments.ts';
import { patternBytes, planSample, readContent } from '../support/iso-samples.ts';
import { materialiseBytes, memoryDevice } from '../support/materialise.ts';

const unit = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...Array.from('abcXYZ019_-. ;~')) },
  { weight: 2, arbitrary: fc.constantFrom('ä', 'ß', 'é', '長', '😀', '\u0301') },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }) },
);
const name = fc
  .oneof(
    { weight: 5, arbitrary: fc.array(unit, { minLength: 1, maxLength: 12 }) },
    { weight: 1, arbitrary: fc.array(unit, { minLength: 90, maxLength: 130 }) },
  )
  .map((units) => units.join('').slice(0, 255))
  .filter((text) => isAllowed(text));
const file = fc.record({
  path: fc.array(name, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/')),
  sizeBytes: fc.oneof(fc.integer({ min: 0, max: 9000 }), fc.constantFrom(0, 2047, 2048, 2049)),
  isEmptyDirectory: fc.boolean(),
});

function isAllowed(text: string): boolean {
  try {
    buildTree([{ path: text, content: bytesContent(text, new Uint8Array()) }]);
    // Half a character is refused by the disc; that has its own test.
    return !text.endsWith('/') && !/\p{Surrogate}/u.test(text);
  } catch {
    return false;
  }
}

/** Files that can stand beside each other; the rest is dropped as the tree would refuse it. */
function compatible(
  wishes: readonly { path: string; sizeBytes: number; isEmptyDirectory: boolean }[],
): TreeFile[] {
  const files: TreeFile[] = [];
  for (const [index, wish] of wishes.entries()) {
    const path = wish.isEmptyDirectory ? `${wish.path}/` : wish.path;
    const made = { path, content: bytesContent(path, patternBytes(wish.sizeBytes, index)) };
    try {
      buildTree([...files, made]);
      files.push(made);
    } catch {
      // Two names that differ in case only, or a file where a directory stands.
    }
  }
  return files;
}

test('whatever the tree, extents follow each other and the reader gives back the same files', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(file, { maxLength: 25 }), async (wishes) => {
      const files = compatible(wishes);
      const plan = planSample(files);
      checkPlan(plan);
      let end = 0;
      for (const { offset, length } of plan.extents) {
        expect(offset).toBe(end);
        end = offset + length;
      }
      expect(end).toBe(plan.sizeBytes);

      const medium = await openIso9660(memoryDevice(await materialiseBytes(plan, 0xe5)));
      const found = new Map<string, number>();
      for await (const { path, sizeBytes } of medium.list()) found.set(path, sizeBytes);
      for (const { path, content } of files) {
        if (path.endsWith('/')) continue;
        const read = await medium.open(path);
        expect(read?.name.toUpperCase()).toBe(path.toUpperCase());
        expect(Buffer.from(read === undefined ? [] : await readContent(read))).toEqual(
          Buffer.from(await readContent(content)),
        );
      }
      const plain = files.filter(({ path }) => !path.endsWith('/')).length;
      const listed = [...found.keys()].filter((path) => !path.endsWith('/'));
      expect(listed).toHaveLength(plain + 1);
    }),
    { numRuns: 60 },
  );
});

test('a damaged disc gives a coded error or files, never anything else', async () => {
  const files = ['a.txt', 'SMS/data/Variables.dat', `${'long'.repeat(60)}.bin`, 'x/y/z/'].map((path) => ({
    path,
    content: bytesContent(path, patternBytes(3000)),
  }));
  const sound = await materialiseBytes(planSample(files));
  const metadataEnd = 60 * 2048;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 32_768, max: metadataEnd }), fc.integer({ min: 0, max: 255 })), {
        minLength: 1,
        maxLength: 12,
      }),
      fc.option(fc.integer({ min: 0, max: sound.length }), { freq: 3 }),
      async (changes, cut) => {
        const image = sound.slice(0, cut ?? sound.length);
        for (const [offset, value] of changes) if (offset < image.length) image[offset] = value;
        try {
          const medium = await openIso9660(memoryDevice(image));
          for await (const { path } of medium.list()) {
            const content = await medium.open(path);
            if (content !== undefined && content.sizeBytes < image.length) await readContent(content);
          }
        } catch (error) {
          if (!isMediaError(error)) throw error;
        }
      },
    ),
    { numRuns: 400 },
  );
});

test('random bytes behind the mark of a disc give a coded error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const image = patternBytes(200_000, seed);
      for (const [block, type] of [
        [16, 1],
        [17, 2],
        [18, 255],
      ] as const) {
        image.set([type, ...Buffer.from('CD001'), 1], block * 2048);
      }
      await expect(openIso9660(memoryDevice(image))).rejects.toSatisfy(isMediaError);
    }),
    { numRuns: 30 },
  );
});
