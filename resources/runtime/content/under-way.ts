/**
 * Where files lie while they are fetched: in a folder of their own beside the package's, `<package>.under-way`, so that
 * none of them can have the name of a file of the package (`app.js.map` beside `app.js`). The same volume, so that a
 * finished file moves by its name alone; and no package's folder, since no identifier of a package holds a dot.
 * A name there is made of what the list says of the file: that of another version is told by it, and one of 250
 * characters, which leaves no room for an ending, is as good as any.
 */
import { createHash } from 'node:crypto';
import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContentFile } from '../engine/content-port.ts';

/** Where one file is, when it is complete and until then. */
export interface FilePlaces {
  readonly target: string;
  /** The bytes that arrived. */
  readonly part: string;
  /** Which ranges those are. */
  readonly map: string;
}

const ENDING = '.under-way';

function underWayFolder(cache: string, packageId: string): string {
  return join(cache, `${packageId}${ENDING}`);
}

/** A name beside packages that is none of a package. */
export function isUnderWay(name: string): boolean {
  return name.endsWith(ENDING);
}

export function placesOf(cache: string, packageId: string, file: ContentFile): FilePlaces {
  const under = join(underWayFolder(cache, packageId), nameOf(file));
  return {
    target: join(cache, packageId, ...file.path.split('/')),
    part: `${under}.part`,
    map: `${under}.map`,
  };
}

/** Removes what no file of these goes on from: parts of another version, copies that were cut off. */
export async function keepOnly(
  cache: string,
  packageId: string,
  files: readonly ContentFile[],
): Promise<void> {
  const folder = underWayFolder(cache, packageId);
  const kept = new Set(files.flatMap((file) => [`${nameOf(file)}.part`, `${nameOf(file)}.map`]));
  const isFolder = await lstat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (kept.size === 0 || !isFolder) {
    await removeUnderWay(cache, packageId);
    return;
  }
  for (const name of await readdir(folder))
    if (!kept.has(name)) await rm(join(folder, name), { recursive: true, force: true });
}

export async function removeUnderWay(cache: string, packageId: string): Promise<void> {
  await rm(underWayFolder(cache, packageId), { recursive: true, force: true });
}

function nameOf({ path, sizeBytes, sha256 }: ContentFile): string {
  return createHash('sha256').update(`${path}\n${sizeBytes}\n${sha256}`).digest('hex');
}
