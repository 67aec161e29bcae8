import { describe, expect, test } from 'vitest';
import { encodeLatin1 } from '#base/bytes.ts';
import { TIB } from '#base/units.ts';
import { allocationTable } from '#formats/fat32/allocation-table.ts';
import { encodeBootSector } from '#formats/fat32/boot-sector.ts';
import {
  assignShortNames,
  decodeDirectory,
  decodeFatTime,
  decodeVolume,
  defaultClusterBytes,
  encodeFatTime,
  fatBootSector,
  fatGeometry,
  fatInfoSector,
  fatLabel,
  fatLongEntry,
  fatShortEntry,
  maxVolumeBytes,
  shortChecksum,
  shortText,
} from '#formats/fat32/index.ts';
import { DirectoryWriter } from '#formats/fat32/directory.ts';
import { codeOf } from '../../support/codes.ts';

const NO_TIME = { date: 0, time: 0, tenths: 0 };

function shorts(names: readonly string[]): string[] {
  return assignShortNames(names).map(({ short }) => shortText(short));
}

describe('short names', () => {
  test('an upper-case 8.3 name is its own short name and needs no long one', () => {
    const [name] = assignShortNames(['BOOTX64.EFI']);
    expect(name).toEqual({
      long: 'BOOTX64.EFI',
      short: { base: 'BOOTX64', extension: 'EFI' },
      longEntryCount: 0,
    });
  });

  test('a lower-case 8.3 name keeps its letters in a long name and gets no tail', () => {
    const [name] = assignShortNames(['grub.cfg']);
    expect(name?.longEntryCount).toBe(1);
    expect(shortText(name?.short ?? { base: '', extension: '' })).toBe('GRUB.CFG');
  });

  test('longer names get tails, and a tail never takes the name of another file', () => {
    expect(shorts(['Variables.dat', 'VARIAB~1.DAT', 'variables.data', 'Variables2.dat'])).toEqual([
      'VARIAB~2.DAT',
      'VARIAB~1.DAT',
      'VARIAB~3.DAT',
      'VARIAB~4.DAT',
    ]);
  });

  test('spaces and leading dots go, foreign characters become "_"', () => {
    expect(shorts(['.hidden', 'a b.txt', 'a.b.c', 'Größe.txt', '😀.😀', '....', 'x+y.e=f'])).toEqual([
      'HIDDEN~1',
      'AB~1.TXT',
      'AB~1.C',
      'GR_SSE~1.TXT',
      '__~1.__',
      '_~1',
      'X_Y~1.E_F',
    ]);
  });

  test('tails grow to the left when a stem has many', () => {
    const given = shorts(Array.from({ length: 1200 }, (_, index) => `driver number ${index}.inf`));
    expect(given[0]).toBe('DRIVER~1.INF');
    expect(given[8]).toBe('DRIVER~9.INF');
    expect(given[9]).toBe('DRIVE~10.INF');
    expect(given[1199]).toBe('DRI~1200.INF');
    expect(new Set(given).size).toBe(1200);
  });

  test('refuses empty and too long names and names that are there twice', () => {
    expect(codeOf(() => assignShortNames(['x'.repeat(256)]))).toBe('E_TREE_NAME');
    expect(codeOf(() => assignShortNames(['']))).toBe('E_TREE_NAME');
    expect(codeOf(() => assignShortNames(['A.TXT', 'a.txt']))).toBe('E_TREE_DUPLICATE');
    expect(codeOf(() => assignShortNames(['x'.repeat(255)]))).toBe('(none)');
  });

  test('the checksum is the one of the specification', () => {
    // Worked by hand for "A" and ten spaces: rotate right and add.
    let sum = 0x41;
    for (let index = 0; index < 10; index += 1) sum = ((sum & 1) * 0x80 + (sum >> 1) + 0x20) % 256;
    expect(shortChecksum(encodeLatin1('A          '))).toBe(sum);
    expect(shortChecksum(encodeLatin1('           '))).not.toBe(sum);
  });

  test('labels become what FAT can hold', () => {
    expect(fatLabel('Configuration Manager')).toBe('CONFIGURATI');
    expect(fatLabel('  a.b*c ')).toBe('A_B_C');
    expect(fatLabel('Größe')).toBe('GR_SSE');
    expect(fatLabel('')).toBe('');
  });
});

