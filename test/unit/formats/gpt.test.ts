import { describe, expect, test } from 'vitest';
import { crc32 } from '#base/hash.ts';
import {
  decodeGpt,
  decodeGptEntries,
  decodeGptHeader,
  GPT_TYPE,
  gptEntry,
  gptGeometry,
  gptHeader,
  planGpt,
  type GptPartition,
  type GptRequest,
} from '#formats/gpt/index.ts';
import { codeOf } from '../../support/codes.ts';
import { materialiseBytes } from '../../support/materialise.ts';

const DISK = '00112233-4455-6677-8899-aabbccddeeff';
const ESP: GptPartition = {
  typeGuid: GPT_TYPE.efiSystem,
  partitionGuid: 'c0ffee00-0000-4000-8000-000000000001',
  firstLba: 2048,
  lastLba: 4095,
  name: 'EFI System partition',
};
const SIZE = 4 * 1024 * 1024;

function request(options: Partial<GptRequest> = {}): GptRequest {
  return { sizeBytes: SIZE, sectorBytes: 512, diskGuid: DISK, partitions: [ESP], ...options };
}

/** Applies a change and makes the header's CRC right again, as an attacker would. */
function resealed(disk: Uint8Array, change: (header: DataView) => void): Uint8Array {
  const copy = disk.slice();
  const header = new DataView(copy.buffer, 512, 92);
  change(header);
  header.setUint32(16, 0, true);
  header.setUint32(16, crc32(copy.subarray(512, 512 + 92)), true);
  return copy;
}

describe('GUID partition table', () => {
  for (const sectorBytes of [512, 4096]) {
    test(`with sectors of ${sectorBytes} bytes both copies give back the partitions`, async () => {
      const esp = { ...ESP, firstLba: 300, lastLba: 800, attributes: (1n << 63n) | 1n };
      const planned = planGpt(request({ sectorBytes, partitions: [esp] }));
      const disk = await materialiseBytes({ sizeBytes: SIZE, extents: planned.extents });
      const primary = decodeGpt(disk, sectorBytes);
      expect(primary.partitions).toEqual([esp]);
      expect(primary.diskGuid).toBe(DISK);
      const lastLba = SIZE / sectorBytes - 1;
      const backup = decodeGptHeader(disk.subarray(lastLba * sectorBytes), lastLba);
      expect(backup.otherLba).toBe(1);
      expect(primary.otherLba).toBe(lastLba);
      expect(decodeGptEntries(backup, disk.subarray(backup.entriesLba * sectorBytes))).toEqual([esp]);
      expect(backup.entriesLba).toBe(planned.lastUsableLba + 1);
      expect(primary.firstUsableLba).toBe(planned.firstUsableLba);
    });
  }

  test('leaves 34 sectors at the start and 33 at the end of a disk of 512-byte sectors, 6 and 5 of 4096', () => {
    expect(gptGeometry(SIZE, 512)).toEqual({ totalSectors: 8192, firstUsableLba: 34, lastUsableLba: 8158 });
    expect(gptGeometry(SIZE, 4096)).toEqual({ totalSectors: 1024, firstUsableLba: 6, lastUsableLba: 1018 });
  });

  test('writes the table last, and of the table the first sector last', () => {
    expect(planGpt(request()).writtenLast.map(({ offset }) => offset)).toEqual([SIZE - 512, 512, 0]);
  });

  test('measures names in UTF-16 units', async () => {
    const name = `${'😀'.repeat(17)}ab`;
    const planned = planGpt(request({ partitions: [{ ...ESP, name }] }));
    const disk = await materialiseBytes({ sizeBytes: SIZE, extents: planned.extents });
    expect(decodeGpt(disk, 512).partitions[0]?.name).toBe(name);
    expect(codeOf(() => planGpt(request({ partitions: [{ ...ESP, name: '😀'.repeat(19) }] })))).toBe(
      'E_FORMAT_VALUE',
    );
  });

  test('header and entry give back their values', () => {
    const entry = { ...ESP, attributes: 5n };
    expect(gptEntry.decode(gptEntry.encode(entry))).toEqual(entry);
    const header = {
      revision: 1,
      headerSize: 92,
      headerCrc: 3,
      ownLba: 1,
      otherLba: 2 ** 40,
      firstUsableLba: 34,
      lastUsableLba: 2 ** 45,
      diskGuid: DISK,
      entriesLba: 2,
      entryCount: 128,
      entryBytes: 128,
      entriesCrc: 0xffff_ffff,
    };
    expect(gptHeader.decode(gptHeader.encode(header))).toEqual(header);
  });

  test('refuses partitions that overlap or leave the disk, and disks without room', () => {
    const planned = (partitions: readonly GptPartition[]) => codeOf(() => planGpt(request({ partitions })));
    expect(planned([ESP, { ...ESP, firstLba: 4095, lastLba: 5000 }])).toBe('E_DISK_LAYOUT');
    expect(planned([{ ...ESP, lastLba: 8159 }])).toBe('E_DISK_LAYOUT');
    expect(planned([{ ...ESP, firstLba: 33 }])).toBe('E_DISK_LAYOUT');
    expect(planned([{ ...ESP, firstLba: 100, lastLba: 99 }])).toBe('E_DISK_LAYOUT');
    expect(planned(Array.from({ length: 129 }, () => ESP))).toBe('E_DISK_LAYOUT');
    expect(planned([{ ...ESP, lastLba: 8158 }])).toBe('(none)');
    expect(codeOf(() => planGpt(request({ sizeBytes: 30_000 })))).toBe('E_DISK_TOO_SMALL');
  });

  test('finds every damaged byte of header and entries', async () => {
    const disk = await materialiseBytes({ sizeBytes: SIZE, extents: planGpt(request()).extents });
    const places = [512, 520, 524, 530, 540, 568, 584, 603, 1024, 1100, 1151, 17_407];
    for (const place of places) {
      const damaged = disk.slice();
      damaged[place] = (damaged[place] ?? 0) ^ 0x10;
      expect(
        codeOf(() => decodeGpt(damaged, 512)),
        `byte ${place}`,
      ).toMatch(/^(E_DISK_TABLE_DAMAGED|E_FORMAT_MAGIC|E_FORMAT_VALUE)$/);
    }
    expect(codeOf(() => decodeGpt(disk.slice(0, 5000), 512))).toBe('E_FORMAT_TRUNCATED');
  });

  test('refuses headers that are sealed but hostile', async () => {
    const disk = await materialiseBytes({ sizeBytes: SIZE, extents: planGpt(request()).extents });
    const hostile: ((header: DataView) => void)[] = [
      (header) => {
        header.setUint32(12, 0xffff_ffff, true);
      },
      (header) => {
        header.setUint32(80, 0xffff_ffff, true);
      },
      (header) => {
        header.setUint32(84, 0, true);
      },
      (header) => {
        header.setUint32(84, 0x4000_0000, true);
      },
      (header) => {
        header.setBigUint64(24, 2n, true);
      },
      (header) => {
        header.setBigUint64(48, 1n, true);
      },
      (header) => {
        header.setBigUint64(40, 3000n, true);
      },
    ];
    for (const change of hostile) {
      expect(codeOf(() => decodeGpt(resealed(disk, change), 512))).toBe('E_DISK_TABLE_DAMAGED');
    }
    expect(
      codeOf(() =>
        decodeGpt(
          resealed(disk, (header) => {
            header.setBigUint64(24, 1n, true);
          }),
          512,
        ),
      ),
    ).toBe('(none)');
  });
});
