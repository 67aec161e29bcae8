/**
 * The on-disk structures of FAT32 (Microsoft, "FAT: General Overview of On-Disk Format", 1.03, and its later edition as
 * the Microsoft FAT Specification of 2005). Trap: fields that FAT12 and FAT16 use must be zero here; a reader decides by
 * the number of clusters, not by the text "FAT32".
 */
import { encodeLatin1 } from '#base/bytes.ts';
import { ascii, bytes, magic, reserved, struct, u16, u32, u8 } from '#base/struct.ts';

export const fatBootSector = struct('FAT32 boot sector', 512, {
  jump: [0, bytes(3), 'EB 58 90: jump over the fields to the boot program'],
  oemName: [3, ascii(8), 'MSWIN4.1, which the specification recommends for compatibility'],
  sectorBytes: [11, u16, '512 or 4096'],
  sectorsPerCluster: [13, u8, 'a power of two'],
  reservedSectors: [
    14,
    u16,
    'sectors before the first FAT; chosen so that the data area begins at a full MiB',
  ],
  fatCount: [16, u8, '2'],
  rootEntryCount: [17, u16, '0: the root directory is an ordinary directory'],
  totalSectors16: [19, u16, '0'],
  media: [21, u8, '0xF8, fixed disk'],
  fatSectors16: [22, u16, '0'],
  sectorsPerTrack: [24, u16, '63; only BIOS boot programs without LBA look at it'],
  headCount: [26, u16, '255'],
  hiddenSectors: [28, u32, 'sectors before the volume: where its partition begins'],
  totalSectors: [32, u32, 'sectors of the volume'],
  fatSectors: [36, u32, 'sectors of one FAT'],
  extendedFlags: [40, u16, '0: both FATs are kept equal'],
  version: [42, u16, '0'],
  rootCluster: [44, u32, '2'],
  infoSector: [48, u16, '1'],
  backupSector: [50, u16, '6: copies of boot sector and FSInfo in 6 and 7'],
  unknown1: [52, reserved(12)],
  driveNumber: [64, u8, '0x80'],
  unknown2: [65, reserved(1)],
  extendedSignature: [66, u8, '0x29: the next three fields are there'],
  volumeId: [67, u32, 'serial number of the volume'],
  label: [71, ascii(11), 'as in the root directory, or "NO NAME"'],
  typeName: [82, ascii(8), 'FAT32; for people'],
  bootCode: [90, bytes(420), 'prints that this volume is not started this way, and halts'],
  signature: [510, magic(Uint8Array.of(0x55, 0xaa))],
});

export const fatInfoSector = struct('FAT32 FSInfo', 512, {
  leadSignature: [0, magic(encodeLatin1('RRaA'))],
  unknown1: [4, reserved(480)],
  structureSignature: [484, magic(encodeLatin1('rrAa'))],
  freeClusters: [488, u32, 'number of free clusters'],
  nextFree: [492, u32, 'where to begin looking for a free cluster; FFFFFFFF when the volume is full'],
  unknown2: [496, reserved(12)],
  trailSignature: [508, magic(Uint8Array.of(0x00, 0x00, 0x55, 0xaa))],
});

export const fatShortEntry = struct('FAT directory entry', 32, {
  baseName: [0, ascii(8), 'upper case; first byte 0: end of directory, 0xE5: deleted, 0x05: stands for 0xE5'],
  extension: [8, ascii(3)],
  attributes: [
    11,
    u8,
    '0x01 read-only, 0x02 hidden, 0x04 system, 0x08 volume label, 0x10 directory, 0x20 archive',
  ],
  caseFlags: [12, u8, 'written as 0; Windows sets 0x08 and 0x10 for lower-case base and extension'],
  createdTenths: [13, u8, 'units of 10 ms, 0 to 199'],
  createdTime: [14, u16, 'hours 15-11, minutes 10-5, seconds/2 4-0; local time without zone, we write UTC'],
  createdDate: [16, u16, 'year-1980 15-9, month 8-5, day 4-0'],
  accessedDate: [18, u16],
  clusterHigh: [20, u16, 'upper half of the first cluster; 0 for an empty file'],
  modifiedTime: [22, u16],
  modifiedDate: [24, u16],
  clusterLow: [26, u16, 'lower half of the first cluster'],
  sizeBytes: [28, u32, '0 for directories'],
});

export const fatLongEntry = struct('FAT long name entry', 32, {
  order: [0, u8, '1 for the part next to the short entry; 0x40 is added to the last part, which comes first'],
  name1: [1, bytes(10), 'five UTF-16 units; after the name one 0000, then FFFF'],
  attributes: [11, u8, '0x0F'],
  type: [12, u8, '0'],
  checksum: [13, u8, 'of the 11 bytes of the short name'],
  name2: [14, bytes(12), 'six more'],
  cluster: [26, u16, '0'],
  name3: [28, bytes(4), 'two more'],
});

export const fat32Tables = [fatBootSector, fatInfoSector, fatShortEntry, fatLongEntry] as const;

export const ATTRIBUTE = {
  readOnly: 0x01,
  hidden: 0x02,
  system: 0x04,
  label: 0x08,
  directory: 0x10,
  archive: 0x20,
  longName: 0x0f,
} as const;

/** Entries of the allocation table, 28 bits; the upper four bits are not part of the number. */
export const FAT_ENTRY = {
  mask: 0x0fff_ffff,
  bad: 0x0fff_fff7,
  /** This and everything above it ends a chain; we write the largest. */
  endMin: 0x0fff_fff8,
  end: 0x0fff_ffff,
  /** Entry 0 holds the media byte, entry 1 the flags "shut down cleanly" and "no disk errors", both set. */
  first: 0x0fff_fff8,
  second: 0x0fff_ffff,
} as const;

export const ENTRY_BYTES = 32;
/** 65,536 entries: a directory never passes this (fatgen103, "FAT directories"). */
export const MAX_DIRECTORY_BYTES = 65_536 * ENTRY_BYTES;
export const MAX_FILE_BYTES = 0xffff_ffff;
export const MIN_CLUSTERS = 65_525;
/** First number of clusters that is too many. */
export const MAX_CLUSTERS = 0x0fff_fff5;
