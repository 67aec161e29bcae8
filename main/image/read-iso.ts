/**
 * Looks into a finished disc image: Rock Ridge names when there are any, else Joliet, else ISO 9660.
 * Trap: the image may be hostile. Every directory is read once (a loop is damage), all directories together have a
 * limit, and nothing is allocated by a length that was not compared with the device first.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { ContentFile, ContentReader } from '#base/extent.ts';
import { foldName } from '#base/file-tree.ts';
import { MIB } from '#base/units.ts';
import {
  BLOCK_SIZE,
  decodeDirectory,
  decodeRockRidgeName,
  decodeSystemUse,
  decodeVolumeDescriptor,
  SYSTEM_AREA_BLOCKS,
  type DirectoryEntry,
  type SystemUseFacts,
  type VolumeFacts,
} from '#formats/iso9660/index.ts';
import type { BlockDevice } from './block-device.ts';
import type { MediumReader } from './medium-reader.ts';
import { rangeReader, type RangeReader } from './range-reader.ts';

const MAX_DESCRIPTORS = 64;
/** 65,535 directories, as many as a disc numbers, take half of it. */
const MAX_DIRECTORY_BYTES = 256 * MIB;
/** 70,000 files with the longest names take a third of it. */
const MAX_ONE_DIRECTORY_BYTES = 64 * MIB;
const MAX_ENTRIES = 1_000_000;
/** All paths together; the index of a hostile disc must stay in memory. */
const MAX_PATH_UNITS_TOTAL = 64 * MIB;
const MAX_CONTINUATIONS = 16;
/** Path of a file in units; Windows ends at 32,767. */
const MAX_PATH_UNITS = 32_767;

type Volume = Extract<VolumeFacts, { readonly kind: 'primary' | 'joliet' }>;

interface Section {
  readonly block: number;
  readonly sizeBytes: number;
}

interface IndexedFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** undefined for an empty directory. */
  readonly sections: readonly Section[] | undefined;
}

/**
 * Opens the ISO 9660 volume of a disc image, or of a stick a disc image was written to.
 * @throws MediaError E_FORMAT_MAGIC when the device holds no ISO 9660 volume, E_ISO_DAMAGED or E_FORMAT_TRUNCATED when
 * what it holds is incomplete or contradicts itself; `list` and `open` throw the same.
 */
export async function openIso9660(device: BlockDevice): Promise<MediumReader> {
  const blocks = rangeReader(device);
  const { primary, joliet } = await readDescriptors(blocks);
  const end = primary.volumeBlocks * BLOCK_SIZE;
  if (device.sizeBytes !== undefined && end > device.sizeBytes) {
    throw damaged(`the volume has ${end} bytes, ${device.name} holds ${device.sizeBytes}`);
  }
  const hasRockRidge = await usesRockRidge(blocks, primary);
  const volume = hasRockRidge ? primary : (joliet ?? primary);
  const tree = new TreeReader(blocks, volume, hasRockRidge);
  let index: Promise<readonly IndexedFile[]> | undefined;
  let byPath: Map<string, IndexedFile> | undefined;
  const load = (): Promise<readonly IndexedFile[]> => (index ??= tree.readAll());
  return {
    fileSystem: 'ISO 9660',
    label: labelOf(primary, joliet),
    async *list() {
      for (const { path, sizeBytes } of await load()) yield { path, sizeBytes };
    },
    async open(path) {
      const files = await load();
      byPath ??= new Map(files.map((file) => [foldName(file.path), file]));
      const file = byPath.get(foldName(path));
      return file?.sections === undefined ? undefined : contentFile(blocks, file, file.sections);
    },
  };
}

/** Joliet keeps the letters as they were but ends after 16 units; then the primary descriptor tells more. */
function labelOf(primary: Volume, joliet: Volume | undefined): string {
  if (joliet === undefined) return primary.label;
  return primary.label.length > joliet.label.length ? primary.label : joliet.label;
}

function damaged(message: string): MediaError {
  return new MediaError('E_ISO_DAMAGED', message);
}

