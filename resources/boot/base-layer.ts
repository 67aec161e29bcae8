/**
 * The large, rarely changing part of the boot image: kernel, boot loaders, and the first archive of the initrd with
 * Node, busybox, kmod and the kernel modules. Made once per set of packages and kept below the cache folder, because
 * compressing it well takes most of a minute.
 */
import { createWriteStream } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MediaError } from '#base/errors/media-error.ts';
import { sha256Hex } from '#base/hash.ts';
import { runChecked } from '#platform/spawn.ts';
import { encodeCpio, type CpioEntry } from './cpio.ts';
import { firstExisting, selectModules } from './modules.ts';
import { scratchFolder } from './scratch.ts';
import { sourcesText } from './sources-text.ts';
import { toolEntries } from './tools.ts';
import type { PackageFile } from './packages.ts';

export type Compression = 'fast' | 'best';

export interface BaseLayer {
  /** Holds base.zst, vmlinuz, shimx64.efi, mmx64.efi, gcdx64.efi and the folder i386-pc. */
  readonly folder: string;
  readonly kernelVersion: string;
  readonly nodeVersion: string;
}

export interface BaseLayerOptions {
  readonly cacheFolder: string;
  readonly folder: string;
  readonly packages: readonly PackageFile[];
  readonly compression: Compression;
  readonly log: (line: string) => void;
}

/** Level 19 takes 45 s where level 3 takes half a second, and saves a fifth. */
const ZSTD_LEVEL = { fast: '-3', best: '-19' } as const;

