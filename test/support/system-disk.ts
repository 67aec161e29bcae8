/**
 * Disks with the lab's installed system on them, made with the host's tools alone (sfdisk, mkfs.fat, mtools, mkntfs,
 * wimlib) and without root: each volume is made as a file and put at its place.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, open, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildSystemImage } from '../../resources/boot/build-system-image.ts';
import {
  biosBoot,
  efiFiles,
  startTexts,
  systemFiles,
  unfinishedSystem,
} from '../../resources/runtime/engine/steps/startable-layout.ts';

const run = promisify(execFile);
const MIB = 1024 * 1024;
const BOOT_MIB = 200;
const SYSTEM_MIB = 400;
/** GPT keeps a copy of itself behind the last volume. */
const DISK_MIB = 1 + BOOT_MIB + SYSTEM_MIB + 1;
const DISK_ID = '5e1fab1e';
const PARTITION_IDS = {
  gpt: '2b8f6a10-7c35-4d1e-9a42-5b0c6d7e8f90',
  mbr: `${DISK_ID}-02`,
} as const;

export const SYSTEM_DISK_PROGRAMS = [
  'sfdisk',
  'mkfs.fat',
  'mcopy',
  'mkntfs',
  'wimlib-imagex',
  'ntfscat',
  'ntfsinfo',
];

let built: Promise<string> | undefined;

/** Folder with images and client package, made when missing or stale; once per test file. */
export async function currentSystemImage(): Promise<string> {
  const cache = fileURLToPath(new URL('../../.cache', import.meta.url));
  built ??= buildSystemImage({
    bootCacheFolder: join(cache, 'boot-image'),
    outputFolder: join(cache, 'system-image'),
  }).then((result) => result.outputFolder);
  return await built;
}

export interface SystemDiskOptions {
  readonly folder: string;
  readonly style: 'gpt' | 'mbr';
  /** As the power leaves it between the boot files and the client: the start menu does not start the system. */
  readonly isUnfinished?: boolean;
  /** Files put on the system volume beside the image's: path to text. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A disk as a deployment leaves it: GPT with a FAT32 EFI partition, or MBR with an active NTFS one. */
export async function makeSystemDisk(options: SystemDiskOptions): Promise<string> {
  const { folder, style } = options;
  const image = join(await currentSystemImage(), 'workstation-1/install.wim');
  const tree = join(folder, 'tree');
  await mkdir(tree, { recursive: true });
  await run('wimlib-imagex', ['extract', image, '1', '/Windows', `--dest-dir=${tree}`, '--no-acls']);

  let applied = image;
  if (options.files !== undefined) {
    // Into a copy of the image: wimlib applies to a volume only what is not there yet.
    applied = join(folder, 'with-files.wim');
    const extra = join(folder, 'extra');
    await copyFile(image, applied);
    await writeTexts(extra, options.files);
    await run('wimlib-imagex', ['update', applied, '1', `--command=add "${extra}" /`]);
  }
  const system = await ntfsVolume(join(folder, 'system.img'), SYSTEM_MIB, applied);

  const bootTree = join(folder, 'boot-tree');
  const files = style === 'gpt' ? [...systemFiles, ...efiFiles] : systemFiles;
  for (const { from, to } of files) {
    await mkdir(dirname(join(bootTree, to)), { recursive: true });
    await copyFile(join(tree, from), join(bootTree, to));
  }
  const texts = startTexts({
    systemId: '0123456789abcdef0123456789abcdef',
    partitionId: PARTITION_IDS[style],
  });
  await writeTexts(bootTree, Object.fromEntries(texts.map(({ path, text }) => [path, text])));
  if (options.isUnfinished === true)
    await writeTexts(bootTree, { [unfinishedSystem.file]: unfinishedSystem.text });
  const boot = join(folder, 'boot.img');
  if (style === 'gpt') await fatVolume(boot, bootTree);
  else {
    await ntfsVolume(boot, BOOT_MIB);
    await applyTree(bootTree, boot);
  }

  const disk = join(folder, 'disk.img');
  await writeFile(disk, '');
  await truncate(disk, DISK_MIB * MIB);
  await divide(disk, style);
  await place(disk, boot, 1 * MIB);
  await place(disk, system, (1 + BOOT_MIB) * MIB);
  if (style === 'mbr') {
    const code = await readFile(join(tree, biosBoot.bootCode));
    await placeBytes(disk, code.subarray(0, biosBoot.bootCodeBytes), 0);
    await placeBytes(
      disk,
      await readFile(join(tree, biosBoot.core)),
      biosBoot.coreSector * biosBoot.sectorBytes,
    );
  }
  return disk;
}

/** A copy of the system volume of a disk, for ntfs-3g's tools. */
export async function systemVolumeOf(disk: string, target: string): Promise<void> {
  const from = await open(disk, 'r');
  const bytes = Buffer.alloc(SYSTEM_MIB * MIB);
  await from.read(bytes, 0, bytes.length, (1 + BOOT_MIB) * MIB);
  await from.close();
  await writeFile(target, bytes);
}

async function divide(disk: string, style: 'gpt' | 'mbr'): Promise<void> {
  const sectors = (mib: number): number => (mib * MIB) / 512;
  const [first, second] = [sectors(1), sectors(1 + BOOT_MIB)];
  const lines =
    style === 'gpt'
      ? [
          'label: gpt',
          `start=${first}, size=${sectors(BOOT_MIB)}, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B`,
          `start=${second}, size=${sectors(SYSTEM_MIB)}, type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7, uuid=${PARTITION_IDS.gpt}`,
        ]
      : [
          'label: dos',
          `label-id: 0x${DISK_ID}`,
          `start=${first}, size=${sectors(BOOT_MIB)}, type=7, bootable`,
          `start=${second}, size=${sectors(SYSTEM_MIB)}, type=7`,
        ];
  const child = run('sfdisk', ['--quiet', disk]);
  child.child.stdin?.end(`${lines.join('\n')}\n`);
  await child;
}

async function fatVolume(path: string, tree: string): Promise<void> {
  await writeFile(path, '');
  await truncate(path, BOOT_MIB * MIB);
  await run('mkfs.fat', ['-F', '32', '-s', '1', '-n', 'SYSTEM', path]);
  const tops = (await readdir(tree)).map((name) => join(tree, name));
  await run('mcopy', ['-i', path, '-s', ...tops, '::/']);
}

async function ntfsVolume(path: string, mib: number, image?: string): Promise<string> {
  await writeFile(path, '');
  await truncate(path, mib * MIB);
  await run('mkntfs', ['--force', '--fast', '--quiet', '--label', 'Windows', path]);
  if (image !== undefined) await run('wimlib-imagex', ['apply', image, '1', path]);
  return path;
}

async function applyTree(tree: string, volume: string): Promise<void> {
  const wim = `${tree}.wim`;
  await run('wimlib-imagex', ['capture', tree, wim, '--compress=none', '--no-acls']);
  await run('wimlib-imagex', ['apply', wim, '1', volume]);
}

async function writeTexts(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

async function place(disk: string, volume: string, offset: number): Promise<void> {
  const { size } = await stat(volume);
  await run('dd', [
    `if=${volume}`,
    `of=${disk}`,
    'bs=1M',
    `seek=${offset / MIB}`,
    `count=${Math.ceil(size / MIB)}`,
    'conv=notrunc,sparse',
  ]);
}

async function placeBytes(disk: string, bytes: Uint8Array, offset: number): Promise<void> {
  const file = await open(disk, 'r+');
  await file.write(bytes, 0, bytes.length, offset);
  await file.close();
}
