/**
 * El Torito: how a BIOS and a UEFI find what to start on a disc; and the addresses that boot programs want patched in.
 * Trap: the catalog counts discs in blocks of 2048 bytes but image sizes in sectors of 512 bytes.
 */
import { copyBytes } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import {
  BLOCK_SIZE,
  bootEntry,
  bootInfoTable,
  bootSectionHeader,
  bootValidationEntry,
  grubAddress,
  SYSTEM_AREA_BLOCKS,
} from './structures.ts';

const PLATFORM_BIOS = 0;
const PLATFORM_UEFI = 0xef;
const BOOTABLE = 0x88;
const LAST_SECTION = 0x91;
const SECTOR_SIZE = 512;
const SECTORS_PER_BLOCK = BLOCK_SIZE / SECTOR_SIZE;
/** What mkisofs calls -boot-load-size 4: one block, GRUB loads the rest itself. */
const BIOS_LOAD_SECTORS = 4;
const BOOT_INFO_OFFSET = 8;
const CHECKSUM_FROM = 64;
const GRUB_ADDRESS_OFFSET = 2548;
/** GRUB's CD image: cdboot (one block), then diskboot, whose list begins with the sector after itself. */
const GRUB_ADDRESS_SKIPS = 5;
/** boot_hybrid.img holds the address of diskboot, which follows cdboot. */
const HYBRID_ADDRESS_SKIPS = 4;
const HYBRID_ADDRESS_OFFSET = 0x1b0;

/** Where the boot images of a disc lie. */
export interface BootPlacement {
  readonly biosBlock: number | undefined;
  readonly uefi: { readonly block: number; readonly sizeBytes: number } | undefined;
}

/** The boot catalog, one block; the first image there is becomes the default entry. */
export function encodeBootCatalog(boot: BootPlacement): Uint8Array {
  const bytes = new Uint8Array(BLOCK_SIZE);
  const platform = boot.biosBlock === undefined ? PLATFORM_UEFI : PLATFORM_BIOS;
  const validation = { headerId: 1, platform, manufacturer: '', checksum: 0 };
  bootValidationEntry.encodeInto(bytes, 0, validation);
  const checksum = (0x10000 - sumWords(bytes.subarray(0, bootValidationEntry.size))) & 0xffff;
  bootValidationEntry.encodeInto(bytes, 0, { ...validation, checksum });
  let offset = bootValidationEntry.size;
  if (boot.biosBlock !== undefined) {
    bootEntry.encodeInto(bytes, offset, noEmulation(boot.biosBlock, BIOS_LOAD_SECTORS));
    offset += bootEntry.size;
  }
  if (boot.uefi !== undefined) {
    if (boot.biosBlock !== undefined) {
      const header = { indicator: LAST_SECTION, platform: PLATFORM_UEFI, entries: 1, sectionId: '' };
      bootSectionHeader.encodeInto(bytes, offset, header);
      offset += bootSectionHeader.size;
    }
    const sectors = Math.ceil(boot.uefi.sizeBytes / SECTOR_SIZE);
    // UEFI 2.10, 13.3.2.1: 0 means up to the end of the disc; the field cannot hold 32 MiB.
    bootEntry.encodeInto(bytes, offset, noEmulation(boot.uefi.block, sectors > 0xffff ? 0 : sectors));
  }
  return bytes;
}

function noEmulation(block: number, sectors: number): Parameters<typeof bootEntry.encode>[0] {
  return { indicator: BOOTABLE, media: 0, loadSegment: 0, systemType: 0, sectors, block };
}

function sumWords(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let sum = 0;
  for (let offset = 0; offset < bytes.length; offset += 2)
    sum = (sum + view.getUint16(offset, true)) & 0xffff;
  return sum;
}

/**
 * A copy of GRUB's CD image with boot information table and GRUB's own address for an image that begins at `block`.
 * @throws MediaError E_ISO_BOOT_IMAGE when the image is too short to hold them.
 */
export function patchBiosImage(image: Uint8Array, block: number): Uint8Array {
  if (image.length < GRUB_ADDRESS_OFFSET + grubAddress.size) {
    throw new MediaError(
      'E_ISO_BOOT_IMAGE',
      `the BIOS boot image has ${image.length} bytes, GRUB's CD image at least ${GRUB_ADDRESS_OFFSET + grubAddress.size}`,
    );
  }
  const patched = copyBytes(image);
  grubAddress.encodeInto(patched, GRUB_ADDRESS_OFFSET, {
    sector: block * SECTORS_PER_BLOCK + GRUB_ADDRESS_SKIPS,
  });
  bootInfoTable.encodeInto(patched, BOOT_INFO_OFFSET, {
    descriptorBlock: SYSTEM_AREA_BLOCKS,
    imageBlock: block,
    imageBytes: image.length,
    checksum: sumLongs(patched),
  });
  return patched;
}

/** Sum of the 32-bit words from byte 64 on; the end is filled up with zeros. */
function sumLongs(image: Uint8Array): number {
  const padded = new Uint8Array(Math.ceil((image.length - CHECKSUM_FROM) / 4) * 4);
  padded.set(image.subarray(CHECKSUM_FROM));
  const view = new DataView(padded.buffer);
  let sum = 0;
  for (let offset = 0; offset < padded.length; offset += 4) sum = (sum + view.getUint32(offset, true)) >>> 0;
  return sum;
}

/**
 * The first 440 bytes of a stick written from the disc image: GRUB's boot_hybrid.img with the address of the CD image.
 * @throws MediaError E_ISO_BOOT_IMAGE when it is not one sector.
 */
export function patchHybridBootCode(sector: Uint8Array, biosBlock: number): Uint8Array {
  if (sector.length !== SECTOR_SIZE) {
    throw new MediaError(
      'E_ISO_BOOT_IMAGE',
      `the hybrid boot sector has ${sector.length} bytes, it must have ${SECTOR_SIZE}`,
    );
  }
  const patched = copyBytes(sector.subarray(0, 440));
  grubAddress.encodeInto(patched, HYBRID_ADDRESS_OFFSET, {
    sector: biosBlock * SECTORS_PER_BLOCK + HYBRID_ADDRESS_SKIPS,
  });
  return patched;
}
