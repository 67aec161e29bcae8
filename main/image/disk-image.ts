/**
 * A whole stick as extents: partition table, BIOS boot program, and one FAT32 volume with the files; pure.
 *   GPT  protective MBR + boot.img | GPT | 1 MiB: BIOS boot partition (GRUB core) | EFI System partition | GPT backup
 *   MBR  record + boot.img | GRUB core from sector 1 on | 1 MiB: one active FAT32 partition
 * Trap: the last things written are the boot sectors and the tables (`writtenLast`), so that a medium whose writing
 * was interrupted is not taken for a finished one.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { Extent, ImagePlan } from '#base/extent.ts';
import { buildTree, type DirectoryNode, type TreeFile } from '#base/file-tree.ts';
import { formatBytes, MIB } from '#base/units.ts';
import { fatLabel, maxVolumeBytes, planFat32Volume, type Fat32Plan } from '#formats/fat32/index.ts';
import { GPT_TYPE, gptGeometry, planGpt, type GptPartition } from '#formats/gpt/index.ts';
import { encodeMbr, MBR_TYPE } from '#formats/mbr/index.ts';
import { prepareGrub, type BiosBoot } from './grub.ts';

export interface DiskImageRequest {
  /** The files, or the tree they make. */
  readonly files: Iterable<TreeFile> | { readonly root: DirectoryNode };
  readonly partitionStyle: 'gpt' | 'mbr';
  /** Size of the disk; absent: the smallest that holds everything. */
  readonly sizeBytes?: number;
  /** What must stay free on the volume; default 0. */
  readonly freeBytes?: number;
  readonly sectorBytes: 512 | 4096;
  /** Any text; what FAT cannot hold is replaced and the rest cut at 11 characters. */
  readonly label: string;
  readonly ids: DiskIds;
  /** Time of all files, written as UTC. */
  readonly modified: Date;
  /** Without it the stick starts by UEFI only. */
  readonly biosBoot?: BiosBoot;
}

export interface DiskIds {
  readonly diskGuid: string;
  /** First for the EFI System partition, second for the BIOS boot partition. */
  readonly partitionGuids: readonly [string, string];
  /** Serial number of the FAT volume, 32 bits. Under MBR it is the disk signature, too. */
  readonly volumeId: number;
}

export interface DiskImagePlan extends ImagePlan {
  readonly partitionStyle: 'gpt' | 'mbr';
  readonly volume: {
    /** From the start of the disk. */
    readonly offsetBytes: number;
    readonly sizeBytes: number;
    readonly clusterBytes: number;
    readonly freeBytes: number;
    readonly fileCount: number;
    readonly label: string;
  };
}

/**
 * Plans the disk.
 * @throws MediaError E_DISK_TOO_SMALL, E_DISK_LAYOUT, E_DISK_BOOT_CODE, those of `planFat32Volume` and of `buildTree`.
 */
export function planDiskImage(request: DiskImageRequest): DiskImagePlan {
  return request.partitionStyle === 'gpt' ? planGptDisk(request) : planMbrDisk(request);
}

function planGptDisk(request: DiskImageRequest): DiskImagePlan {
  const { sectorBytes, ids } = request;
  const grub =
    request.biosBoot === undefined
      ? undefined
      : prepareGrub(request.biosBoot, { sectorBytes, coreLba: MIB / sectorBytes, roomBytes: MIB });
  const volumeOffset = grub === undefined ? MIB : 2 * MIB;
  const tail = MIB;
  const usableEnd =
    request.sizeBytes === undefined
      ? undefined
      : (gptGeometry(request.sizeBytes, sectorBytes).lastUsableLba + 1) * sectorBytes;
  const volume = planVolume(request, volumeOffset, usableEnd);
  const sizeBytes = request.sizeBytes ?? volumeOffset + volume.sizeBytes + tail;
  const lba = (bytes: number): number => bytes / sectorBytes;
  const partitions: GptPartition[] = [
    {
      typeGuid: GPT_TYPE.efiSystem,
      partitionGuid: ids.partitionGuids[0],
      firstLba: lba(volumeOffset),
      lastLba: lba(volumeOffset + volume.sizeBytes) - 1,
      name: 'EFI System partition',
    },
  ];
  if (grub !== undefined) {
    partitions.push({
      typeGuid: GPT_TYPE.biosBoot,
      partitionGuid: ids.partitionGuids[1],
      firstLba: lba(MIB),
      lastLba: lba(2 * MIB) - 1,
      name: 'BIOS boot partition',
    });
  }
  const gpt = planGpt({
    sizeBytes,
    sectorBytes,
    diskGuid: ids.diskGuid,
    partitions,
    ...(grub === undefined ? {} : { bootCode: grub.bootCode }),
  });
  const head = gpt.extents.filter(({ offset }) => offset < volumeOffset);
  const backup = gpt.extents.filter(({ offset }) => offset >= volumeOffset);
  return {
    ...describe(request, volume, volumeOffset),
    sizeBytes: gpt.totalSectors * sectorBytes,
    extents: [
      ...withZerosBetween([...head, ...(grub === undefined ? [] : [grub.coreExtent])], volumeOffset),
      ...moved(volume, volumeOffset),
      ...backup,
    ],
    writtenLast: [...lastOfVolume(volume, volumeOffset), ...gpt.writtenLast],
  };
}

