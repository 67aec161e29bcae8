/**
 * Where the program's own files and the user's data lie. In a checkout the boot image is in .cache; MEDIA_BUILDER_BOOT_IMAGE
 * names another folder. The data folder follows the system's custom (XDG, AppData, Library).
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';

const NAME = 'media-builder';

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

/** The content folder of our boot image package, made by set-up. */
export function bootImageFolder(): string {
  return process.env['MEDIA_BUILDER_BOOT_IMAGE'] ?? join(programFolder(), '.cache', 'boot-image', 'package');
}

/** Where settings, connections and history of this user lie; MEDIA_BUILDER_DATA names another folder. */
export function dataFolder(): string {
  return process.env['MEDIA_BUILDER_DATA'] ?? envPaths(NAME, { suffix: '' }).data;
}

/** Where the lab keeps its data unless --data names another folder. */
export function defaultLabFolder(): string {
  return join(dataFolder(), 'lab');
}

/** The bundle of the process that writes drives, made by `npm run build`. */
export function writerScript(): string {
  return join(programFolder(), 'dist', 'media-builder-writer.cjs');
}
