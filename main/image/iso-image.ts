/**
 * The disc image that is a disk image as well: burnt or attached as a CD it starts by El Torito, written raw to a stick
 * it starts by its boot sector (BIOS) or its EFI System partition (UEFI). The layout follows what
 * `xorriso --grub2-mbr -append_partition 2 0xef … -appended_part_as_gpt` makes.
 * Trap: the partition table counts sectors of 512 bytes, the disc blocks of 2048; the system area (32 KiB) is the only
 * room that a disc leaves for the table at the start.
 */
import type { Extent, ImagePlan } from '#base/extent.ts';
import type { DirectoryNode } from '#base/file-tree.ts';
import { GPT_TYPE, planGpt, type GptPartition } from '#formats/gpt/index.ts';
import {
  BLOCK_SIZE,
  patchHybridBootCode,
  planIso9660,
  SYSTEM_AREA_BLOCKS,
  type IsoLayout,
} from '#formats/iso9660/index.ts';
import { mbrPartitionEntry } from '#formats/mbr/index.ts';

const SECTOR_SIZE = 512;
const SYSTEM_AREA_BYTES = SYSTEM_AREA_BLOCKS * BLOCK_SIZE;
/** 300 KiB, as mkisofs and xorriso pad: drives that read ahead at the end of a burnt disc must find something. */
const READ_AHEAD_BLOCKS = 150;
/** Backup entries (32 sectors) and backup header, in whole blocks. */
const BACKUP_TABLE_BLOCKS = 9;
/** Required, read-only, hidden, no drive letter: Windows would offer to format what it cannot read. */
const ISO_PARTITION_FLAGS = 0xd000_0000_0000_0001n;
const SECOND_MBR_ENTRY = 446 + 16;

export interface IsoImageRequest {
  readonly root: DirectoryNode;
  /** Volume label; Windows shows the first 16 units, others the first 32 in capitals. */
  readonly label: string;
  /** Date of the volume and of every file. */
  readonly modified: Date;
  /** Used when there is a boot image. */
  readonly ids: {
    readonly diskGuid: string;
    /** Of the partition that covers the disc, and of the EFI System partition. */
    readonly partitionGuids: readonly [iso: string, efi: string];
  };
  readonly bios?: {
    /** GRUB's CD image, `grub-mkimage -O i386-pc-eltorito`. */
    readonly elToritoImage: Uint8Array;
    /** GRUB's boot_hybrid.img, 512 bytes. */
    readonly hybridBootSector: Uint8Array;
    /** Where GRUB's CD image appears on the disc; "boot/grub/eltorito.img" when left out. */
    readonly path?: string;
  };
  readonly uefi?: {
    /** FAT image with the programs of the UEFI; below 32 MiB, firmware takes larger ones up to the end of the disc. */
    readonly efiImage: Uint8Array;
  };
}

/**
 * The plan of a disc image. Until the ranges written last are there it is neither a disc nor a disk.
 * @throws MediaError E_ISO_NAME, E_ISO_TOO_MANY_FOLDERS, E_ISO_TOO_LARGE, E_ISO_BOOT_IMAGE, E_FORMAT_VALUE
 */
export function planIsoImage(request: IsoImageRequest): ImagePlan {
  const { root, label, modified, bios, uefi } = request;
  const isBootable = bios !== undefined || uefi !== undefined;
  const layout = planIso9660({
    root,
    label,
    modified,
    ...(bios === undefined
      ? {}
      : { bios: { image: bios.elToritoImage, path: bios.path ?? 'boot/grub/eltorito.img' } }),
    ...(uefi === undefined ? {} : { uefi: { image: uefi.efiImage } }),
    tailBlocks: READ_AHEAD_BLOCKS + (isBootable ? BACKUP_TABLE_BLOCKS : 0),
  });
  const table = isBootable ? planTables(request, layout) : [];
  const tail = table.filter((extent) => extent.offset >= SYSTEM_AREA_BYTES);
  const readAhead: Extent = {
    offset: layout.tailOffset,
    length: (tail[0]?.offset ?? layout.sizeBytes) - layout.tailOffset,
    source: { kind: 'zero' },
  };
  return {
    sizeBytes: layout.sizeBytes,
    extents: [encodeSystemArea(table), ...layout.extents, readAhead, ...tail],
    writtenLast: [
      // The UEFI falls back to the backup table, so its header is held back as well.
      ...tail.slice(-1).map(({ offset, length }) => ({ offset, length })),
      layout.descriptors,
      { offset: 0, length: SYSTEM_AREA_BYTES },
    ],
  };
}

function planTables(request: IsoImageRequest, layout: IsoLayout): readonly Extent[] {
  const [isoGuid, efiGuid] = request.ids.partitionGuids;
  const { bios } = request;
  const sector = (block: number): number => (block * BLOCK_SIZE) / SECTOR_SIZE;
  const isoEnd = layout.uefi?.block ?? layout.tailOffset / BLOCK_SIZE;
  const partitions: GptPartition[] = [
    {
      typeGuid: GPT_TYPE.basicData,
      partitionGuid: isoGuid,
      firstLba: sector(SYSTEM_AREA_BLOCKS),
      lastLba: sector(isoEnd) - 1,
      attributes: ISO_PARTITION_FLAGS,
      name: 'ISO 9660',
    },
  ];
  if (layout.uefi !== undefined) {
    const firstLba = sector(layout.uefi.block);
    partitions.push({
      typeGuid: GPT_TYPE.efiSystem,
      partitionGuid: efiGuid,
      firstLba,
      lastLba: firstLba + Math.ceil(layout.uefi.sizeBytes / SECTOR_SIZE) - 1,
      name: 'EFI System',
    });
  }
  const isHybrid = bios !== undefined && layout.biosBlock !== undefined;
  return planGpt({
    sizeBytes: layout.sizeBytes,
    sectorBytes: SECTOR_SIZE,
    diskGuid: request.ids.diskGuid,
    partitions,
    ...(isHybrid ? { bootCode: patchHybridBootCode(bios.hybridBootSector, layout.biosBlock) } : {}),
  }).extents;
}

/** The first 32 KiB: boot sector and primary table, or zeros. */
function encodeSystemArea(table: readonly Extent[]): Extent {
  const bytes = new Uint8Array(SYSTEM_AREA_BYTES);
  for (const { offset, source } of table) {
    if (offset < SYSTEM_AREA_BYTES && source.kind === 'bytes') bytes.set(source.bytes, offset);
  }
  if (table.length > 0) {
    // Some BIOSes start a stick only when an entry is active; the protective one must not be (UEFI 2.10, 5.2.3), so an
    // unused entry is, as xorriso -mbr_force_bootable does it.
    mbrPartitionEntry.encodeInto(bytes, SECOND_MBR_ENTRY, {
      bootIndicator: 0x80,
      firstChs: Uint8Array.of(0, 1, 0),
      type: 0,
      lastChs: Uint8Array.of(0, 1, 0),
      firstLba: 0,
      sectorCount: 1,
    });
  }
  return { offset: 0, length: SYSTEM_AREA_BYTES, source: { kind: 'bytes', bytes } };
}
