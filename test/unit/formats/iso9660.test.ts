import { expect, test } from 'vitest';
import type { TreeNode } from '#base/file-tree.ts';
import { bytesContent } from '#base/extent.ts';
import { decodeDirectory, iso9660Tables } from '#formats/iso9660/index.ts';
import { decodeVolumeDate, encodeRecordDate, encodeVolumeDate } from '../../../main/formats/iso9660/dates.ts';
import { encodeBootCatalog, patchBiosImage } from '../../../main/formats/iso9660/el-torito.ts';
import {
  cutUnits,
  isoLabel,
  isoNames,
  jolietLabel,
  jolietNames,
} from '../../../main/formats/iso9660/names.ts';
import { decodeSystemUse, RockRidge } from '../../../main/formats/iso9660/rock-ridge.ts';
import { fileSections, MAX_SECTION_BYTES } from '../../../main/formats/iso9660/sections.ts';
import { MODIFIED, patternBytes } from '../../support/iso-samples.ts';

function nodes(names: readonly string[]): readonly TreeNode[] {
  return names.map((name) =>
    name.endsWith('/')
      ? { kind: 'directory', name: name.slice(0, -1), children: [] }
      : { kind: 'file', name, content: bytesContent(name, new Uint8Array()) },
  );
}

function isoTexts(...names: readonly string[]): readonly string[] {
  return isoNames(nodes(names)).map((name) => name.identifier);
}

function jolietTexts(...names: readonly string[]): readonly string[] {
  return jolietNames(nodes(names)).map((name) => name.identifier);
}

function countDifferent(give: typeof isoNames, names: readonly string[]): number {
  return new Set(give(nodes(names)).map((name) => name.identifier)).size;
}

test('names of the primary tree are capitals, digits and underscores with a version', () => {
  expect(isoTexts('Variables.dat')).toEqual(['VARIABLES.DAT;1']);
  expect(isoTexts('README')).toEqual(['README.;1']);
  expect(isoTexts('Größe.txt')).toEqual(['GR_SSE.TXT;1']);
  expect(isoTexts('.disk/')).toEqual(['_DISK']);
  expect(isoTexts('a.b.c.html')).toEqual(['A_B_C.HTML;1']);
});

test('a name longer than thirty characters is cut and keeps its extension', () => {
  expect(isoTexts(`${'n'.repeat(40)}.json`)).toEqual([`${'N'.repeat(26)}.JSON;1`]);
  expect(isoTexts(`${'d'.repeat(40)}/`)).toEqual(['D'.repeat(31)]);
});

test('names that become the same are numbered, also when the number is already taken', () => {
  expect(isoTexts('ä.txt', 'ö.txt', 'ü.txt')).toEqual(['_.TXT;1', '__1.TXT;1', '__2.TXT;1']);
  expect(isoTexts('__1.txt', 'ä.txt', 'ö.txt')).toEqual(['_.TXT;1', '__1.TXT;1', '__2.TXT;1']);
});

test('seventy thousand names that become the same are all different', () => {
  const names = Array.from({ length: 70_000 }, (_, index) => `${'長'.repeat(60 + (index % 7))}${index}.txt`);
  expect(countDifferent(isoNames, names)).toBe(70_000);
  const long = Array.from({ length: 70_000 }, (_, index) => `${'x'.repeat(200)}${index}.txt`);
  expect(countDifferent(jolietNames, long)).toBe(70_000);
});

test('directories are sorted by name, then by extension, by code unit', () => {
  expect(isoTexts('b.a', 'a.b', 'a.a', 'a_/', 'B.txt')).toEqual(['A.A;1', 'A.B;1', 'A_', 'B.A;1', 'B.TXT;1']);
});

test('Joliet keeps names up to 103 units as they are', () => {
  expect(jolietTexts('Größe 😀.txt')).toEqual(['Größe 😀.txt;1']);
  expect(jolietTexts(`${'x'.repeat(99)}.txt`)).toEqual([`${'x'.repeat(99)}.txt;1`]);
  expect(jolietTexts('Ordner/')).toEqual(['Ordner']);
});

test('Joliet shortens longer names, keeps the extension and never meets another name', () => {
  const taken = `${'x'.repeat(99)}.txt`;
  const stem = 'x'.repeat(91);
  expect(jolietTexts(taken, `${'x'.repeat(150)}.txt`, `${'X'.repeat(151)}.txt`)).toEqual(
    [`${taken};1`, `${stem}~1.txt;1`, `${'X'.repeat(91)}~2.txt;1`].sort(),
  );
});

test('a semicolon, which separates the version, becomes an underscore in Joliet', () => {
  expect(jolietTexts('a;b', 'a_b')).toEqual(['a_b;1', 'a_b~1;1']);
});

test('cutting a text never leaves half a character or a blank at the end', () => {
  expect(cutUnits('ab😀', 3)).toBe('ab');
  expect(cutUnits('ab cd', 3)).toBe('ab');
  expect(cutUnits('abc', 3)).toBe('abc');
});