function planMbrDisk(request: DiskImageRequest): DiskImagePlan {
  const { sectorBytes, ids } = request;
  if (sectorBytes !== 512) {
    throw new MediaError(
      'E_DISK_LAYOUT',
      `the MBR style is for sectors of 512 bytes, the drive has ${sectorBytes}`,
    );
  }
  const grub =
    request.biosBoot === undefined
      ? undefined
      : prepareGrub(request.biosBoot, { sectorBytes, coreLba: 1, roomBytes: MIB - sectorBytes });
  // The last MiB stays out of the volume and is cleared: the backup GPT of the stick's former life lies there.
  const diskEnd =
    request.sizeBytes === undefined ? undefined : request.sizeBytes - (request.sizeBytes % sectorBytes) - MIB;
  const volume = planVolume(request, MIB, diskEnd);
  const mbr = encodeMbr({
    bootCode: grub?.bootCode ?? new Uint8Array(),
    diskSignature: ids.volumeId,
    partitions: [
      {
        isActive: true,
        type: MBR_TYPE.fat32Lba,
        firstLba: MIB / sectorBytes,
        sectorCount: volume.sizeBytes / sectorBytes,
      },
    ],
  });
  const volumeEnd = MIB + volume.sizeBytes;
  const sizeBytes = diskEnd === undefined ? volumeEnd : diskEnd + MIB;
  const head: readonly Extent[] = [
    { offset: 0, length: mbr.length, source: { kind: 'bytes', bytes: mbr } },
    ...(grub === undefined ? [] : [grub.coreExtent]),
  ];
  return {
    ...describe(request, volume, MIB),
    sizeBytes,
    extents: [
      ...withZerosBetween(head, MIB),
      ...moved(volume, MIB),
      ...(diskEnd === undefined ? [] : [zeros(diskEnd, sizeBytes)]),
    ],
    writtenLast: [...lastOfVolume(volume, MIB), { offset: 0, length: mbr.length }],
  };
}

/** Plans the volume at `offset`; it ends at a full MiB, at `endBytes` at the latest. */
function planVolume(request: DiskImageRequest, offset: number, endBytes: number | undefined): Fat32Plan {
  const { sectorBytes, files } = request;
  let volumeBytes: number | 'fit' = 'fit';
  if (endBytes !== undefined) {
    const room = Math.min(endBytes - offset, maxVolumeBytes(sectorBytes));
    volumeBytes = room - (room % MIB);
    if (volumeBytes <= 0) {
      throw new MediaError(
        'E_DISK_TOO_SMALL',
        `the disk has ${formatBytes(request.sizeBytes ?? 0)}, its tables alone take ${formatBytes(offset + MIB)}`,
      );
    }
  }
  return planFat32Volume({
    root: 'root' in files ? files.root : buildTree(files),
    volumeBytes,
    ...(request.freeBytes === undefined ? {} : { freeBytes: request.freeBytes }),
    label: fatLabel(request.label),
    volumeId: request.ids.volumeId,
    hiddenSectors: offset / sectorBytes,
    modified: request.modified,
    sectorBytes,
  });
}

function describe(
  request: DiskImageRequest,
  volume: Fat32Plan,
  offsetBytes: number,
): Pick<DiskImagePlan, 'partitionStyle' | 'volume'> {
  return {
    partitionStyle: request.partitionStyle,
    volume: {
      offsetBytes,
      sizeBytes: volume.sizeBytes,
      clusterBytes: volume.clusterBytes,
      freeBytes: volume.freeBytes,
      fileCount: volume.fileCount,
      label: fatLabel(request.label),
    },
  };
}

/**
 * The extents with zeros in all gaps up to `end`. A used stick keeps an old GPT header in sector 1 or an ISO 9660
 * descriptor at byte 32768, and systems that look at the whole disk would believe those rather than our table.
 */
function withZerosBetween(extents: readonly Extent[], end: number): readonly Extent[] {
  const filled: Extent[] = [];
  let free = 0;
  for (const extent of extents) {
    if (extent.offset > free) filled.push(zeros(free, extent.offset));
    filled.push(extent);
    free = extent.offset + extent.length;
  }
  if (free < end) filled.push(zeros(free, end));
  return filled;
}

function zeros(from: number, to: number): Extent {
  return { offset: from, length: to - from, source: { kind: 'zero' } };
}

function moved(volume: Fat32Plan, offset: number): readonly Extent[] {
  return volume.extents.map((extent) => ({ ...extent, offset: extent.offset + offset }));
}

function lastOfVolume(volume: Fat32Plan, offset: number): ImagePlan['writtenLast'] {
  return volume.writtenLast.map((range) => ({ offset: range.offset + offset, length: range.length }));
}
