/**
 * Lays out a whole disc: descriptors, path tables, two directory trees over the same files, boot catalog, boot images.
 * Pure: the result says what lies where, to the byte.
 * Trap: a block number is 32 bits and counts blocks of 2048 bytes, a path table counts parents with 16 bits; both
 * limits are checked here, before anybody writes 8 TiB.
 */
import { encodeLatin1 } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { bytesContent, type Extent } from '#base/extent.ts';
import type { DirectoryNode, FileNode } from '#base/file-tree.ts';
import { ceilDiv, roundUp } from '#base/units.ts';
import { encodeRecordDate, encodeVolumeDate } from './dates.ts';
import {
  encodeContinuations,
  encodeDirectories,
  encodePathTable,
  encodeRootRecord,
  planTree,
  type PlannedTree,
  type TreePlacement,
} from './directories.ts';
import { encodeBootCatalog, patchBiosImage } from './el-torito.ts';
import { isoLabel, isoNames, jolietLabel, jolietNames } from './names.ts';
import { RockRidge } from './rock-ridge.ts';
import {
  BLOCK_SIZE,
  bootRecordDescriptor,
  jolietVolumeDescriptor,
  pathTableRecordL,
  pathTableRecordM,
  primaryVolumeDescriptor,
  SYSTEM_AREA_BLOCKS,
  terminatorDescriptor,
} from './structures.ts';
import { checkTree, withFile } from './tree.ts';

const MAX_BLOCKS = 0xffff_ffff;
const APPLICATION = 'TASK SEQUENCE MEDIA BUILDER';
/** Joliet 1995, "Escape sequences": UCS-2 level 3. */
const UCS2_LEVEL_3 = new Uint8Array(32);
UCS2_LEVEL_3.set(encodeLatin1('%/E'));

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

interface TreeLayout {
  readonly tree: PlannedTree;
  readonly pathTableL: number;
  readonly pathTableM: number;
  readonly placement: TreePlacement;
}

/**
 * The layout of a disc.
 * @throws MediaError E_ISO_NAME for a name that is not valid Unicode, E_ISO_TOO_MANY_FOLDERS, E_ISO_TOO_LARGE,
 * E_ISO_BOOT_IMAGE for a BIOS image that cannot be patched, E_FORMAT_VALUE for a date outside 1900 to 2155.
 */
export function planIso9660(request: IsoRequest): IsoLayout {
  const bios = request.bios;
  const biosContent = bios === undefined ? undefined : bytesContent(bios.path, bios.image);
  const root =
    bios === undefined || biosContent === undefined
      ? request.root
      : withFile(request.root, bios.path.split('/'), biosContent);
  const files = checkTree(root);

  const recorded = encodeRecordDate(request.modified);
  const primary = planTree(root, { names: isoNames, rockRidge: new RockRidge(request.modified) });
  const joliet = planTree(root, { names: jolietNames, rockRidge: undefined });
  const isBootable = bios !== undefined || request.uefi !== undefined;
  const blocks = new Blocks(SYSTEM_AREA_BLOCKS);
  const descriptorBlock = blocks.take((isBootable ? 4 : 3) * BLOCK_SIZE);
  const catalogBlock = isBootable ? blocks.take(BLOCK_SIZE) : undefined;
  const placements = new Map<FileNode, number>();
  const fileBlock = (file: FileNode): number => placements.get(file) ?? 0;
  const trees = [primary, joliet].map((tree): TreeLayout => ({
    tree,
    pathTableL: blocks.take(tree.pathTableBytes),
    pathTableM: blocks.take(tree.pathTableBytes),
    placement: {
      directoryBlock: blocks.take(tree.directoryBlocks * BLOCK_SIZE),
      continuationBlock: blocks.take(tree.continuationBytes),
      fileBlock,
      recorded,
    },
  }));
  // Empty files share one block of zeros: it exists, and no reader takes them for links to a file that has content.
  const isEmpty = (file: FileNode): boolean => file.content.sizeBytes === 0;
  const emptyBlock = files.some(isEmpty) ? blocks.take(BLOCK_SIZE) : 0;
  const dataBlock = blocks.next;
  for (const file of files) {
    placements.set(file, isEmpty(file) ? emptyBlock : blocks.take(file.content.sizeBytes));
  }
  const uefi =
    request.uefi === undefined
      ? undefined
      : { block: blocks.take(request.uefi.image.length), sizeBytes: request.uefi.image.length };
  const tailBlock = blocks.take((request.tailBlocks ?? 0) * BLOCK_SIZE);
  if (blocks.next > MAX_BLOCKS) {
    throw new MediaError(
      'E_ISO_TOO_LARGE',
      `a disc holds ${MAX_BLOCKS} blocks of ${BLOCK_SIZE} bytes, the tree needs ${blocks.next}`,
    );
  }

  const biosFile = files.find((file) => file.content === biosContent);
  const biosBlock = biosFile === undefined ? undefined : fileBlock(biosFile);
  const metadata = new Uint8Array((dataBlock - descriptorBlock) * BLOCK_SIZE);
  const put = (block: number, bytes: Uint8Array): void => {
    metadata.set(bytes, (block - descriptorBlock) * BLOCK_SIZE);
  };
  const descriptors = encodeDescriptors(request, { trees, catalogBlock, totalBlocks: blocks.next });
  descriptors.forEach((bytes, index) => {
    put(descriptorBlock + index, bytes);
  });
  if (catalogBlock !== undefined) put(catalogBlock, encodeBootCatalog({ biosBlock, uefi }));
  for (const { tree, pathTableL, pathTableM, placement } of trees) {
    put(pathTableL, encodePathTable(tree, placement.directoryBlock, pathTableRecordL));
    put(pathTableM, encodePathTable(tree, placement.directoryBlock, pathTableRecordM));
    put(placement.directoryBlock, encodeDirectories(tree, placement));
    put(placement.continuationBlock, encodeContinuations(tree));
  }

  const descriptorBytes = descriptors.length * BLOCK_SIZE;
  const offset = descriptorBlock * BLOCK_SIZE;
  const extents: Extent[] = [
    bytesExtent(offset, metadata.subarray(0, descriptorBytes)),
    bytesExtent(offset + descriptorBytes, metadata.subarray(descriptorBytes)),
    ...files.flatMap((file): Extent[] => {
      if (isEmpty(file)) return [];
      const at = fileBlock(file);
      if (bios !== undefined && file === biosFile) {
        return [bytesExtent(at * BLOCK_SIZE, wholeBlocks(patchBiosImage(bios.image, at)))];
      }
      const length = roundUp(file.content.sizeBytes, BLOCK_SIZE);
      return [{ offset: at * BLOCK_SIZE, length, source: { kind: 'content', content: file.content } }];
    }),
  ];
  if (uefi !== undefined && request.uefi !== undefined) {
    extents.push(bytesExtent(uefi.block * BLOCK_SIZE, wholeBlocks(request.uefi.image)));
  }
  return {
    sizeBytes: blocks.next * BLOCK_SIZE,
    tailOffset: tailBlock * BLOCK_SIZE,
    extents,
    descriptors: { offset, length: descriptorBytes },
    biosBlock,
    uefi,
  };
}

