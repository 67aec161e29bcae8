/**
 * The directories of one tree (primary or Joliet): which record stands where, how many blocks each directory takes,
 * and their bytes once it is known which blocks they and the files got.
 * Trap: sizes must be known before any block number is, so planning and encoding are two passes over the same records.
 * Records keep their names as text, and system use fields are made in both passes and kept in neither: small arrays cost
 * some 200 bytes each, and for 70,000 files that would be the largest part of a build's memory.
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
const SELF = '\0';
const PARENT = '\u0001';

/** How one of the two trees names and describes its nodes. */
export interface Flavour {
  readonly names: (children: readonly TreeNode[]) => readonly DiscName[];
  /** Bytes of one character of a name: 1, or 2 for UCS-2 big-endian. */
  readonly characterBytes: 1 | 2;
  /** Joliet has none. */
  readonly rockRidge: RockRidge | undefined;
}

interface PlannedRecord {
  /** A planned directory, or the file whose content this is. */
  readonly target: PlannedDirectory | FileNode;
  readonly identifier: string;
  /** Byte in the continuation region, and how many there; 0 when there is nothing to continue. */
  readonly continuedAt: number;
  readonly continuedBytes: number;
  readonly recordBytes: number;
}

interface PlannedDirectory {
  readonly name: string;
  readonly identifier: string;
  readonly subdirectories: number;
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
  readonly flavour: Flavour;
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

/** The marks of "." and ".." are one byte in both trees. */
function identifierBytes(identifier: string, { characterBytes }: Flavour): number {
  return identifier === SELF || identifier === PARENT ? 1 : identifier.length * characterBytes;
}

function writeIdentifier(
  target: Uint8Array,
  offset: number,
  named: { identifier: string; flavour: Flavour },
): void {
  const { identifier, flavour } = named;
  const isWide = identifierBytes(identifier, flavour) > identifier.length;
  const view = new DataView(target.buffer, target.byteOffset + offset);
  for (let index = 0; index < identifier.length; index += 1) {
    if (isWide) view.setUint16(index * 2, identifier.charCodeAt(index));
    else view.setUint8(index, identifier.charCodeAt(index));
  }
}

/** What Rock Ridge says of a record in `directory`. */
function systemUseOf(
  directory: PlannedDirectory,
  { target, identifier }: Pick<PlannedRecord, 'target' | 'identifier'>,
  flavour: Flavour,
): SystemUse {
  const { rockRidge } = flavour;
  if (rockRidge === undefined) return NO_SYSTEM_USE;
  const proper = properBytes(identifierBytes(identifier, flavour));
  if ('kind' in target) return rockRidge.file(target.name, proper);
  const { name, subdirectories } = target;
  if (identifier === SELF && directory.number === 1) return rockRidge.rootDot(subdirectories);
  if (identifier === SELF || identifier === PARENT) return rockRidge.dot(subdirectories);
  return rockRidge.directory(name, proper, subdirectories);
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
    const enter = (node: DirectoryNode, identifier: string, parentNumber: number): PlannedDirectory => {
      const planned: PlannedDirectory = {
        name: node.name,
        identifier,
        subdirectories: countDirectories(node),
        number: this.directories.length + 1,
        parentNumber,
        records: [],
        sizeBytes: 0,
        block: 0,
      };
      this.directories.push(planned);
      queue.push({ node, planned });
      const nameBytes = identifierBytes(identifier, this.#flavour);
      this.#pathTableBytes += roundUp(pathTableRecordL.size + nameBytes, 2);
      return planned;
    };
    enter(root, SELF, 1);
    for (const { node, planned } of queue) {
      const parent = this.directories[planned.parentNumber - 1] ?? planned;
      this.#add(planned, { target: planned, identifier: SELF });
      this.#add(planned, { target: parent, identifier: PARENT });
      for (const { node: child, identifier } of this.#flavour.names(node.children)) {
        const target = child.kind === 'directory' ? enter(child, identifier, planned.number) : child;
        this.#add(planned, { target, identifier });
      }
      planned.sizeBytes = roundUp(planned.sizeBytes, BLOCK_SIZE);
      planned.block = this.#directoryBlocks;
      this.#directoryBlocks += planned.sizeBytes / BLOCK_SIZE;
    }
    return {
      flavour: this.#flavour,
      directories: this.directories,
      directoryBlocks: this.#directoryBlocks,
      continuationBytes: this.#continuationBytes,
      pathTableBytes: this.#pathTableBytes,
    };
  }

  #add(planned: PlannedDirectory, what: Pick<PlannedRecord, 'target' | 'identifier'>): void {
    const { target, identifier } = what;
    const { inline, continued } = systemUseOf(planned, what, this.#flavour);
    const continuation = continued === undefined ? 0 : suspContinuation.size;
    const proper = properBytes(identifierBytes(identifier, this.#flavour));
    const recordBytes = roundUp(proper + inline.length + continuation, 2);
    const continuedBytes = continued?.length ?? 0;
    const continuedAt = this.#continue(continuedBytes);
    planned.records.push({ target, identifier, continuedAt, continuedBytes, recordBytes });
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

/** Puts all directories of a tree, in block order, into `bytes`, which is zero and has `directoryBlocks` blocks. */
export function encodeDirectories(bytes: Uint8Array, tree: PlannedTree, placement: TreePlacement): void {
  for (const directory of tree.directories) {
    let offset = directory.block * BLOCK_SIZE;
    for (const record of directory.records) {
      const sections = recordSections(record, placement);
      const systemUse = systemUseOf(directory, record, tree.flavour);
      for (const [index, section] of sections.entries()) {
        offset = nextRecordOffset(offset, record.recordBytes);
        const isLast = index === sections.length - 1;
        const flags = 'kind' in record.target ? (isLast ? 0 : FLAG_CONTINUES) : FLAG_DIRECTORY;
        const where = { section, flags, placement, flavour: tree.flavour, systemUse };
        encodeRecord(bytes.subarray(offset, offset + record.recordBytes), record, where);
        offset += record.recordBytes;
      }
    }
  }
}

function recordSections(record: PlannedRecord, placement: TreePlacement): readonly Section[] {
  const { target } = record;
  if ('kind' in target) return fileSections(placement.fileBlock(target), target.content.sizeBytes);
  return [{ block: placement.directoryBlock + target.block, sizeBytes: target.sizeBytes }];
}

interface RecordPlace {
  readonly section: Section;
  readonly flags: number;
  readonly placement: TreePlacement;
  readonly flavour: Flavour;
  readonly systemUse: SystemUse;
}

function encodeRecord(target: Uint8Array, record: PlannedRecord, where: RecordPlace): void {
  const { section, flags, placement, flavour, systemUse } = where;
  const nameBytes = identifierBytes(record.identifier, flavour);
  directoryRecord.encodeInto(target, 0, {
    recordBytes: record.recordBytes,
    attributeBlocks: 0,
    extentBlock: section.block,
    extentBytes: section.sizeBytes,
    recorded: placement.recorded,
    flags,
    unitBlocks: 0,
    gapBlocks: 0,
    volumeSequence: 1,
    identifierBytes: nameBytes,
  });
  writeIdentifier(target, directoryRecord.size, { identifier: record.identifier, flavour });
  const systemUseAt = properBytes(nameBytes);
  target.set(systemUse.inline, systemUseAt);
  if (record.continuedBytes === 0) return;
  suspContinuation.encodeInto(target, systemUseAt + systemUse.inline.length, {
    entryBytes: suspContinuation.size,
    version: 1,
    block: placement.continuationBlock + Math.floor(record.continuedAt / BLOCK_SIZE),
    offset: record.continuedAt % BLOCK_SIZE,
    length: record.continuedBytes,
  });
}

/** Puts the continuation areas of a tree into `bytes`, which is zero and has `continuationBytes`. */
export function encodeContinuations(bytes: Uint8Array, tree: PlannedTree): void {
  for (const directory of tree.directories) {
    for (const record of directory.records) {
      if (record.continuedBytes === 0) continue;
      const { continued } = systemUseOf(directory, record, tree.flavour);
      if (continued !== undefined) bytes.set(continued, record.continuedAt);
    }
  }
}

/** Path table of type L or M, not rounded to blocks (ECMA-119 9.4). */
export function encodePathTable(
  tree: PlannedTree,
  directoryBlock: number,
  form: typeof pathTableRecordL | typeof pathTableRecordM,
): Uint8Array {
  const { flavour } = tree;
  return concatBytes(
    tree.directories.map(({ identifier, block, parentNumber }) => {
      const nameBytes = identifierBytes(identifier, flavour);
      const bytes = new Uint8Array(roundUp(form.size + nameBytes, 2));
      form.encodeInto(bytes, 0, {
        identifierBytes: nameBytes,
        attributeBlocks: 0,
        extentBlock: directoryBlock + block,
        parent: parentNumber,
      });
      writeIdentifier(bytes, form.size, { identifier, flavour });
      return bytes;
    }),
  );
}

/** The record of the root as the descriptors hold it: without system use field. */
export function encodeRootRecord(tree: PlannedTree, placement: TreePlacement): Uint8Array {
  const root = tree.directories[0];
  const bytes = new Uint8Array(34);
  if (root === undefined) return bytes;
  const record = { target: root, identifier: SELF, continuedAt: 0, continuedBytes: 0, recordBytes: 34 };
  encodeRecord(bytes, record, {
    section: { block: placement.directoryBlock + root.block, sizeBytes: root.sizeBytes },
    flags: FLAG_DIRECTORY,
    placement,
    flavour: tree.flavour,
    systemUse: NO_SYSTEM_USE,
  });
  return bytes;
}
