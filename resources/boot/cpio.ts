/**
 * Writer of the "newc" cpio archive, the only form of initramfs the kernel unpacks (Documentation/driver-api/
 * early-userspace/buffer-format.rst). Trap: a parent folder that is not an entry of its own is silently not made by
 * the kernel and everything below it is lost; this writer adds missing parents. All owners are 0 and all times are 0,
 * so the same entries give the same bytes.
 */
import { readFile } from 'node:fs/promises';

export interface CpioFolder {
  readonly kind: 'folder';
  readonly path: string;
}

export interface CpioLink {
  readonly kind: 'link';
  readonly path: string;
  readonly target: string;
}

export interface CpioFile {
  readonly kind: 'file';
  readonly path: string;
  readonly isExecutable: boolean;
  /** The content itself, or the path of the file that holds it. */
  readonly content: Uint8Array | string;
}

export type CpioEntry = CpioFolder | CpioLink | CpioFile;

const TYPE_FOLDER = 0o040000;
const TYPE_FILE = 0o100000;
const TYPE_LINK = 0o120000;

interface RawEntry {
  readonly path: string;
  readonly mode: number;
  readonly linkCount: number;
  readonly data: Uint8Array;
}

/** The archive as a sequence of chunks, in the order of the paths; relative paths without a leading slash. */
export async function* encodeCpio(entries: readonly CpioEntry[]): AsyncGenerator<Uint8Array> {
  let inode = 0;
  for (const entry of withParents(entries)) {
    inode += 1;
    yield* encodeEntry(await toRaw(entry), inode);
  }
  yield* encodeEntry({ path: 'TRAILER!!!', mode: 0, linkCount: 1, data: new Uint8Array(0) }, 0);
}

/** Sorted by code units (locale-free), each path once (the last one given wins), every parent before its children. */
function withParents(entries: readonly CpioEntry[]): readonly CpioEntry[] {
  const byPath = new Map<string, CpioEntry>();
  for (const entry of entries) {
    const parts = entry.path.split('/');
    for (let count = 1; count < parts.length; count += 1) {
      const path = parts.slice(0, count).join('/');
      if (!byPath.has(path)) byPath.set(path, { kind: 'folder', path });
    }
    byPath.set(entry.path, entry);
  }
  return [...byPath.values()].sort((left, right) => (left.path < right.path ? -1 : 1));
}

async function toRaw(entry: CpioEntry): Promise<RawEntry> {
  switch (entry.kind) {
    case 'folder':
      return { path: entry.path, mode: TYPE_FOLDER + 0o755, linkCount: 2, data: new Uint8Array(0) };
    case 'link':
      return {
        path: entry.path,
        mode: TYPE_LINK + 0o777,
        linkCount: 1,
        data: Buffer.from(entry.target, 'utf8'),
      };
    case 'file': {
      const data = typeof entry.content === 'string' ? await readFile(entry.content) : entry.content;
      return { path: entry.path, mode: TYPE_FILE + (entry.isExecutable ? 0o755 : 0o644), linkCount: 1, data };
    }
  }
}

function* encodeEntry(entry: RawEntry, inode: number): Generator<Uint8Array> {
  const name = Buffer.from(`${entry.path}\0`, 'utf8');
  // ino mode uid gid nlink mtime filesize devmajor devminor rdevmajor rdevminor namesize check
  const fields = [inode, entry.mode, 0, 0, entry.linkCount, 0, entry.data.length, 0, 0, 0, 0, name.length, 0];
  const hex = fields.map((value) => value.toString(16).toUpperCase().padStart(8, '0')).join('');
  const header = Buffer.concat([Buffer.from(`070701${hex}`, 'ascii'), name]);
  yield header;
  yield padding(header.length);
  yield entry.data;
  yield padding(entry.data.length);
}

/** Header with name, and data, each end on a multiple of four bytes. */
function padding(lengthBytes: number): Uint8Array {
  return new Uint8Array((4 - (lengthBytes % 4)) % 4);
}
