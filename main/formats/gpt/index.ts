/**
 * GUID partition table: header and 128 entries at the start of the disk, mirrored at its end (UEFI 2.10, 5.3).
 * Trap: the backup's entries lie *before* its header, and each header names itself first; copying the primary
 * over is not enough. CRCs are over the header with its own CRC field zero, and over all entries, unused ones too.
 */
import { copyBytes, encodeLatin1 } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import type { Extent } from '#base/extent.ts';
import { guid } from '#base/guid.ts';
import { crc32 } from '#base/hash.ts';
import {
  magic,
  reserved,
  struct,
  u32,
  u64,
  utf16,
  type ValueCodec,
  type ValueOfStruct,
} from '#base/struct.ts';
import { ceilDiv } from '#base/units.ts';
import { encodeProtectiveMbr } from '../mbr/index.ts';

/** Partition types of this product (UEFI 2.10, table 5.7; GNU GRUB manual, "BIOS installation"). */
export const GPT_TYPE = {
  efiSystem: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
  biosBoot: '21686148-6449-6e6f-744e-656564454649',
  basicData: 'ebd0a0a2-b9e5-4433-87c0-68b6b72699c7',
  unused: '00000000-0000-0000-0000-000000000000',
} as const;

const ENTRY_COUNT = 128;
const ENTRY_BYTES = 128;
const ENTRIES_BYTES = ENTRY_COUNT * ENTRY_BYTES;
const HEADER_BYTES = 92;
/** What a reader accepts as a table, so that a hostile header cannot make it read gigabytes. */
const MAX_ENTRIES_BYTES = 1024 * 1024;

const flags64: ValueCodec<bigint> = {
  size: 8,
  type: 'u64 LE flags',
  isFixed: false,
  read: (view, offset) => view.getBigUint64(offset, true),
  write(view, offset, value) {
    view.setBigUint64(offset, value, true);
  },
};

export const gptHeader = struct('GPT header', HEADER_BYTES, {
  signature: [0, magic(encodeLatin1('EFI PART'))],
  revision: [8, u32, '0x00010000'],
  headerSize: [12, u32, '92; the rest of the sector is zero'],
  headerCrc: [16, u32, 'CRC-32 over the header, this field taken as zero'],
  unknown: [20, reserved(4)],
  ownLba: [24, u64, 'sector of this header: 1, or the last one of the disk'],
  otherLba: [32, u64, 'sector of the other header'],
  firstUsableLba: [40, u64, 'first sector a partition may use'],
  lastUsableLba: [48, u64, 'last sector a partition may use'],
  diskGuid: [56, guid, 'identity of the disk'],
  entriesLba: [72, u64, 'first sector of the entries that belong to this header'],
  entryCount: [80, u32, '128'],
  entryBytes: [84, u32, '128'],
  entriesCrc: [88, u32, 'CRC-32 over all entries'],
});
export type GptHeader = ValueOfStruct<typeof gptHeader>;

export const gptEntry = struct('GPT partition entry', ENTRY_BYTES, {
  typeGuid: [0, guid, 'what the partition is for; zero: the entry is not used'],
  partitionGuid: [16, guid, 'identity of the partition'],
  firstLba: [32, u64, 'first sector'],
  lastLba: [40, u64, 'last sector, inclusive'],
  attributes: [
    48,
    flags64,
    'bit 0 required by the platform, bit 2 legacy BIOS bootable, bit 63 no drive letter',
  ],
  name: [56, utf16(72), 'at most 36 UTF-16 units'],
});

export const gptTables = [gptHeader, gptEntry] as const;

export interface GptPartition {
  readonly typeGuid: string;
  readonly partitionGuid: string;
  readonly firstLba: number;
  /** Inclusive. */
  readonly lastLba: number;
  readonly attributes?: bigint;
  /** At most 36 UTF-16 units (not characters). */
  readonly name: string;
}

export interface GptGeometry {
  readonly totalSectors: number;
  readonly firstUsableLba: number;
  /** Inclusive. */
  readonly lastUsableLba: number;
}

/**
 * What a disk of `sizeBytes` offers to partitions; a rest smaller than a sector is ignored.
 * @throws MediaError E_DISK_TOO_SMALL
 */
