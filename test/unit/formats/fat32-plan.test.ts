import { describe, expect, test } from 'vitest';
import { equalBytes } from '#base/bytes.ts';
import { bytesContent } from '#base/extent.ts';
import { buildTree, type TreeFile } from '#base/file-tree.ts';
import { GIB, MIB, TIB } from '#base/units.ts';
import { maxVolumeBytes, planFat32Volume, type Fat32Plan, type Fat32Request } from '#formats/fat32/index.ts';
import { codeOf } from '../../support/codes.ts';
import { materialiseBytes } from '../../support/materialise.ts';
import { noiseFile, sizedFile, textFile } from '../../support/trees.ts';

function plan(files: readonly TreeFile[], options: Partial<Fat32Request> = {}): Fat32Plan {
  return planFat32Volume({
    root: buildTree(files),
    volumeBytes: 'fit',
    label: 'UNIT',
    volumeId: 1,
    hiddenSectors: 2048,
    modified: new Date('2026-11-20T10:11:12Z'),
    sectorBytes: 512,
    ...options,
  });
}

describe('FAT32 volume plan', () => {
  test('the same request gives the same bytes', async () => {
    const files = [noiseFile('b/data.bin', 10_000), textFile('a.txt'), textFile('Long Name.txt')];
    const [one, two] = await Promise.all(
      [plan(files), plan([...files].reverse())].map((p) => materialiseBytes(p)),
    );
    // Not toEqual: vitest would list 34 million bytes.
    expect(one !== undefined && two !== undefined && equalBytes(one, two)).toBe(true);
  });

  test('the smallest volume of an empty tree is FAT32 with 512-byte clusters', () => {
    const planned = plan([]);
    expect(planned.clusterBytes).toBe(512);
    expect(planned.clusterCount).toBeGreaterThanOrEqual(65_525 + 16);
    expect(planned.sizeBytes).toBe(34 * MIB);
    expect(planned.fileCount).toBe(0);
    expect(planned.directoryCount).toBe(0);
  });

  test('"fit" holds the content and the free space asked for, and little more', () => {
    const planned = plan([sizedFile('a.wim', 3 * GIB), sizedFile('b.wim', GIB)], { freeBytes: 100 * MIB });
    expect(planned.clusterBytes).toBe(4096);
    expect(planned.freeBytes).toBeGreaterThanOrEqual(100 * MIB);
    expect(planned.freeBytes).toBeLessThan(102 * MIB);
    expect(planned.sizeBytes).toBeLessThan(4.12 * GIB);
  });

  test('a volume one cluster too small says what is needed and what is there', () => {
    const empty = plan([], { volumeBytes: 64 * MIB });
    const fits = plan([sizedFile('x', empty.freeBytes)], { volumeBytes: 64 * MIB });
    expect(fits.freeBytes).toBe(0);
    const tooMuch = (): unknown => plan([sizedFile('x', empty.freeBytes + 1)], { volumeBytes: 64 * MIB });
    expect(codeOf(tooMuch)).toBe('E_FAT_VOLUME_TOO_SMALL');
    expect(tooMuch).toThrow(/needs .* the volume has/);
    const free = (): unknown => plan([], { volumeBytes: 64 * MIB, freeBytes: 64 * MIB });
    expect(codeOf(free)).toBe('E_FAT_VOLUME_TOO_SMALL');
  });

  test('a file of 4 GiB is refused with both sizes, one byte less is taken', () => {
    const tooLarge = (): unknown => plan([sizedFile('sources/install.wim', 4 * GIB)]);
    expect(codeOf(tooLarge)).toBe('E_FAT_FILE_TOO_LARGE');
    expect(tooLarge).toThrow(/"sources\/install.wim" has 4294967296 bytes.*4294967295/);
    expect(plan([sizedFile('install.wim', 4 * GIB - 1)]).fileCount).toBe(1);
  });

  test('a directory of more than 65,536 entries is refused by name', () => {
    const files = (count: number) =>
      Array.from({ length: count }, (_, index) => textFile(`PKG/${String(index).padStart(8, '0')}`, ''));
    expect(plan(files(65_534)).fileCount).toBe(65_534);
    const tooMany = (): unknown => plan(files(65_535));
    expect(codeOf(tooMany)).toBe('E_FAT_DIRECTORY_TOO_LARGE');
    expect(tooMany).toThrow(/"PKG" needs 65537 entries/);
    const long = Array.from({ length: 21_846 }, (_, index) => textFile(`PKG/a longer name ${index}`, ''));
    expect(codeOf(() => plan(long))).toBe('E_FAT_DIRECTORY_TOO_LARGE');
  });

  test('labels, sizes and content beyond FAT32 are refused', () => {
    expect(codeOf(() => plan([], { label: 'lower case' }))).toBe('E_FAT_LABEL');
    expect(codeOf(() => plan([], { label: 'TWELVE CHARS' }))).toBe('E_FAT_LABEL');
    expect(codeOf(() => plan([], { volumeBytes: 16 * MIB }))).toBe('E_FAT_VOLUME_SIZE');
    expect(codeOf(() => plan([], { volumeBytes: 3 * TIB }))).toBe('E_FAT_VOLUME_SIZE');
    const many = Array.from({ length: 600 }, (_, index) => sizedFile(`${index}.bin`, 4 * GIB - 1));
    expect(codeOf(() => plan(many))).toBe('E_FAT_VOLUME_SIZE');
  });

  test('at 2 TB the table is computed on demand and only its used part', () => {
    const planned = plan([sizedFile('a', 1)], { volumeBytes: maxVolumeBytes(512) });
    const generated = planned.extents.filter(({ source }) => source.kind === 'generated');
    expect(generated.map(({ length }) => length)).toEqual([512, 512]);
    const bytes = planned.extents.reduce(
      (sum, { source }) => sum + (source.kind === 'bytes' ? source.bytes.length : 0),
      0,
    );
    expect(bytes).toBeLessThan(10_000);
    expect(planned.geometry.fatSectors * 512).toBeGreaterThan(255 * MIB);
  });

  test('a file is one extent with its slack; an empty file has none', () => {
    const content = bytesContent('one', Uint8Array.of(1));
    const planned = plan([{ path: 'one', content }, textFile('none', '')], { volumeBytes: 4e9 });
    const extents = planned.extents.filter(({ source }) => source.kind === 'content');
    expect(extents.map(({ length }) => length)).toEqual([4096]);
  });

  test('no label: no label entry, and "NO NAME" in the boot sector', async () => {
    const planned = plan([], { label: '' });
    const bytes = await materialiseBytes(planned);
    expect(new TextDecoder('latin1').decode(bytes.subarray(71, 82))).toBe('NO NAME    ');
    expect(bytes[planned.geometry.dataSector * 512]).toBe(0);
  });
});
