/**
 * The directories of one tree (primary or Joliet): which record stands where, how many blocks each directory takes,
 * and their bytes once it is known which blocks they and the files got.
 * Trap: sizes must be known before any block number is, so planning and encoding are two passes over the same records.
 */
import { concatBytes } from '#base/bytes.ts';
import type { DirectoryNode, FileNode, TreeNode } from '#base/file-tree.ts';
import { roundUp } from '#base/units.ts';
import type { DiscName } from './names.ts';
import type { RockRidge, SystemUse } from './rock-ridge.ts';
import { fileSections, sectionCount, type Section } from './sections.ts';
import {
  BLOCK_SIZE,
  directoryRecord,
  pathTableRecordL,
  type pathTableRecordM,
  suspContinuation,
} from './structures.ts';

const FLAG_DIRECTORY = 0x02;
const FLAG_CONTINUES = 0x80;
const NO_SYSTEM_USE: SystemUse = { inline: new Uint8Array(0), continued: undefined };
const SELF = Uint8Array.of(0);
const PARENT = Uint8Array.of(1);

/** How one of the two trees names and describes its nodes. */
export interface Flavour {
  readonly names: (children: readonly TreeNode[]) => readonly DiscName[];
  /** Joliet has none. */
  readonly rockRidge: RockRidge | undefined;
}

interface PlannedRecord {
  /** A planned directory, or the file whose content this is. */
  readonly target: PlannedDirectory | FileNode;
  readonly identifier: Uint8Array;
  readonly systemUse: SystemUse;
  /** Byte in the continuation region, when there is something to continue. */
  readonly continuedAt: number;
  readonly recordBytes: number;
}

interface PlannedDirectory {
  readonly identifier: Uint8Array;
  /** Number in the path table, from 1. */
  readonly number: number;
  /** The root is its own parent. */
  readonly parentNumber: number;
  readonly records: PlannedRecord[];
  sizeBytes: number;
  /** Counted from the first directory block of the tree. */
  block: number;
}

/** A tree whose sizes are known. */
export interface PlannedTree {
  readonly directories: readonly PlannedDirectory[];
  readonly directoryBlocks: number;
  readonly continuationBytes: number;
  readonly pathTableBytes: number;
}

/** Where the parts of a tree were put, in blocks. */
export interface TreePlacement {
  readonly directoryBlock: number;
  readonly continuationBlock: number;
  readonly fileBlock: (file: FileNode) => number;
  /** Seven bytes, the date of every record. */
  readonly recorded: Uint8Array;
}

/** Bytes of a record proper: header, identifier and the padding that makes it even (ECMA-119 9.1.12). */
function properBytes(identifierBytes: number): number {
  return roundUp(directoryRecord.size + identifierBytes, 2);
}

class TreePlanner {
  readonly directories: PlannedDirectory[] = [];
  readonly #flavour: Flavour;
  #directoryBlocks = 0;
  #continuationBytes = 0;
  #pathTableBytes = 0;

  constructor(flavour: Flavour) {
    this.#flavour = flavour;
  }

  plan(root: DirectoryNode): PlannedTree {
    // Breadth first: the order the path table asks for (ECMA-119 6.9.1).
    const queue: { node: DirectoryNode; planned: PlannedDirectory }[] = [];
    const enter = (node: DirectoryNode, identifier: Uint8Array, parentNumber: number): PlannedDirectory => {
      const number = this.directories.length + 1;
      const planned = { identifier, number, parentNumber, records: [], sizeBytes: 0, block: 0 };
      this.directories.push(planned);
      queue.push({ node, planned });
      this.#pathTableBytes += roundUp(pathTableRecordL.size + identifier.length, 2);
      return planned;
    };
    enter(root, SELF, 1);
    const links = new Map<number, number>([[1, countDirectories(root)]]);
    for (const { node, planned } of queue) {
      const own = countDirectories(node);
      links.set(planned.number, own);
      this.#addDots(planned, own, links.get(planned.parentNumber) ?? 0);
      for (const name of this.#flavour.names(node.children)) {
        const target =
          name.node.kind === 'directory' ? enter(name.node, name.identifier, planned.number) : name.node;
        this.#addNamed(planned, name, target);
      }
      planned.sizeBytes = roundUp(planned.sizeBytes, BLOCK_SIZE);
      planned.block = this.#directoryBlocks;
      this.#directoryBlocks += planned.sizeBytes / BLOCK_SIZE;
    }
    return {
      directories: this.directories,
      directoryBlocks: this.#directoryBlocks,
      continuationBytes: this.#continuationBytes,
      pathTableBytes: this.#pathTableBytes,
    };
  }

  #addDots(planned: PlannedDirectory, ownLinks: number, parentLinks: number): void {
    const { rockRidge } = this.#flavour;
    const isRoot = planned.number === 1;
    const self = isRoot ? rockRidge?.rootDot(ownLinks) : rockRidge?.dot(ownLinks);
    const parent = this.directories[planned.parentNumber - 1] ?? planned;
    this.#add(planned, { target: planned, identifier: SELF }, self ?? NO_SYSTEM_USE);
    this.#add(planned, { target: parent, identifier: PARENT }, rockRidge?.dot(parentLinks) ?? NO_SYSTEM_USE);
  }

  #addNamed(planned: PlannedDirectory, name: DiscName, target: PlannedRecord['target']): void {
    const { rockRidge } = this.#flavour;
    const { node, identifier } = name;
    const proper = properBytes(identifier.length);
    const systemUse =
      node.kind === 'directory'
        ? rockRidge?.directory(node.name, proper, countDirectories(node))
        : rockRidge?.file(node.name, proper);
    this.#add(planned, { target, identifier }, systemUse ?? NO_SYSTEM_USE);
  }

  #add(
    planned: PlannedDirectory,
    what: Pick<PlannedRecord, 'target' | 'identifier'>,
    systemUse: SystemUse,
  ): void {
    const continuation = systemUse.continued === undefined ? 0 : suspContinuation.size;
    const recordBytes = roundUp(
      properBytes(what.identifier.length) + systemUse.inline.length + continuation,
      2,
    );
    const continuedAt = this.#continue(systemUse.continued?.length ?? 0);
    const { target, identifier } = what;
    planned.records.push({ target, identifier, systemUse, continuedAt, recordBytes });
    const times = 'kind' in target ? sectionCount(target.content.sizeBytes) : 1;
    for (let index = 0; index < times; index += 1) {
      planned.sizeBytes = nextRecordOffset(planned.sizeBytes, recordBytes) + recordBytes;
    }
  }

  #continue(length: number): number {
    const offset = nextRecordOffset(this.#continuationBytes, length);
    if (length > 0) this.#continuationBytes = offset + length;
    return offset;
  }
}

