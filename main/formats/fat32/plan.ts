/**
 * A whole FAT32 volume as extents, from a tree of files; pure and exact to the byte.
 * Layout: reserved sectors, two FATs, the root directory, then everything else from large to small, each in one run of
 * clusters. So a small file that grows by a cluster (other media variables, say) moves only what is smaller still, and an
 * update in place has little to write.
 * Trap: what must be zero (unused FAT entries, directory slack) is an extent; on a used stick old bytes there would be
 * read as files. Free clusters are not: nobody reads them.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { Extent, ExtentSource } from '#base/extent.ts';
import type { DirectoryNode, FileNode } from '#base/file-tree.ts';
import { ceilDiv, formatBytes, roundUp } from '#base/units.ts';
import { allocationTable } from './allocation-table.ts';
import { BOOT, encodeBootSector, encodeInfoSector, ROOT_CLUSTER } from './boot-sector.ts';
import { DirectoryWriter, type EntryFacts } from './directory.ts';
import { defaultClusterBytes, fatGeometry, smallestGeometry, type FatGeometry } from './geometry.ts';
import { assignShortNames, fatLabel, type FatName } from './names.ts';
import { ATTRIBUTE, ENTRY_BYTES, MAX_DIRECTORY_BYTES, MAX_FILE_BYTES } from './tables.ts';
import { encodeFatTime, type FatTime } from './time.ts';

export interface Fat32Request {
  readonly root: DirectoryNode;
  /** A size in bytes, or the smallest volume that holds the tree and `freeBytes`. */
  readonly volumeBytes: number | 'fit';
  /** What must stay free; default 0. */
  readonly freeBytes?: number;
  /** Up to 11 characters (see `fatLabel`), "" for none. */
  readonly label: string;
  /** 32 bits; Windows shows it as the serial number. */
  readonly volumeId: number;
  /** Sectors before the volume on its disk. */
  readonly hiddenSectors: number;
  /** Written as UTC, though FAT has no zone. */
  readonly modified: Date;
  readonly sectorBytes: 512 | 4096;
  /** Default: Microsoft's table. */
  readonly clusterBytes?: number;
}

export interface Fat32Plan {
  readonly sizeBytes: number;
  /** Relative to the start of the volume, in order, not overlapping. */
  readonly extents: readonly Extent[];
  /** Copy of the boot sector, boot sector: without them there is no volume. */
  readonly writtenLast: readonly { readonly offset: number; readonly length: number }[];
  readonly geometry: FatGeometry;
  readonly clusterBytes: number;
  readonly clusterCount: number;
  readonly freeBytes: number;
  readonly fileCount: number;
  readonly directoryCount: number;
}

interface PlannedDirectory {
  readonly path: string;
  readonly children: readonly PlannedChild[];
  readonly parent: PlannedDirectory | undefined;
  readonly entryBytes: number;
  firstCluster: number;
}
type PlannedChild =
  | { readonly kind: 'directory'; readonly name: FatName; readonly directory: PlannedDirectory }
  | { readonly kind: 'file'; readonly name: FatName; readonly file: PlannedFile };
interface PlannedFile {
  readonly node: FileNode;
  firstCluster: number;
}

/**
 * Plans the volume.
 * @throws MediaError E_FAT_FILE_TOO_LARGE, E_FAT_VOLUME_TOO_SMALL, E_FAT_VOLUME_SIZE, E_FAT_DIRECTORY_TOO_LARGE,
 * E_FAT_LABEL, E_TREE_NAME (over 255 UTF-16 units), E_FORMAT_VALUE (time before 1980 or after 2107).
 */
