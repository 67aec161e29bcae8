/**
 * Makes the applied system start from its disk, as bcdboot would for Windows, by the table of startable-layout.ts.
 * Order (power cuts): kernel and initrd, the texts of the loader, the loader's helpers, the loader itself last; each file
 * is on the disk before the next one begins. Without the loader nothing starts, so no half-copied system ever does; and
 * until the run leaves the boot image a mark keeps the loader from starting a system that has no settings yet.
 * Before an image is applied the same goes backwards: the loader of whatever was there is removed first.
 */
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import { writeRaw, wipeAreas } from '../../disks/raw.ts';
import type { Disk, TargetVolume } from '../disk-port.ts';
import type { StepContext } from './definition.ts';
import { runDiskTool } from './disk-tool.ts';
import {
  biosBoot,
  bootEntry,
  efiFiles,
  stagedBootImage,
  startTexts,
  systemFiles,
  unfinishedSystem,
  type PlacedFile,
} from './startable-layout.ts';

export interface StartableRequest {
  readonly volume: TargetVolume;
  /** For messages. */
  readonly imageName: string;
}

/** Loaders themselves; shim starts the rest. The one the firmware finds by itself is the very last. */
const LOADER = 'shimx64.efi';
const FIRST_LOADER = 'BOOTX64.EFI';
/** Files by which the loader finds its partition (startTexts). */
const MARK = /^contoso-[0-9a-z]+\.id$/;

/**
 * Copies boot files, writes the loader's texts and a boot entry.
 * @throws MediaError E_TS_NOT_STARTABLE with what is missing: boot files in the image, or a place for them on the disk.
 */
export async function makeStartable(context: StepContext, request: StartableRequest): Promise<void> {
  const { ports } = context;
  const disk = await diskOf(context, request.volume);
  const way = await wayOf(context, disk, request.volume);
  const root = await ports.disks.mount(request.volume);
  const needed = way === 'efi' ? [...systemFiles, ...efiFiles] : systemFiles;
  const images = way === 'efi' ? [] : [biosBoot.bootCode, biosBoot.core];
  await checkImage(root, request.imageName, [...needed.map((file) => file.from), ...images]);
  context.onActivity({ text: 'Making the disk startable' });

  const system = await systemVolume(context, disk, { way, volume: request.volume });
  const target = await ports.disks.mount(system);
  for (const file of systemFiles) await copyDown(join(root, file.from), join(target, file.to));
  // Before anything starts from here: the rest of the task sequence is still to come (state/staged-start.ts).
  await writeDown(join(target, unfinishedSystem.file), unfinishedSystem.text);
  const systemId = randomBytes(16).toString('hex');
  for (const { path, text } of startTexts({ systemId, partitionId: request.volume.partitionId })) {
    await writeDown(join(target, path), text);
  }
  if (way === 'efi') {
    for (const file of inSafeOrder(efiFiles)) await copyDown(join(root, file.from), join(target, file.to));
    await flushVolume(context, system);
    await setBootEntry(context, disk, system);
  } else {
    await flushVolume(context, system);
    await writeBiosLoader(context, disk, root);
  }
  ports.log(`The disk starts ${request.imageName} by ${way === 'efi' ? 'UEFI' : 'BIOS'}`);
}

/** Takes away what could start the computer from this disk; a loader that stays would start what is half written. */
export async function makeUnstartable(context: StepContext, volume: TargetVolume): Promise<void> {
  const { ports } = context;
  const disk = await diskOf(context, volume);
  if (disk.style === 'mbr') await wipeAreas(disk.device, [{ offset: 0, length: biosBoot.bootCodeBytes }]);
  const volumes = (await ports.disks.volumes()).filter((one) => one.diskIndex === disk.index);
  for (const one of volumes) {
    if (one.fileSystem === 'none' || !(one.kind === 'efi' || one.isActive)) continue;
    const root = await ports.disks.mount(one);
    const loaders = [...efiFiles].filter((file) => file.from.endsWith(LOADER)).map((file) => file.to);
    for (const path of [...loaders, stagedBootImage.startFile, 'boot/grub/grub.cfg']) {
      await rm(join(root, path), { force: true });
    }
    // Marks of former systems: each deployment leaves one of its own.
    const marks = (await readdir(join(root, 'boot')).catch((): string[] => [])).filter((name) =>
      MARK.test(name),
    );
    for (const name of marks) await rm(join(root, 'boot', name), { force: true });
    await flushVolume(context, one);
  }
}

/** Helpers before loaders, and the loader that the firmware finds by itself at the end. */
export function inSafeOrder(files: readonly PlacedFile[]): readonly PlacedFile[] {
  const rank = (file: PlacedFile): number =>
    file.to.endsWith(FIRST_LOADER) ? 2 : file.from.endsWith(LOADER) ? 1 : 0;
  return [...files].sort((a, b) => rank(a) - rank(b));
}

/** How the firmware and the disk fit together. */
async function wayOf(context: StepContext, disk: Disk, volume: TargetVolume): Promise<'efi' | 'bios'> {
  const firmware = context.variables.get('_SMSTSBootUEFI')?.toLowerCase();
  const way =
    firmware === undefined ? (disk.style === 'gpt' ? 'efi' : 'bios') : firmware === 'true' ? 'efi' : 'bios';
  const wanted = way === 'efi' ? 'gpt' : 'mbr';
  if (disk.style === wanted) return await Promise.resolve(way);
  throw new MediaError(
    'E_TS_NOT_STARTABLE',
    `the computer starts by ${way === 'efi' ? 'UEFI' : 'BIOS'}, which needs a ${wanted.toUpperCase()} disk; disk ${volume.diskIndex} has ${disk.style === 'none' ? 'no partition table' : disk.style.toUpperCase()}`,
  );
}