/** Neither records nor continuations cross a block boundary. */
function nextRecordOffset(offset: number, length: number): number {
  return (offset % BLOCK_SIZE) + length > BLOCK_SIZE ? roundUp(offset, BLOCK_SIZE) : offset;
}

function countDirectories(node: DirectoryNode): number {
  let count = 0;
  for (const child of node.children) if (child.kind === 'directory') count += 1;
  return count;
}

/** Sizes of one tree. */
export function planTree(root: DirectoryNode, flavour: Flavour): PlannedTree {
  return new TreePlanner(flavour).plan(root);
}

/** Bytes of all directories of a tree, in block order. */
export function encodeDirectories(tree: PlannedTree, placement: TreePlacement): Uint8Array {
  const bytes = new Uint8Array(tree.directoryBlocks * BLOCK_SIZE);
  for (const directory of tree.directories) {
    let offset = directory.block * BLOCK_SIZE;
    for (const record of directory.records) {
      const sections = recordSections(record, placement);
      for (const [index, section] of sections.entries()) {
        offset = nextRecordOffset(offset, record.recordBytes);
        const isLast = index === sections.length - 1;
        const flags = 'kind' in record.target ? (isLast ? 0 : FLAG_CONTINUES) : FLAG_DIRECTORY;
        encodeRecord(bytes.subarray(offset, offset + record.recordBytes), record, {
          section,
          flags,
          placement,
        });
        offset += record.recordBytes;
      }
    }
  }
  return bytes;
}

function recordSections(record: PlannedRecord, placement: TreePlacement): readonly Section[] {
  const { target } = record;
  if ('kind' in target) return fileSections(placement.fileBlock(target), target.content.sizeBytes);
  return [{ block: placement.directoryBlock + target.block, sizeBytes: target.sizeBytes }];
}

function encodeRecord(
  target: Uint8Array,
  record: PlannedRecord,
  where: { readonly section: Section; readonly flags: number; readonly placement: TreePlacement },
): void {
  directoryRecord.encodeInto(target, 0, {
    recordBytes: record.recordBytes,
    attributeBlocks: 0,
    extentBlock: where.section.block,
    extentBytes: where.section.sizeBytes,
    recorded: where.placement.recorded,
    flags: where.flags,
    unitBlocks: 0,
    gapBlocks: 0,
    volumeSequence: 1,
    identifierBytes: record.identifier.length,
  });
  target.set(record.identifier, directoryRecord.size);
  const systemUseAt = properBytes(record.identifier.length);
  target.set(record.systemUse.inline, systemUseAt);
  if (record.systemUse.continued === undefined) return;
  suspContinuation.encodeInto(target, systemUseAt + record.systemUse.inline.length, {
    entryBytes: suspContinuation.size,
    version: 1,
    block: where.placement.continuationBlock + Math.floor(record.continuedAt / BLOCK_SIZE),
    offset: record.continuedAt % BLOCK_SIZE,
    length: record.systemUse.continued.length,
  });
}

/** The continuation areas of a tree, whole blocks. */
export function encodeContinuations(tree: PlannedTree): Uint8Array {
  const bytes = new Uint8Array(roundUp(tree.continuationBytes, BLOCK_SIZE));
  for (const directory of tree.directories) {
    for (const { systemUse, continuedAt } of directory.records) {
      if (systemUse.continued !== undefined) bytes.set(systemUse.continued, continuedAt);
    }
  }
  return bytes;
}

/** Path table of type L or M, not rounded to blocks (ECMA-119 9.4). */
export function encodePathTable(
  tree: PlannedTree,
  directoryBlock: number,
  form: typeof pathTableRecordL | typeof pathTableRecordM,
): Uint8Array {
  return concatBytes(
    tree.directories.map(({ identifier, block, parentNumber }) => {
      const bytes = new Uint8Array(roundUp(form.size + identifier.length, 2));
      form.encodeInto(bytes, 0, {
        identifierBytes: identifier.length,
        attributeBlocks: 0,
        extentBlock: directoryBlock + block,
        parent: parentNumber,
      });
      bytes.set(identifier, form.size);
      return bytes;
    }),
  );
}

/** The record of the root as the descriptors hold it: without system use field. */
export function encodeRootRecord(tree: PlannedTree, placement: TreePlacement): Uint8Array {
  const root = tree.directories[0];
  const bytes = new Uint8Array(34);
  if (root === undefined) return bytes;
  const record = {
    target: root,
    identifier: SELF,
    systemUse: NO_SYSTEM_USE,
    continuedAt: 0,
    recordBytes: 34,
  };
  const section = { block: placement.directoryBlock + root.block, sizeBytes: root.sizeBytes };
  encodeRecord(bytes, record, { section, flags: FLAG_DIRECTORY, placement });
  return bytes;
}