export function planFat32Volume(request: Fat32Request): Fat32Plan {
  const { sectorBytes, label } = request;
  if (fatLabel(label) !== label) {
    throw new MediaError('E_FAT_LABEL', `the label "${label}" cannot be written, "${fatLabel(label)}" could`);
  }
  const time = encodeFatTime(request.modified);
  const tree = collect(request.root, label !== '');
  const needed = (clusterBytes: number): number => neededClusters(tree, clusterBytes);
  const geometry = chooseGeometry(request, needed);
  const { clusterBytes, clusterCount } = geometry;
  const usedClusters = needed(clusterBytes);
  const placed = inOrderOfPlace(tree, clusterBytes);
  const runs = allocate(placed, clusterBytes);
  const freeClusters = clusterCount - usedClusters;

  const extents: Extent[] = [];
  const add = (offset: number, length: number, source: ExtentSource): void => {
    if (length > 0) extents.push({ offset, length, source });
  };
  const identity = { volumeId: request.volumeId, label, hiddenSectors: request.hiddenSectors };
  const boot = encodeBootSector(geometry, identity);
  const info = encodeInfoSector(sectorBytes, freeClusters, ROOT_CLUSTER + usedClusters);
  const sector = (index: number, bytes: Uint8Array): void => {
    add(index * sectorBytes, sectorBytes, { kind: 'bytes', bytes });
  };
  const zeroSectors = (from: number, to: number): void => {
    add(from * sectorBytes, (to - from) * sectorBytes, { kind: 'zero' });
  };
  sector(BOOT.bootSector, boot);
  sector(BOOT.infoSector, info);
  zeroSectors(BOOT.infoSector + 1, BOOT.backupSector);
  sector(BOOT.backupSector, boot);
  sector(BOOT.backupInfoSector, info);
  zeroSectors(BOOT.backupInfoSector + 1, geometry.reservedSectors);

  const generate = allocationTable(runs);
  const usedFatSectors = ceilDiv((ROOT_CLUSTER + usedClusters) * 4, sectorBytes);
  for (let copy = 0; copy < 2; copy += 1) {
    const start = geometry.reservedSectors + copy * geometry.fatSectors;
    add(start * sectorBytes, usedFatSectors * sectorBytes, { kind: 'generated', generate });
    zeroSectors(start + usedFatSectors, start + geometry.fatSectors);
  }
  zeroSectors(geometry.reservedSectors + 2 * geometry.fatSectors, geometry.dataSector);

  const clusterOffset = (cluster: number): number =>
    geometry.dataSector * sectorBytes + (cluster - ROOT_CLUSTER) * clusterBytes;
  for (const item of placed) {
    const offset = clusterOffset(item.firstCluster);
    if ('node' in item) {
      const { content } = item.node;
      add(offset, roundUp(content.sizeBytes, clusterBytes), { kind: 'content', content });
    } else {
      const bytes = encodeDirectory(item, { label, time, sectorBytes });
      add(offset, bytes.length, { kind: 'bytes', bytes });
      add(offset + bytes.length, roundUp(bytes.length, clusterBytes) - bytes.length, { kind: 'zero' });
    }
  }

  return {
    sizeBytes: geometry.totalSectors * sectorBytes,
    extents,
    writtenLast: [BOOT.backupSector, BOOT.bootSector].map((index) => ({
      offset: index * sectorBytes,
      length: sectorBytes,
    })),
    geometry,
    clusterBytes,
    clusterCount,
    freeBytes: freeClusters * clusterBytes,
    fileCount: tree.files.length,
    directoryCount: tree.directories.length - 1,
  };
}

interface CollectedTree {
  /** The root first; every directory after its parent. */
  readonly directories: readonly PlannedDirectory[];
  readonly files: readonly PlannedFile[];
}

function collect(root: DirectoryNode, hasLabel: boolean): CollectedTree {
  const directories: PlannedDirectory[] = [];
  const files: PlannedFile[] = [];
  const enter = (
    node: DirectoryNode,
    path: string,
    parent: PlannedDirectory | undefined,
  ): PlannedDirectory => {
    const names = assignShortNames(node.children.map((child) => child.name));
    const specials = parent === undefined ? Number(hasLabel) : 2;
    const entries = names.reduce((sum, name) => sum + 1 + name.longEntryCount, specials);
    if (entries * ENTRY_BYTES > MAX_DIRECTORY_BYTES) {
      throw new MediaError(
        'E_FAT_DIRECTORY_TOO_LARGE',
        `"${path === '' ? '/' : path}" needs ${entries} entries for ${names.length} names, a directory holds ${MAX_DIRECTORY_BYTES / ENTRY_BYTES}`,
      );
    }
    const children: PlannedChild[] = [];
    const directory: PlannedDirectory = {
      path,
      children,
      parent,
      entryBytes: Math.max(entries * ENTRY_BYTES, ENTRY_BYTES),
      firstCluster: 0,
    };
    directories.push(directory);
    node.children.forEach((child, index) => {
      const name = names[index];
      if (name === undefined) return;
      const childPath = path === '' ? child.name : `${path}/${child.name}`;
      if (child.kind === 'directory') {
        children.push({ kind: 'directory', name, directory: enter(child, childPath, directory) });
      } else {
        checkFileSize(child, childPath);
        const file: PlannedFile = { node: child, firstCluster: 0 };
        files.push(file);
        children.push({ kind: 'file', name, file });
      }
    });
    return directory;
  };
  enter(root, '', undefined);
  return { directories, files };
}

