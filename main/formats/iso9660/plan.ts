/**
 * Lays out a whole disc: descriptors, path tables, two directory trees over the same files, boot catalog, boot images.
 * Pure: the result says what lies where, to the byte.
 * Trap: a block number is 32 bits and counts blocks of 2048 bytes, a path table counts parents with 16 bits; both
 * limits are checked here, before anybody writes 8 TiB.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { bytesContent, type Extent } from '#base/extent.ts';
import type { DirectoryNode, FileNode } from '#base/file-tree.ts';
import { ceilDiv, roundUp } from '#base/units.ts';
import { encodeRecordDate } from './dates.ts';
import { encodeDescriptors, type TreeLayout } from './descriptors.ts';
import {
  encodeContinuations,
  encodeDirectories,
  encodePathTable,
  planTree,
  type PlannedTree,
} from './directories.ts';
import { encodeBootCatalog, patchBiosImage } from './el-torito.ts';
import { isoNames, jolietNames } from './names.ts';
import { RockRidge } from './rock-ridge.ts';
import { BLOCK_SIZE, pathTableRecordL, pathTableRecordM, SYSTEM_AREA_BLOCKS } from './structures.ts';
import { checkTree, withFile } from './tree.ts';

const MAX_BLOCKS = 0xffff_ffff;

export interface IsoRequest {
  readonly root: DirectoryNode;
  /** Shown by Windows (first 16 units) and, in capitals, by everything else (first 32). */
  readonly label: string;
  /** Date of the volume and of every file. */
  readonly modified: Date;
  readonly bios?: {
    /** GRUB's CD image (grub-mkimage -O i386-pc-eltorito), not patched. */
    readonly image: Uint8Array;
    /** Where the patched image appears as a file; what the tree holds there is replaced. */
    readonly path: string;
  };
  readonly uefi?: {
    /** A FAT image; it lies behind all files and is not a file itself. */
    readonly image: Uint8Array;
  };
  /** Blocks at the end that belong to the volume and that the caller fills. */
  readonly tailBlocks?: number;
}

export interface IsoLayout {
  readonly sizeBytes: number;
  /** Where the caller's blocks at the end begin. */
  readonly tailOffset: number;
  /** In order of offset, from the descriptors on; system area and tail are the caller's. */
  readonly extents: readonly Extent[];
  /** The extent that makes it a disc: the set of volume descriptors. */
  readonly descriptors: { readonly offset: number; readonly length: number };
  /** First block of the BIOS boot image. */
  readonly biosBlock: number | undefined;
  readonly uefi: { readonly block: number; readonly sizeBytes: number } | undefined;
}

/** Hands out blocks one after the other. */
class Blocks {
  next: number;

  constructor(first: number) {
    this.next = first;
  }

  take(sizeBytes: number): number {
    const block = this.next;
    this.next += ceilDiv(sizeBytes, BLOCK_SIZE);
    return block;
  }
}

/** Which block everything begins at. */
interface Reservation {
  readonly descriptorBlock: number;
  readonly catalogBlock: number | undefined;
  readonly trees: readonly [TreeLayout, TreeLayout];
  /** First block behind all that describes the disc. */
  readonly dataBlock: number;
  readonly fileBlock: (file: FileNode) => number;
  readonly uefi: IsoLayout['uefi'];
  readonly tailBlock: number;
  readonly totalBlocks: number;
}

/**
 * The layout of a disc.
 * @throws MediaError E_ISO_NAME for a name that is not valid Unicode, E_ISO_TOO_MANY_FOLDERS, E_ISO_TOO_LARGE,
 * E_ISO_BOOT_IMAGE for a BIOS image that cannot be patched, E_FORMAT_VALUE for a date outside 1900 to 2155.
 */
export function planIso9660(request: IsoRequest): IsoLayout {
  const { bios } = request;
  const biosContent = bios === undefined ? undefined : bytesContent(bios.path, bios.image);
  const root =
    bios === undefined || biosContent === undefined
      ? request.root
      : withFile(request.root, bios.path.split('/'), biosContent);
  const files = checkTree(root);
  const place = reserve(request, files, [
    planTree(root, { names: isoNames, characterBytes: 1, rockRidge: new RockRidge(request.modified) }),
    planTree(root, { names: jolietNames, characterBytes: 2, rockRidge: undefined }),
  ]);
  const biosFile = files.find((file) => file.content === biosContent);
  const biosBlock = biosFile === undefined ? undefined : place.fileBlock(biosFile);
  const patched =
    bios === undefined || biosBlock === undefined ? undefined : patchBiosImage(bios.image, biosBlock);

  const descriptors = encodeDescriptors(request, place);
  const descriptorBytes = descriptors.length * BLOCK_SIZE;
  const metadata = encodeMetadata(place, descriptors, biosBlock);
  const offset = place.descriptorBlock * BLOCK_SIZE;
  const extents: Extent[] = [
    bytesExtent(offset, metadata.subarray(0, descriptorBytes)),
    bytesExtent(offset + descriptorBytes, metadata.subarray(descriptorBytes)),
  ];
  for (const file of files) {
    if (isEmpty(file)) continue;
    const at = place.fileBlock(file) * BLOCK_SIZE;
    const isPatched = patched !== undefined && file === biosFile;
    extents.push(isPatched ? bytesExtent(at, wholeBlocks(patched)) : contentExtent(at, file));
  }
  if (place.uefi !== undefined && request.uefi !== undefined) {
    extents.push(bytesExtent(place.uefi.block * BLOCK_SIZE, wholeBlocks(request.uefi.image)));
  }
  return {
    sizeBytes: place.totalBlocks * BLOCK_SIZE,
    tailOffset: place.tailBlock * BLOCK_SIZE,
    extents,
    descriptors: { offset, length: descriptorBytes },
    biosBlock,
    uefi: place.uefi,
  };
}

