/**
 * The first sector of a disk: BIOS boot program, disk signature and four partition entries (UEFI 2.10, 5.2).
 * Trap: on a GPT disk the same sector is the "protective MBR"; it must claim the whole disk, or old tools see free space.
 * Numbers of sectors are 32 bits: with 512-byte sectors a partition cannot pass 2 TiB.
 */
import { MediaError } from '#base/errors/media-error.ts';
import {
  bytes,
  magic,
  reserved,
  struct,
  u32,
  u8,
  type ValueCodec,
  type ValueOfStruct,
} from '#base/struct.ts';

/** Bytes at the start of the sector that a BIOS boot program may use (the disk signature follows). */
export const BOOT_CODE_BYTES = 440;
/** Partition types of this product. */
export const MBR_TYPE = { empty: 0x00, fat32Lba: 0x0c, efiSystem: 0xef, protective: 0xee } as const;

export const mbrPartitionEntry = struct('MBR partition entry', 16, {
  bootIndicator: [0, u8, '0x80 active (the BIOS boots from it), 0x00 not'],
  firstChs: [1, bytes(3), 'cylinder, head, sector of the first sector; 255 heads, 63 sectors'],
  type: [4, u8, '0x0C FAT32 by LBA, 0xEE protective, 0xEF EFI System, 0 unused'],
  lastChs: [5, bytes(3), 'the same for the last sector; FE FF FF when it does not fit'],
  firstLba: [8, u32, 'first sector'],
  sectorCount: [12, u32, 'number of sectors; FFFFFFFF in a protective entry of a larger disk'],
});
export type MbrPartitionEntry = ValueOfStruct<typeof mbrPartitionEntry>;

const entry: ValueCodec<MbrPartitionEntry> = {
  size: mbrPartitionEntry.size,
  type: 'partition entry',
  isFixed: false,
  read: (view, offset) =>
    mbrPartitionEntry.decode(new Uint8Array(view.buffer, view.byteOffset + offset, mbrPartitionEntry.size)),
  write(view, offset, value) {
    mbrPartitionEntry.encodeInto(
      new Uint8Array(view.buffer, view.byteOffset + offset, mbrPartitionEntry.size),
      0,
      value,
    );
  },
};

export const mbrSector = struct('Master boot record', 512, {
  bootCode: [0, bytes(BOOT_CODE_BYTES), 'BIOS boot program, or zero'],
  diskSignature: [440, u32, 'Windows tells disks apart by it; zero under GPT'],
  unknown: [444, reserved(2)],
  partition1: [446, entry],
  partition2: [462, entry],
  partition3: [478, entry],
  partition4: [494, entry],
  signature: [510, magic(Uint8Array.of(0x55, 0xaa)), 'the BIOS starts only a sector that ends so'],
});

export const mbrTables = [mbrSector, mbrPartitionEntry] as const;

/** A partition as planned or found; numbers in sectors. */
export interface MbrPartition {
  readonly isActive: boolean;
  readonly type: number;
  readonly firstLba: number;
  readonly sectorCount: number;
}

export interface Mbr {
  /** At most 440 bytes; zero padded. */
  readonly bootCode: Uint8Array;
  readonly diskSignature: number;
  /** At most four, in table order. */
  readonly partitions: readonly MbrPartition[];
}

const EMPTY_ENTRY: MbrPartitionEntry = {
  bootIndicator: 0,
  firstChs: new Uint8Array(3),
  type: MBR_TYPE.empty,
  lastChs: new Uint8Array(3),
  firstLba: 0,
  sectorCount: 0,
};

