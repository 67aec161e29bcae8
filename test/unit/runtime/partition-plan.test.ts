/** Format and Partition Disk: from the list of the step to the place of every partition, without a disk. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GIB, KIB, MIB, TIB } from '#base/units.ts';
import {
  planPartitions,
  type PartitionSetting,
  type PartitionType,
} from '../../../resources/runtime/disks/partition-plan.ts';
import { codeOf } from '../../support/codes.ts';

const setting = (type: PartitionType, more: Partial<PartitionSetting> = {}): PartitionSetting => ({
  type,
  fileSystem: undefined,
  isBootable: false,
  isQuickFormat: true,
  volumeName: '',
  size: undefined,
  unit: 'mb',
  hasLetter: true,
  letterVariable: undefined,
  ...more,
});

const percent = (size: number): Partial<PartitionSetting> => ({ size, unit: 'percent' });

/** Start and size of each partition in MiB. */
function place(
  style: 'gpt' | 'mbr',
  sizeBytes: number,
  settings: readonly PartitionSetting[],
): readonly (readonly [number: number, start: number, size: number])[] {
  const plan = planPartitions({ style, disk: { sizeBytes, sectorBytes: 512 }, settings });
  return plan.partitions.map((one) => [one.number, one.startBytes / MIB, one.sizeBytes / MIB]);
}

test('partitions follow each other from 1 MiB on, and a percentage is of what is left at its turn', () => {
  const check = (
    [style, sizeBytes, ...settings]: readonly ['gpt' | 'mbr', number, ...PartitionSetting[]],
    expected: readonly (readonly [number, number, number])[],
  ): void => {
    expect(place(style, sizeBytes, settings)).toEqual(expected);
  };
  check(['gpt', 10 * GIB, setting('primary')], [[1, 1, 10_238]]);
  check(
    [
      'gpt',
      10 * GIB,
      setting('efi', { size: 500 }),
      setting('msr', { size: 128 }),
      setting('primary', percent(99)),
      setting('recovery', percent(100)),
    ],
    [
      [1, 1, 500],
      [2, 501, 128],
      [3, 629, 9_513],
      [4, 10_142, 97],
    ],
  );
  check(['mbr', 10 * GIB, setting('primary', { size: 2, unit: 'gb' })], [[1, 1, 2_048]]);
  check(['mbr', 10 * GIB, setting('primary', { size: 10.5 })], [[1, 1, 10]]);
  check(
    [
      'mbr',
      1 * GIB,
      setting('primary', { size: 100 }),
      setting('extended', percent(50)),
      setting('logical', { size: 100 }),
      setting('logical'),
      setting('hidden'),
    ],
    [
      [1, 1, 100],
      [2, 101, 461],
      [5, 102, 100],
      [6, 203, 359],
      [3, 562, 462],
    ],
  );
  // An MBR counts 2^32 sectors; what lies behind them is out of its reach.
  check(['mbr', 4 * TIB, setting('primary')], [[1, 1, 2 * 1024 * 1024 - 2]]);
});

test('types, marks and the active partition are what Windows expects of them', () => {
  const plan = planPartitions({
    style: 'mbr',
    disk: { sizeBytes: 10 * GIB, sectorBytes: 512 },
    settings: [
      setting('primary', { size: 100, fileSystem: 'fat32', isBootable: true }),
      setting('primary', { size: 100, fileSystem: 'ntfs', isBootable: true, hasLetter: false }),
      setting('primary', { size: 100, fileSystem: 'ntfs', hasLetter: false }),
      setting('hidden', { size: 100, fileSystem: 'fat32' }),
    ],
  });
  const gpt = planPartitions({
    style: 'gpt',
    disk: { sizeBytes: 10 * GIB, sectorBytes: 512 },
    settings: [
      setting('efi', { size: 100 }),
      setting('msr', { size: 100 }),
      setting('primary', { size: 100, hasLetter: false }),
      setting('recovery', { size: 100 }),
    ],
  });
  expect({
    mbr: plan.partitions.map((one) => [one.typeByte, one.isActive]),
    gpt: gpt.partitions.map((one) => [one.typeGuid.slice(0, 8), one.attributeBits]),
  }).toEqual({
    mbr: [
      [0x0c, false],
      [0x07, true],
      [0x17, false],
      [0x1c, false],
    ],
    gpt: [
      ['c12a7328', []],
      ['e3c9e316', []],
      ['ebd0a0a2', [63]],
      ['de94bba4', [0, 63]],
    ],
  });
});