async function readDescriptors(
  blocks: RangeReader,
): Promise<{ readonly primary: Volume; readonly joliet: Volume | undefined }> {
  let primary: Volume | undefined;
  let joliet: Volume | undefined;
  for (let index = 0; index < MAX_DESCRIPTORS; index += 1) {
    const descriptor = decodeVolumeDescriptor(
      await readBlocks(blocks, SYSTEM_AREA_BLOCKS + index, BLOCK_SIZE),
    );
    if (descriptor.kind === 'primary') primary ??= descriptor;
    if (descriptor.kind === 'joliet') joliet ??= descriptor;
    if (descriptor.kind !== 'end') continue;
    if (primary === undefined) throw damaged('the disc has no primary volume descriptor');
    return { primary, joliet };
  }
  throw damaged(`more than ${MAX_DESCRIPTORS} volume descriptors`);
}

async function usesRockRidge(blocks: RangeReader, primary: Volume): Promise<boolean> {
  const first = await readBlocks(blocks, primary.root.block, BLOCK_SIZE);
  for (const entry of decodeDirectory(first, false)) {
    if (entry.isSelf) return entry.systemUse.sharing;
  }
  return false;
}

/** Bytes of the device, compared with its size before they are allocated. @throws MediaError E_FORMAT_TRUNCATED */
async function readBlocks(device: RangeReader, block: number, length: number): Promise<Uint8Array> {
  const end = block * BLOCK_SIZE + length;
  if (device.sizeBytes !== undefined && end > device.sizeBytes) {
    throw new MediaError(
      'E_FORMAT_TRUNCATED',
      `${device.name} ends at ${device.sizeBytes}, before byte ${end}`,
    );
  }
  return await device.bytes(block * BLOCK_SIZE, length);
}

class TreeReader {
  readonly #blocks: RangeReader;
  readonly #volume: Volume;
  readonly #hasRockRidge: boolean;
  readonly #visited = new Set<number>();
  readonly #files: IndexedFile[] = [];
  #directoryBytes = 0;
  #entries = 0;
  #pathUnits = 0;
  #continuation: { readonly block: number; readonly bytes: Uint8Array } | undefined;

  constructor(blocks: RangeReader, volume: Volume, hasRockRidge: boolean) {
    this.#blocks = blocks;
    this.#volume = volume;
    this.#hasRockRidge = hasRockRidge;
  }

  /** Every file, depth first. */
  async readAll(): Promise<readonly IndexedFile[]> {
    // A stack, not recursion: a hostile disc may be 65,535 directories deep.
    const pending: (IndexedFile | { readonly path: string; readonly directory: Section })[] = [
      { path: '', directory: this.#volume.root },
    ];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (!('directory' in node)) {
        this.#files.push(node);
        continue;
      }
      const children = await this.#readDirectory(node.path, node.directory);
      if (children.length === 0 && node.path !== '') {
        this.#files.push({ path: node.path, sizeBytes: 0, sections: undefined });
      }
      for (let index = children.length - 1; index >= 0; index -= 1) {
        const child = children[index];
        if (child !== undefined) pending.push(child);
      }
    }
    return this.#files;
  }

