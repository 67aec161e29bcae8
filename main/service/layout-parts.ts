/** The names of the parts of a layout, for reports: what lies at a byte that belongs to no file. */
import type { Extent, ImagePlan } from '#base/extent.ts';
import { KIB, MIB } from '#base/units.ts';
import { decodeVolume } from '#formats/fat32/index.ts';
import type { DiskImagePlan } from '#image/disk-image.ts';

/** From `start` on, up to the next part. */
interface Part {
  readonly start: number;
  readonly name: string;
}

/** The parts of a stick. */
export function diskParts(plan: DiskImagePlan, sectorBytes: number): (offset: number) => string {
  return lookUp([...tableParts(plan, sectorBytes), ...volumeParts(plan)]);
}

function tableParts(plan: DiskImagePlan, sectorBytes: number): readonly Part[] {
  const { offsetBytes, sizeBytes } = plan.volume;
  const end = offsetBytes + sizeBytes;
  if (plan.partitionStyle === 'mbr') {
    return [
      { start: 0, name: 'boot sector and partition table (MBR)' },
      { start: sectorBytes, name: 'BIOS boot program' },
      { start: end, name: 'the cleared end of the drive' },
    ];
  }
  return [
    { start: 0, name: 'boot sector and protective MBR' },
    { start: sectorBytes, name: 'partition table (GPT header)' },
    { start: 2 * sectorBytes, name: 'partition table (GPT entries)' },
    { start: 2 * sectorBytes + 16 * KIB, name: 'the room before the first partition' },
    { start: MIB, name: 'BIOS boot partition' },
    { start: end, name: 'backup of the partition table (GPT)' },
  ];
}

function volumeParts(plan: DiskImagePlan): readonly Part[] {
  const start = plan.volume.offsetBytes;
  const { sectorBytes, fatOffset, fatBytes, dataOffset } = decodeVolume(plannedBytes(plan, start, 512));
  return [
    { start, name: 'boot sector of the file system' },
    { start: start + sectorBytes, name: 'reserved sectors of the file system' },
    { start: start + fatOffset, name: 'FAT 1' },
    { start: start + fatOffset + fatBytes, name: 'FAT 2' },
    { start: start + dataOffset, name: 'directories' },
  ];
}

/** The parts of a disc. The descriptors begin at block 16 (ECMA-119, 6.2.1). */
export function discParts(plan: ImagePlan): (offset: number) => string {
  const [, descriptors] = plan.writtenLast.toReversed();
  const lastFile = plan.extents.findLast(({ source }) => source.kind === 'content');
  return lookUp([
    { start: 0, name: 'boot sector and partition table of the disc' },
    { start: 32 * KIB, name: 'volume descriptors' },
    {
      start: descriptors === undefined ? 64 * KIB : descriptors.offset + descriptors.length,
      name: 'directories, path tables and boot programs of the disc',
    },
    {
      start: lastFile === undefined ? plan.sizeBytes : lastFile.offset + lastFile.length,
      name: 'EFI boot image and end of the disc',
    },
  ]);
}

function lookUp(parts: readonly Part[]): (offset: number) => string {
  const sorted = parts.toSorted((a, b) => a.start - b.start);
  return (offset) => sorted.findLast(({ start }) => start <= offset)?.name ?? 'unknown';
}

/** Bytes a plan holds itself. */
function plannedBytes(plan: ImagePlan, offset: number, length: number): Uint8Array {
  const holds = (extent: Extent): boolean =>
    extent.source.kind === 'bytes' &&
    extent.offset <= offset &&
    extent.offset + extent.length >= offset + length;
  const extent = plan.extents.find(holds);
  if (extent?.source.kind !== 'bytes') throw new Error(`the plan has no bytes at ${offset}`);
  return extent.source.bytes.subarray(offset - extent.offset, offset - extent.offset + length);
}