test('lists that cannot be made are refused', () => {
  const refused = (
    style: 'gpt' | 'mbr',
    sizeBytes: number,
    ...settings: readonly PartitionSetting[]
  ): string => {
    return codeOf(() => place(style, sizeBytes, settings));
  };
  const disk = 10 * GIB;
  const outcomes = {
    empty: refused('gpt', disk),
    overHundred: refused('gpt', disk, setting('primary', percent(101))),
    afterAll: refused('gpt', disk, setting('primary', percent(100)), setting('primary', { size: 1 })),
    tooLarge: refused('gpt', disk, setting('primary', { size: 11, unit: 'gb' })),
    zero: refused('gpt', disk, setting('primary', { size: 0 })),
    notANumber: refused('gpt', disk, setting('primary', { size: Number.NaN })),
    largeFat: refused('gpt', TIB, setting('primary', { size: 33, unit: 'gb', fileSystem: 'fat32' })),
    smallFat: refused('gpt', disk, setting('efi', { size: 33, fileSystem: 'fat32' })),
    fatName: refused(
      'gpt',
      disk,
      setting('primary', { size: 100, fileSystem: 'fat32', volumeName: 'much too long' }),
    ),
    longName: refused('gpt', disk, setting('primary', { fileSystem: 'ntfs', volumeName: 'x'.repeat(33) })),
    efiAsNtfs: refused('gpt', disk, setting('efi', { size: 100, fileSystem: 'ntfs' })),
    formattedMsr: refused('gpt', disk, setting('msr', { size: 100, fileSystem: 'ntfs' })),
    hiddenOnGpt: refused('gpt', disk, setting('hidden')),
    efiOnMbr: refused('mbr', disk, setting('efi')),
    logicalAlone: refused('mbr', disk, setting('logical')),
    twoExtended: refused('mbr', disk, setting('extended', { size: 100 }), setting('extended', { size: 100 })),
    fivePrimaries: refused(
      'mbr',
      disk,
      ...Array.from({ length: 5 }, () => setting('primary', { size: 100 })),
    ),
    bootableLogical: refused(
      'mbr',
      disk,
      setting('extended', percent(50)),
      setting('logical', { isBootable: true }),
    ),
    tinyDisk: refused('gpt', MIB, setting('primary')),
  };
  expect(Object.entries(outcomes).filter(([, code]) => code !== 'E_TS_PARTITION')).toEqual([]);
});

/** Any list; most of them cannot be made, the ones that can must be right. */
const anySetting = fc.record({
  type: fc.constantFrom<PartitionType>(
    'primary',
    'primary',
    'efi',
    'msr',
    'recovery',
    'hidden',
    'extended',
    'logical',
  ),
  fileSystem: fc.constantFrom<'ntfs' | 'fat32' | undefined>('ntfs', 'fat32', undefined),
  isBootable: fc.boolean(),
  isQuickFormat: fc.constant(true),
  volumeName: fc.constant(''),
  size: fc.option(fc.double({ min: 0.1, max: 90, noNaN: true }), { nil: undefined }),
  unit: fc.constantFrom<'mb' | 'gb' | 'percent'>('mb', 'mb', 'gb', 'percent'),
  hasLetter: fc.boolean(),
  letterVariable: fc.constant(undefined),
});

test('whatever is planned is aligned, does not overlap and lies on the disk', () => {
  let planned = 0;
  fc.assert(
    fc.property(
      fc.constantFrom<'gpt' | 'mbr'>('gpt', 'mbr'),
      fc.constantFrom(512, 4 * KIB),
      fc.integer({ min: 8 * KIB, max: 8 * MIB }),
      fc.array(anySetting, { minLength: 1, maxLength: 7 }),
      (style, sectorBytes, kib, settings) => {
        const sizeBytes = kib * KIB;
        const sound = settings.map((one) =>
          ['msr', 'extended', 'logical', 'efi'].includes(one.type)
            ? { ...one, fileSystem: undefined, isBootable: false }
            : one,
        );
        const wanted = sound.filter((one) =>
          style === 'gpt'
            ? ['primary', 'efi', 'msr', 'recovery'].includes(one.type)
            : ['primary', 'hidden', 'extended', 'logical'].includes(one.type),
        );
        let plan;
        try {
          plan = planPartitions({ style, disk: { sizeBytes, sectorBytes }, settings: wanted });
        } catch {
          return;
        }
        planned += 1;
        const { partitions } = plan;
        const end = style === 'gpt' ? sizeBytes - 16_384 - sectorBytes : sizeBytes;
        const extended = partitions.find((one) => one.setting.type === 'extended');
        for (const [index, one] of partitions.entries()) {
          expect([one.startBytes % MIB, one.sizeBytes % MIB, one.sizeBytes >= MIB]).toEqual([0, 0, true]);
          expect(one.startBytes >= MIB && one.startBytes + one.sizeBytes <= end).toBe(true);
          const isInside = one.setting.type === 'logical';
          if (isInside && extended !== undefined) {
            expect(one.startBytes - MIB >= extended.startBytes).toBe(true);
            expect(one.startBytes + one.sizeBytes <= extended.startBytes + extended.sizeBytes).toBe(true);
          }
          for (const other of partitions.slice(index + 1)) {
            if (isInside !== (other.setting.type === 'logical')) continue;
            const gap = isInside ? MIB : 0;
            expect(
              one.startBytes + one.sizeBytes + gap <= other.startBytes ||
                other.startBytes + other.sizeBytes + gap <= one.startBytes,
            ).toBe(true);
          }
        }
        expect(new Set(partitions.map((one) => one.number)).size).toBe(partitions.length);
      },
    ),
    { numRuns: 3_000 },
  );
  expect(planned).toBeGreaterThan(200);
});

test.each([
  [512, 33, 34],
  [4096, 257, 258],
])(
  'FAT32 on sectors of %i bytes is refused with %i MiB, which are too few clusters, and made with %i',
  (sectorBytes, refused, least) => {
    const plan = (size: number): unknown =>
      planPartitions({
        style: 'gpt',
        disk: { sizeBytes: 4 * GIB, sectorBytes },
        settings: [setting('efi', { size, fileSystem: 'fat32' })],
      });
    expect(codeOf(() => plan(refused))).toBe('E_TS_PARTITION');
    expect(plan(least)).toMatchObject({ partitions: [{ sizeBytes: least * MIB }] });
  },
);