/** Gives the layer in `folder`, making it when it is not there yet. */
export async function baseLayer(options: BaseLayerOptions): Promise<BaseLayer> {
  const done = await readFile(join(options.folder, 'layer.json'), 'utf8').catch(() => undefined);
  // Sound: written below by this function.
  if (done !== undefined)
    return { folder: options.folder, ...(JSON.parse(done) as Omit<BaseLayer, 'folder'>) };
  const scratch = await scratchFolder(options.cacheFolder, 'layer');
  try {
    const facts = await makeLayer(options, scratch);
    await rm(options.folder, { recursive: true, force: true });
    await mkdir(join(options.folder, '..'), { recursive: true });
    await rename(join(scratch, 'layer'), options.folder);
    return { folder: options.folder, ...facts };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function makeLayer(options: BaseLayerOptions, scratch: string): Promise<Omit<BaseLayer, 'folder'>> {
  const boot = join(scratch, 'boot');
  const tools = join(scratch, 'tools');
  const node = join(scratch, 'node');
  const layer = join(scratch, 'layer');
  for (const folder of [boot, tools, node, layer]) await mkdir(folder, { recursive: true });
  options.log('unpacking the packages');
  await unpack(options, { boot, tool: tools, node });

  const modules = await selectModules({
    bootFolder: boot,
    toolFolder: tools,
    scratchFolder: join(scratch, 'modules'),
  });
  const nodeProgram = join(scratch, 'node-stripped');
  await runChecked('strip', ['-o', nodeProgram, join(node, 'package/bin/node')]);
  const busybox = await firstExisting(['bin/busybox', 'usr/bin/busybox'].map((part) => join(tools, part)));
  const applets = (await runChecked(busybox, ['--list'])).split('\n').filter((name) => name !== '');
  const entries: CpioEntry[] = [
    ...folders(),
    ...links(applets),
    program('bin/node', nodeProgram),
    program('bin/busybox', busybox),
    ...(await toolEntries({ toolFolder: tools, scratchFolder: scratch, extraPrograms: [nodeProgram] })),
    ...modules.entries,
    text('SOURCES.txt', sourcesText(options.packages)),
  ];
  options.log(`compressing Node, tools and ${modules.count} kernel modules (${options.compression})`);
  await writeCompressed(entries, join(layer, 'base.zst'), options.compression);
  await copyBootFiles(boot, layer, modules.kernelVersion);
  const nodeVersion = options.packages.find((one) => one.role === 'node')?.version ?? 'unknown';
  const facts = { kernelVersion: modules.kernelVersion, nodeVersion };
  await writeFile(join(layer, 'layer.json'), JSON.stringify(facts));
  return facts;
}

async function unpack(
  options: BaseLayerOptions,
  targets: Record<PackageFile['role'], string>,
): Promise<void> {
  for (const one of options.packages) {
    const path = join(options.cacheFolder, 'download', one.file);
    if (sha256Hex(await readFile(path)) !== one.sha256)
      throw new MediaError('E_BOOT_RECIPE', `${path} is not the file that was downloaded`);
    if (one.role === 'node') await runChecked('tar', ['-xzf', path, '-C', targets.node, 'package/bin/node']);
    else await runChecked('dpkg-deb', ['-x', path, targets[one.role]]);
  }
}

async function copyBootFiles(boot: string, layer: string, kernelVersion: string): Promise<void> {
  const files: readonly (readonly [source: string, target: string])[] = [
    [`boot/vmlinuz-${kernelVersion}`, 'vmlinuz'],
    ['usr/lib/shim/shimx64.efi.signed', 'shimx64.efi'],
    ['usr/lib/shim/mmx64.efi.signed', 'mmx64.efi'],
    // The variant for discs: it looks below /boot/grub, where grubx64.efi.signed would look below /EFI/debian.
    ['usr/lib/grub/x86_64-efi-signed/gcdx64.efi.signed', 'gcdx64.efi'],
  ];
  for (const [source, target] of files) {
    await cp(join(boot, source), join(layer, target), { dereference: true }).catch((cause: unknown) => {
      throw new MediaError('E_BOOT_RECIPE', `the Debian packages brought no ${source}`, { cause });
    });
  }
  const grub = join(boot, 'usr/lib/grub/i386-pc');
  if ((await readdir(grub).catch(() => [])).length === 0)
    throw new MediaError('E_BOOT_RECIPE', 'grub-pc-bin brought no i386-pc folder');
  await cp(grub, join(layer, 'i386-pc'), { recursive: true });
}

function folders(): readonly CpioEntry[] {
  return ['dev', 'etc', 'media', 'proc', 'root', 'run', 'runtime', 'sys', 'tmp', 'usr', 'var'].map(
    (path): CpioEntry => ({ kind: 'folder', path }),
  );
}

function links(applets: readonly string[]): readonly CpioEntry[] {
  const kmodNames = ['modprobe', 'lsmod', 'insmod', 'rmmod', 'modinfo', 'depmod'];
  return [
    ...applets
      .filter((name) => name !== 'busybox' && !name.includes('/'))
      .map((name) => link(`bin/${name}`, 'busybox')),
    // kmod knows soft dependencies (a network card's PHY driver), busybox does not; later entries win.
    ...kmodNames.map((name) => link(`bin/${name}`, 'kmod')),
    link('sbin', 'bin'),
    link('usr/bin', '../bin'),
    link('usr/sbin', '../bin'),
    link('var/run', '../run'),
    link('etc/mtab', '/proc/mounts'),
  ];
}

function link(path: string, target: string): CpioEntry {
  return { kind: 'link', path, target };
}

function program(path: string, content: string): CpioEntry {
  return { kind: 'file', path, isExecutable: true, content };
}

function text(path: string, content: string): CpioEntry {
  return { kind: 'file', path, isExecutable: false, content: Buffer.from(content, 'utf8') };
}

/** Writes the archive and compresses it; the same entries give the same bytes whatever the number of processors. */
export async function writeCompressed(
  entries: readonly CpioEntry[],
  path: string,
  compression: Compression,
): Promise<void> {
  const plain = `${path}.cpio`;
  await pipeline(Readable.from(encodeCpio(entries)), createWriteStream(plain));
  // zstd cuts its work in the same pieces for any number of threads, as long as it is not told --single-thread.
  await runChecked('zstd', ['-q', '-f', '-T0', ZSTD_LEVEL[compression], plain, '-o', path]);
  await rm(plain);
}
