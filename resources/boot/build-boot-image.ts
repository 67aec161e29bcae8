/**
 * Builds boot image package PS100001 without root:
 *   npx tsx resources/boot/build-boot-image.ts [--compression fast|best] [--refresh]
 * Packages -> base layer (kernel, loaders, big archive) -> runtime layer (small archive) -> package folder. Each step is
 * kept and only made again when its input changed; without a change the whole run takes about a second and no network.
 */
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { sha256Hex } from '#base/hash.ts';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import { writeCompressed, type BaseLayer, type Compression } from './base-layer.ts';
import { filledTemplate, writeFirmware } from './firmware.ts';
import {
  BASE_RECIPE,
  digest,
  joinArchives,
  layerPlan,
  recipeText,
  requireHostPrograms,
  templateFolder,
  templateText,
} from './layer-plan.ts';
import { scratchFolder } from './scratch.ts';
import { bundleRuntime, runtimeEntries } from './runtime-layer.ts';
import { sourcesText } from './sources-text.ts';

export interface BuildOptions {
  /** Becomes the content of the boot image package; replaced as a whole. */
  readonly outputFolder: string;
  /** Downloads and layers that later runs use again. */
  readonly cacheFolder: string;
  /** As in the package that is there, "best" when there is none. */
  readonly compression?: Compression;
  /** Ask Debian and npm for newer packages. */
  readonly refresh?: boolean;
  /** The on-device program; tests of the recipe give their own. */
  readonly runtimeEntryPath?: string;
  readonly log?: (line: string) => void;
}

export interface BuildResult {
  readonly outputFolder: string;
  readonly version: string;
  /** False when everything was there already. */
  readonly isChanged: boolean;
}

const BOOT_IMAGE_NAME = 'Media Builder boot image (Linux x64)';

/** In the package folder but not part of the package: what the package was made from, and how. */
const BUILD_MARK = '.build-key';

const here = dirname(fileURLToPath(import.meta.url));
const PACKAGE_RECIPE = [...BASE_RECIPE, 'build-boot-image.ts', 'firmware.ts', 'runtime-layer.ts'];
const HOST_PROGRAMS = [
  'apt-get',
  'dpkg-deb',
  'zstd',
  'mformat',
  'grub-mkimage',
  'objdump',
  'strip',
  'as',
  'ld',
  'tar',
  'npm',
];

/**
 * Makes (or finds) the boot image package.
 * @throws MediaError E_BOOT_HOST_PROGRAM, E_BOOT_DOWNLOAD, E_BOOT_RECIPE, E_BOOT_RUNTIME.
 */
