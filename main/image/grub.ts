/**
 * GRUB's two BIOS pieces made to find each other: boot.img (first sector of the disk) loads core.img's first sector,
 * whose last bytes list where the rest of core.img lies (GRUB 2.06, grub-core/boot/i386/pc and util/setup.c).
 * Trap: both count in sectors of 512 bytes; the BIOS knows no others, so drives with larger ones start by UEFI only.
 */
import { copyBytes } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import type { Extent } from '#base/extent.ts';
import { roundUp } from '#base/units.ts';
import { BOOT_CODE_BYTES } from '#formats/mbr/index.ts';

/** The images as GRUB's own tools make them, not yet patched. */
export interface BiosBoot {
  /** boot.img, 512 bytes. */
  readonly bootSector: Uint8Array;
  /** core.img, made for the disk type at hand. */
  readonly core: Uint8Array;
}

const SECTOR = 512;
const BOOT_KERNEL_SECTOR = 0x5c;
const BOOT_DRIVE_CHECK = 0x66;
const CORE_BLOCKLIST = 0x1f4;
/** Where core.img's second sector is loaded, as a real-mode segment (0x8200 / 16). */
const CORE_SECOND_SEGMENT = 0x820;
const NOP = 0x90;

/**
 * Patches copies of both for `coreLba` (core.img lies there in one piece).
 * @throws MediaError E_DISK_BOOT_CODE when an image is not what it should be or does not fit `roomBytes`.
 */
export function prepareGrub(
  images: BiosBoot,
  place: { readonly sectorBytes: number; readonly coreLba: number; readonly roomBytes: number },
): { readonly bootCode: Uint8Array; readonly coreExtent: Extent } {
  const { bootSector, core } = images;
  if (place.sectorBytes !== SECTOR) {
    throw refused(`a BIOS starts drives with sectors of ${SECTOR} bytes, this one has ${place.sectorBytes}`);
  }
  if (bootSector.length !== SECTOR || bootSector[510] !== 0x55 || bootSector[511] !== 0xaa) {
    throw refused(`the boot sector should be ${SECTOR} bytes ending in 55 AA, it has ${bootSector.length}`);
  }
  const coreBytes = roundUp(core.length, SECTOR);
  if (core.length <= SECTOR || coreBytes > place.roomBytes) {
    throw refused(`GRUB's core may have ${SECTOR + 1} to ${place.roomBytes} bytes, has ${core.length}`);
  }
  const bootCode = copyBytes(bootSector.subarray(0, BOOT_CODE_BYTES));
  new DataView(bootCode.buffer).setBigUint64(BOOT_KERNEL_SECTOR, BigInt(place.coreLba), true);
  // Some BIOSes pass a wrong drive number; GRUB's own set-up removes this jump, too, on anything but a floppy.
  bootCode.fill(NOP, BOOT_DRIVE_CHECK, BOOT_DRIVE_CHECK + 2);

  const patched = new Uint8Array(coreBytes);
  patched.set(core);
  const view = new DataView(patched.buffer);
  view.setBigUint64(CORE_BLOCKLIST, BigInt(place.coreLba + 1), true);
  view.setUint16(CORE_BLOCKLIST + 8, coreBytes / SECTOR - 1, true);
  view.setUint16(CORE_BLOCKLIST + 10, CORE_SECOND_SEGMENT, true);
  return {
    bootCode,
    coreExtent: {
      offset: place.coreLba * SECTOR,
      length: coreBytes,
      source: { kind: 'bytes', bytes: patched },
    },
  };
}

function refused(message: string): MediaError {
  return new MediaError('E_DISK_BOOT_CODE', message);
}