function bytesExtent(offset: number, bytes: Uint8Array): Extent {
  return { offset, length: bytes.length, source: { kind: 'bytes', bytes } };
}

function wholeBlocks(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(roundUp(bytes.length, BLOCK_SIZE));
  padded.set(bytes);
  return padded;
}

function encodeDescriptors(
  request: IsoRequest,
  layout: {
    readonly trees: readonly TreeLayout[];
    readonly catalogBlock: number | undefined;
    readonly totalBlocks: number;
  },
): readonly Uint8Array[] {
  const date = encodeVolumeDate(request.modified);
  const never = encodeVolumeDate(undefined);
  const shared = {
    version: 1,
    systemId: '',
    volumeBlocks: layout.totalBlocks,
    volumeSetSize: 1,
    volumeSequence: 1,
    blockSize: BLOCK_SIZE,
    optionalPathTableL: 0,
    optionalPathTableM: 0,
    volumeSetId: '',
    publisherId: '',
    preparerId: '',
    applicationId: APPLICATION,
    copyrightFile: '',
    abstractFile: '',
    bibliographicFile: '',
    created: date,
    modified: date,
    expires: never,
    effective: never,
    structureVersion: 1,
  };
  const fields = layout.trees.map(({ tree, pathTableL, pathTableM, placement }) => ({
    ...shared,
    pathTableBytes: tree.pathTableBytes,
    pathTableL,
    pathTableM,
    rootRecord: encodeRootRecord(tree, placement),
  }));
  const [primary, joliet] = fields;
  if (primary === undefined || joliet === undefined) return [];
  const { catalogBlock } = layout;
  return [
    primaryVolumeDescriptor.encode({ ...primary, type: 1, volumeId: isoLabel(request.label) }),
    // El Torito 2.0 insists on block 17, right behind the primary descriptor.
    ...(catalogBlock === undefined
      ? []
      : [
          bootRecordDescriptor.encode({
            type: 0,
            version: 1,
            bootSystemId: 'EL TORITO SPECIFICATION',
            catalogBlock,
          }),
        ]),
    jolietVolumeDescriptor.encode({
      ...joliet,
      type: 2,
      flags: 0,
      escapeSequences: UCS2_LEVEL_3,
      volumeId: jolietLabel(request.label),
    }),
    terminatorDescriptor.encode({ type: 255, version: 1 }),
  ];
}
