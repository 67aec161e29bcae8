/**
 * Between a medium as data (`MediumSpec`) and its layout on one drive, in both directions and purely: the builder turns
 * planned files into a description that can cross to the writer, the writer lays it out for every drive anew.
 * Trap: the layout depends on the size and the sector size of the drive, so two drives of one run have different plans.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { bytesContent, type ContentFile, type ImagePlan } from '#base/extent.ts';
import type { TreeFile } from '#base/file-tree.ts';
import { KIB } from '#base/units.ts';
import { planDiskImage, type DiskIds } from '#image/disk-image.ts';
import type { BiosBoot } from '#image/grub.ts';
import { planRawImage } from '#image/raw-image.ts';
import type { ContentSpec, FileContent, MediumSpec } from './medium-spec.ts';

/** What of a drive decides about the layout. */
export interface DriveGeometry {
  /** Absent: the smallest that holds the medium. */
  readonly sizeBytes?: number | undefined;
  /** Logical sector. */
  readonly sectorBytes: number;
}

/** Gives the content behind a file of the description. */
export type ContentOf = (content: FileContent) => ContentFile;

/**
 * The layout of the medium on a drive.
 * @throws MediaError E_DEVICE_TARGET (sectors of another size than 512 or 4096), E_IMAGE_TOO_LARGE (an image larger than
 * the drive), E_IMAGE_PLAN (an empty image), and those of `planDiskImage`
 */
export function planMedium(medium: MediumSpec, drive: DriveGeometry, contentOf: ContentOf): ImagePlan {
  const { sizeBytes } = drive;
  if (medium.kind === 'image') {
    return planRawImage(contentOf(medium.content), { sizeBytes, sectorBytes: drive.sectorBytes });
  }
  const sectorBytes = sectorSize(drive.sectorBytes);
  const { biosBoot } = medium;
  return planDiskImage({
    files: medium.files.map(({ path, content }) => ({ path, content: contentFor(path, content, contentOf) })),
    partitionStyle: medium.partitionStyle,
    label: medium.label,
    ids: medium.ids,
    modified: new Date(medium.modified),
    sectorBytes,
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    // A BIOS cannot start drives with larger sectors; they start by UEFI.
    ...(sectorBytes === 512 && biosBoot !== null
      ? { biosBoot: { bootSector: fromBase64(biosBoot.bootSector), core: fromBase64(biosBoot.core) } }
      : {}),
  });
}

/**
 * What the medium needs at least. Larger sectors need a little more; the exact layout says so later.
 * @throws as `planMedium`
 */
export function neededBytes(medium: MediumSpec): number {
  if (medium.kind === 'image') return medium.content.sizeBytes;
  const unread = ({ path, sizeBytes }: FileContent): ContentFile => ({
    name: path,
    sizeBytes,
    open: () => Promise.reject(new MediaError('E_INTERNAL', `"${path}" is only measured`)),
  });
  return planMedium(medium, { sectorBytes: 512 }, unread).sizeBytes;
}

/** The files of the description, one entry for each mention. */
export function filesOf(medium: MediumSpec): readonly FileContent[] {
  if (medium.kind === 'image') return [medium.content];
  return medium.files.map(({ content }) => content).filter((content) => content.kind === 'file');
}

/** A stick as the builder has planned it. */
export interface DiskMedium {
  readonly files: readonly TreeFile[];
  readonly partitionStyle: 'gpt' | 'mbr';
  readonly label: string;
  readonly ids: DiskIds;
  readonly modified: Date;
  readonly biosBoot?: BiosBoot | undefined;
}

/** Where a content lies that the writer can open; undefined for one that is only in this process. */
export type PlaceOf = (content: ContentFile) => ContentPlace | undefined;

export interface ContentPlace {
  /** Absolute path. */
  readonly path: string;
  readonly isGrowing: boolean;
  /** Names the source in news; only growing ones need it. */
  readonly id?: string | undefined;
}

/** What goes into the message itself is small; the limit keeps the whole message far below the longest one allowed. */
export const INLINE_LIMIT_BYTES = 256 * KIB;

/**
 * Describes a stick. Contents without a place are read now and put into the description.
 * @throws MediaError E_INTERNAL when one without a place has more than `INLINE_LIMIT_BYTES`, E_CANCELLED, and what reading
 * a content throws
 */
export async function specifyDisk(
  disk: DiskMedium,
  placeOf: PlaceOf,
  signal: AbortSignal = new AbortController().signal,
): Promise<MediumSpec> {
  const files: { path: string; content: ContentSpec }[] = [];
  const numbers = new Map<string, number>();
  for (const { path, content } of disk.files) {
    const place = placeOf(content);
    if (place === undefined) files.push({ path, content: await inline(content, signal) });
    else {
      const number = numbers.get(place.path) ?? numbers.size;
      numbers.set(place.path, number);
      files.push({ path, content: fileSpec(content, { id: `file-${number}`, ...place }) });
    }
  }
  const { partitionStyle, label, modified, biosBoot } = disk;
  const { diskGuid, partitionGuids, volumeId } = disk.ids;
  return {
    kind: 'disk',
    partitionStyle,
    label,
    ids: { diskGuid, partitionGuids: [...partitionGuids], volumeId },
    modified: modified.toISOString(),
    files,
    biosBoot:
      biosBoot === undefined
        ? null
        : { bootSector: toBase64(biosBoot.bootSector), core: toBase64(biosBoot.core) },
  };
}

/** Describes an existing image, which is written as it is. */
export function specifyImage(content: Pick<ContentFile, 'sizeBytes'>, place: ContentPlace): MediumSpec {
  return { kind: 'image', content: fileSpec(content, place) };
}

function fileSpec({ sizeBytes }: Pick<ContentFile, 'sizeBytes'>, place: ContentPlace): FileContent {
  const { path, isGrowing, id = 'image' } = place;
  return { kind: 'file', id, path, sizeBytes, isGrowing };
}

async function inline(content: ContentFile, signal: AbortSignal): Promise<ContentSpec> {
  const { name, sizeBytes } = content;
  if (sizeBytes > INLINE_LIMIT_BYTES) {
    throw new MediaError(
      'E_INTERNAL',
      `"${name}" has ${sizeBytes} bytes, more than ${INLINE_LIMIT_BYTES}, and lies in no file`,
    );
  }
  const bytes = new Uint8Array(sizeBytes + 1);
  const reader = await content.open(signal);
  try {
    const count = await reader.readInto(bytes);
    if (count !== sizeBytes) {
      throw new MediaError(
        'E_IMAGE_CONTENT_CHANGED',
        `"${name}" was planned with ${sizeBytes} bytes, it has ${count === bytes.length ? 'more' : count}`,
      );
    }
  } finally {
    await reader.close();
  }
  return { kind: 'inline', base64: toBase64(bytes.subarray(0, sizeBytes)) };
}

function contentFor(path: string, content: ContentSpec, contentOf: ContentOf): ContentFile {
  return content.kind === 'inline' ? bytesContent(path, fromBase64(content.base64)) : contentOf(content);
}

function sectorSize(bytes: number): 512 | 4096 {
  if (bytes === 512 || bytes === 4096) return bytes;
  throw new MediaError('E_DEVICE_TARGET', `the drive has sectors of ${bytes} bytes; 512 and 4096 are known`);
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}

function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}