test('labels fit their descriptors', () => {
  expect(isoLabel('PS1 Media – Größe')).toBe('PS1_MEDIA___GR_SSE');
  expect(isoLabel('x'.repeat(40))).toBe('X'.repeat(32));
  expect(jolietLabel('Task Sequence Media')).toBe('Task Sequence Me');
  expect(jolietLabel('a\0b\n*c;d\\e')).toBe('a_b__c_d_e');
  // A pair that would be cut in half is left out whole.
  expect(jolietLabel('fifteen units..😀')).toBe('fifteen units');
  expect(isoLabel('😀\0')).toBe('___');
});

test('dates are stored in UTC and read with their zone', () => {
  expect([...encodeRecordDate(MODIFIED)]).toEqual([126, 3, 4, 5, 6, 7, 0]);
  const volume = encodeVolumeDate(MODIFIED);
  expect(Buffer.from(volume.subarray(0, 16)).toString()).toBe('2026030405060700');
  expect(decodeVolumeDate(volume)).toEqual(MODIFIED);
  volume[16] = 4;
  expect(decodeVolumeDate(volume)).toEqual(new Date('2026-03-04T04:06:07Z'));
  expect(decodeVolumeDate(encodeVolumeDate(undefined))).toBeUndefined();
  expect(() => encodeRecordDate(new Date('1899-12-31T23:59:59Z'))).toThrow(/1900 to 2155/);
  expect(() => encodeRecordDate(new Date(Number.NaN))).toThrow(/1900 to 2155/);
});

test('a file below 4 GiB is one section, a larger one several that follow each other', () => {
  expect(fileSections(7, 0)).toEqual([{ block: 7, sizeBytes: 0 }]);
  expect(fileSections(7, MAX_SECTION_BYTES)).toEqual([{ block: 7, sizeBytes: MAX_SECTION_BYTES }]);
  expect(fileSections(7, 2 ** 33)).toEqual([
    { block: 7, sizeBytes: MAX_SECTION_BYTES },
    { block: 7 + 2_097_151, sizeBytes: MAX_SECTION_BYTES },
    { block: 7 + 2 * 2_097_151, sizeBytes: 4096 },
  ]);
});

test('the boot catalog names the BIOS image first and the UEFI image in a section', () => {
  const catalog = encodeBootCatalog({ biosBlock: 61, uefi: { block: 131, sizeBytes: 4 * 1024 * 1024 } });
  const hex = (from: number): string => Buffer.from(catalog.subarray(from, from + 32)).toString('hex');
  const rest = (text: string): string => text.padEnd(64, '0');
  expect(hex(0)).toBe(`01${'00'.repeat(27)}aa5555aa`);
  expect(hex(32)).toBe(rest('880000000000' + '0400' + '3d000000'));
  expect(hex(64)).toBe(rest('91ef0100'));
  expect(hex(96)).toBe(rest('880000000000' + '0020' + '83000000'));
});

test('a disc for UEFI alone has the UEFI image as default entry', () => {
  const catalog = encodeBootCatalog({
    biosBlock: undefined,
    uefi: { block: 131, sizeBytes: 40 * 1024 * 1024 },
  });
  const words = new Uint16Array(catalog.buffer, 0, 16);
  expect(words.reduce((sum, word) => (sum + word) & 0xffff)).toBe(0);
  expect(catalog[1]).toBe(0xef);
  // More than the field can hold: 0, up to the end of the disc.
  expect(Buffer.from(catalog.subarray(32, 44)).toString('hex')).toBe('880000000000' + '0000' + '83000000');
  expect(catalog.subarray(64).every((byte) => byte === 0)).toBe(true);
});

test('a BIOS image too short for its addresses is refused', () => {
  expect(() => patchBiosImage(patternBytes(2048), 61)).toThrow(
    expect.objectContaining({ code: 'E_ISO_BOOT_IMAGE' }),
  );
});

test('a Rock Ridge name that does not fit its record goes to a continuation', () => {
  const rockRidge = new RockRidge(MODIFIED);
  const short = rockRidge.file('a'.repeat(135), 66);
  expect(short.continued).toBeUndefined();
  expect(66 + short.inline.length).toBe(254);
  const long = rockRidge.file('ä'.repeat(255), 66);
  expect(decodeSystemUse(long.inline).name).toBeUndefined();
  expect(Buffer.from(decodeSystemUse(long.continued ?? new Uint8Array()).name ?? []).toString()).toBe(
    'ä'.repeat(255),
  );
});

test('a record that leaves its block or has no room for its name is damage', () => {
  const block = new Uint8Array(2048);
  block[0] = 33;
  expect(() => [...decodeDirectory(block, false)]).toThrow(
    expect.objectContaining({ code: 'E_ISO_DAMAGED' }),
  );
  block[0] = 40;
  block[32] = 20;
  expect(() => [...decodeDirectory(block, false)]).toThrow(
    expect.objectContaining({ code: 'E_ISO_DAMAGED' }),
  );
  block[0] = 250;
  expect(() => [...decodeDirectory(block.subarray(0, 100), false)]).toThrow(
    expect.objectContaining({ code: 'E_ISO_DAMAGED' }),
  );
});

test('every table of the format has a name and a meaning for each field that holds a value', () => {
  for (const table of iso9660Tables) {
    const silent = table.fields.filter((field) => field.doc === '' && field.type !== 'zero');
    expect({ table: table.name, silent: silent.map((field) => field.name) }).toEqual({
      table: table.name,
      silent: [],
    });
  }
});
