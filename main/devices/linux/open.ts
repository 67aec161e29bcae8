/**
 * Opens drives on Linux. O_EXCL on a block device makes the kernel refuse mounts, swap, device mapper and other exclusive
 * openers on the drive and its partitions as long as it is open; O_DIRECT goes past the cache.
 */
import { constants } from 'node:fs';
import { open, readFile, realpath, type FileHandle } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { MediaError } from '#base/errors/media-error.ts';
import type { BlockDevice } from '#image/block-device.ts';
import { deviceError, systemCode } from '../device-errors.ts';
import type { Drive, DriveIdentity } from '../drive.ts';
import { rawDevice, readOnlyDevice } from '../raw-device.ts';
import { deviceNumber } from './facts.ts';
import { findHolders, namesOf } from './holders.ts';

/** sysfs counts in these, whatever the sector size is. */
const SYSFS_SECTOR_BYTES = 512;

/** After the last unmount udev and the kernel may hold the drive a moment longer. */
const BUSY_RETRIES = 10;
const BUSY_WAIT_MS = 200;

/**
 * @throws MediaError E_DEVICE_IN_USE with who holds it, E_DEVICE_ACCESS, E_DEVICE_READ_ONLY, E_DEVICE_CHANGED,
 * E_DEVICE_MISSING
 */
export async function openExclusively(drive: Drive): Promise<BlockDevice> {
  const { device, size, logicalBlockSize } = drive;
  const handle = await openWhenFree(drive);
  try {
    const facts = await handle.stat({ bigint: true });
    if (!facts.isBlockDevice()) throw new MediaError('E_DEVICE_CHANGED', `${device} is not a drive any more`);
    const number = deviceNumber(facts.rdev);
    const opened = await whatIsBehind(number);
    // The path may lead to another drive than a moment ago; the handle cannot.
    if (opened.device !== device || opened.attachment !== drive.attachment) {
      const was = `${device} (attachment ${drive.attachment ?? 'unknown'})`;
      const now = `${opened.device ?? 'nothing'} (attachment ${opened.attachment ?? 'unknown'})`;
      throw new MediaError('E_DEVICE_CHANGED', `the drive was ${was}, opened was ${now}`);
    }
    return rawDevice(handle, {
      name: device,
      sizeBytes: size,
      alignmentBytes: logicalBlockSize,
      isPresent: () => isPresent(drive),
    });
  } catch (error) {
    await handle.close().catch(() => undefined);
    throw error;
  }
}

/** Any block device, also a partition. @throws MediaError E_DEVICE_ACCESS, E_DEVICE_MISSING, E_DEVICE_TARGET */
export async function openForReading(path: string): Promise<BlockDevice> {
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY);
  } catch (error) {
    throw deviceError(error, path);
  }
  try {
    const facts = await handle.stat({ bigint: true });
    if (!facts.isBlockDevice()) throw new MediaError('E_DEVICE_TARGET', `${path} is not a drive`);
    const folder = folderOf(deviceNumber(facts.rdev));
    const sectors = await readFile(`${folder}/size`, 'utf8');
    return readOnlyDevice(handle, {
      name: path,
      sizeBytes: Number(sectors) * SYSFS_SECTOR_BYTES,
      alignmentBytes: 1,
      isPresent: async () => (await realpath(folder).catch(() => undefined)) !== undefined,
    });
  } catch (error) {
    await handle.close();
    throw deviceError(error, path);
  }
}

/**
 * By the attachment number where there is one: it changes with every plug; otherwise by name and size. Never rejects; what
 * cannot be read for a reason that says nothing about the drive (too many open files) leaves it where it was.
 */
export async function isPresent({ device, attachment, size }: DriveIdentity): Promise<boolean> {
  const folder = `/sys/class/block/${device.replace(/^\/dev\//, '').replaceAll('/', '!')}`;
  const read = async (file: string): Promise<string> => (await readFile(`${folder}/${file}`, 'utf8')).trim();
  let sectors: string;
  let foundAttachment: string;
  try {
    sectors = await read('size');
    foundAttachment = attachment === null ? '' : await read('diskseq');
  } catch (error) {
    return !['ENOENT', 'ENOTDIR', 'ENODEV', 'ENXIO'].includes(systemCode(error) ?? '');
  }
  // A drive on its way out may still have its folder, but no size.
  if (Number(sectors) * SYSFS_SECTOR_BYTES !== size) return false;
  return attachment === null || attachment === foundAttachment;
}

async function openWhenFree(drive: Drive): Promise<FileHandle> {
  const flags = constants.O_RDWR + constants.O_EXCL + constants.O_DIRECT + constants.O_NOFOLLOW;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await open(drive.device, flags);
    } catch (error) {
      if (systemCode(error) !== 'EBUSY') throw deviceError(error, drive.device);
      if (attempt > BUSY_RETRIES) {
        const devices = [drive.device, ...drive.volumes.map(({ device }) => device)];
        const holders = await findHolders('/proc', { folders: [], devices });
        const message = `${drive.device} is held by ${namesOf(holders)}`;
        throw new MediaError('E_DEVICE_IN_USE', message, { cause: error });
      }
      await wait(BUSY_WAIT_MS);
    }
  }
}

function folderOf(number: string): string {
  return `/sys/dev/block/${number}`;
}

/** Which drive has a device number now; nulls when none has. */
async function whatIsBehind(number: string): Promise<{ device: string | null; attachment: string | null }> {
  const place = await realpath(folderOf(number)).catch(() => undefined);
  if (place === undefined) return { device: null, attachment: null };
  const attachment = await readFile(`${place}/diskseq`, 'utf8').catch(() => '');
  const name = place.slice(place.lastIndexOf('/') + 1).replaceAll('!', '/');
  return { device: `/dev/${name}`, attachment: attachment.trim() === '' ? null : attachment.trim() };
}