export function gptGeometry(sizeBytes: number, sectorBytes: number): GptGeometry {
  const totalSectors = Math.floor(sizeBytes / sectorBytes);
  const entrySectors = ceilDiv(ENTRIES_BYTES, sectorBytes);
  const firstUsableLba = 2 + entrySectors;
  const lastUsableLba = totalSectors - 2 - entrySectors;
  if (lastUsableLba < firstUsableLba) {
    throw new MediaError(
      'E_DISK_TOO_SMALL',
      `a GPT takes ${(firstUsableLba + entrySectors + 2) * sectorBytes} bytes, the disk has ${sizeBytes}`,
    );
  }
  return { totalSectors, firstUsableLba, lastUsableLba };
}

export interface GptRequest {
  readonly sizeBytes: number;
  readonly sectorBytes: number;
  readonly diskGuid: string;
  /** In table order; at most 128. */
  readonly partitions: readonly GptPartition[];
  /** BIOS boot program for the protective MBR, at most 440 bytes. */
  readonly bootCode?: Uint8Array;
}

export interface GptPlan extends GptGeometry {
  /** Protective MBR, header, entries; backup entries, backup header. In order of offset. */
  readonly extents: readonly Extent[];
  /** Backup header, header, protective MBR: what makes the disk visible, so what is written last. */
  readonly writtenLast: readonly { readonly offset: number; readonly length: number }[];
}

/**
 * Both tables of a disk.
 * @throws MediaError E_DISK_TOO_SMALL, E_DISK_LAYOUT for partitions that overlap or leave the usable area,
 * E_FORMAT_VALUE for a name of more than 36 UTF-16 units or a text that is no GUID.
 */
export function planGpt(request: GptRequest): GptPlan {
  const { sectorBytes, partitions, diskGuid } = request;
  const geometry = gptGeometry(request.sizeBytes, sectorBytes);
  checkPartitions(partitions, geometry);

  const entrySectors = ceilDiv(ENTRIES_BYTES, sectorBytes);
  const entries = new Uint8Array(entrySectors * sectorBytes);
  partitions.forEach((partition, index) => {
    gptEntry.encodeInto(entries, index * ENTRY_BYTES, {
      ...partition,
      attributes: partition.attributes ?? 0n,
    });
  });
  const entriesCrc = crc32(entries.subarray(0, ENTRIES_BYTES));
  const lastLba = geometry.totalSectors - 1;
  const header = (ownLba: number, otherLba: number, entriesLba: number): Uint8Array =>
    encodeHeader(
      {
        revision: 0x0001_0000,
        headerSize: HEADER_BYTES,
        headerCrc: 0,
        ownLba,
        otherLba,
        firstUsableLba: geometry.firstUsableLba,
        lastUsableLba: geometry.lastUsableLba,
        diskGuid,
        entriesLba,
        entryCount: ENTRY_COUNT,
        entryBytes: ENTRY_BYTES,
        entriesCrc,
      },
      sectorBytes,
    );
  const firstSector = new Uint8Array(sectorBytes);
  firstSector.set(encodeProtectiveMbr(geometry.totalSectors, request.bootCode));
  const backupEntriesLba = lastLba - entrySectors;
  const place = (lba: number, bytes: Uint8Array): Extent => ({
    offset: lba * sectorBytes,
    length: bytes.length,
    source: { kind: 'bytes', bytes },
  });
  return {
    ...geometry,
    extents: [
      place(0, firstSector),
      place(1, header(1, lastLba, 2)),
      place(2, entries),
      place(backupEntriesLba, entries),
      place(lastLba, header(lastLba, 1, backupEntriesLba)),
    ],
    writtenLast: [lastLba, 1, 0].map((lba) => ({ offset: lba * sectorBytes, length: sectorBytes })),
  };
}

function encodeHeader(value: GptHeader, sectorBytes: number): Uint8Array {
  const sector = new Uint8Array(sectorBytes);
  gptHeader.encodeInto(sector, 0, { ...value, headerCrc: 0 });
  const headerCrc = crc32(sector.subarray(0, HEADER_BYTES));
  gptHeader.encodeInto(sector, 0, { ...value, headerCrc });
  return sector;
}

