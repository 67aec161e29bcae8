/**
 * File operations of the client as a port, so that tests can cut the power at each of them. Every function resolves only
 * when its result would survive a power cut.
 * Trap: the system volume is NTFS by way of FUSE, where a rename over an existing file is three steps, not one. So nothing
 * here renames over a file that matters; `writeKept` leaves either the old or the new text to be found.
 */
import { createHash } from 'node:crypto';
import {
  chmod,
  copyFile as copyData,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  statfs,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface FileFacts {
  readonly kind: 'file' | 'folder' | 'other';
  readonly sizeBytes: number;
}

export interface Files {
  /** undefined when it is not there. */
  stat(path: string): Promise<FileFacts | undefined>;
  read(path: string): Promise<Uint8Array | undefined>;
  /** Names in a folder, sorted; none when it is not there. */
  list(path: string): Promise<readonly string[]>;
  /** Writes a whole file; after a power cut in the middle a part of it may be there. */
  write(path: string, data: Uint8Array, options?: { readonly mode?: number }): Promise<void>;
  copyFile(from: string, to: string): Promise<void>;
  /** To a name that is free. */
  rename(from: string, to: string): Promise<void>;
  /** A file, or a folder with everything in it; nothing when it is not there. */
  remove(path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  freeBytes(path: string): Promise<number>;
}

export const diskFiles: Files = {
  async stat(path) {
    const found = await lstat(path).catch(() => undefined);
    if (found === undefined) return undefined;
    const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
    return { kind, sizeBytes: found.size };
  },
  async read(path) {
    return await readFile(path).catch((error: unknown) => {
      if (isAbsent(error)) return undefined;
      throw error;
    });
  },
  async list(path) {
    return (await readdir(path).catch((): string[] => [])).sort();
  },
  async write(path, data, options = {}) {
    const handle = await open(path, 'w', options.mode ?? 0o644);
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // A file that was there before keeps its mode otherwise.
    if (options.mode !== undefined) await chmod(path, options.mode);
    await syncFolder(dirname(path));
  },
  async copyFile(from, to) {
    await copyData(from, to);
    const handle = await open(to, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await syncFolder(dirname(to));
  },
  async rename(from, to) {
    await rename(from, to);
    await syncFolder(dirname(to));
    if (dirname(from) !== dirname(to)) await syncFolder(dirname(from));
  },
  async remove(path) {
    await rm(path, { recursive: true, force: true });
    await syncFolder(dirname(path));
  },
  async makeFolder(path) {
    await mkdir(path, { recursive: true });
    await syncFolder(dirname(path));
  },
  async freeBytes(path) {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  },
};

/**
 * Copies plain files and folders; links and devices have no place in what is copied here. A kept file that is replaced
 * meanwhile is copied as it was or as it becomes.
 */
export async function copyTree(files: Files, from: string, to: string): Promise<void> {
  await files.makeFolder(to);
  // Either form of a kept file may be the only one at this moment; both are looked for when nobody replaces it.
  const names = (await files.list(from)).map((name) => name.replace(/\.new$/, ''));
  for (const name of new Set(names))
    await inTurn(files, join(from, name), async () => {
      for (const form of [name, `${name}.new`]) {
        const source = join(from, form);
        const kind = (await files.stat(source))?.kind;
        if (kind === 'folder') await copyTree(files, source, join(to, form));
        else if (kind === 'file') await files.copyFile(source, join(to, form));
      }
    });
}

/** Bytes of all plain files below a folder. */
export async function treeBytes(files: Files, folder: string): Promise<number> {
  let total = 0;
  for (const name of await files.list(folder)) {
    const path = join(folder, name);
    const found = await files.stat(path);
    if (found?.kind === 'folder') total += await treeBytes(files, path);
    else if (found?.kind === 'file') total += found.sizeBytes;
  }
  return total;
}

/** Replaces a small text so that a power cut leaves the old or the new one for `readKept`. */
export async function writeKept(files: Files, path: string, text: string): Promise<void> {
  const next = `${path}.new`;
  await inTurn(files, path, async () => {
    await files.write(next, Buffer.from(`${sumOf(text)}\n${text}`, 'utf8'), { mode: 0o600 });
    await files.remove(path);
    await files.rename(next, path);
  });
}

/** The newest complete text, undefined when there is none. */
export async function readKept(files: Files, path: string): Promise<string | undefined> {
  return await inTurn(files, path, async () => {
    for (const candidate of [`${path}.new`, path]) {
      const data = await files.read(candidate);
      if (data === undefined) continue;
      const whole = Buffer.from(data).toString('utf8');
      const end = whole.indexOf('\n');
      const text = whole.slice(end + 1);
      if (end > 0 && whole.slice(0, end) === sumOf(text)) return text;
    }
    return undefined;
  });
}

/** Removes both forms. */
export async function removeKept(files: Files, path: string): Promise<void> {
  await inTurn(files, path, async () => {
    await files.remove(`${path}.new`);
    await files.remove(path);
  });
}

/** The last one in the queue of each kept file. */
const queues = new WeakMap<Files, Map<string, Promise<unknown>>>();

/**
 * One after the other for each kept file: two that replace it at once would take away each other's, and one that reads
 * meanwhile would find neither form.
 */
async function inTurn<T>(files: Files, path: string, work: () => Promise<T>): Promise<T> {
  const queue = queues.get(files) ?? new Map<string, Promise<unknown>>();
  queues.set(files, queue);
  const mine = (queue.get(path) ?? Promise.resolve()).then(work);
  // Whoever waits behind it does so whether it fails or not.
  const settled = mine.catch(() => undefined);
  queue.set(path, settled);
  try {
    return await mine;
  } finally {
    if (queue.get(path) === settled) queue.delete(path);
  }
}

function sumOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => undefined);
  // FUSE may refuse to flush a folder; flushing the file before has then written the volume down already.
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
