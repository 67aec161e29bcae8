/**
 * Builds what the lab needs to end a deployment with, without root:
 *   npx tsx resources/boot/build-system-image.ts [--compression fast|best]
 * The lab's installed system as WIM in two versions (image package PS100064, upgrade package PS10006A) and the client
 * package PS100031, below .cache/system-image. Kernel, loaders and the large archive are those of the boot image.
 * Trap: wimlib gives every WIM a random GUID and the present time, so the same input gives the same files inside but not
 * the same bytes outside; a finished image is therefore kept for as long as its input stays the same.
 */
import { cp, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import { sha256Hex } from '#base/hash.ts';
import { prepareGrub } from '#image/grub.ts';
import {
  clientPackage,
  SYSTEM_DESCRIPTION,
  systemVersions,
  type SystemVersion,
} from '#lab/data/system-packages.ts';
import { runChecked } from '#platform/spawn.ts';
import {
  biosBoot,
  efiFiles,
  SYSTEM_FACTS,
  SYSTEM_MARKER,
  systemFiles,
} from '../runtime/engine/steps/startable-layout.ts';
import { writeCompressed, type BaseLayer, type Compression } from './base-layer.ts';
import { readBuildMark } from './build-boot-image.ts';
import { grubImage } from './firmware.ts';
import {
  BASE_RECIPE,
  digest,
  joinArchives,
  layerPlan,
  type LayerPlan,
  recipeText,
  requireHostPrograms,
  templateFolder,
  templateText,
} from './layer-plan.ts';
import { bundleRuntime, systemEntries } from './runtime-layer.ts';
import { scratchFolder } from './scratch.ts';
import { sourcesText } from './sources-text.ts';

export interface SystemBuildOptions {
  /** Of the boot image: packages and base layer. */
  readonly bootCacheFolder: string;
  /** Becomes `<folder>/install.wim` and so on, see main/lab/data/system-packages.ts. */
  readonly outputFolder: string;
  /** As in the boot image that is there, because both share the large archive. */
  readonly compression?: Compression;
  readonly log?: (line: string) => void;
}

export interface SystemBuildResult {
  readonly outputFolder: string;
  /** False when everything was there already. */
  readonly isChanged: boolean;
}

const here = dirname(fileURLToPath(import.meta.url));
const RECIPE = [...BASE_RECIPE, 'build-system-image.ts', 'firmware.ts', 'runtime-layer.ts'];
const HOST_PROGRAMS = ['zstd', 'grub-mkimage', 'wimlib-imagex'];
/** Times of all files in the images: 2026-11-01T00:00:00Z. */
const FILE_TIME = 1_793_491_200;
/** Sectors of 512 bytes between the MBR and a first partition at 1 MiB. */
const GAP_SECTORS = 2047;

/**
 * Makes (or finds) images and client package.
 * @throws MediaError E_BOOT_HOST_PROGRAM, E_BOOT_DOWNLOAD, E_BOOT_RECIPE, E_BOOT_RUNTIME.
 */
export async function buildSystemImage(options: SystemBuildOptions): Promise<SystemBuildResult> {
  const log = options.log ?? ((): void => undefined);
  const outputFolder = resolve(options.outputFolder);
  await requireHostPrograms(HOST_PROGRAMS);
  const last = await readDescription(outputFolder);
  const cacheFolder = resolve(options.bootCacheFolder);
  const bootImage = await readBuildMark(join(cacheFolder, 'package'));
  const compression = options.compression ?? bootImage?.compression ?? 'best';
  const plan = await layerPlan({ cacheFolder, compression, refresh: false, log });
  const client = await bundleRuntime(join(here, '../runtime/client/index.ts'));
  const clientKey = sha256Hex(client);
  const layout = JSON.stringify([biosBoot, efiFiles, systemFiles, SYSTEM_MARKER, systemVersions]);
  const key = digest([plan.key, await recipeText(RECIPE), await templateText(), layout]);
  const hasImages = last?.key === key && (await isIntact(outputFolder, last));
  if (hasImages && last.clientKey === clientKey) return { outputFolder, isChanged: false };

  // Whoever finds the description finds everything it names.
  await rm(join(outputFolder, SYSTEM_DESCRIPTION), { force: true });
  if (!hasImages) await buildImages({ plan, compression, outputFolder, log });
  await writeClient(join(outputFolder, clientPackage.folder), client);
  const description: Description = { key, clientKey, compression, files: await hashedFiles(outputFolder) };
  const target = join(outputFolder, SYSTEM_DESCRIPTION);
  await writeFile(`${target}.new`, `${JSON.stringify(description, undefined, 2)}\n`);
  await rename(`${target}.new`, target);
  return { outputFolder, isChanged: true };
}

interface Description {
  readonly key: string;
  readonly clientKey: string;
  readonly compression: Compression;
  readonly files: readonly { readonly path: string; readonly sizeBytes: number; readonly sha256: string }[];
}

async function readDescription(outputFolder: string): Promise<Description | undefined> {
  const text = await readFile(join(outputFolder, SYSTEM_DESCRIPTION), 'utf8').catch(() => undefined);
  // Sound: only this module writes the file, and a changed form changes the key.
  return text === undefined ? undefined : (JSON.parse(text) as Description);
}

/** Sizes only: hashing 130 MB at every start of anything would cost more than it finds. */
async function isIntact(outputFolder: string, description: Description): Promise<boolean> {
  const sizes = await Promise.all(
    description.files.map(async ({ path }) =>
      stat(join(outputFolder, path)).then(
        (facts) => facts.size,
        () => -1,
      ),
    ),
  );
  return description.files.every((file, index) => file.sizeBytes === sizes[index]);
}

async function hashedFiles(outputFolder: string): Promise<Description['files']> {
  const { folder, program, description } = clientPackage;
  const paths = [
    ...systemVersions.map((one) => one.image),
    ...[program, description].map((name) => `${folder}/${name}`),
  ];
  return await Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(join(outputFolder, path));
      return { path, sizeBytes: bytes.length, sha256: sha256Hex(bytes) };
    }),
  );
}

