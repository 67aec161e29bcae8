/**
 * Reads the partition table of a disk as Windows would number it: GPT, or MBR with the chain of logical partitions.
 * Traps: a partition keeps its number when one before it is deleted, so gaps count; and the addresses of logical
 * partitions are relative, their own to their own table sector, the next table's to the start of the extended partition.
 */
import { decodeGptEntries, decodeGptHeader, gptEntry, GPT_TYPE } from '#formats/gpt/index.ts';
import { MBR_TYPE, mbrSector, type MbrPartitionEntry } from '#formats/mbr/index.ts';
import type { VolumeKind } from '../engine/disk-port.ts';

export interface FoundPartition {
  /** 1-based; logical partitions of an MBR begin at 5. */
  readonly number: number;
  readonly startBytes: number;
  readonly sizeBytes: number;
  readonly kind: VolumeKind;
  /** Marked so in the table, or of a kind that gets none. */
  readonly hasNoLetter: boolean;
  /** A BIOS starts from it (MBR only). */
  readonly isActive: boolean;
  /** PARTUUID as blkid prints it. */
  readonly id: string;
}

export interface FoundTable {
  readonly style: 'gpt' | 'mbr' | 'none';
  readonly partitions: readonly FoundPartition[];
}

/** Reads `length` bytes from `offset` of a disk; fewer at its end. */
export type ReadBytes = (offset: number, length: number) => Promise<Uint8Array>;

/** Types Windows gives letters to, and types of ours. Numbers: UEFI 2.10 5.3.3 and Microsoft's list of GPT types. */
export const GPT_KIND = {
  msr: 'e3c9e316-0b5c-4db8-817d-f92df00215ae',
  recovery: 'de94bba4-06d1-4d40-a16a-bfd50179d6ac',
} as const;
/** MBR types with the bit that hides them (0x10), and the ones without it. */
export const MBR_KIND = {
  ntfs: 0x07,
  fat32: 0x0c,
  hiddenNtfs: 0x17,
  hiddenFat32: 0x1c,
  recovery: 0x27,
  extended: 0x0f,
} as const;
const EXTENDED_TYPES: readonly number[] = [0x05, 0x0f, 0x85];
const LETTER_TYPES: readonly number[] = [0x01, 0x04, 0x06, 0x07, 0x0b, 0x0c, 0x0e];
/** GPT attribute bit 63, "no drive letter" (basic data and recovery). */
export const NO_LETTER_BIT = 63;
/** More logical partitions than Windows has letters mean a table that leads in a circle. */
const MAX_LOGICAL = 60;

/** The table of a disk; "none" when there is none that can be read. */
export async function readPartitionTable(
  read: ReadBytes,
  disk: { readonly sectorBytes: number },
): Promise<FoundTable> {
  const first = await read(0, 512);
  const mbr = attempt(() => mbrSector.decode(first));
  if (mbr === undefined) return { style: 'none', partitions: [] };
  const entries = [mbr.partition1, mbr.partition2, mbr.partition3, mbr.partition4];
  if (entries.some((entry) => entry.type === MBR_TYPE.protective))
    return await readGpt(read, disk.sectorBytes);
  // A volume without a table (a stick as one FAT) has program code where the table would be.
  if (entries.some((entry) => entry.bootIndicator !== 0 && entry.bootIndicator !== 0x80)) {
    return { style: 'none', partitions: [] };
  }
  const signature = mbr.diskSignature.toString(16).padStart(8, '0');
  const found: FoundPartition[] = [];
  for (const [index, entry] of entries.entries()) {
    if (entry.type === MBR_TYPE.empty || entry.sectorCount === 0) continue;
    if (EXTENDED_TYPES.includes(entry.type)) {
      found.push(...(await readLogical(read, { entry, sectorBytes: disk.sectorBytes, signature })));
    } else
      found.push(
        mbrPartition(entry, { number: index + 1, base: 0, sectorBytes: disk.sectorBytes, signature }),
      );
  }
  return { style: 'mbr', partitions: found.sort((a, b) => a.number - b.number) };
}