/** Gives everything its blocks, in the order of the disc. @throws MediaError E_ISO_TOO_LARGE, E_FORMAT_VALUE */
function reserve(
  request: IsoRequest,
  files: readonly FileNode[],
  [primary, joliet]: readonly [PlannedTree, PlannedTree],
): Reservation {
  const isBootable = request.bios !== undefined || request.uefi !== undefined;
  const recorded = encodeRecordDate(request.modified);
  const fileBlocks = new Map<FileNode, number>();
  const fileBlock = (file: FileNode): number => fileBlocks.get(file) ?? 0;
  const blocks = new Blocks(SYSTEM_AREA_BLOCKS);
  const descriptorBlock = blocks.take((isBootable ? 4 : 3) * BLOCK_SIZE);
  const catalogBlock = isBootable ? blocks.take(BLOCK_SIZE) : undefined;
  const reserveTree = (tree: PlannedTree): TreeLayout => ({
    tree,
    pathTableL: blocks.take(tree.pathTableBytes),
    pathTableM: blocks.take(tree.pathTableBytes),
    placement: {
      directoryBlock: blocks.take(tree.directoryBlocks * BLOCK_SIZE),
      continuationBlock: blocks.take(tree.continuationBytes),
      fileBlock,
      recorded,
    },
  });
  const trees = [reserveTree(primary), reserveTree(joliet)] as const;
  // Empty files share one block of zeros: it exists, and no reader takes them for links to a file that has content.
  const emptyBlock = files.some(isEmpty) ? blocks.take(BLOCK_SIZE) : 0;
  const dataBlock = blocks.next;
  for (const file of files) {
    fileBlocks.set(file, isEmpty(file) ? emptyBlock : blocks.take(file.content.sizeBytes));
  }
  const image = request.uefi?.image;
  const uefi =
    image === undefined ? undefined : { block: blocks.take(image.length), sizeBytes: image.length };
  const tailBlock = blocks.take((request.tailBlocks ?? 0) * BLOCK_SIZE);
  const totalBlocks = blocks.next;
  if (totalBlocks > MAX_BLOCKS) {
    throw new MediaError(
      'E_ISO_TOO_LARGE',
      `a disc holds ${MAX_BLOCKS} blocks of ${BLOCK_SIZE} bytes, the tree needs ${totalBlocks}`,
    );
  }
  return { descriptorBlock, catalogBlock, trees, dataBlock, fileBlock, uefi, tailBlock, totalBlocks };
}

/** All that describes the disc in one piece: descriptors, boot catalog, path tables, directories. */
function encodeMetadata(
  place: Reservation,
  descriptors: readonly Uint8Array[],
  biosBlock: number | undefined,
): Uint8Array {
  const metadata = new Uint8Array((place.dataBlock - place.descriptorBlock) * BLOCK_SIZE);
  const from = (block: number): Uint8Array => metadata.subarray((block - place.descriptorBlock) * BLOCK_SIZE);
  const put = (block: number, bytes: Uint8Array): void => {
    from(block).set(bytes);
  };
  descriptors.forEach((bytes, index) => {
    put(place.descriptorBlock + index, bytes);
  });
  if (place.catalogBlock !== undefined) {
    put(place.catalogBlock, encodeBootCatalog({ biosBlock, uefi: place.uefi }));
  }
  for (const { tree, pathTableL, pathTableM, placement } of place.trees) {
    put(pathTableL, encodePathTable(tree, placement.directoryBlock, pathTableRecordL));
    put(pathTableM, encodePathTable(tree, placement.directoryBlock, pathTableRecordM));
    encodeDirectories(from(placement.directoryBlock), tree, placement);
    encodeContinuations(from(placement.continuationBlock), tree);
  }
  return metadata;
}

function isEmpty(file: FileNode): boolean {
  return file.content.sizeBytes === 0;
}

function bytesExtent(offset: number, bytes: Uint8Array): Extent {
  return { offset, length: bytes.length, source: { kind: 'bytes', bytes } };
}

function contentExtent(offset: number, { content }: FileNode): Extent {
  return { offset, length: roundUp(content.sizeBytes, BLOCK_SIZE), source: { kind: 'content', content } };
}

function wholeBlocks(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(roundUp(bytes.length, BLOCK_SIZE));
  padded.set(bytes);
  return padded;
}