async function checkImage(root: string, name: string, paths: readonly string[]): Promise<void> {
  const missing: string[] = [];
  for (const path of new Set(paths)) {
    const facts = await stat(join(root, path)).catch(() => undefined);
    if (facts?.isFile() !== true) missing.push(path);
  }
  if (missing.length === 0) return;
  const isWindows = missing.some((path) => path.startsWith('Windows/Boot/linux/'));
  throw new MediaError(
    'E_TS_NOT_STARTABLE',
    isWindows
      ? `${name} has no ${missing.join(', ')}: it is no image of the lab. To start Windows itself a boot configuration (BCD) would have to be made, which this program cannot do`
      : `${name} has no ${missing.join(', ')}`,
  );
}

async function systemVolume(
  context: StepContext,
  disk: Disk,
  { way, volume }: { readonly way: 'efi' | 'bios'; readonly volume: TargetVolume },
): Promise<TargetVolume> {
  const volumes = (await context.ports.disks.volumes()).filter((one) => one.diskIndex === disk.index);
  if (way === 'efi') {
    const efi = volumes.find((one) => one.kind === 'efi' && one.fileSystem === 'fat32');
    if (efi !== undefined) return efi;
    throw new MediaError('E_TS_NOT_STARTABLE', `disk ${disk.index} has no EFI partition with FAT32`);
  }
  const active = volumes.find((one) => one.isActive && one.fileSystem !== 'none');
  if (active !== undefined) return active;
  if (volumes.some((one) => one.isActive)) {
    throw new MediaError('E_TS_NOT_STARTABLE', `the active partition of disk ${disk.index} is not formatted`);
  }
  if (volume.partition > 4) {
    throw new MediaError(
      'E_TS_NOT_STARTABLE',
      `disk ${disk.index} has no active partition, and a logical one cannot be made active`,
    );
  }
  await runDiskTool(context, [
    'sfdisk',
    '--no-reread',
    '--no-tell-kernel',
    '--activate',
    disk.device,
    String(volume.partition),
  ]);
  return volume;
}

/** The core behind the first sector, then the sector's code: without it a BIOS finds nothing to start. */
async function writeBiosLoader(context: StepContext, disk: Disk, root: string): Promise<void> {
  const core = await readFile(join(root, biosBoot.core));
  const code = await readFile(join(root, biosBoot.bootCode));
  const first = Math.min(
    ...(await context.ports.disks.volumes())
      .filter((one) => one.diskIndex === disk.index)
      .map((one) => one.startBytes),
  );
  const offset = biosBoot.coreSector * biosBoot.sectorBytes;
  if (disk.sectorBytes !== biosBoot.sectorBytes) {
    throw new MediaError(
      'E_TS_NOT_STARTABLE',
      `a BIOS starts disks with sectors of 512 bytes, this one has ${disk.sectorBytes}`,
    );
  }
  if (offset + core.length > first || code.length < biosBoot.bootCodeBytes) {
    throw new MediaError(
      'E_TS_NOT_STARTABLE',
      `${biosBoot.core} has ${core.length} bytes, ${first - offset} lie before the first partition`,
    );
  }
  await writeRaw(disk.device, offset, core);
  await writeRaw(disk.device, 0, code.subarray(0, biosBoot.bootCodeBytes));
}

/** Firmware that keeps no entry finds the loader in EFI/BOOT, so a failure here is only logged. */
async function setBootEntry(context: StepContext, disk: Disk, system: TargetVolume): Promise<void> {
  const { ports } = context;
  const listed = await ports.disks.runTool('efibootmgr', [], { signal: context.signal });
  if (listed.exitCode !== 0) {
    ports.log('The firmware keeps no boot entries here; it finds the loader by itself', 'warning');
    return;
  }
  const old = listed.output.split('\n').flatMap((line) => {
    // "Boot0007* Contoso Lab Workstation<tab>HD(1,GPT,…)"
    const [, number, words] = /^Boot([0-9A-Fa-f]{4})\*?\s+(.*)$/.exec(line) ?? [];
    const isOurs = words?.split('\t')[0]?.trim() === bootEntry.label;
    return isOurs && number !== undefined ? [number] : [];
  });
  for (const number of old)
    await ports.disks.runTool('efibootmgr', ['--quiet', '--bootnum', number, '--delete-bootnum']);
  const place = ['--disk', disk.device, '--part', String(system.partition)];
  const entry = ['--label', bootEntry.label, '--loader', bootEntry.loader];
  const made = await ports.disks.runTool('efibootmgr', ['--quiet', '--create', ...place, ...entry]);
  if (made.exitCode === 0) ports.log(`Boot entry "${bootEntry.label}" is the first one now`);
  else ports.log(`The firmware takes no boot entry: ${made.output.trim().slice(-300)}`, 'warning');
}

async function diskOf(context: StepContext, volume: TargetVolume): Promise<Disk> {
  const disk = (await context.ports.disks.disks()).find((one) => one.index === volume.diskIndex);
  if (disk !== undefined) return disk;
  throw new MediaError('E_TS_DISK', `disk ${volume.diskIndex} is no longer there`);
}

/** Unmounting writes everything down, whatever the file system; what comes after it comes after it on the disk, too. */
async function flushVolume(context: StepContext, volume: TargetVolume): Promise<void> {
  await context.ports.disks.withDevice(volume, async () => {
    await Promise.resolve();
  });
}

async function copyDown(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
  await syncFile(to);
}

async function writeDown(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  await syncFile(path);
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