  async #readDirectory(
    prefix: string,
    directory: Section,
  ): Promise<readonly (IndexedFile | { readonly path: string; readonly directory: Section })[]> {
    if (this.#visited.has(directory.block)) throw damaged(`two directories lie in block ${directory.block}`);
    this.#visited.add(directory.block);
    this.#directoryBytes += directory.sizeBytes;
    if (this.#directoryBytes > MAX_DIRECTORY_BYTES || directory.sizeBytes > MAX_ONE_DIRECTORY_BYTES) {
      throw damaged(`a directory of ${directory.sizeBytes} bytes, all so far ${this.#directoryBytes}`);
    }
    const bytes = await readBlocks(this.#blocks, directory.block, directory.sizeBytes);
    const children: (IndexedFile | { path: string; directory: Section })[] = [];
    let sections: Section[] = [];
    for (const entry of decodeDirectory(bytes, this.#volume.kind === 'joliet')) {
      if (entry.isSelf) continue;
      const path = prefix + (await this.#nameOf(entry));
      this.#count(path);
      if (entry.isDirectory) {
        children.push({ path: `${path}/`, directory: entry });
        continue;
      }
      this.#checkExtent(path, entry);
      sections.push({ block: entry.block, sizeBytes: entry.sizeBytes });
      if (entry.continues) continue;
      children.push({ path, sizeBytes: sections.reduce((sum, one) => sum + one.sizeBytes, 0), sections });
      sections = [];
    }
    if (sections.length > 0) throw damaged(`the last file of "${prefix}" has no last section`);
    return children;
  }

  #count(path: string): void {
    this.#entries += 1;
    this.#pathUnits += path.length;
    if (this.#entries > MAX_ENTRIES) throw damaged(`more than ${MAX_ENTRIES} files`);
    if (path.length > MAX_PATH_UNITS || this.#pathUnits > MAX_PATH_UNITS_TOTAL) {
      throw damaged(`a path of ${path.length} units, all so far ${this.#pathUnits}`);
    }
  }

  #checkExtent(path: string, extent: Section): void {
    const end = extent.block * BLOCK_SIZE + extent.sizeBytes;
    const { sizeBytes } = this.#blocks;
    if (extent.sizeBytes > 0 && sizeBytes !== undefined && end > sizeBytes) {
      throw damaged(`"${path}" ends at ${end}, the medium at ${sizeBytes}`);
    }
  }

  async #nameOf(entry: DirectoryEntry): Promise<string> {
    const name = this.#hasRockRidge
      ? ((await this.#rockRidgeName(entry.systemUse)) ?? entry.name)
      : entry.name;
    // eslint-disable-next-line no-control-regex -- a zero in a name is exactly what is looked for
    if (name === '' || name === '.' || name === '..' || /[/\u0000]/.test(name)) {
      throw damaged(`a file is named ${JSON.stringify(name.slice(0, 60))}`);
    }
    return name;
  }

  async #rockRidgeName(systemUse: SystemUseFacts): Promise<string | undefined> {
    const parts = systemUse.name === undefined ? [] : [systemUse.name];
    let { next } = systemUse;
    for (let steps = 0; next !== undefined; steps += 1) {
      if (steps === MAX_CONTINUATIONS) throw damaged('the continuations of a directory record have no end');
      if (next.offset + next.length > BLOCK_SIZE) {
        throw damaged(`a continuation ends at byte ${next.offset + next.length} of its block`);
      }
      const block = await this.#continuationBlock(next.block);
      const facts = decodeSystemUse(block.subarray(next.offset, next.offset + next.length));
      if (facts.name !== undefined) parts.push(facts.name);
      next = facts.next;
    }
    return parts.length === 0 ? undefined : decodeRockRidgeName(parts);
  }

  /** The last block is kept: continuations of neighbours lie in the same one. */
  async #continuationBlock(block: number): Promise<Uint8Array> {
    if (this.#continuation?.block !== block) {
      this.#continuation = { block, bytes: await readBlocks(this.#blocks, block, BLOCK_SIZE) };
    }
    return this.#continuation.bytes;
  }
}

function contentFile(blocks: RangeReader, file: IndexedFile, sections: readonly Section[]): ContentFile {
  return {
    name: file.path,
    sizeBytes: file.sizeBytes,
    open: () => Promise.resolve(new SectionReader(blocks, sections)),
  };
}

class SectionReader implements ContentReader {
  readonly #blocks: RangeReader;
  readonly #sections: readonly Section[];
  #index = 0;
  /** Byte within the current section. */
  #offset = 0;

  constructor(blocks: RangeReader, sections: readonly Section[]) {
    this.#blocks = blocks;
    this.#sections = sections;
  }

  async readInto(target: Uint8Array): Promise<number> {
    let filled = 0;
    for (
      let section = this.#sections[this.#index];
      section !== undefined && filled < target.length;
      section = this.#sections[this.#index]
    ) {
      const length = Math.min(section.sizeBytes - this.#offset, target.length - filled);
      if (length > 0) {
        const offset = section.block * BLOCK_SIZE + this.#offset;
        await this.#blocks.read(offset, target.subarray(filled, filled + length));
      }
      filled += length;
      this.#offset += length;
      if (this.#offset < section.sizeBytes) continue;
      this.#index += 1;
      this.#offset = 0;
    }
    return filled;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
