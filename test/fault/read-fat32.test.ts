/** Damaged and hostile sticks: every outcome is a reading or a coded error, after a bounded number of reads. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMediaError } from '#base/errors/media-error.ts';
import type { Extent } from '#base/extent.ts';
import { buildTree, type DirectoryNode } from '#base/file-tree.ts';
import { MIB } from '#base/units.ts';
import { planFat32Volume } from '#formats/fat32/index.ts';
import { planDiskImage } from '#image/disk-image.ts';
import { findPartitions } from '#image/partitions.ts';
import { findFat32, openFat32 } from '#image/read-fat32.ts';
import { codeOfPromise } from '../support/codes.ts';
import { readAll } from '../support/content.ts';
import { memoryDevice } from '../support/materialise.ts';
import { planDevice, type Patch, type PlanDevice } from '../support/plan-device.ts';
import { noiseFile, textFile } from '../support/trees.ts';

const FILES = [
  textFile('A.TXT'),
  noiseFile('DIR/DATA.BIN', 5000),
  textFile('DIR/SUB/DEEP/A long name.txt'),
  noiseFile('LAST.BIN', 2000),
];
const VOLUME = planFat32Volume({
  root: buildTree(FILES),
  volumeBytes: 'fit',
  label: 'FAULT',
  volumeId: 1,
  hiddenSectors: 0,
  modified: new Date('2026-11-20T10:11:12Z'),
  sectorBytes: 512,
});
const FAT_OFFSET = VOLUME.geometry.reservedSectors * 512;
const DATA_OFFSET = VOLUME.geometry.dataSector * 512;
const READ_LIMIT = 20_000;
const CLUSTER = clusters();

/** First clusters, from the plan: the directories in tree order, and the file that has more than one. */
function clusters(): Readonly<Record<'root' | 'dir' | 'sub' | 'data', number>> {
  const first = (extent: Extent | undefined): number => {
    if (extent === undefined) throw new Error('the plan lacks an extent');
    return 2 + (extent.offset - DATA_OFFSET) / 512;
  };
  const inData = VOLUME.extents.filter(({ offset }) => offset >= DATA_OFFSET);
  const [root, dir, sub] = inData.filter(({ source }) => source.kind === 'bytes');
  const data = inData.find(
    ({ source }) => source.kind === 'content' && source.content.name === 'DIR/DATA.BIN',
  );
  return { root: first(root), dir: first(dir), sub: first(sub), data: first(data) };
}

