/** Aligned and unaligned transfers, own and foreign memory, and both ways to the same bytes. */
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DirectFile } from '#devices/direct-file.ts';
import { tempFolder } from '../../support/temp.ts';

const SIZE = 64 * 1024;

async function newFile(name: string): Promise<{ file: DirectFile; path: string }> {
  const path = join(await tempFolder('direct'), name);
  const handle = await open(path, 'wx+');
  return { file: await DirectFile.over(handle, path), path };
}

const step = fc.record({
  offset: fc.oneof(
    fc.nat(12).map((block) => block * 4096),
    fc.nat(SIZE - 1),
  ),
  length: fc.oneof(fc.constant(4096), fc.constant(8192), fc.integer({ min: 1, max: 20_000 })),
  value: fc.integer({ min: 1, max: 255 }),
  isOwnMemory: fc.boolean(),
});

test.each([['linux'], ['win32']])(
  'any mixture of writes gives the same file as in memory (%s)',
  async (name) => {
    const platform = Object.getOwnPropertyDescriptor(process, 'platform') ?? {};
    Object.defineProperty(process, 'platform', { ...platform, value: name });
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
          const { file, path } = await newFile('mixture');
          const own = file.allocate(32 * 1024);
          const model = new Uint8Array(SIZE + 20_000);
          let size = 0;
          for (const { offset, length, value, isOwnMemory } of steps) {
            const source = isOwnMemory ? own.subarray(0, length) : new Uint8Array(length);
            source.fill(value);
            await file.write(offset, source);
            model.fill(value, offset, offset + length);
            size = Math.max(size, offset + length);
          }
          for (const buffer of [own, new Uint8Array(32 * 1024)]) {
            const read = await file.read(4096, buffer);
            expect(read).toBe(Math.max(0, Math.min(buffer.length, size - 4096)));
            expect(Buffer.compare(buffer.subarray(0, read), model.subarray(4096, 4096 + read))).toBe(0);
          }
          await file.close();
          expect(Buffer.compare(await readFile(path), model.subarray(0, size))).toBe(0);
        }),
        { numRuns: 40 },
      );
    } finally {
      Object.defineProperty(process, 'platform', platform);
    }
  },
);

test('a file whose name leads elsewhere in the meantime is not written through it', async () => {
  const folder = await tempFolder('direct');
  const ours = await open(join(folder, 'ours'), 'wx+');
  const other = await open(join(folder, 'other'), 'wx+');
  const file = await DirectFile.over(ours, join(folder, 'other'));
  await file.write(0, file.allocate(4096).fill(7));
  await file.close();
  expect((await other.stat()).size).toBe(0);
  await other.close();
  expect((await readFile(join(folder, 'ours'))).length).toBe(4096);
});