function checkFileSize(file: FileNode, path: string): void {
  const { sizeBytes } = file.content;
  if (sizeBytes > MAX_FILE_BYTES) {
    throw new MediaError(
      'E_FAT_FILE_TOO_LARGE',
      `"${path}" has ${sizeBytes} bytes, FAT32 holds files of up to ${MAX_FILE_BYTES} bytes`,
    );
  }
}

function neededClusters(tree: CollectedTree, clusterBytes: number): number {
  let clusters = 0;
  for (const directory of tree.directories) clusters += ceilDiv(directory.entryBytes, clusterBytes);
  for (const { node } of tree.files) clusters += ceilDiv(node.content.sizeBytes, clusterBytes);
  return clusters;
}

function chooseGeometry(request: Fat32Request, needed: (clusterBytes: number) => number): FatGeometry {
  const { volumeBytes, sectorBytes } = request;
  const wanted = (clusterBytes: number): number =>
    needed(clusterBytes) + ceilDiv(request.freeBytes ?? 0, clusterBytes);
  if (volumeBytes === 'fit') return smallestGeometry(sectorBytes, wanted, request.clusterBytes);
  const clusterBytes = request.clusterBytes ?? defaultClusterBytes(volumeBytes, sectorBytes);
  const geometry = fatGeometry(volumeBytes, sectorBytes, clusterBytes);
  const clusters = wanted(clusterBytes);
  if (clusters > geometry.clusterCount) {
    throw new MediaError(
      'E_FAT_VOLUME_TOO_SMALL',
      `the content needs ${formatBytes(clusters * clusterBytes)} in ${clusters} clusters, the volume has ${formatBytes(geometry.clusterCount * clusterBytes)} in ${geometry.clusterCount}`,
    );
  }
  return geometry;
}

/**
 * Everything that takes clusters: the root directory at the first one, as Windows has it, then files and directories by
 * falling number of clusters; of the same number, directories come first, then tree order decides.
 */
function inOrderOfPlace(
  tree: CollectedTree,
  clusterBytes: number,
): readonly (PlannedDirectory | PlannedFile)[] {
  const [root, ...directories] = tree.directories;
  const rest = [...directories, ...tree.files]
    .map((item) => ({ item, clusters: ceilDiv(sizeOf(item), clusterBytes) }))
    .filter(({ clusters }) => clusters > 0)
    .sort((a, b) => b.clusters - a.clusters)
    .map(({ item }) => item);
  return root === undefined ? rest : [root, ...rest];
}

function sizeOf(item: PlannedDirectory | PlannedFile): number {
  return 'node' in item ? item.node.content.sizeBytes : item.entryBytes;
}

/** Gives everything its run of clusters, one behind the other; returns the last cluster of each run. */
function allocate(placed: readonly (PlannedDirectory | PlannedFile)[], clusterBytes: number): Uint32Array {
  let next: number = ROOT_CLUSTER;
  const lastClusters = placed.map((item) => {
    item.firstCluster = next;
    next += ceilDiv(sizeOf(item), clusterBytes);
    return next - 1;
  });
  return Uint32Array.from(lastClusters);
}

function encodeDirectory(
  directory: PlannedDirectory,
  volume: { readonly label: string; readonly time: FatTime; readonly sectorBytes: number },
): Uint8Array {
  const bytes = new Uint8Array(roundUp(directory.entryBytes, volume.sectorBytes));
  const writer = new DirectoryWriter(bytes);
  const facts = (attributes: number, firstCluster: number, sizeBytes = 0): EntryFacts => ({
    attributes,
    firstCluster,
    sizeBytes,
    time: volume.time,
  });
  if (directory.parent === undefined) {
    if (volume.label !== '') writer.addSpecial(volume.label, facts(ATTRIBUTE.label, 0));
  } else {
    // ".." of a directory in the root is 0, not 2 (fatgen103, "directory creation").
    const isBelowRoot = directory.parent.parent === undefined;
    writer.addSpecial('.', facts(ATTRIBUTE.directory, directory.firstCluster));
    writer.addSpecial('..', facts(ATTRIBUTE.directory, isBelowRoot ? 0 : directory.parent.firstCluster));
  }
  for (const child of directory.children) {
    if (child.kind === 'directory') {
      writer.add(child.name, facts(ATTRIBUTE.directory, child.directory.firstCluster));
    } else {
      const { node, firstCluster } = child.file;
      writer.add(child.name, facts(ATTRIBUTE.archive, firstCluster, node.content.sizeBytes));
    }
  }
  return bytes;
}
