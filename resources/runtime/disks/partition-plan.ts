/**
 * From the partition list of Format and Partition Disk to the exact place of every partition. Pure.
 * Rules: MB and GB are 2^20 and 2^30 bytes, as diskpart counts; a percentage is of the space that is free when the
 * partition's turn comes (SDK: "percentage of free space remaining on disk"), no size means all of it. Starts and sizes
 * are whole MiB, rounded down, so that every partition is aligned; the first one begins at 1 MiB.
 * Trap: every logical partition has a table sector of its own before it, which takes one more MiB of the extended one.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { GPT_TYPE } from '#formats/gpt/index.ts';
import { formatBytes, GIB, MIB } from '#base/units.ts';
import { GPT_KIND, MBR_KIND, NO_LETTER_BIT } from './partition-table.ts';

export type PartitionType = 'primary' | 'extended' | 'logical' | 'hidden' | 'efi' | 'msr' | 'recovery';

/** One entry of the list, as the step gives it. */
export interface PartitionSetting {
  readonly type: PartitionType;
  /** undefined: not formatted. */
  readonly fileSystem: 'ntfs' | 'fat32' | undefined;
  readonly isBootable: boolean;
  readonly isQuickFormat: boolean;
  readonly volumeName: string;
  /** undefined: all that is left. */
  readonly size: number | undefined;
  readonly unit: 'mb' | 'gb' | 'percent';
  readonly hasLetter: boolean;
  /** Variable that receives the letter. */
  readonly letterVariable: string | undefined;
}

export interface PartitionRequest {
  readonly style: 'gpt' | 'mbr';
  readonly disk: { readonly sizeBytes: number; readonly sectorBytes: number };
  readonly settings: readonly PartitionSetting[];
}

export interface PlannedPartition {
  /** As the table will number it. */
  readonly number: number;
  readonly startBytes: number;
  readonly sizeBytes: number;
  /** GUID (GPT). */
  readonly typeGuid: string;
  /** Type byte (MBR). */
  readonly typeByte: number;
  /** Bits of the GPT attributes. */
  readonly attributeBits: readonly number[];
  readonly isActive: boolean;
  readonly setting: PartitionSetting;
}

export interface PartitionPlan {
  readonly style: 'gpt' | 'mbr';
  readonly partitions: readonly PlannedPartition[];
}

