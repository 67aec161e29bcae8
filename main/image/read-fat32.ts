/**
 * Reads a FAT32 volume through the block-device port, with the same tables the writer uses.
 * The medium is hostile: chains may loop, point outside or belong to two directories, sizes may lie. Every directory
 * cluster is visited once and a file's chain must be exactly as long as its size says, so nothing here can run for ever.
 */
import { encodeUtf8, equalBytes } from '#base/bytes.ts';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import type { ContentFile, ContentReader } from '#base/extent.ts';
import { foldName } from '#base/file-tree.ts';
import { ceilDiv } from '#base/units.ts';
import {
  decodeDirectory,
  decodeVolume,
  FAT_ENTRY,
  MAX_DIRECTORY_BYTES,
  type DirectoryItem,
  type FatVolume,
} from '#formats/fat32/index.ts';
import type { BlockDevice } from './block-device.ts';
import type { MediumReader } from './medium-reader.ts';
import { findPartitions } from './partitions.ts';
import { rangeReader, type RangeReader } from './range-reader.ts';

const FAT_BLOCK_BYTES = 64 * 1024;
const FAT_BLOCKS_KEPT = 16;
const DIRECTORIES_KEPT = 4;
/** The longest path Windows can open, in UTF-16 units; a deeper tree was made to exhaust its reader. */
const MAX_PATH_UNITS = 32_767;

/** A FAT32 volume as a medium, with what `inspect` shows of it. */
export interface Fat32Reader extends MediumReader {
  readonly fileSystem: 'FAT32';
  readonly volume: FatVolume;
  /** Bytes from the start of the device. */
  readonly offsetBytes: number;
}

/**
 * Opens the volume that begins at `offsetBytes`.
 * @throws MediaError E_FORMAT_MAGIC, E_FORMAT_TRUNCATED or E_FAT_DAMAGED when there is no sound FAT32 volume.
 */
export async function openFat32(device: BlockDevice, offsetBytes: number): Promise<Fat32Reader> {
  const reader = rangeReader(device);
  const volume = decodeVolume(await reader.bytes(offsetBytes, 512));
  const deviceBytes = reader.sizeBytes;
  if (deviceBytes !== undefined && offsetBytes + volume.sizeBytes > deviceBytes) {
    throw damaged(
      `the volume ends at byte ${offsetBytes + volume.sizeBytes}, ${device.name} has ${deviceBytes}`,
    );
  }
  const walker = new VolumeWalker(reader, volume, offsetBytes);
  const root = await walker.directory(volume.rootCluster);
  return {
    fileSystem: 'FAT32',
    label: root.label ?? volume.label,
    volume,
    offsetBytes,
    list: () => walker.list(),
    open: (path) => walker.open(path),
  };
}

/**
 * Opens the first FAT32 volume of a device: in a GPT or MBR partition, or at byte 0; undefined when there is none.
 * @throws MediaError as `findPartitions`; E_FAT_DAMAGED when the only candidate is damaged.
 */
export async function findFat32(device: BlockDevice): Promise<Fat32Reader | undefined> {
  const { partitions } = await findPartitions(device);
  const offsets = partitions.length === 0 ? [0] : partitions.map((one) => one.offsetBytes);
  let failure: MediaError | undefined;
  for (const offset of offsets) {
    try {
      return await openFat32(device, offset);
    } catch (error) {
      if (!isMediaError(error)) throw error;
      if (error.code === 'E_FAT_DAMAGED') {
        if (await isCalledFat32(device, offset)) failure ??= error;
      } else if (error.code !== 'E_FORMAT_MAGIC' && error.code !== 'E_FORMAT_TRUNCATED') throw error;
    }
  }
  if (failure !== undefined) throw failure;
  return undefined;
}

const TYPE_NAME = encodeUtf8('FAT32');
const TYPE_NAME_OFFSET = 82;

/**
 * New sticks hold exFAT, others NTFS or nothing but boot code, and all begin with a sector of the same signature; those
 * are no damaged FAT32 volumes. The name only tells them apart: sound volumes without it are read all the same.
 */
