/**
 * What the boot image and the lab's installed system share: the packages, and the base layer made of them. The key tells
 * when a layer is stale without making one.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MediaError } from '#base/errors/media-error.ts';
import { runProgram } from '#platform/spawn.ts';
import { baseLayer, type BaseLayer, type Compression } from './base-layer.ts';
import { fetchPackages, type PackageFile } from './packages.ts';

const here = dirname(fileURLToPath(import.meta.url));
export const templateFolder = join(here, 'templates');

/** The files whose change makes the base layer stale; others belong to the cheap steps. */
export const BASE_RECIPE: readonly string[] = [
  'base-layer.ts',
  'cpio.ts',
  'libraries.ts',
  'modules.ts',
  'module-set.ts',
  'sources-text.ts',
  'tools.ts',
];

export interface LayerPlan {
  readonly packages: readonly PackageFile[];
  readonly key: string;
  /** Makes the layer when it is not there, and takes away older ones. */
  make(): Promise<BaseLayer>;
}

export interface LayerPlanOptions {
  readonly cacheFolder: string;
  readonly compression: Compression;
  readonly refresh: boolean;
  readonly log: (line: string) => void;
}

/** @throws MediaError E_BOOT_DOWNLOAD; `make` E_BOOT_RECIPE. */
export async function layerPlan(options: LayerPlanOptions): Promise<LayerPlan> {
  const { cacheFolder, compression, log } = options;
  const packages = await fetchPackages({ cacheFolder, refresh: options.refresh, log });
  const key = digest([await recipeText(BASE_RECIPE), JSON.stringify(packages), compression]);
  const folder = join(cacheFolder, 'layers', `${compression}-${key.slice(0, 16)}`);
  return {
    packages,
    key,
    async make() {
      const layer = await baseLayer({ cacheFolder, folder, packages, compression, log });
      await removeOlderLayers(folder, compression);
      return layer;
    },
  };
}

/** A layer takes 70 MB; one of each compression is kept. */
async function removeOlderLayers(current: string, compression: Compression): Promise<void> {
  const folder = dirname(current);
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (name.startsWith(`${compression}-`) && path !== current)
      await rm(path, { recursive: true, force: true });
  }
}

/** @throws MediaError E_BOOT_HOST_PROGRAM naming all that are missing. */
export async function requireHostPrograms(programs: readonly string[]): Promise<void> {
  const missing: string[] = [];
  for (const program of programs) {
    // Existence only: mformat and tar answer --version in different ways, but all of them start.
    await runProgram(program, ['--version']).catch(() => missing.push(program));
  }
  if (missing.length > 0)
    throw new MediaError('E_BOOT_HOST_PROGRAM', `not installed here: ${missing.join(', ')}`);
}

/** Texts of files of this folder, for keys. */
export async function recipeText(names: readonly string[]): Promise<string> {
  return (await Promise.all(names.map(async (name) => await readFile(join(here, name), 'utf8')))).join('\0');
}

/** Texts of all templates, for keys. */
export async function templateText(): Promise<string> {
  const names = (await readdir(templateFolder)).sort();
  return await recipeText(names.map((name) => join('templates', name)));
}

export function digest(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0\0')).digest('hex');
}

/** Each archive begins at a multiple of four bytes, as the kernel's format description asks. */
export function joinArchives(archives: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(archives.flatMap((one) => [one, new Uint8Array((4 - (one.length % 4)) % 4)]));
}
