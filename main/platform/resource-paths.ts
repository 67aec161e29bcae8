/**
 * Where the program's own files and the user's data lie. In a checkout the boot image is in .cache; MEDIA_BUILDER_BOOT_IMAGE
 * names another folder. The data folder follows the system's custom (XDG, AppData, Library).
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';

const NAME = 'media-builder';
const WRITER = 'media-builder-writer.cjs';

/** The folder that holds our package.json, looked for upwards from this file (or from the bundle that contains it). */
export function programFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (dirname(folder) !== folder) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: unknown }).name === NAME)
      return folder;
    folder = dirname(folder);
  }
  return process.cwd();
}

/** Version of the builder, as manifests and --version state it. */
export function programVersion(): string {
  const text = readFileSync(join(programFolder(), 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { version?: unknown };
  return typeof version === 'string' ? version : '0.0.0';
}

/** The files beside an installed program (electron-builder's extraResources); undefined in a checkout. */
function installedFolder(): string | undefined {
  // Electron's own property of the process; plain Node has none.
  const folder: unknown = Reflect.get(process, 'resourcesPath');
  return typeof folder === 'string' && existsSync(join(folder, WRITER)) ? folder : undefined;
}

/** The content folder of our boot image package, made by set-up. */
export function bootImageFolder(): string {
  const installed = installedFolder();
  const own =
    installed === undefined
      ? join(programFolder(), '.cache', 'boot-image', 'package')
      : join(installed, 'boot-image');
  return process.env['MEDIA_BUILDER_BOOT_IMAGE'] ?? own;
}

/** The lab's own systems and its client, made by set-up in a checkout; an installed program has none. */
export function systemImageFolder(): string {
  return process.env['MEDIA_BUILDER_SYSTEM_IMAGE'] ?? join(programFolder(), '.cache', 'system-image');
}

/** Where settings, connections and history of this user lie; MEDIA_BUILDER_DATA names another folder. */
export function dataFolder(): string {
  return process.env['MEDIA_BUILDER_DATA'] ?? envPaths(NAME, { suffix: '' }).data;
}

/** Where the lab keeps its data unless --data names another folder. */
export function defaultLabFolder(): string {
  return join(dataFolder(), 'lab');
}

/**
 * The bundle of the process that writes drives, made by `npm run build`. Of an installed program it lies outside its
 * archive, because the Node.js that runs it cannot read there.
 */
export function writerScript(): string {
  return join(installedFolder() ?? join(programFolder(), 'dist'), WRITER);
}

/**
 * The Node.js that runs the writer. Electron cannot be used as one (its fuse for that is blown, docs/security.md), so an
 * installed program brings Node.js along, and in a checkout it is the one that started us (MEDIA_BUILDER_NODE).
 */
export function nodeProgram(): string {
  if (process.versions['electron'] === undefined) return process.execPath;
  const installed = installedFolder();
  if (installed !== undefined) return join(installed, process.platform === 'win32' ? 'node.exe' : 'node');
  return process.env['MEDIA_BUILDER_NODE'] ?? 'node';
}

/** The folder of the window's files and the preload bundle, made by `npm run build`. */
export function windowFiles(): { readonly assets: string; readonly preload: string } {
  const dist = join(programFolder(), 'dist');
  return { assets: join(dist, 'renderer'), preload: join(dist, 'preload.cjs') };
}