async function readGpt(read: ReadBytes, sectorBytes: number): Promise<FoundTable> {
  const sector = await read(sectorBytes, sectorBytes);
  const header = attempt(() => decodeGptHeader(sector, 1));
  if (header === undefined) return { style: 'none', partitions: [] };
  const bytes = await read(header.entriesLba * sectorBytes, header.entriesBytes);
  // Checks sums and bounds of all entries; the loop below needs the numbers as well, which it leaves out.
  if (attempt(() => decodeGptEntries(header, bytes)) === undefined) return { style: 'none', partitions: [] };
  const partitions: FoundPartition[] = [];
  for (let index = 0; index < header.entryCount; index += 1) {
    const entry = gptEntry.decode(bytes, index * header.entryBytes);
    if (entry.typeGuid === GPT_TYPE.unused) continue;
    const kind = gptKind(entry.typeGuid);
    // A bit of a 64-bit field: division instead of a bitwise operator, which would wrap.
    const isMarked = (entry.attributes / 2n ** BigInt(NO_LETTER_BIT)) % 2n === 1n;
    partitions.push({
      number: index + 1,
      startBytes: entry.firstLba * sectorBytes,
      sizeBytes: (entry.lastLba - entry.firstLba + 1) * sectorBytes,
      kind,
      hasNoLetter: isMarked || entry.typeGuid !== GPT_TYPE.basicData,
      isActive: false,
      id: entry.partitionGuid,
    });
  }
  return { style: 'gpt', partitions };
}

function gptKind(typeGuid: string): VolumeKind {
  if (typeGuid === GPT_TYPE.efiSystem) return 'efi';
  if (typeGuid === GPT_KIND.msr) return 'msr';
  return typeGuid === GPT_KIND.recovery ? 'recovery' : 'data';
}

interface EntryPlace {
  readonly number: number;
  /** Sector the entry counts from. */
  readonly base: number;
  readonly sectorBytes: number;
  readonly signature: string;
}

function mbrPartition(entry: MbrPartitionEntry, place: EntryPlace): FoundPartition {
  const { number, base, sectorBytes, signature } = place;
  return {
    number,
    startBytes: (base + entry.firstLba) * sectorBytes,
    sizeBytes: entry.sectorCount * sectorBytes,
    kind: entry.type === MBR_TYPE.efiSystem ? 'efi' : entry.type === MBR_KIND.recovery ? 'recovery' : 'data',
    hasNoLetter: !LETTER_TYPES.includes(entry.type),
    isActive: entry.bootIndicator === 0x80,
    id: `${signature}-${number.toString(16).padStart(2, '0')}`,
  };
}

async function readLogical(
  read: ReadBytes,
  extended: { readonly entry: MbrPartitionEntry; readonly sectorBytes: number; readonly signature: string },
): Promise<readonly FoundPartition[]> {
  const { entry, sectorBytes, signature } = extended;
  const found: FoundPartition[] = [];
  let table = entry.firstLba;
  while (found.length < MAX_LOGICAL) {
    const bytes = await read(table * sectorBytes, 512);
    const sector = attempt(() => mbrSector.decode(bytes));
    if (sector === undefined) return found;
    const { partition1, partition2 } = sector;
    if (partition1.type !== MBR_TYPE.empty && partition1.sectorCount > 0) {
      found.push(mbrPartition(partition1, { number: 5 + found.length, base: table, sectorBytes, signature }));
    }
    if (!EXTENDED_TYPES.includes(partition2.type)) return found;
    table = entry.firstLba + partition2.firstLba;
  }
  return found;
}

/** What cannot be decoded is no table: the disk counts as empty, which is what partitioning makes of it anyway. */
function attempt<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}
