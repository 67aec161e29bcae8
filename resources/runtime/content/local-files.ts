/**
 * Files of packages that are on this computer already: in the cache, from an earlier step or put there beforehand, and on
 * the medium. A file counts when its size and its SHA-256 are the wanted ones, whoever put it there.
 */
import { createHash } from 'node:crypto';
import {
  copyFile,
  lstat,
  mkdir,
  open,
  readFile,
  realpath,
  rename,
  rm,
  statfs,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { ContentFile } from '../engine/content-port.ts';
import { onDisk } from './disk-error.ts';
import type { FilePlaces } from './under-way.ts';

const READ_BYTES = 1024 * 1024;

/** Path of a file of a package below a folder that may come from elsewhere; undefined when it is no plain file there. */
export async function plainFile(folder: string, path: string): Promise<string | undefined> {
  try {
    const full = join(folder, ...path.split('/'));
    const [root, real] = [await realpath(folder), await realpath(full)];
    // A link on a hostile file system could lead anywhere.
    return real.startsWith(root + sep) && (await lstat(full)).isFile() ? full : undefined;
  } catch {
    return undefined;
  }
}

/** What tells a file that was changed; undefined when it is not there with the right size. */
export async function lookOf(folder: string, file: ContentFile): Promise<string | undefined> {
  const full = await plainFile(folder, file.path);
  if (full === undefined) return undefined;
  const { size, mtimeMs, ino } = await lstat(full);
  return size === file.sizeBytes ? `${size} ${mtimeMs} ${ino}` : undefined;
}

/** True when the file is there with the right content. */
export async function hasContent(folder: string, file: ContentFile): Promise<boolean> {
  const full = await plainFile(folder, file.path);
  if (full === undefined) return false;
  const hash = createHash('sha256');
  for await (const chunk of readInOrder(full)) hash.update(chunk);
  return hash.digest('hex') === file.sha256;
}

/** Bytes of a file; each chunk may be used until the next one is asked for. */
export async function* readInOrder(path: string): AsyncGenerator<Uint8Array> {
  const handle = await open(path);
  try {
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** Copies a file out of another folder; half a copy never has its name. @throws MediaError of `diskError` */
export async function copyInto(places: FilePlaces, file: ContentFile, from: string): Promise<void> {
  const { target, part, map } = places;
  await onDisk(file, async () => {
    await mkdir(dirname(target), { recursive: true });
    await mkdir(dirname(part), { recursive: true });
    // What arrived of it before is no longer what the part holds.
    await rm(map, { force: true });
    await copyFile(join(from, ...file.path.split('/')), part);
    await rename(part, target);
  });
}

export async function freeBytesAt(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** What a package in the cache holds, beside its folder; without it a folder is not known to be complete. */
export function indexPath(cacheFolder: string, packageId: string): string {
  return join(cacheFolder, `${packageId}.files.json`);
}

export async function writeIndex(
  cacheFolder: string,
  packageId: string,
  files: readonly ContentFile[],
): Promise<void> {
  const path = indexPath(cacheFolder, packageId);
  const entries = files.map(({ path: name, sizeBytes, sha256 }) => ({ path: name, sizeBytes, sha256 }));
  await writeFile(`${path}.new`, JSON.stringify({ version: 1, files: entries }));
  await rename(`${path}.new`, path);
}

/** The files of a complete package of the cache; undefined when it is not complete there. */
export async function readIndex(
  cacheFolder: string,
  packageId: string,
): Promise<readonly ContentFile[] | undefined> {
  try {
    const index: unknown = JSON.parse(await readFile(indexPath(cacheFolder, packageId), 'utf8'));
    const files: unknown =
      typeof index === 'object' && index !== null ? Reflect.get(index, 'files') : undefined;
    if (!Array.isArray(files) || !files.every(isContentFile)) return undefined;
    return files;
  } catch {
    return undefined;
  }
}

function isContentFile(value: unknown): value is ContentFile {
  if (typeof value !== 'object' || value === null) return false;
  const [path, size, hash]: readonly unknown[] = ['path', 'sizeBytes', 'sha256'].map((name): unknown =>
    Reflect.get(value, name),
  );
  return typeof path === 'string' && Number.isSafeInteger(size) && typeof hash === 'string';
}
