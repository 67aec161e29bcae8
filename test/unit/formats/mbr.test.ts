import { describe, expect, test } from 'vitest';
import { decodeMbr, encodeMbr, encodeProtectiveMbr, mbrPartitionEntry } from '#formats/mbr/index.ts';
import { codeOf } from '../../support/codes.ts';

const ACTIVE = { isActive: true, type: 0x0c, firstLba: 2048, sectorCount: 4_000_000 };

describe('master boot record', () => {
  test('gives back what was put in', () => {
    const mbr = {
      bootCode: Uint8Array.from({ length: 440 }, (_, index) => index % 251),
      diskSignature: 0xdead_beef,
      partitions: [ACTIVE, { isActive: false, type: 0xef, firstLba: 5_000_000, sectorCount: 1 }],
    };
    expect(decodeMbr(encodeMbr(mbr))).toEqual(mbr);
  });

  test('writes the active FAT32 entry byte for byte as the specification has it', () => {
    const sector = encodeMbr({ bootCode: new Uint8Array(), diskSignature: 1, partitions: [ACTIVE] });
    expect([...sector.subarray(446, 462)]).toEqual([
      ...[0x80, 0x20, 0x21, 0x00],
      ...[0x0c, 0x1d, 0x24, 0xf9],
      ...[0x00, 0x08, 0x00, 0x00],
      ...[0x00, 0x09, 0x3d, 0x00],
    ]);
    expect([...sector.subarray(510)]).toEqual([0x55, 0xaa]);
    expect(sector.subarray(462, 510).every((byte) => byte === 0)).toBe(true);
  });

  test('says "use LBA" for sectors beyond cylinder 1023', () => {
    const far = { isActive: false, type: 0x0c, firstLba: 1024 * 255 * 63, sectorCount: 10 };
    const sector = encodeMbr({ bootCode: new Uint8Array(), diskSignature: 0, partitions: [far] });
    const entry = mbrPartitionEntry.decode(sector, 446);
    expect([...entry.firstChs]).toEqual([0xfe, 0xff, 0xff]);
    expect([...entry.lastChs]).toEqual([0xfe, 0xff, 0xff]);
  });

  test('protects the whole disk, and as much as 32 bits hold of a larger one', () => {
    expect(decodeMbr(encodeProtectiveMbr(1000)).partitions).toEqual([
      { isActive: false, type: 0xee, firstLba: 1, sectorCount: 999 },
    ]);
    expect(decodeMbr(encodeProtectiveMbr(2 ** 33)).partitions[0]?.sectorCount).toBe(0xffff_ffff);
  });

  test('refuses what cannot be written or read, with a code', () => {
    const four = Array.from({ length: 5 }, () => ACTIVE);
    const empty = new Uint8Array();
    expect(codeOf(() => encodeMbr({ bootCode: empty, diskSignature: 0, partitions: four }))).toBe(
      'E_FORMAT_VALUE',
    );
    expect(codeOf(() => encodeMbr({ bootCode: new Uint8Array(441), diskSignature: 0, partitions: [] }))).toBe(
      'E_FORMAT_VALUE',
    );
    expect(codeOf(() => decodeMbr(new Uint8Array(512)))).toBe('E_FORMAT_MAGIC');
    expect(codeOf(() => decodeMbr(new Uint8Array(511)))).toBe('E_FORMAT_TRUNCATED');
    const text = encodeMbr({ bootCode: empty, diskSignature: 0, partitions: [ACTIVE] });
    text[446] = 0x41;
    expect(codeOf(() => decodeMbr(text))).toBe('E_FORMAT_VALUE');
  });
});
