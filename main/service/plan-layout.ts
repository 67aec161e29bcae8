/** From the files of a planned medium to its layout on a stick or a disc; pure. */
import type { ImagePlan } from '#base/extent.ts';
import { buildTree, type TreeFile } from '#base/file-tree.ts';
import { planDiskImage, type DiskImagePlan } from '#image/disk-image.ts';
import { planIsoImage } from '#image/iso-image.ts';
import type { DiskMedium } from '#jobs/plan-medium.ts';
import type { BootPartName } from '#media/boot-image.ts';
import type { OutputKind } from '#media/media-variables.ts';
import type { MediaPlan } from '#media/plan.ts';
import { layoutIdsOf } from './media-ids.ts';

/** What decides about the layout; a plan has it, and so have a manifest and a boot image together. */
export interface LayoutSource {
  readonly mediaId: string;
  readonly label: string;
  readonly partitionStyle: 'gpt' | 'mbr';
  /** Time of all files. */
  readonly createdAt: Date;
  readonly bootParts: Readonly<Record<BootPartName, Uint8Array>>;
  readonly files: readonly TreeFile[];
}

/** The layout's part of a plan. */
export function layoutSourceOf(plan: MediaPlan, kind: OutputKind): LayoutSource {
  const { mediaId, label, partitionStyle, createdAt, bootParts } = plan;
  return { mediaId, label, partitionStyle, createdAt, bootParts, files: plan.outputs[kind].files };
}

/** A stick, to be laid out for drives of any size. */
export function diskMediumOf(source: LayoutSource): DiskMedium {
  const { bootParts, partitionStyle, label, files, createdAt, mediaId } = source;
  return {
    files,
    partitionStyle,
    label,
    ids: layoutIdsOf(mediaId, 'drive'),
    modified: createdAt,
    biosBoot: {
      bootSector: bootParts[`${partitionStyle}-boot-sector`],
      core: bootParts[`${partitionStyle}-core`],
    },
  };
}

/** The layout of a stick; without a size the smallest that holds everything. @throws as `planDiskImage` */
export function planDisk(
  source: LayoutSource,
  disk: { readonly sectorBytes: 512 | 4096; readonly sizeBytes?: number },
): DiskImagePlan {
  const { biosBoot, ...medium } = diskMediumOf(source);
  // A BIOS cannot start drives with larger sectors; they start by UEFI.
  const isForBios = disk.sectorBytes === 512 && biosBoot !== undefined;
  return planDiskImage({ ...medium, ...disk, ...(isForBios ? { biosBoot } : {}) });
}

/** The layout of the disc. @throws as `planIsoImage` */
export function planDisc(source: LayoutSource): ImagePlan {
  const { bootParts } = source;
  return planIsoImage({
    root: buildTree(source.files),
    label: source.label,
    modified: source.createdAt,
    ids: layoutIdsOf(source.mediaId, 'disc'),
    bios: { elToritoImage: bootParts['iso-eltorito'], hybridBootSector: bootParts['iso-hybrid-boot-sector'] },
    uefi: { efiImage: bootParts.efi },
  });
}