/** Header and entries of the backup table. */
const GPT_TAIL_BYTES = 16_384;
const MBR_MAX_SECTORS = 2 ** 32 - 1;
/** Windows formats no larger FAT32, and none can have fewer clusters, of one sector at least (fatgen103, FAT type). */
const FAT32_MAX = 32 * GIB;
const FAT32_LEAST_CLUSTERS = 65_525;
/** Room for the tables beside them. */
const FAT32_TABLES_BYTES = 2 * MIB;
const NTFS_MIN = 8 * MIB;
const FAT32_NAME = /^[^"*+,./:;<=>?[\\\]|]{0,11}$/;

const STYLE_TYPES: Readonly<Record<'gpt' | 'mbr', readonly PartitionType[]>> = {
  gpt: ['primary', 'efi', 'msr', 'recovery'],
  mbr: ['primary', 'extended', 'logical', 'hidden'],
};

/**
 * Places all partitions.
 * @throws MediaError E_TS_PARTITION for a list that cannot be made on this disk, with the entry and both values.
 */
export function planPartitions(request: PartitionRequest): PartitionPlan {
  const { style, settings, disk } = request;
  if (settings.length === 0) throw refused('the list of partitions is empty');
  settings.forEach((setting, index) => {
    checkSetting(style, setting, index);
  });
  const places = place(settings, freeSpace(style, disk));
  // diskpart's "active" takes the mark from the partition that had it: the last one wins.
  const lastActive = settings.findLastIndex((one) => one.isBootable);
  const numbers = style === 'gpt' ? settings.map((_, index) => index + 1) : mbrNumbers(settings);
  const partitions = settings.map((setting, index): PlannedPartition => {
    const found = places[index] ?? { startBytes: 0, sizeBytes: 0 };
    checkSize(setting, index, { sizeBytes: found.sizeBytes, sectorBytes: disk.sectorBytes });
    return {
      number: numbers[index] ?? 0,
      ...found,
      typeGuid: gptType(setting.type),
      typeByte: mbrType(setting),
      attributeBits: gptAttributes(setting),
      isActive: style === 'mbr' && index === lastActive,
      setting,
    };
  });
  return { style, partitions };
}

function checkSetting(style: 'gpt' | 'mbr', setting: PartitionSetting, index: number): void {
  const { type, fileSystem, volumeName, size, unit } = setting;
  const name = nameOf(setting, index);
  if (!STYLE_TYPES[style].includes(type)) {
    throw refused(`${name}: a ${style.toUpperCase()} disk holds ${STYLE_TYPES[style].join(', ')}`);
  }
  if (size !== undefined && (!Number.isFinite(size) || size <= 0)) {
    throw refused(`${name}: its size is ${size}, it must be above 0`);
  }
  if (unit === 'percent' && size !== undefined && size > 100) {
    throw refused(`${name}: ${size} % of the free space, at most 100 % can be given`);
  }
  if (fileSystem !== undefined && (type === 'extended' || type === 'msr')) {
    throw refused(`${name}: it cannot be formatted, ${fileSystem.toUpperCase()} was asked for`);
  }
  if (type === 'efi' && fileSystem === 'ntfs') {
    throw refused(`${name}: firmware reads FAT32, NTFS was asked for`);
  }
  if (setting.isBootable && (type === 'extended' || type === 'logical')) {
    throw refused(`${name}: only a primary partition can be made bootable`);
  }
  if (fileSystem === 'fat32' && !FAT32_NAME.test(volumeName)) {
    throw refused(`${name}: FAT32 takes names of up to 11 plain characters, not "${volumeName}"`);
  }
  if (volumeName.length > 32) {
    throw refused(`${name}: NTFS takes names of up to 32 characters, this one has ${volumeName.length}`);
  }
}

function checkSize(
  setting: PartitionSetting,
  index: number,
  { sizeBytes, sectorBytes }: { readonly sizeBytes: number; readonly sectorBytes: number },
): void {
  const name = nameOf(setting, index);
  const { fileSystem } = setting;
  if (fileSystem === 'fat32' && sizeBytes > FAT32_MAX) {
    throw refused(
      `${name}: ${formatBytes(sizeBytes)}, FAT32 is limited to 32 GB (${formatBytes(FAT32_MAX)})`,
    );
  }
  const fat32Min = Math.ceil((FAT32_LEAST_CLUSTERS * sectorBytes) / MIB) * MIB + FAT32_TABLES_BYTES;
  const least = fileSystem === 'fat32' ? fat32Min : fileSystem === 'ntfs' ? NTFS_MIN : MIB;
  if (sizeBytes < least) {
    throw refused(`${name}: ${formatBytes(sizeBytes)}, it needs at least ${formatBytes(least)}`);
  }
}

interface Space {
  /** Next free byte, at a MiB. */
  free: number;
  /** First byte behind the space, at a MiB. */
  readonly end: number;
}

function freeSpace(style: 'gpt' | 'mbr', disk: PartitionRequest['disk']): Space {
  const { sizeBytes, sectorBytes } = disk;
  const usable =
    style === 'gpt'
      ? sizeBytes - GPT_TAIL_BYTES - sectorBytes
      : Math.min(sizeBytes, MBR_MAX_SECTORS * sectorBytes);
  return { free: MIB, end: Math.max(MIB, down(usable)) };
}

function place(
  settings: readonly PartitionSetting[],
  disk: Space,
): readonly { readonly startBytes: number; readonly sizeBytes: number }[] {
  let extended: Space | undefined;
  return settings.map((setting, index) => {
    const isLogical = setting.type === 'logical';
    if (isLogical && extended === undefined) {
      throw refused(`${nameOf(setting, index)}: an extended partition must come before it`);
    }
    if (setting.type === 'extended' && extended !== undefined) {
      throw refused(`${nameOf(setting, index)}: a disk holds one extended partition`);
    }
    // Whether there is an extended partition at all was asked above.
    const space = isLogical && extended !== undefined ? extended : disk;
    const startBytes = space.free + (isLogical ? MIB : 0);
    const left = space.end - startBytes;
    const sizeBytes = sizeOf(setting, Math.max(0, left));
    if (sizeBytes > left || sizeBytes < MIB) {
      const wanted = setting.unit === 'percent' || setting.size === undefined ? MIB : sizeBytes;
      throw refused(
        `${nameOf(setting, index)}: needs ${formatBytes(wanted)}, ${formatBytes(Math.max(0, left))} are free`,
      );
    }
    space.free = startBytes + sizeBytes;
    if (setting.type === 'extended') extended = { free: startBytes, end: startBytes + sizeBytes };
    return { startBytes, sizeBytes };
  });
}

function sizeOf(setting: PartitionSetting, left: number): number {
  const { size, unit } = setting;
  if (size === undefined) return down(left);
  if (unit === 'percent') return down((left * size) / 100);
  return down(size * (unit === 'gb' ? GIB : MIB));
}

/** Primaries take 1 to 4 in their order, logical partitions 5 and on. */
function mbrNumbers(settings: readonly PartitionSetting[]): readonly number[] {
  let primary = 0;
  let logical = 4;
  const numbers = settings.map(({ type }) => (type === 'logical' ? (logical += 1) : (primary += 1)));
  if (primary > 4) throw refused(`an MBR holds 4 primary, hidden and extended partitions, not ${primary}`);
  return numbers;
}

function gptType(type: PartitionType): string {
  if (type === 'efi') return GPT_TYPE.efiSystem;
  if (type === 'msr') return GPT_KIND.msr;
  return type === 'recovery' ? GPT_KIND.recovery : GPT_TYPE.basicData;
}

/** Recovery: needed by the platform (bit 0), and no letter, as Microsoft's own layouts have it. */
function gptAttributes(setting: PartitionSetting): readonly number[] {
  if (setting.type === 'recovery') return [0, NO_LETTER_BIT];
  return setting.type === 'primary' && !setting.hasLetter ? [NO_LETTER_BIT] : [];
}

/** An MBR has no mark for "no drive letter": a hidden type stands for it, unless the BIOS must start from it. */
function mbrType(setting: PartitionSetting): number {
  if (setting.type === 'extended') return MBR_KIND.extended;
  const isHidden = setting.type === 'hidden' || (!setting.hasLetter && !setting.isBootable);
  if (setting.fileSystem === 'fat32') return isHidden ? MBR_KIND.hiddenFat32 : MBR_KIND.fat32;
  return isHidden ? MBR_KIND.hiddenNtfs : MBR_KIND.ntfs;
}

function nameOf({ type, volumeName }: PartitionSetting, index: number): string {
  return `partition ${index + 1} (${type}${volumeName === '' ? '' : ` "${volumeName}"`})`;
}

function down(bytes: number): number {
  return Math.floor(bytes / MIB) * MIB;
}

function refused(message: string): MediaError {
  return new MediaError('E_TS_PARTITION', message);
}
