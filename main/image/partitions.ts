/**
 * Which partitions a device holds: GPT (primary, else its backup), MBR, or none ("superfloppy": the file system begins
 * at byte 0). Trap: a FAT boot sector also ends in 55 AA; what looks like a partition table there is text and code.
 */
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import {
  decodeGptEntries,
  decodeGptHeader,
  type CheckedHeader,
  type GptPartition,
} from '#formats/gpt/index.ts';
import { decodeMbr, MBR_TYPE, type Mbr } from '#formats/mbr/index.ts';
import type { BlockDevice } from './block-device.ts';
import { rangeReader, type RangeReader } from './range-reader.ts';

export interface FoundPartition {
  /** From 1, in table order of the used entries. */
  readonly number: number;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  /** GPT: a GUID in lower case; MBR: two hexadecimal digits, "0c". */
  readonly type: string;
  /** GPT only; "" under MBR. */
  readonly name: string;
  readonly partitionGuid: string | undefined;
  readonly isActive: boolean;
}

export interface FoundPartitions {
  readonly style: 'gpt' | 'mbr' | 'none';
  readonly sectorBytes: number;
  readonly diskGuid: string | undefined;
  /** True when the primary GPT is damaged and the one at the end was read. */
  readonly usedBackup: boolean;
  readonly partitions: readonly FoundPartition[];
}

const SECTOR_SIZES = [512, 4096] as const;
const NONE: FoundPartitions = {
  style: 'none',
  sectorBytes: 512,
  diskGuid: undefined,
  usedBackup: false,
  partitions: [],
};

/**
 * Reads the partition table.
 * @throws MediaError E_DISK_TABLE_DAMAGED when a protective MBR promises a GPT and neither copy is sound.
 */
export async function findPartitions(device: BlockDevice): Promise<FoundPartitions> {
  const reader = rangeReader(device);
  const mbr = await readMbr(reader);
  if (mbr === undefined || mbr.partitions.length === 0) return NONE;
  // Without a protective entry a GPT does not count (UEFI 2.10, 5.2.3); an old one may be left over from another life.
  if (!mbr.partitions.some((one) => one.type === MBR_TYPE.protective)) return fromMbr(mbr);
  let failure: unknown;
  for (const sectorBytes of SECTOR_SIZES) {
    for (const usedBackup of [false, true]) {
      const lba = usedBackup ? lastLba(reader, sectorBytes) : 1;
      if (lba === undefined) continue;
      try {
        return await readGpt(reader, { sectorBytes, lba, usedBackup });
      } catch (error) {
        if (!isMediaError(error)) throw error;
        // A damaged table says more than "no table here"; keep the first such reason.
        if (failure === undefined || error.code === 'E_DISK_TABLE_DAMAGED') failure = error;
      }
    }
  }
  const reason = failure instanceof Error ? failure.message : 'neither copy could be read';
  throw new MediaError('E_DISK_TABLE_DAMAGED', `${device.name}: ${reason}`, { cause: failure });
}

async function readMbr(reader: RangeReader): Promise<Mbr | undefined> {
  try {
    return decodeMbr(await reader.bytes(0, 512));
  } catch (error) {
    if (isMediaError(error)) return undefined;
    throw error;
  }
}

function lastLba(reader: RangeReader, sectorBytes: number): number | undefined {
  return reader.sizeBytes === undefined ? undefined : Math.floor(reader.sizeBytes / sectorBytes) - 1;
}

interface GptPlace {
  readonly sectorBytes: number;
  readonly lba: number;
  readonly usedBackup: boolean;
}

async function readGpt(reader: RangeReader, place: GptPlace): Promise<FoundPartitions> {
  const { sectorBytes, lba, usedBackup } = place;
  const header: CheckedHeader = decodeGptHeader(await reader.bytes(lba * sectorBytes, sectorBytes), lba);
  const entries = decodeGptEntries(
    header,
    await reader.bytes(header.entriesLba * sectorBytes, header.entriesBytes),
  );
  const partitions = entries.map((entry: GptPartition, index) => ({
    number: index + 1,
    offsetBytes: entry.firstLba * sectorBytes,
    sizeBytes: (entry.lastLba - entry.firstLba + 1) * sectorBytes,
    type: entry.typeGuid,
    name: entry.name,
    partitionGuid: entry.partitionGuid,
    isActive: false,
  }));
  return { style: 'gpt', sectorBytes, diskGuid: header.diskGuid, usedBackup, partitions };
}

function fromMbr(mbr: Mbr): FoundPartitions {
  const sectorBytes = 512;
  return {
    style: 'mbr',
    sectorBytes,
    diskGuid: undefined,
    usedBackup: false,
    partitions: mbr.partitions.map((one, index) => ({
      number: index + 1,
      offsetBytes: one.firstLba * sectorBytes,
      sizeBytes: one.sectorCount * sectorBytes,
      type: one.type.toString(16).padStart(2, '0'),
      name: '',
      partitionGuid: undefined,
      isActive: one.isActive,
    })),
  };
}