async function isCalledFat32(device: BlockDevice, offsetBytes: number): Promise<boolean> {
  const name = await rangeReader(device).bytes(offsetBytes + TYPE_NAME_OFFSET, TYPE_NAME.length);
  return equalBytes(name, TYPE_NAME);
}

interface LoadedDirectory {
  readonly items: readonly DirectoryItem[];
  readonly byName: ReadonlyMap<string, DirectoryItem>;
  readonly label: string | undefined;
  readonly clusters: readonly number[];
}

/** A small cache: the value put in longest ago goes first. */
class RecentlyUsed<Value> {
  readonly #values = new Map<number, Value>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: number): Value | undefined {
    return this.#values.get(key);
  }

  set(key: number, value: Value): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    const oldest = this.#values.keys().next();
    if (this.#values.size > this.#limit && oldest.done !== true) this.#values.delete(oldest.value);
  }
}

class VolumeWalker {
  readonly #reader: RangeReader;
  readonly #volume: FatVolume;
  readonly #offset: number;
  readonly #fatBlocks = new RecentlyUsed<DataView>(FAT_BLOCKS_KEPT);
  readonly #directories = new RecentlyUsed<LoadedDirectory>(DIRECTORIES_KEPT);

  constructor(reader: RangeReader, volume: FatVolume, offset: number) {
    this.#reader = reader;
    this.#volume = volume;
    this.#offset = offset;
  }

  async *list(): AsyncGenerator<{ readonly path: string; readonly sizeBytes: number }> {
    const seen = new Set<number>();
    const stack: Iterator<{ readonly path: string; readonly item: DirectoryItem }>[] = [];
    const push = async (cluster: number, prefix: string): Promise<number> => {
      if (prefix.length > MAX_PATH_UNITS) {
        throw damaged(`directories are nested to ${prefix.length} units, a path has ${MAX_PATH_UNITS}`);
      }
      const { items } = await this.directory(cluster, seen);
      stack.push(items.map((item) => ({ path: prefix + item.name, item })).values());
      return items.length;
    };
    await push(this.#volume.rootCluster, '');
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.next();
      if (next.done === true) {
        stack.pop();
        continue;
      }
      const { path, item } = next.value;
      if (item.isDirectory) {
        if ((await push(item.firstCluster, `${path}/`)) === 0) yield { path: `${path}/`, sizeBytes: 0 };
      } else yield { path, sizeBytes: item.sizeBytes };
    }
  }