describe('directories', () => {
  const names = ['README', 'grub.cfg', 'x'.repeat(13), 'y'.repeat(14), 'ü'.repeat(255), '😀'];
  function written(): Uint8Array {
    const bytes = new Uint8Array(4096);
    const writer = new DirectoryWriter(bytes);
    writer.addSpecial('MY LABEL', { attributes: 8, firstCluster: 0, sizeBytes: 0, time: NO_TIME });
    writer.addSpecial('.', { attributes: 16, firstCluster: 5, sizeBytes: 0, time: NO_TIME });
    writer.addSpecial('..', { attributes: 16, firstCluster: 0, sizeBytes: 0, time: NO_TIME });
    assignShortNames(names).forEach((name, index) => {
      writer.add(name, {
        attributes: index === 0 ? 16 : 32,
        firstCluster: 0x0123_4567 + index,
        sizeBytes: 0xffff_ffff - index,
        time: NO_TIME,
      });
    });
    return bytes;
  }

  test('give back names, clusters, sizes and the label', () => {
    const { items, label } = decodeDirectory(written());
    expect(label).toBe('MY LABEL');
    expect(items.map(({ name }) => name)).toEqual(names);
    expect(items.map(({ isDirectory }) => isDirectory)).toEqual([true, false, false, false, false, false]);
    expect(items.map(({ firstCluster }) => firstCluster)).toEqual(
      names.map((_, index) => 0x0123_4567 + index),
    );
    expect(items[5]?.sizeBytes).toBe(0xffff_fffa);
  });

  test('a long name whose checksum does not match is ignored for the short one', () => {
    const bytes = written();
    const at = bytes.findIndex((byte, index) => index % 32 === 13 && bytes[index - 2] === 0x0f && byte !== 0);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    expect(decodeDirectory(bytes).items[1]?.name).toBe('GRUB.CFG');
  });

  test('deleted entries are skipped and the end mark ends', () => {
    const bytes = written();
    bytes[3 * 32] = 0xe5;
    expect(decodeDirectory(bytes).items[0]?.name).toBe('grub.cfg');
    bytes[3 * 32] = 0;
    expect(decodeDirectory(bytes).items).toEqual([]);
  });

  test('the lower-case flags of Windows are understood though never written', () => {
    const entry = {
      baseName: 'GRUB',
      extension: 'CFG',
      attributes: 32,
      caseFlags: 0x18,
      createdTenths: 0,
      createdTime: 0,
      createdDate: 0,
      accessedDate: 0,
      clusterHigh: 0,
      modifiedTime: 0,
      modifiedDate: 0,
      clusterLow: 3,
      sizeBytes: 1,
    };
    expect(fatShortEntry.decode(fatShortEntry.encode(entry))).toEqual(entry);
    expect(decodeDirectory(fatShortEntry.encode(entry)).items[0]?.name).toBe('grub.cfg');
  });

  test('names that would leave their directory are damage', () => {
    for (const name of ['..\\up', 'a/b', 'c\u0007d']) {
      const bytes = new Uint8Array(1024);
      new DirectoryWriter(bytes).add(
        { long: name, short: { base: 'A', extension: '' }, longEntryCount: 1 },
        { attributes: 32, firstCluster: 3, sizeBytes: 1, time: NO_TIME },
      );
      expect(
        codeOf(() => decodeDirectory(bytes)),
        name,
      ).toBe('E_FAT_DAMAGED');
    }
  });

  test('a part of a long name gives back its values', () => {
    const part = {
      order: 0x41,
      name1: new Uint8Array(10).fill(1),
      attributes: 15,
      type: 0,
      checksum: 9,
      name2: new Uint8Array(12).fill(2),
      cluster: 0,
      name3: new Uint8Array(4).fill(3),
    };
    expect(fatLongEntry.decode(fatLongEntry.encode(part))).toEqual(part);
  });
});

describe('times', () => {
  test('are written as UTC with ten milliseconds of resolution', () => {
    const moment = new Date('2026-11-20T23:59:59.990Z');
    expect(encodeFatTime(moment)).toEqual({
      date: (46 << 9) | (11 << 5) | 20,
      time: (23 << 11) | (59 << 5) | 29,
      tenths: 199,
    });
    expect(decodeFatTime(encodeFatTime(moment))).toEqual(moment);
  });

  test('outside 1980 to 2107 are refused', () => {
    for (const text of ['1979-12-31T23:59:59Z', '2108-01-01T00:00:00Z', 'never']) {
      expect(
        codeOf(() => encodeFatTime(new Date(text))),
        text,
      ).toBe('E_FORMAT_VALUE');
    }
  });
});