function fatEntry(cluster: number, value: number): Patch {
  const bytes = [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
  return { at: FAT_OFFSET + cluster * 4, bytes };
}

function inDirectory(cluster: number, entry: number, at: number, bytes: readonly number[]): Patch {
  return { at: DATA_OFFSET + (cluster - 2) * 512 + entry * 32 + at, bytes };
}

/** Lists everything and reads every file, as `verify` does. */
async function readEverything(device: PlanDevice): Promise<number> {
  const medium = await openFat32(device, 0);
  let bytes = 0;
  for await (const { path } of medium.list()) {
    const file = await medium.open(path);
    if (file !== undefined && file.sizeBytes < 100_000) bytes += (await readAll(file)).length;
  }
  return bytes;
}

describe('reading damaged FAT32 volumes', () => {
  test('the undamaged one can be read (control)', async () => {
    expect(await readEverything(planDevice(VOLUME))).toBe(
      FILES.reduce((sum, { content }) => sum + content.sizeBytes, 0),
    );
  });

  const damages: readonly [name: string, patches: readonly Patch[]][] = [
    ['a directory whose chain loops', [fatEntry(CLUSTER.dir, CLUSTER.dir)]],
    [
      'a root directory whose chain loops over two clusters',
      [fatEntry(CLUSTER.root, CLUSTER.data + 2), fatEntry(CLUSTER.data + 2, CLUSTER.root)],
    ],
    ['a file whose chain loops', [fatEntry(CLUSTER.data + 9, CLUSTER.data)]],
    ['a file whose chain loops early', [fatEntry(CLUSTER.data, CLUSTER.data)]],
    ['a file whose chain ends early', [fatEntry(CLUSTER.data + 3, 0x0fff_ffff)]],
    ['a chain that leads to a free cluster', [fatEntry(CLUSTER.data + 3, 0)]],
    ['a chain that leads to cluster 1', [fatEntry(CLUSTER.data + 3, 1)]],
    ['a chain that leads out of the volume', [fatEntry(CLUSTER.data + 3, 0x0fff_fff0)]],
    ['a chain that leads to a bad cluster', [fatEntry(CLUSTER.data + 3, 0x0fff_fff7)]],
    ['a directory that contains itself', [inDirectory(CLUSTER.sub, 2, 26, [CLUSTER.sub, 0])]],
    ['a directory that contains the root', [inDirectory(CLUSTER.sub, 2, 26, [CLUSTER.root, 0])]],
    ['a directory that contains its parent', [inDirectory(CLUSTER.sub, 2, 26, [CLUSTER.dir, 0])]],
    ['a directory in cluster 0', [inDirectory(CLUSTER.sub, 2, 26, [0, 0])]],
    ['a directory beyond the volume', [inDirectory(CLUSTER.sub, 2, 20, [0xff, 0x0f])]],
    ['a file longer than its chain', [inDirectory(CLUSTER.dir, 2, 28, [0xff, 0xff])]],
    ['a file shorter than its chain', [inDirectory(CLUSTER.dir, 2, 28, [1, 0])]],
    [
      'an empty name',
      [inDirectory(CLUSTER.dir, 2, 0, [0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20])],
    ],
    ['a name with a slash', [inDirectory(CLUSTER.dir, 2, 1, [0x2f])]],
  ];
  for (const [name, patches] of damages) {
    test(`${name} is E_FAT_DAMAGED`, async () => {
      const device = planDevice(VOLUME, { patches });
      expect(await codeOfPromise(readEverything(device))).toBe('E_FAT_DAMAGED');
      expect(device.reads()).toBeLessThan(READ_LIMIT);
    });
  }

  test('a file larger than the volume is refused when it is opened', async () => {
    const patches = [inDirectory(CLUSTER.dir, 2, 28, [0xff, 0xff, 0xff, 0xff])];
    const medium = await openFat32(planDevice(VOLUME, { patches }), 0);
    const file = await medium.open('DIR/DATA.BIN');
    expect(await codeOfPromise(readAll(file))).toBe('E_FAT_DAMAGED');
  });

  test('directory entries that share one cluster do not multiply the reading', async () => {
    // Every entry says it is a directory in the cluster it stands in.
    const entry = [
      ...new TextEncoder().encode('X       '),
      0x20,
      0x20,
      0x20,
      0x10,
      ...new Array<number>(14).fill(0),
    ];
    const whole = [...entry, CLUSTER.dir, 0, 0, 0, 0, 0];
    const patches = Array.from({ length: 16 }, (_, index) => inDirectory(CLUSTER.dir, index, 0, whole));
    const device = planDevice(VOLUME, { patches });
    expect(await codeOfPromise(readEverything(device))).toBe('E_FAT_DAMAGED');
    expect(device.reads()).toBeLessThan(100);
  });

  test('directories nested deeper than any path can be are E_FAT_DAMAGED', async () => {
    // By hand: `buildTree` refuses such a tree.
    let root: DirectoryNode = { kind: 'directory', name: '', children: [] };
    for (let level = 0; level < 200; level += 1) {
      root = { kind: 'directory', name: '', children: [{ ...root, name: 'y'.repeat(200) }] };
    }
    const deep = planFat32Volume({
      root,
      volumeBytes: 64 * MIB,
      label: '',
      volumeId: 1,
      hiddenSectors: 0,
      modified: new Date('2026-11-20T10:11:12Z'),
      sectorBytes: 512,
    });
    const device = planDevice(deep);
    expect(await codeOfPromise(readEverything(device))).toBe('E_FAT_DAMAGED');
    expect(device.reads()).toBeLessThan(READ_LIMIT);
  });

  test('a volume that promises more than the device has is refused', async () => {
    const device = planDevice({ sizeBytes: VOLUME.sizeBytes - 512, extents: VOLUME.extents });
    expect(await codeOfPromise(openFat32(device, 0))).toBe('E_FAT_DAMAGED');
  });

  test('flipped bits anywhere in the metadata give a reading or a coded error', async () => {
    const metadata = fc.oneof(
      fc.nat(8 * 512),
      fc.nat(200).map((byte) => FAT_OFFSET + byte),
      ...[CLUSTER.root, CLUSTER.dir, CLUSTER.sub].map((cluster) =>
        fc.nat(511).map((byte) => DATA_OFFSET + (cluster - 2) * 512 + byte),
      ),
    );
    const flips = fc.array(fc.record({ at: metadata, byte: fc.nat(255) }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(flips, async (drawn) => {
        const patches = drawn.map(({ at, byte }) => ({ at, bytes: [byte] }));
        const device = planDevice(VOLUME, { patches });
        await codeOfPromise(readEverything(device));
        expect(device.reads()).toBeLessThan(READ_LIMIT);
      }),
      { numRuns: 300 },
    );
  });
});

describe('reading damaged disks', () => {
  const DISK = planDiskImage({
    files: FILES,
    partitionStyle: 'gpt',
    sectorBytes: 512,
    label: 'FAULT',
    ids: {
      diskGuid: '5a1f3f5e-0000-4000-8000-00000000d15c',
      partitionGuids: ['5a1f3f5e-0000-4000-8000-0000000000ef', '5a1f3f5e-0000-4000-8000-0000000000b1'],
      volumeId: 1,
    },
    modified: new Date('2026-11-20T10:11:12Z'),
  });

  test('a damaged primary table is replaced by the backup', async () => {
    for (const at of [512 + 20 + 40, 1024 + 60]) {
      const device = planDevice(DISK, { patches: [{ at, bytes: [0xff] }] });
      const found = await findPartitions(device);
      expect(found.usedBackup).toBe(true);
      expect((await findFat32(device))?.label).toBe('FAULT');
    }
    expect((await findPartitions(planDevice(DISK))).usedBackup).toBe(false);
  });

  test('two damaged tables are E_DISK_TABLE_DAMAGED', async () => {
    const patches = [
      { at: 512 + 60, bytes: [0xff] },
      { at: DISK.sizeBytes - 512 + 60, bytes: [0xff] },
    ];
    expect(await codeOfPromise(findPartitions(planDevice(DISK, { patches })))).toBe('E_DISK_TABLE_DAMAGED');
    expect(await codeOfPromise(findFat32(planDevice(DISK, { patches })))).toBe('E_DISK_TABLE_DAMAGED');
  });

  test('a disk cut off at any place gives a reading or a coded error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(DISK.sizeBytes), async (sizeBytes) => {
        const device = planDevice({ sizeBytes, extents: DISK.extents });
        expect(await codeOfPromise(findFat32(device))).not.toBe('E_INTERNAL');
        expect(device.reads()).toBeLessThan(READ_LIMIT);
      }),
    );
  });

  test('random bytes are no medium, with and without the marks of one', async () => {
    const marks = fc.constantFrom<readonly Patch[]>(
      [],
      [{ at: 510, bytes: [0x55, 0xaa] }],
      [
        { at: 510, bytes: [0x55, 0xaa] },
        { at: 450, bytes: [0xee] },
        { at: 446, bytes: [0] },
      ],
      [
        { at: 510, bytes: [0x55, 0xaa] },
        { at: 450, bytes: [0x0c] },
        { at: 446, bytes: [0x80] },
      ],
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 0, maxLength: 4096 }), marks, async (bytes, patches) => {
        const image = new Uint8Array(2 * MIB);
        image.set(bytes);
        for (const { at, bytes: mark } of patches) image.set(mark, at);
        let found: unknown;
        try {
          found = await findFat32(memoryDevice(image));
        } catch (error) {
          expect(isMediaError(error), String(error)).toBe(true);
        }
        expect(found).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  test('a superfloppy, a volume without partitions, is found', async () => {
    expect((await findFat32(planDevice(VOLUME)))?.label).toBe('FAULT');
    expect((await findPartitions(planDevice(VOLUME))).style).toBe('none');
  });

  test('a drive that reads only whole sectors gives the same files', async () => {
    const inner = planDevice(DISK);
    const drive = {
      ...inner,
      alignmentBytes: 4096,
      read: (offset: number, target: Uint8Array) => {
        expect([offset % 4096, target.length % 4096]).toEqual([0, 0]);
        return inner.read(offset, target);
      },
    };
    const medium = await findFat32(drive);
    const two = await Promise.all(
      ['A.TXT', 'DIR/SUB/DEEP/A long name.txt'].map(async (path) => readAll(await medium?.open(path))),
    );
    expect(two.map((bytes) => new TextDecoder().decode(bytes))).toEqual([
      'A.TXT',
      'DIR/SUB/DEEP/A long name.txt',
    ]);
  });
});
