/**
 * What the distribution points hold: packages of files that can be listed and read with a range.
 * PS100001 is our boot image, PS100064, PS10006A and PS100031 the lab's systems and client: folders made by scripts. The
 * small packages are generated.
 * Trap: what was not built yet is no error of the lab; its package is simply without content.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { encodeUtf8 } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { sha256Hex } from '#base/hash.ts';
import { generatedContent } from './data/generated-content.ts';
import { clientPackage, SYSTEM_DESCRIPTION, systemVersions } from './data/system-packages.ts';
import type { LabWorld } from './data/types.ts';

export interface ContentFileInfo {
  /** "EFI/BOOT/BOOTX64.EFI": forward slashes, relative, no dot parts. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** First and last byte, both included, as in an HTTP range. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

export interface ContentPackage {
  readonly packageId: string;
  /** The package's source version, part of the content's id ("PS100001.1"). */
  readonly version: number;
  readonly files: readonly ContentFileInfo[];
  /** Bytes of one file, wholly or the range. @throws MediaError E_LAB_CONTENT for a file that is not of the package. */
  open(path: string, range?: ByteRange): AsyncIterable<Uint8Array>;
}

/** The package that our boot image is. */
export const BOOT_IMAGE_PACKAGE = 'PS100001';
const DESCRIPTION_FILE = 'boot-image.json';

export interface ContentFolders {
  /** Holds boot-image.json. */
  readonly bootImage?: string | undefined;
  /** Holds the folders of system-packages.ts. */
  readonly systemImage?: string | undefined;
}

/** All packages with bytes, by id. Folders may be absent or not yet built. */
export async function openContent(
  world: LabWorld,
  folders: ContentFolders,
): Promise<ReadonlyMap<string, ContentPackage>> {
  const versions = new Map(
    [...world.bootImages, ...world.packages].map((one) => [one.packageId, one.sourceVersion]),
  );
  const content = new Map<string, ContentPackage>();
  for (const [packageId, files] of Object.entries(generatedContent)) {
    content.set(packageId, textPackage(packageId, versions.get(packageId) ?? 1, files));
  }
  const { bootImage, systemImage } = folders;
  if (bootImage !== undefined && (await isFile(join(bootImage, DESCRIPTION_FILE)))) {
    const described = await describedHashes(join(bootImage, DESCRIPTION_FILE));
    const version = versions.get(BOOT_IMAGE_PACKAGE) ?? 1;
    content.set(
      BOOT_IMAGE_PACKAGE,
      await folderPackage(BOOT_IMAGE_PACKAGE, { version, folder: bootImage, described }),
    );
  }
  if (systemImage === undefined) return content;
  const list = join(systemImage, SYSTEM_DESCRIPTION);
  // The builder writes the list last, so a package is served whole or not at all.
  const described = (await isFile(list)) ? await describedHashes(list) : new Map<string, string>();
  for (const { packageId, folder } of [...systemVersions, clientPackage]) {
    if (![...described.keys()].some((path) => path.startsWith(`${folder}/`))) continue;
    const own = new Map(
      [...described].flatMap(([path, hash]) =>
        path.startsWith(`${folder}/`) ? [[path.slice(folder.length + 1), hash] as const] : [],
      ),
    );
    const version = versions.get(packageId) ?? 1;
    const details = { version, folder: join(systemImage, folder), described: own };
    content.set(packageId, await folderPackage(packageId, details));
  }
  return content;
}

function textPackage(
  packageId: string,
  version: number,
  files: Readonly<Record<string, string>>,
): ContentPackage {
  const byPath = new Map(Object.entries(files).map(([path, text]) => [path, encodeUtf8(text)]));
  return {
    packageId,
    version,
    files: [...byPath].map(([path, bytes]) => ({ path, sizeBytes: bytes.length, sha256: sha256Hex(bytes) })),
    async *open(path, range) {
      const bytes = byPath.get(path);
      if (bytes === undefined) throw noSuchFile(packageId, path);
      yield await Promise.resolve(range === undefined ? bytes : bytes.subarray(range.first, range.last + 1));
    },
  };
}

interface FolderDetails {
  readonly version: number;
  readonly folder: string;
  /** Hashes somebody knows already, by path in the folder. */
  readonly described: ReadonlyMap<string, string>;
}

async function folderPackage(packageId: string, details: FolderDetails): Promise<ContentPackage> {
  const { version, folder, described } = details;
  const files: ContentFileInfo[] = [];
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  for (const entry of entries) {
    // Names with a dot in front are marks of the build, not content.
    if (!entry.isFile() || entry.name.startsWith('.')) continue;
    const full = join(entry.parentPath, entry.name);
    const path = relative(folder, full).split(sep).join('/');
    const { size } = await stat(full);
    files.push({ path, sizeBytes: size, sha256: described.get(path) ?? (await hashFile(full)) });
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const known = new Set(files.map((file) => file.path));
  return {
    packageId,
    version,
    files,
    open(path, range) {
      if (!known.has(path)) throw noSuchFile(packageId, path);
      const bounds = range === undefined ? {} : { start: range.first, end: range.last };
      return createReadStream(join(folder, ...path.split('/')), { ...bounds, highWaterMark: 1024 * 1024 });
    },
  };
}

/** Hashes that the boot image's own description gives; a file it does not name is hashed here. */
async function describedHashes(path: string): Promise<ReadonlyMap<string, string>> {
  const description: unknown = JSON.parse(await readFile(path, 'utf8'));
  const files: unknown =
    typeof description === 'object' && description !== null ? Reflect.get(description, 'files') : undefined;
  const found = new Map<string, string>();
  if (!Array.isArray(files)) return found;
  for (const file of files as readonly unknown[]) {
    if (typeof file !== 'object' || file === null) continue;
    const name: unknown = Reflect.get(file, 'path');
    const hash: unknown = Reflect.get(file, 'sha256');
    if (typeof name === 'string' && typeof hash === 'string') found.set(name, hash.toLowerCase());
  }
  return found;
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    // Sound: a stream without an encoding yields buffers.
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function noSuchFile(packageId: string, path: string): MediaError {
  return new MediaError('E_LAB_CONTENT', `package ${packageId} has no file "${path}"`);
}