/** The 512 bytes of a master boot record. @throws MediaError E_FORMAT_VALUE for more than four partitions. */
export function encodeMbr(mbr: Mbr): Uint8Array {
  if (mbr.partitions.length > 4) {
    throw new MediaError(
      'E_FORMAT_VALUE',
      `a master boot record holds 4 partitions, got ${mbr.partitions.length}`,
    );
  }
  const [partition1, partition2, partition3, partition4] = mbr.partitions.map(encodeEntry);
  return mbrSector.encode({
    bootCode: padBootCode(mbr.bootCode),
    diskSignature: mbr.diskSignature,
    partition1: partition1 ?? EMPTY_ENTRY,
    partition2: partition2 ?? EMPTY_ENTRY,
    partition3: partition3 ?? EMPTY_ENTRY,
    partition4: partition4 ?? EMPTY_ENTRY,
  });
}

/**
 * The protective record of a GPT disk (UEFI 2.10, 5.2.3): one entry of type 0xEE over everything after this sector.
 * It is never active: UEFI demands 0, and the boot program finds GRUB without it.
 */
export function encodeProtectiveMbr(diskSectors: number, bootCode?: Uint8Array): Uint8Array {
  const protective: MbrPartitionEntry = {
    bootIndicator: 0,
    firstChs: Uint8Array.of(0x00, 0x02, 0x00),
    type: MBR_TYPE.protective,
    lastChs: Uint8Array.of(0xff, 0xff, 0xff),
    firstLba: 1,
    sectorCount: Math.min(diskSectors - 1, 0xffff_ffff),
  };
  return mbrSector.encode({
    bootCode: padBootCode(bootCode ?? new Uint8Array()),
    diskSignature: 0,
    partition1: protective,
    partition2: EMPTY_ENTRY,
    partition3: EMPTY_ENTRY,
    partition4: EMPTY_ENTRY,
  });
}

/**
 * Reads a master boot record; unused entries are left out.
 * @throws MediaError E_FORMAT_TRUNCATED, E_FORMAT_MAGIC (no 55 AA), or E_FORMAT_VALUE when a boot indicator is neither
 * 00 nor 80 (what stands there is a boot program or a FAT boot sector, not a partition table).
 */
export function decodeMbr(sector: Uint8Array): Mbr {
  const value = mbrSector.decode(sector);
  const entries = [value.partition1, value.partition2, value.partition3, value.partition4];
  const partitions = entries
    .filter((one) => one.type !== MBR_TYPE.empty && one.sectorCount > 0)
    .map((one) => {
      if (one.bootIndicator !== 0 && one.bootIndicator !== 0x80) {
        throw new MediaError(
          'E_FORMAT_VALUE',
          `MBR partition entry: boot indicator should be 0 or 128, found ${one.bootIndicator}`,
        );
      }
      return {
        isActive: one.bootIndicator === 0x80,
        type: one.type,
        firstLba: one.firstLba,
        sectorCount: one.sectorCount,
      };
    });
  return { bootCode: value.bootCode, diskSignature: value.diskSignature, partitions };
}

function encodeEntry(partition: MbrPartition): MbrPartitionEntry {
  return {
    bootIndicator: partition.isActive ? 0x80 : 0,
    firstChs: encodeChs(partition.firstLba),
    type: partition.type,
    lastChs: encodeChs(partition.firstLba + partition.sectorCount - 1),
    firstLba: partition.firstLba,
    sectorCount: partition.sectorCount,
  };
}

// 255 heads and 63 sectors is what every BIOS with LBA translation assumes; 1023/254/63 means "use LBA".
function encodeChs(lba: number): Uint8Array {
  const cylinder = Math.floor(lba / (255 * 63));
  if (cylinder > 1023) return Uint8Array.of(0xfe, 0xff, 0xff);
  const head = Math.floor(lba / 63) % 255;
  const sector = (lba % 63) + 1;
  return Uint8Array.of(head, sector | ((cylinder >> 2) & 0xc0), cylinder & 0xff);
}

function padBootCode(code: Uint8Array): Uint8Array {
  if (code.length > BOOT_CODE_BYTES) {
    throw new MediaError(
      'E_FORMAT_VALUE',
      `the boot program may have ${BOOT_CODE_BYTES} bytes, has ${code.length}`,
    );
  }
  const padded = new Uint8Array(BOOT_CODE_BYTES);
  padded.set(code);
  return padded;
}
