/** Boot sector and FSInfo of a volume that is planned. Trap: boot code here is only a message; a stick starts from the disk's first sector or by UEFI. */
import { encodeLatin1 } from '#base/bytes.ts';
import type { FatGeometry } from './geometry.ts';
import { fatBootSector, fatInfoSector } from './tables.ts';

/** Sectors that boot sector and FSInfo and their copies take. */
export const BOOT = { bootSector: 0, infoSector: 1, backupSector: 6, backupInfoSector: 7 } as const;
export const ROOT_CLUSTER = 2;

export interface VolumeIdentity {
  readonly volumeId: number;
  /** Checked label, or "". */
  readonly label: string;
  /** Sectors before the volume on its disk. */
  readonly hiddenSectors: number;
}

// 16-bit code at 7C5A: cld; xor ax,ax; mov ds,ax; mov si,7C73; print by int 10h until NUL; hlt for ever.
const MESSAGE_CODE = Uint8Array.of(
  ...[0xfc, 0x31, 0xc0, 0x8e, 0xd8, 0xbe, 0x73, 0x7c, 0xac, 0x84, 0xc0, 0x74, 0x09, 0xb4, 0x0e, 0xbb, 0x07],
  ...[0x00, 0xcd, 0x10, 0xeb, 0xf2, 0xf4, 0xeb, 0xfd],
);
const MESSAGE = 'This volume holds no boot program. Start from the whole drive, or by UEFI.\r\n\0';

/** One sector of `geometry.sectorBytes`: the volume's description. */
export function encodeBootSector(geometry: FatGeometry, identity: VolumeIdentity): Uint8Array {
  const sector = new Uint8Array(geometry.sectorBytes);
  const bootCode = new Uint8Array(420);
  bootCode.set(MESSAGE_CODE);
  bootCode.set(encodeLatin1(MESSAGE), MESSAGE_CODE.length);
  fatBootSector.encodeInto(sector, 0, {
    jump: Uint8Array.of(0xeb, 0x58, 0x90),
    oemName: 'MSWIN4.1',
    sectorBytes: geometry.sectorBytes,
    sectorsPerCluster: geometry.clusterBytes / geometry.sectorBytes,
    reservedSectors: geometry.reservedSectors,
    fatCount: 2,
    rootEntryCount: 0,
    totalSectors16: 0,
    media: 0xf8,
    fatSectors16: 0,
    sectorsPerTrack: 63,
    headCount: 255,
    hiddenSectors: identity.hiddenSectors,
    totalSectors: geometry.totalSectors,
    fatSectors: geometry.fatSectors,
    extendedFlags: 0,
    version: 0,
    rootCluster: ROOT_CLUSTER,
    infoSector: BOOT.infoSector,
    backupSector: BOOT.backupSector,
    driveNumber: 0x80,
    extendedSignature: 0x29,
    volumeId: identity.volumeId,
    label: identity.label === '' ? 'NO NAME' : identity.label,
    typeName: 'FAT32',
    bootCode,
  });
  return sector;
}

/** One sector: how much is free and where. */
export function encodeInfoSector(sectorBytes: number, freeClusters: number, nextFree: number): Uint8Array {
  const sector = new Uint8Array(sectorBytes);
  fatInfoSector.encodeInto(sector, 0, {
    freeClusters,
    nextFree: freeClusters === 0 ? 0xffff_ffff : nextFree,
  });
  return sector;
}