  async open(path: string): Promise<ContentFile | undefined> {
    const parts = foldName(path).split('/');
    const last = parts.pop() ?? '';
    // No set of clusters here: the path has an end, and marking a large directory for every file would cost most.
    let directory = await this.directory(this.#volume.rootCluster);
    for (const part of parts) {
      const item = directory.byName.get(part);
      if (item?.isDirectory !== true) return undefined;
      directory = await this.directory(item.firstCluster);
    }
    const item = directory.byName.get(last);
    if (item === undefined || item.isDirectory) return undefined;
    return {
      name: `${this.#reader.name}:${path}`,
      sizeBytes: item.sizeBytes,
      open: () => Promise.resolve(this.#readFile(item)),
    };
  }

  /** A directory; `seen` collects its clusters, and meeting one again is damage. */
  async directory(firstCluster: number, seen?: Set<number>): Promise<LoadedDirectory> {
    const known = this.#directories.get(firstCluster);
    const loaded = known ?? (await this.#loadDirectory(firstCluster));
    if (seen !== undefined) {
      for (const cluster of loaded.clusters) {
        if (seen.has(cluster)) throw damaged(`cluster ${cluster} belongs to two directories`);
        seen.add(cluster);
      }
    }
    this.#directories.set(firstCluster, loaded);
    return loaded;
  }

  async #loadDirectory(firstCluster: number): Promise<LoadedDirectory> {
    const { clusterBytes } = this.#volume;
    const clusters: number[] = [];
    const limit = ceilDiv(MAX_DIRECTORY_BYTES, clusterBytes);
    for (let cluster: number | undefined = firstCluster; cluster !== undefined;) {
      if (clusters.length >= limit) {
        throw damaged(`a directory is longer than ${limit} clusters of ${clusterBytes} bytes`);
      }
      clusters.push(this.#checked(cluster));
      cluster = await this.#next(cluster);
    }
    const bytes = new Uint8Array(clusters.length * clusterBytes);
    for (let from = 0, to = 1; from < clusters.length; from = to, to += 1) {
      // One read for as many clusters as follow each other.
      while (to < clusters.length && clusters[to] === (clusters[to - 1] ?? 0) + 1) to += 1;
      const target = bytes.subarray(from * clusterBytes, to * clusterBytes);
      await this.#reader.read(this.#clusterOffset(clusters[from] ?? 0), target);
    }
    const { items, label } = decodeDirectory(bytes);
    const byName = new Map(items.map((item) => [foldName(item.name), item]));
    return { items, byName, label, clusters };
  }

  #readFile(item: DirectoryItem): ContentReader {
    const { clusterBytes, clusterCount } = this.#volume;
    const { sizeBytes } = item;
    if (sizeBytes > clusterCount * clusterBytes) {
      throw damaged(`"${item.name}" has ${sizeBytes} bytes, the volume ${clusterCount * clusterBytes}`);
    }
    let cluster: number | undefined = sizeBytes === 0 ? undefined : item.firstCluster;
    let position = 0;
    const readInto = async (target: Uint8Array): Promise<number> => {
      let done = 0;
      const wanted = Math.min(target.length, sizeBytes - position);
      while (done < wanted) {
        if (cluster === undefined) {
          throw damaged(`the chain of "${item.name}" ends at byte ${position} of ${sizeBytes}`);
        }
        // One read for as many clusters as follow each other.
        const first = this.#checked(cluster);
        const skip = position % clusterBytes;
        let run = clusterBytes - skip;
        let next = await this.#next(cluster);
        while (run < wanted - done && next === cluster + 1) {
          cluster = next;
          run += clusterBytes;
          next = await this.#next(cluster);
        }
        const length = Math.min(run, wanted - done);
        const from = this.#clusterOffset(first) + skip;
        await this.#reader.read(from, target.subarray(done, done + length));
        done += length;
        position += length;
        if (length === run || position === sizeBytes) cluster = next;
      }
      if (position === sizeBytes && cluster !== undefined) {
        throw damaged(`the chain of "${item.name}" goes on after its ${sizeBytes} bytes`);
      }
      return done;
    };
    return { readInto, close: () => Promise.resolve() };
  }

  /** The cluster after this one, undefined at the end of the chain. */
  async #next(cluster: number): Promise<number | undefined> {
    const byte = this.#checked(cluster) * 4;
    const block = Math.floor(byte / FAT_BLOCK_BYTES);
    let view = this.#fatBlocks.get(block);
    if (view === undefined) {
      const start = block * FAT_BLOCK_BYTES;
      const length = Math.min(FAT_BLOCK_BYTES, this.#volume.fatBytes - start);
      const bytes = await this.#reader.bytes(this.#offset + this.#volume.fatOffset + start, length);
      view = new DataView(bytes.buffer);
      this.#fatBlocks.set(block, view);
    }
    // The upper four bits are not part of the number; `%` because bitwise operators are for formats.
    const value = view.getUint32(byte - block * FAT_BLOCK_BYTES, true) % (FAT_ENTRY.mask + 1);
    return value >= FAT_ENTRY.endMin ? undefined : this.#checked(value);
  }

  #checked(cluster: number): number {
    const { clusterCount } = this.#volume;
    if (cluster < 2 || cluster >= clusterCount + 2) {
      throw damaged(`a chain leads to cluster ${cluster}, the volume has 2 to ${clusterCount + 1}`);
    }
    return cluster;
  }

  #clusterOffset(cluster: number): number {
    return this.#offset + this.#volume.dataOffset + (cluster - 2) * this.#volume.clusterBytes;
  }
}

function damaged(message: string): MediaError {
  return new MediaError('E_FAT_DAMAGED', message);
}