interface ImagesOptions {
  readonly plan: LayerPlan;
  readonly compression: Compression;
  readonly outputFolder: string;
  readonly log: (line: string) => void;
}

async function buildImages({ plan, compression, outputFolder, log }: ImagesOptions): Promise<void> {
  const layer = await plan.make();
  const scratch = await scratchFolder(outputFolder, 'package');
  try {
    const tree = join(scratch, 'tree');
    log('putting the installed system together');
    await writeTree({ layer, tree, scratch, compression });
    await writeFile(join(tree, 'Windows/SOURCES.txt'), sourcesText(plan.packages));
    for (const version of systemVersions) {
      log(`capturing ${version.name} ${version.version}`);
      await capture(version, { tree, scratch, outputFolder });
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The client program and the file that names it. */
async function writeClient(folder: string, program: Uint8Array): Promise<void> {
  const facts = {
    program: clientPackage.program,
    version: clientPackage.version,
    sha256: sha256Hex(program),
  };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, clientPackage.program), program);
  await writeFile(join(folder, clientPackage.description), `${JSON.stringify(facts, undefined, 2)}\n`);
}

interface TreeOptions {
  readonly layer: BaseLayer;
  readonly tree: string;
  readonly scratch: string;
  readonly compression: Compression;
}

/** Everything but what tells the versions apart. */
async function writeTree(options: TreeOptions): Promise<void> {
  const { layer, tree, scratch } = options;
  const folders = ['Windows/Boot/EFI', 'Windows/Boot/linux', 'Windows/Boot/PCAT', 'Windows/Panther/unattend'];
  for (const folder of [...folders, 'Windows/System32', 'Users/Public', 'ProgramData'])
    await mkdir(join(tree, folder), { recursive: true });
  const sources: Readonly<Record<string, string>> = {
    'Windows/Boot/EFI/shimx64.efi': 'shimx64.efi',
    // The variant for discs: it looks below /boot/grub, where grubx64.efi.signed would look below /EFI/debian.
    'Windows/Boot/EFI/grubx64.efi': 'gcdx64.efi',
    'Windows/Boot/EFI/mmx64.efi': 'mmx64.efi',
    'Windows/Boot/linux/vmlinuz': 'vmlinuz',
  };
  for (const [target, name] of Object.entries(sources))
    await cp(join(layer.folder, name), join(tree, target));
  const small = join(scratch, 'system.zst');
  await writeCompressed(await systemEntries(templateFolder), small, options.compression);
  await writeFile(
    join(tree, 'Windows/Boot/linux/initrd'),
    joinArchives([await readFile(join(layer.folder, 'base.zst')), await readFile(small)]),
  );
  const core = await grubImage(
    { layerFolder: layer.folder, templateFolder, scratchFolder: scratch, marker: SYSTEM_MARKER },
    'i386-pc',
    { config: 'system-find-disk.cfg', moreModules: ['ntfs'] },
  );
  const { bootCode, coreExtent } = prepareGrub(
    { bootSector: await readFile(join(layer.folder, 'i386-pc/boot.img')), core },
    {
      sectorBytes: biosBoot.sectorBytes,
      coreLba: biosBoot.coreSector,
      roomBytes: GAP_SECTORS * biosBoot.sectorBytes,
    },
  );
  if (coreExtent.source.kind !== 'bytes')
    throw new MediaError('E_BOOT_RECIPE', 'the core of GRUB is not in one piece');
  await writeFile(join(tree, biosBoot.bootCode), bootCode);
  await writeFile(join(tree, biosBoot.core), coreExtent.source.bytes);
}

async function capture(
  version: SystemVersion,
  places: { readonly tree: string; readonly scratch: string; readonly outputFolder: string },
): Promise<void> {
  const { name, version: number, built, image } = version;
  const facts = { name, version: number, built };
  await writeFile(join(places.tree, SYSTEM_FACTS), `${JSON.stringify(facts, undefined, 2)}\n`);
  await setTimes(places.tree);
  const [major, minor, build, servicePack] = number.split('.');
  const properties = [
    `WINDOWS/ARCH=9`,
    `WINDOWS/PRODUCTNAME=Contoso Lab Workstation`,
    `WINDOWS/EDITIONID=LabWorkstation`,
    `WINDOWS/INSTALLATIONTYPE=Client`,
    `WINDOWS/VERSION/MAJOR=${major ?? ''}`,
    `WINDOWS/VERSION/MINOR=${minor ?? ''}`,
    `WINDOWS/VERSION/BUILD=${build ?? ''}`,
    `WINDOWS/VERSION/SPBUILD=${servicePack ?? ''}`,
    `WINDOWS/LANGUAGES/DEFAULT=en-US`,
  ];
  const made = join(places.scratch, 'image.wim');
  await rm(made, { force: true });
  await runChecked('wimlib-imagex', [
    ...['capture', places.tree, made, name, 'Stands where Windows would stand, in the lab only.'],
    ...(version.isPipable ? ['--pipable'] : []),
    ...properties.map((one) => `--image-property=${one}`),
    ...['--check', '--no-acls'],
  ]);
  const target = join(places.outputFolder, image);
  await mkdir(dirname(target), { recursive: true });
  await rename(made, target);
}

/** One time for all files and folders, so that their metadata is the same in every build. */
async function setTimes(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }))
    await utimes(join(entry.parentPath, entry.name), FILE_TIME, FILE_TIME);
  await utimes(folder, FILE_TIME, FILE_TIME);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { compression: { type: 'string' } } });
  const { compression } = values;
  if (compression !== undefined && compression !== 'fast' && compression !== 'best')
    throw new MediaError('E_USAGE', `--compression is fast or best, not ${compression}`);
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const result = await buildSystemImage({
    bootCacheFolder: resolve(here, '../../.cache/boot-image'),
    outputFolder: resolve(here, '../../.cache/system-image'),
    ...(compression === undefined ? {} : { compression }),
    log: say,
  });
  say(`system image ${result.isChanged ? 'built' : 'is up to date'}: ${result.outputFolder}`);
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await main().catch((error: unknown) => {
    process.stderr.write(`${isMediaError(error) ? `${error.code}: ${error.message}` : String(error)}\n`);
    process.exitCode = 1;
  });
}
