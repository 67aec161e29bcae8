import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { equalBytes } from '#base/bytes.ts';
import { buildTree, type TreeFile } from '#base/file-tree.ts';
import { MIB } from '#base/units.ts';
import { allocationTable } from '#formats/fat32/allocation-table.ts';
import { smallestGeometry } from '#formats/fat32/geometry.ts';
import {
  assignShortNames,
  defaultClusterBytes,
  fatGeometry,
  maxVolumeBytes,
  planFat32Volume,
  shortText,
} from '#formats/fat32/index.ts';
import { openFat32 } from '#image/read-fat32.ts';
import { readAll } from '../support/content.ts';
import { planDevice } from '../support/plan-device.ts';
import { noise, noiseFile, textFile } from '../support/trees.ts';

/** A name Windows can hold: anything but what buildTree refuses. */
const name = fc
  .oneof(
    fc.stringMatching(/^[A-Z0-9_]{1,8}(\.[A-Z]{1,3})?$/),
    fc.stringMatching(/^[a-zA-Z0-9 ._~-]{0,20}[a-z]$/),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
  )
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  .map((text) => `${text.replace(/[\u0000-\u001f"*/:<>?\\|]/g, '').slice(0, 250)}_`)
  .map((text) => (/^(con|prn|aux|nul|com\d|lpt\d)/i.test(text) ? `_${text}` : text));

const file = fc.record({
  path: fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
  sizeBytes: fc.oneof(fc.constant(0), fc.nat(3000), fc.nat(200_000)),
  isDirectory: fc.boolean(),
});

/** Files without those whose path is taken, also as a directory. */
function distinct(drawn: readonly { path: string; sizeBytes: number; isDirectory: boolean }[]): TreeFile[] {
  const taken = new Map<string, 'file' | 'directory'>();
  return drawn.flatMap(({ path, sizeBytes, isDirectory }) => {
    const parts = path.toUpperCase().split('/');
    const parents = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'));
    const own = parts.join('/');
    if (taken.has(own) || parents.some((parent) => taken.get(parent) === 'file')) return [];
    parents.forEach((parent) => taken.set(parent, 'directory'));
    taken.set(own, isDirectory ? 'directory' : 'file');
    return [isDirectory ? textFile(`${path}/`) : noiseFile(path, sizeBytes)];
  });
}

describe('FAT32 for any tree', () => {
  test('extents are sorted, within the volume and apart, and the reader gives back the tree', async () => {
    const request = fc.record({
      drawn: fc.array(file, { maxLength: 25 }),
      volumeBytes: fc.constantFrom('fit' as const, 300 * MIB, 20_000 * MIB, 2_000_000 * MIB),
      sectorBytes: fc.constantFrom(512 as const, 4096 as const),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ drawn, volumeBytes, sectorBytes }) => {
        const files = distinct(drawn);
        const plan = planFat32Volume({
          root: buildTree(files),
          volumeBytes,
          label: 'PROPERTY',
          volumeId: 1,
          hiddenSectors: 0,
          modified: new Date(0x19c_0000_0000),
          sectorBytes,
        });
        let end = 0;
        for (const { offset, length } of plan.extents) {
          expect(offset).toBeGreaterThanOrEqual(end);
          expect(length).toBeGreaterThan(0);
          expect(offset % sectorBytes).toBe(0);
          expect(length % sectorBytes).toBe(0);
          end = offset + length;
        }
        expect(end).toBeLessThanOrEqual(plan.sizeBytes);

        const medium = await openFat32(planDevice(plan), 0);
        const found = new Map<string, number>();
        for await (const { path, sizeBytes } of medium.list()) found.set(path, sizeBytes);
        for (const { path, content } of files) {
          if (path.endsWith('/')) continue;
          expect(found.get(path)).toBe(content.sizeBytes);
          const read = await readAll(await medium.open(path));
          expect(equalBytes(read, noise(path, content.sizeBytes)), path).toBe(true);
        }
        const written = new Set(files.filter(({ path }) => !path.endsWith('/')).map(({ path }) => path));
        for (const path of found.keys()) expect(path.endsWith('/') || written.has(path)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('short names are 8.3, unlike each other, and the same every time', () => {
    const similar = fc
      .tuple(fc.constantFrom('Driver Package ', 'KB503_', 'a', '😀'), fc.nat(3000))
      .map(([stem, number]) => `${stem}${number}.cab`);
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.oneof(similar, name), { maxLength: 400, selector: (n) => n.toUpperCase() }),
        (names) => {
          const assigned = assignShortNames(names);
          const shorts = assigned.map(({ short }) => shortText(short));
          expect(new Set(shorts).size).toBe(names.length);
          for (const short of shorts) {
            expect(short).toMatch(/^[A-Z0-9$%'\-_@~`!(){}^#&]{1,8}(\.[A-Z0-9$%'\-_@~`!(){}^#&]{1,3})?$/);
          }
          expect(assignShortNames(names)).toEqual(assigned);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('any part of the allocation table is the same as that part of the whole', () => {
    const runs = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 40 });
    fc.assert(
      fc.property(runs, fc.nat(400), fc.nat(400), (lengths, from, size) => {
        let last = 1;
        const generate = allocationTable(Uint32Array.from(lengths, (length) => (last += length)));
        const whole = new Uint8Array(8192);
        generate(0, whole);
        const part = new Uint8Array(size);
        generate(from, part);
        expect(equalBytes(part, whole.subarray(from, from + size))).toBe(true);
      }),
    );
  });

  test('any size from 300 MB to 2 TB gives a FAT32 volume that uses it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 300_000_000, max: maxVolumeBytes(512) }),
        fc.constantFrom(512, 4096),
        (volumeBytes, sectorBytes) => {
          const clusterBytes = defaultClusterBytes(volumeBytes, sectorBytes);
          const geometry = fatGeometry(volumeBytes, sectorBytes, clusterBytes);
          expect(geometry.fatSectors * sectorBytes).toBeGreaterThanOrEqual((geometry.clusterCount + 2) * 4);
          expect((geometry.dataSector * sectorBytes) % MIB).toBe(0);
          expect(geometry.reservedSectors).toBeGreaterThanOrEqual(32);
          const end = geometry.dataSector * sectorBytes + geometry.clusterCount * clusterBytes;
          expect(end).toBeLessThanOrEqual(volumeBytes);
          expect(end).toBeGreaterThan(volumeBytes - clusterBytes - sectorBytes);
        },
      ),
    );
  });

  test('the smallest volume holds what is needed, and a MiB less would not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2_000_000_000_000 }),
        fc.constantFrom(512, 4096),
        (bytes, sectorBytes) => {
          const needed = (clusterBytes: number): number => Math.ceil(bytes / clusterBytes);
          const geometry = smallestGeometry(sectorBytes, needed);
          const { clusterBytes, clusterCount, totalSectors } = geometry;
          expect(clusterCount).toBeGreaterThanOrEqual(Math.max(needed(clusterBytes), 65_541));
          const slack = clusterCount - Math.max(needed(clusterBytes), 65_541);
          expect(slack * clusterBytes, `${totalSectors} sectors`).toBeLessThan(2 * MIB);
        },
      ),
    );
  });
});
