/**
 * Drives on macOS behind the port. Never run on macOS where it was made; docs/drives-macos.md says what is known from
 * documentation, what from others' reports, and what is assumed.
 */
import { constants } from 'node:fs';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MediaError } from '#base/errors/media-error.ts';
import { runChecked, runProgram } from '#platform/spawn.ts';
import { deviceError, systemCode } from '../device-errors.ts';
import type { Drive } from '../drive.ts';
import type { PlatformDrives } from '../platform-drives.ts';
import { exclusiveDevice, readingDevice } from '../sector-device.ts';
import { claimMacDrive, DISKUTIL } from './claim.ts';
import { parseDiskInfo, parseDiskList, parseUsbTree, type DiskInfo, type UsbFacts } from './records.ts';
import { toDrives } from './to-drives.ts';

/** open(2) of macOS: an exclusive lock (advisory, flock); Node has no name for it. */
const O_EXLOCK = 0x20;
/** Answers of a device that knows no lock, or no flush. */
const NOT_SUPPORTED = ['ENOTSUP', 'EOPNOTSUPP', 'ENOTTY', 'EINVAL', 'ENODEV'];
const TIMEOUT_MS = 60_000;

/** Drives of this Mac. */
export function macosDrives(): PlatformDrives {
  const opened = new Set<string>();
  return {
    list,
    resolve: (path) => Promise.resolve(canonical(path)),
    claim: (drive, { signal }) => {
      opened.delete(drive.device);
      return claimMacDrive(drive, {
        run: (program, args, stop) => runProgram(program, args, limits(stop)),
        wait: async (milliseconds, stop) => {
          await sleep(milliseconds, undefined, stop === undefined ? {} : { signal: stop });
        },
        wasOpened: () => opened.has(drive.device),
        signal,
      });
    },
    openExclusively: async (drive) => {
      const handle = await openLocked(drive.raw).catch((error: unknown) => {
        throw explain(error, drive.device);
      });
      opened.add(drive.device);
      return exclusiveDevice({
        ...sectorsOf(drive),
        handle,
        sync: () => flush(handle),
        explain: explainTo(drive),
      });
    },
    openForReading: async (device) => {
      const drive = (await list()).find((one) => one.device === device);
      if (drive === undefined) throw new MediaError('E_DEVICE_MISSING', `there is no drive ${device}`);
      const handle = await open(drive.raw, constants.O_RDONLY).catch((error: unknown) => {
        throw explain(error, device);
      });
      return readingDevice({ ...sectorsOf(drive), handle, explain: explainTo(drive) });
    },
  };
}

/** "disk4", "/dev/rdisk4" and "/dev/disk4" are the same; anything else stays. */
export function canonical(path: string): string {
  const name = /^(?:\/dev\/)?r?(disk\d+(?:s\d+)*)$/.exec(path.trim())?.[1];
  return name === undefined ? path : `/dev/${name}`;
}

async function list(signal?: AbortSignal): Promise<readonly Drive[]> {
  const paths = [process.execPath, fileURLToPath(import.meta.url)];
  const programPaths = await Promise.all(paths.map((path) => realpath(path).catch(() => path)));
  const usb = await readUsb(signal);
  try {
    return toDrives({ ...(await readDisks(signal)), ...usb }, programPaths);
  } catch (cause) {
    // A drive that was pulled between the two questions is not an error; the second time it is not asked for.
    if (signal?.aborted === true) throw cause;
    const again = await readDisks(signal).catch((error: unknown) => {
      const words = error instanceof Error ? error.message : String(error);
      throw new MediaError('E_DEVICE_LIST', words, { cause: error });
    });
    return toDrives({ ...again, ...usb }, programPaths);
  }
}

async function readDisks(
  signal: AbortSignal | undefined,
): Promise<{ disks: ReturnType<typeof parseDiskList>; infos: ReadonlyMap<string, DiskInfo> }> {
  const disks = parseDiskList(await runChecked(DISKUTIL, ['list', '-plist'], limits(signal)));
  const asked = disks.filter(({ APFSPhysicalStores }) => APFSPhysicalStores.length === 0);
  const infos = await Promise.all(
    asked.map(async ({ DeviceIdentifier }): Promise<[string, DiskInfo]> => {
      const plist = await runChecked(DISKUTIL, ['info', '-plist', DeviceIdentifier], limits(signal));
      return [DeviceIdentifier, parseDiskInfo(plist)];
    }),
  );
  return { disks, infos: new Map(infos) };
}

async function readUsb(
  signal: AbortSignal | undefined,
): Promise<{ usb: ReadonlyMap<string, UsbFacts>; usbProblem: string | null }> {
  try {
    const args = ['-a', '-l', '-r', '-w', '0', '-c', 'IOUSBHostDevice'];
    return { usb: parseUsbTree(await runChecked('/usr/sbin/ioreg', args, limits(signal))), usbProblem: null };
  } catch (error) {
    return { usb: new Map(), usbProblem: error instanceof Error ? error.message : String(error) };
  }
}

function limits(signal: AbortSignal | undefined): { timeoutMs: number; signal?: AbortSignal } {
  return { timeoutMs: TIMEOUT_MS, ...(signal === undefined ? {} : { signal }) };
}

/** The lock is advisory; what keeps others away is that macOS mounts nothing from a disk that is open for writing. */
async function openLocked(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDWR + constants.O_NONBLOCK + O_EXLOCK);
  } catch (error) {
    if (!NOT_SUPPORTED.includes(systemCode(error) ?? '')) throw error;
    return await open(path, constants.O_RDWR);
  }
}

/** A raw disk has no cache of the system's to flush, and may say so; its own cache is flushed by `diskutil eject`. */
async function flush(handle: FileHandle): Promise<void> {
  try {
    await handle.sync();
  } catch (error) {
    if (!NOT_SUPPORTED.includes(systemCode(error) ?? '')) throw error;
  }
}

function sectorsOf(drive: Drive): { name: string; sizeBytes: number; sectorBytes: number } {
  return { name: drive.device, sizeBytes: drive.size, sectorBytes: drive.logicalBlockSize };
}

function explainTo(drive: Drive): (error: unknown) => Promise<MediaError> {
  return (error) => Promise.resolve(explain(error, drive.device));
}

/** macOS asks users, not accounts: a program started by a terminal without that permission is refused even as root. */
function explain(error: unknown, device: string): MediaError {
  const isRefused = ['EPERM', 'EACCES'].includes(systemCode(error) ?? '');
  const isRoot = process.getuid?.() === 0;
  const privacy = 'allow the terminal or this program under Privacy & Security, Full Disk Access';
  // EWOULDBLOCK is what a taken lock says.
  if (systemCode(error) === 'EAGAIN') {
    return new MediaError('E_DEVICE_IN_USE', `${device} is locked by another program`, { cause: error });
  }
  return deviceError(error, device, isRefused && isRoot ? privacy : undefined);
}