export async function buildBootImage(options: BuildOptions): Promise<BuildResult> {
  const log = options.log ?? ((): void => undefined);
  const cacheFolder = resolve(options.cacheFolder);
  const outputFolder = resolve(options.outputFolder);
  const last = await readBuildMark(outputFolder);
  const compression = options.compression ?? last?.compression ?? 'best';
  await requireHostPrograms(HOST_PROGRAMS);
  const plan = await layerPlan({ cacheFolder, compression, refresh: options.refresh ?? false, log });
  const { packages } = plan;
  const bundle = await bundleRuntime(options.runtimeEntryPath ?? join(here, '../runtime/index.ts'));
  const packageKey = digest([
    plan.key,
    await recipeText(PACKAGE_RECIPE),
    await templateText(),
    sha256Hex(bundle),
  ]);
  const version = `${nodeMajorMinor(packages)}.${packageKey.slice(0, 8)}`;
  if (last?.key === packageKey && (await isIntact(outputFolder)))
    return { outputFolder, version, isChanged: false };

  const layer = await plan.make();
  log('putting the package together');
  const scratch = await scratchFolder(cacheFolder, 'package');
  try {
    const target = join(scratch, 'package');
    const marker = `media-builder-${packageKey.slice(0, 12)}.id`;
    await writeMedium({ layer, target, scratch, marker, bundle, compression });
    const places = { layerFolder: layer.folder, templateFolder, targetFolder: join(target, 'firmware') };
    await writeFirmware({ ...places, scratchFolder: scratch, marker });
    await writeDescription(target, layer, version);
    await writeFile(join(target, BUILD_MARK), JSON.stringify({ key: packageKey, compression }));
    await rm(outputFolder, { recursive: true, force: true });
    await mkdir(dirname(outputFolder), { recursive: true });
    await rename(target, outputFolder);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  await writeFile(join(cacheFolder, 'SOURCES.txt'), sourcesText(packages));
  return { outputFolder, version, isChanged: true };
}

/** Every file of the package is there as its description says; a copy that was cut short or a bad disk is noticed. */
async function isIntact(outputFolder: string): Promise<boolean> {
  try {
    const text = await readFile(join(outputFolder, 'boot-image.json'), 'utf8');
    // Sound: only this module writes the file; whatever else it may hold fails below and the package is made again.
    const { files } = JSON.parse(text) as { files: readonly { path: string; sha256: string }[] };
    for (const file of files)
      if (sha256Hex(await readFile(join(outputFolder, file.path))) !== file.sha256) return false;
    return files.length > 0;
  } catch {
    // A file is missing or the description is not readable.
    return false;
  }
}

interface BuildMark {
  readonly key: string;
  readonly compression: Compression;
}

/** What the package in a folder was made from; undefined when there is none. */
export async function readBuildMark(outputFolder: string): Promise<BuildMark | undefined> {
  const text = await readFile(join(outputFolder, BUILD_MARK), 'utf8').catch(() => undefined);
  if (text?.startsWith('{') !== true) return undefined;
  // Sound: only this module writes the file, into a folder that takes its name when it is complete.
  return JSON.parse(text) as BuildMark;
}

interface MediumOptions {
  readonly layer: BaseLayer;
  readonly target: string;
  readonly scratch: string;
  readonly marker: string;
  readonly bundle: Uint8Array;
  readonly compression: Compression;
}

async function writeMedium(options: MediumOptions): Promise<void> {
  const medium = join(options.target, 'medium');
  for (const folder of ['EFI/BOOT', 'boot/grub']) await mkdir(join(medium, folder), { recursive: true });
  const from = (name: string): string => join(options.layer.folder, name);
  await cp(from('shimx64.efi'), join(medium, 'EFI/BOOT/BOOTX64.EFI'));
  await cp(from('gcdx64.efi'), join(medium, 'EFI/BOOT/grubx64.efi'));
  await cp(from('mmx64.efi'), join(medium, 'EFI/BOOT/mmx64.efi'));
  await cp(from('vmlinuz'), join(medium, 'boot/vmlinuz'));
  const small = join(options.scratch, 'runtime.zst');
  await writeCompressed(await runtimeEntries(options.bundle, templateFolder), small, options.compression);
  await writeFile(
    join(medium, 'boot/initrd'),
    joinArchives([await readFile(from('base.zst')), await readFile(small)]),
  );
  const grubConfig = await filledTemplate({ templateFolder, marker: options.marker }, 'grub.cfg');
  await writeFile(join(medium, 'boot/grub/grub.cfg'), grubConfig);
  await writeFile(
    join(medium, 'boot', options.marker),
    'The boot loader finds its medium by the name of this file.\n',
  );
}

async function writeDescription(target: string, layer: BaseLayer, version: string): Promise<void> {
  const files = [];
  for (const role of ['medium', 'firmware'] as const) {
    for (const path of await listFiles(join(target, role))) {
      const bytes = await readFile(join(target, role, path));
      files.push({ path: `${role}/${path}`, sizeBytes: bytes.length, sha256: sha256Hex(bytes), role });
    }
  }
  const description = {
    schema: 1,
    family: 'linux',
    name: BOOT_IMAGE_NAME,
    version,
    architecture: 'x64',
    kernelVersion: layer.kernelVersion,
    nodeVersion: layer.nodeVersion,
    files,
  };
  await writeFile(join(target, 'boot-image.json'), `${JSON.stringify(description, undefined, 2)}\n`);
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries.map(async (entry) =>
      entry.isDirectory()
        ? (await listFiles(join(folder, entry.name))).map((path) => `${entry.name}/${path}`)
        : [entry.name],
    ),
  );
  return nested.flat().sort();
}

function nodeMajorMinor(packages: readonly { readonly role: string; readonly version: string }[]): string {
  const version = packages.find((one) => one.role === 'node')?.version ?? '0.0';
  return version.split('.').slice(0, 2).join('.');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      compression: { type: 'string' },
      refresh: { type: 'boolean', default: false },
    },
  });
  const { compression } = values;
  if (compression !== undefined && compression !== 'fast' && compression !== 'best')
    throw new MediaError('E_USAGE', `--compression is fast or best, not ${compression}`);
  const cacheFolder = resolve(here, '../../.cache/boot-image');
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const outputFolder = join(cacheFolder, 'package');
  const result = await buildBootImage({
    outputFolder,
    cacheFolder,
    ...(compression === undefined ? {} : { compression }),
    refresh: values.refresh,
    log: say,
  });
  say(`boot image ${result.version} ${result.isChanged ? 'built' : 'is up to date'}: ${result.outputFolder}`);
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await main().catch((error: unknown) => {
    const text = isMediaError(error) ? `${error.code}: ${error.message}` : String(error);
    process.stderr.write(`${text}\n`);
    process.exitCode = 1;
  });
}