function checkPartitions(partitions: readonly GptPartition[], geometry: GptGeometry): void {
  if (partitions.length > ENTRY_COUNT) {
    throw new MediaError('E_DISK_LAYOUT', `a GPT holds ${ENTRY_COUNT} partitions, got ${partitions.length}`);
  }
  const sorted = [...partitions].sort((a, b) => a.firstLba - b.firstLba);
  let free = geometry.firstUsableLba;
  for (const { name, firstLba, lastLba } of sorted) {
    if (firstLba < free || lastLba < firstLba || lastLba > geometry.lastUsableLba) {
      throw new MediaError(
        'E_DISK_LAYOUT',
        `partition "${name}" is to lie in sectors ${firstLba} to ${lastLba}, free are ${free} to ${geometry.lastUsableLba}`,
      );
    }
    free = lastLba + 1;
  }
}

/** A header that passed its own checks; its entries are still to be read from `entriesLba`. */
export interface CheckedHeader extends GptHeader {
  readonly entriesBytes: number;
}

/**
 * Checks one header sector: mark, size, CRC, own position, bounds.
 * @throws MediaError E_FORMAT_MAGIC when there is no GPT here, E_DISK_TABLE_DAMAGED with found and expected value.
 */
export function decodeGptHeader(sector: Uint8Array, lba: number): CheckedHeader {
  const value = gptHeader.decode(sector);
  const { headerSize } = value;
  if (headerSize < HEADER_BYTES || headerSize > sector.length) {
    throw damaged(`the header says it has ${headerSize} bytes, the sector has ${sector.length}`);
  }
  const copy = copyBytes(sector.subarray(0, headerSize));
  copy.fill(0, 16, 20);
  expect('header CRC', value.headerCrc, crc32(copy));
  expect('own sector', value.ownLba, lba);
  const { entryCount, entryBytes, firstUsableLba, lastUsableLba } = value;
  const entriesBytes = entryCount * entryBytes;
  if (entryBytes < ENTRY_BYTES || entryBytes % 128 !== 0 || entriesBytes > MAX_ENTRIES_BYTES) {
    throw damaged(
      `${entryCount} entries of ${entryBytes} bytes, at most ${MAX_ENTRIES_BYTES} bytes are read`,
    );
  }
  if (lastUsableLba < firstUsableLba) {
    throw damaged(`usable sectors ${firstUsableLba} to ${lastUsableLba}`);
  }
  return { ...value, entriesBytes };
}

/**
 * The used entries of a checked header.
 * @throws MediaError E_DISK_TABLE_DAMAGED when the CRC differs or an entry leaves the usable area,
 * E_FORMAT_TRUNCATED when `entries` is too short.
 */
export function decodeGptEntries(header: CheckedHeader, entries: Uint8Array): readonly GptPartition[] {
  if (entries.length < header.entriesBytes) {
    throw new MediaError(
      'E_FORMAT_TRUNCATED',
      `the GPT entries take ${header.entriesBytes} bytes, the data has ${entries.length}`,
    );
  }
  expect('entries CRC', header.entriesCrc, crc32(entries.subarray(0, header.entriesBytes)));
  const partitions: GptPartition[] = [];
  for (let index = 0; index < header.entryCount; index += 1) {
    const value = gptEntry.decode(entries, index * header.entryBytes);
    if (value.typeGuid === GPT_TYPE.unused) continue;
    const { firstLba, lastLba } = value;
    if (firstLba < header.firstUsableLba || lastLba > header.lastUsableLba || lastLba < firstLba) {
      throw damaged(
        `entry ${index + 1} lies in sectors ${firstLba} to ${lastLba}, usable are ${header.firstUsableLba} to ${header.lastUsableLba}`,
      );
    }
    partitions.push(value);
  }
  return partitions;
}

/** Both in one, from the first bytes of a disk (sector 0 to the end of the entries). @throws as the two above */
export function decodeGpt(
  disk: Uint8Array,
  sectorBytes: number,
): CheckedHeader & { readonly partitions: readonly GptPartition[] } {
  const header = decodeGptHeader(disk.subarray(sectorBytes, 2 * sectorBytes), 1);
  const partitions = decodeGptEntries(header, disk.subarray(header.entriesLba * sectorBytes));
  return { ...header, partitions };
}

function expect(what: string, found: number, expected: number): void {
  if (found !== expected) throw damaged(`${what} is ${found}, should be ${expected}`);
}

function damaged(message: string): MediaError {
  return new MediaError('E_DISK_TABLE_DAMAGED', `GPT: ${message}`);
}