describe('geometry', () => {
  test('takes the cluster sizes of Microsoft', () => {
    const sizes = [64e6, 260 * 2 ** 20, 4e9, 8 * 2 ** 30, 10e9, 20e9, 64e9, 2 * TIB];
    expect(sizes.map((size) => defaultClusterBytes(size, 512))).toEqual([
      512, 512, 4096, 4096, 8192, 16_384, 32_768, 32_768,
    ]);
    expect(defaultClusterBytes(64e6, 4096)).toBe(4096);
  });

  test('the largest volume has 32 bits of sectors', () => {
    const largest = fatGeometry(maxVolumeBytes(512), 512, 32_768);
    expect(largest.totalSectors).toBe(0xffff_ffff);
    expect(largest.fatSectors * 512).toBeGreaterThanOrEqual((largest.clusterCount + 2) * 4);
  });

  test('refuses what is not FAT32', () => {
    expect(codeOf(() => fatGeometry(32e6, 512, 512))).toBe('E_FAT_VOLUME_SIZE');
    expect(codeOf(() => fatGeometry(64e6, 4096, 4096))).toBe('E_FAT_VOLUME_SIZE');
    expect(codeOf(() => fatGeometry(2 * TIB, 512, 32_768))).toBe('E_FAT_VOLUME_SIZE');
    expect(codeOf(() => fatGeometry(2 * TIB, 4096, 4096))).toBe('E_FAT_VOLUME_SIZE');
    expect(codeOf(() => fatGeometry(0, 512, 512))).toBe('E_FAT_VOLUME_SIZE');
  });

  test('a boot sector gives back the geometry it was written from', () => {
    const geometry = fatGeometry(4e9, 512, 4096);
    const sector = encodeBootSector(geometry, { volumeId: 7, label: 'STICK', hiddenSectors: 2048 });
    expect(decodeVolume(sector)).toEqual({
      sectorBytes: 512,
      clusterBytes: 4096,
      sizeBytes: geometry.totalSectors * 512,
      fatOffset: geometry.reservedSectors * 512,
      fatBytes: geometry.fatSectors * 512,
      dataOffset: geometry.dataSector * 512,
      clusterCount: geometry.clusterCount,
      rootCluster: 2,
      volumeId: 7,
      label: 'STICK',
    });
    const value = fatBootSector.decode(sector);
    expect(fatBootSector.encode(value)).toEqual(sector);
    expect(value.hiddenSectors).toBe(2048);
  });

  test('FSInfo gives back its numbers', () => {
    const info = { freeClusters: 123_456, nextFree: 99 };
    expect(fatInfoSector.decode(fatInfoSector.encode(info))).toEqual(info);
  });

  test('boot sectors of no possible volume are refused', () => {
    const geometry = fatGeometry(64e6, 512, 512);
    const sector = encodeBootSector(geometry, { volumeId: 7, label: '', hiddenSectors: 0 });
    const good = fatBootSector.decode(sector);
    const broken = [
      { sectorBytes: 0 },
      { sectorBytes: 513 },
      { sectorsPerCluster: 0 },
      { sectorsPerCluster: 3 },
      { sectorsPerCluster: 128 },
      { reservedSectors: 0 },
      { fatCount: 0 },
      { fatCount: 255 },
      { rootEntryCount: 512 },
      { fatSectors16: 9 },
      { fatSectors: 0 },
      { fatSectors: 1 },
      { fatSectors: 0xffff_ffff },
      { totalSectors: 0 },
      { totalSectors: 0xffff_ffff },
      { rootCluster: 0 },
      { rootCluster: 0x0fff_ffff },
    ];
    for (const change of broken) {
      const changed = fatBootSector.encode({ ...good, ...change });
      expect(
        codeOf(() => decodeVolume(changed)),
        JSON.stringify(change),
      ).toBe('E_FAT_DAMAGED');
    }
    expect(codeOf(() => decodeVolume(new Uint8Array(512)))).toBe('E_FORMAT_MAGIC');
    expect(codeOf(() => decodeVolume(sector.subarray(1)))).toBe('E_FORMAT_TRUNCATED');
  });
});

describe('allocation table', () => {
  test('chains each run and ends it', () => {
    const bytes = new Uint8Array(40);
    allocationTable(Uint32Array.of(2, 5, 6))(0, bytes);
    const entries = Array.from(new Uint32Array(bytes.buffer), (entry) => entry.toString(16));
    expect(entries).toEqual([
      ...['ffffff8', 'fffffff'],
      ...['fffffff', '4', '5', 'fffffff', 'fffffff'],
      ...['0', '0', '0'],
    ]);
  });
});
