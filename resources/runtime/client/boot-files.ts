/**
 * Kernel and initrd of an upgraded system on the system partition, and the boot image of a task sequence beside them.
 * How a power cut is survived: the loader goes by one small file each (`Contoso/next/ready`, `SMS/boot-image/start.cfg`).
 * It is written last and removed first, so what it names is complete whenever it exists (engine/steps/startable-layout).
 */
import { dirname, join } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import { nameOfVolume } from '../disks/disks.ts';
import type { DisksPort, TargetVolume } from '../engine/disk-port.ts';
import { nextSystem, stagedBootImage, startFileText, systemFiles } from '../engine/steps/startable-layout.ts';
import type { Files } from './files.ts';

/** The volume with the running system and the one its loader lies on, which on a BIOS computer may be the same. */
export interface SystemVolumes {
  readonly system: TargetVolume;
  readonly loader: TargetVolume;
}

/**
 * `root`: where the running system is mounted. `log` is told of volumes that cannot be mounted; they are passed over.
 * @throws MediaError E_TS_VOLUME
 */
export async function systemVolumes(
  disks: DisksPort,
  root: string,
  log: (text: string) => void,
): Promise<SystemVolumes> {
  const volumes = await disks.volumes();
  let system: TargetVolume | undefined;
  for (const one of volumes) {
    if (system !== undefined || one.fileSystem !== 'ntfs') continue;
    // A computer with a BIOS may give C to the partition it starts from, so only the mount point tells.
    const folder = await disks.mount(one).catch((error: unknown) => {
      // The system's own volume is mounted, or nothing would run here.
      log(`${nameOfVolume(one)} is passed over: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    });
    if (folder === root) system = one;
  }
  const sameDisk = volumes.filter((one) => one.diskIndex === system?.diskIndex);
  const loader = sameDisk.find((one) => one.kind === 'efi') ?? sameDisk.find((one) => one.isActive);
  if (system === undefined || loader === undefined)
    throw new MediaError('E_TS_VOLUME', 'the partition this computer starts from was not found');
  return { system, loader };
}

/** Bytes left free on the system partition besides what is put there. */
const RESERVE_BYTES = 1024 * 1024;

/** Puts kernel and initrd of a new system beside the present ones and lets the loader take them. */
export async function switchToNext(
  files: Files,
  place: { readonly newRoot: string; readonly loader: string },
): Promise<void> {
  await forgetNext(files, place.loader);
  const sources = systemFiles.map(({ from }, index) => ({
    from: join(place.newRoot, from),
    to: join(place.loader, nextFiles[index] ?? ''),
  }));
  await copyInto(files, place.loader, sources);
  await files.write(
    join(place.loader, nextSystem.ready),
    Buffer.from('The files beside this one are complete.\n'),
  );
}

/** The new system runs: its files take the usual place, and the detour ends. */
export async function settleNext(files: Files, loader: string): Promise<void> {
  if ((await files.stat(join(loader, nextSystem.ready))) === undefined) return;
  for (const [index, { to }] of systemFiles.entries())
    await files.copyFile(join(loader, nextFiles[index] ?? ''), join(loader, to));
  await forgetNext(files, loader);
}

/** Back to the files in the usual place. */
export async function forgetNext(files: Files, loader: string): Promise<void> {
  await files.remove(join(loader, nextSystem.ready));
  await files.remove(join(loader, nextSystem.folder));
}

/** Puts the boot image onto the system partition; the next start goes there. @throws MediaError E_TS_BOOT_IMAGE_STAGE */
export async function stageBootImage(
  files: Files,
  place: { readonly packageFolder: string; readonly loader: string; readonly partitionId: string },
): Promise<void> {
  const { packageFolder, loader, partitionId } = place;
  await files.remove(join(loader, stagedBootImage.startFile));
  await files.remove(join(loader, stagedBootImage.folder));
  const kernel = await findFile(files, packageFolder, 'vmlinuz');
  const initrd = await findFile(files, packageFolder, 'initrd');
  if (kernel === undefined || initrd === undefined)
    throw new MediaError('E_TS_BOOT_IMAGE_STAGE', 'the boot image package has no vmlinuz and initrd');
  await copyInto(files, loader, [
    { from: kernel, to: join(loader, stagedBootImage.kernel) },
    { from: initrd, to: join(loader, stagedBootImage.initrd) },
  ]);
  await files.write(join(loader, stagedBootImage.startFile), Buffer.from(startFileText(partitionId)));
}

const nextFiles: readonly string[] = [nextSystem.kernel, nextSystem.initrd];

async function copyInto(
  files: Files,
  loader: string,
  copies: readonly { readonly from: string; readonly to: string }[],
): Promise<void> {
  let needed = RESERVE_BYTES;
  for (const { from } of copies) {
    const found = await files.stat(from);
    if (found?.kind !== 'file') throw new MediaError('E_TS_BOOT_IMAGE_STAGE', `"${from}" is missing`);
    needed += found.sizeBytes;
  }
  const free = await files.freeBytes(loader);
  if (free < needed)
    throw new MediaError(
      'E_TS_BOOT_IMAGE_STAGE',
      `the system partition has ${free} bytes free, ${needed} are needed`,
    );
  for (const { from, to } of copies) {
    await files.makeFolder(dirname(to));
    await files.copyFile(from, to);
  }
}

/** A file of this name anywhere in a folder, at the top first. */
async function findFile(files: Files, folder: string, name: string): Promise<string | undefined> {
  const entries = await files.list(folder);
  const here = entries.find((entry) => entry.toLowerCase() === name);
  if (here !== undefined && (await files.stat(join(folder, here)))?.kind === 'file')
    return join(folder, here);
  for (const entry of entries) {
    if ((await files.stat(join(folder, entry)))?.kind !== 'folder') continue;
    const below = await findFile(files, join(folder, entry), name);
    if (below !== undefined) return below;
  }
  return undefined;
}
