/**
 * A folder for the dialog the window draws by itself, where there is none of the system: folders first, hidden ones left
 * out, files of the wanted kinds only.
 * Trap: one entry that cannot be looked at (a broken link, a folder of somebody else) must not hide the others.
 */
import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, extname, isAbsolute, join } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import { throwIfCancelled } from '#base/progress.ts';
import type { FolderListing } from '#contract/app.ts';
import { deviceError } from '#devices/device-errors.ts';

type Entry = FolderListing['entries'][number];
type Place = FolderListing['places'][number];

/** Nobody chooses from more; a cache folder may hold a hundred thousand. */
const MAX_ENTRIES = 5000;

/**
 * Lists a folder; without a path the user's home.
 * @throws MediaError E_DEVICE_MISSING, E_DEVICE_ACCESS, E_DEVICE_TARGET for what is no folder, E_CANCELLED
 */
export async function listFolder(
  input: { readonly path?: string | undefined; readonly extensions?: readonly string[] | undefined },
  signal: AbortSignal,
): Promise<FolderListing> {
  const path = input.path ?? homedir();
  if (!isAbsolute(path)) throw new MediaError('E_DEVICE_TARGET', `${path} is not a whole path`);
  const names = await readdir(path).catch((error: unknown) => {
    throw deviceError(error, path);
  });
  const wanted = input.extensions?.map((one) => one.toLowerCase().replace(/^\.?/, '.'));
  const entries: Entry[] = [];
  for (const name of names.filter((one) => !one.startsWith('.')).slice(0, MAX_ENTRIES)) {
    throwIfCancelled(signal);
    const entry = await entryOf(path, name);
    if (entry === undefined) continue;
    if (entry.isFolder || wanted === undefined || wanted.includes(extname(name).toLowerCase())) {
      entries.push(entry);
    }
  }
  const parent = dirname(path);
  return {
    path,
    parent: parent === path ? null : parent,
    entries: entries.sort(byKindAndName),
    places: await places(),
  };
}

/** Where documents lie, the user's home where there is no such folder. */
export async function documentsFolder(): Promise<string> {
  const documents = join(homedir(), 'Documents');
  return (await isFolder(documents)) ? documents : homedir();
}

async function entryOf(folder: string, name: string): Promise<Entry | undefined> {
  const path = join(folder, name);
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined || !(facts.isDirectory() || facts.isFile())) return undefined;
  const isFolder = facts.isDirectory();
  return { name, path, isFolder, sizeBytes: isFolder ? null : facts.size };
}

function byKindAndName(a: Entry, b: Entry): number {
  if (a.isFolder !== b.isFolder) return a.isFolder ? -1 : 1;
  return a.name.localeCompare(b.name, undefined, { numeric: true });
}

/** Home, its usual folders, and what is mounted; named as they are named on the disk. */
async function places(): Promise<Place[]> {
  const home = homedir();
  const usual = ['Documents', 'Desktop', 'Downloads'].map((name) => join(home, name));
  const found = await Promise.all([home, ...usual, ...(await volumes())].map(placeOf));
  return found.filter((one) => one !== undefined);
}

async function placeOf(path: string): Promise<Place | undefined> {
  if (!(await isFolder(path))) return undefined;
  const name = basename(path);
  return { name: name === '' ? path : name, path };
}

async function volumes(): Promise<readonly string[]> {
  if (process.platform === 'win32') {
    return Array.from({ length: 26 }, (_one, at) => `${String.fromCharCode('A'.charCodeAt(0) + at)}:\\`);
  }
  const user = basename(homedir());
  const parents =
    process.platform === 'darwin' ? ['/Volumes'] : [`/media/${user}`, `/run/media/${user}`, '/mnt'];
  const lists = await Promise.all(
    parents.map(async (parent) => {
      const names = await readdir(parent).catch(() => []);
      return names.slice(0, 50).map((name) => join(parent, name));
    }),
  );
  return ['/', ...lists.flat()];
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}
