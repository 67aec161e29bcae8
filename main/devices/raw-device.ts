/**
 * Whole drives as devices. The only way to one that can be written is `openDriveForWriting`, which runs the guard by
 * itself immediately before it opens, claims the drive for this process alone (so nothing can be mounted from it while
 * it is written) and checks again that it opened what it judged.
 * Trap: direct reads and writes demand aligned memory, and of all memory JavaScript can get, only that of
 * WebAssembly.Memory is; a Buffer gives EINVAL.
 */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { MediaError } from '#base/errors/media-error.ts';
import type { BlockDevice } from '#image/block-device.ts';
import { allocateAligned } from './aligned-memory.ts';
import { deviceError } from './device-errors.ts';
import { readFully, writeFully } from './handle-io.ts';
import { deviceNumber, gatherDriveFacts, identityOf } from './linux-drive-facts.ts';
import { identityChange, judgeDrive, type DriveFacts, type DriveIdentity } from './system-drive-guard.ts';

export interface OpenDriveOptions {
  /** The drive the user chose; when given, the one behind the path must still be that one. */
  readonly expected?: DriveIdentity;
  /** The user confirmed that this unusual (large, not removable) drive is meant. */
  readonly isConfirmed?: boolean;
  /** For tests: loop devices may be written. */
  readonly allowLoop?: boolean;
}

/**
 * Facts of a drive, for lists and for `expected`.
 * @throws MediaError E_DEVICE_PLATFORM, E_DEVICE_MISSING, E_DEVICE_TARGET
 */
export async function inspectDrive(path: string): Promise<DriveFacts> {
  requireLinux();
  return await gatherDriveFacts(path);
}

/**
 * Opens a drive for writing (and reading back), past the cache of the operating system.
 * @throws MediaError E_DEVICE_SYSTEM, E_DEVICE_IN_USE, E_DEVICE_LOOP, E_DEVICE_READ_ONLY, E_DEVICE_EMPTY,
 * E_DEVICE_TARGET by the guard; E_DEVICE_FIXED, E_DEVICE_LARGE unless confirmed; E_DEVICE_CHANGED when it is not
 * the expected drive; E_DEVICE_ACCESS, E_DEVICE_MISSING, E_DEVICE_PLATFORM
 */
export async function openDriveForWriting(
  path: string,
  options: OpenDriveOptions = {},
): Promise<BlockDevice> {
  requireLinux();
  const facts = await gatherDriveFacts(path);
  const identity = identityOf(facts);
  if (options.expected !== undefined) refuseChanged(options.expected, identity);
  refuseUnwritable(facts, options);
  const device = await openWhole(facts, constants.O_RDWR + constants.O_EXCL + constants.O_DIRECT);
  try {
    refuseChanged(identity, identityOf(await gatherDriveFacts(path)));
  } catch (error) {
    await device.close();
    throw error;
  }
  return device;
}

/**
 * The guard's verdict as an error; `openDriveForWriting` asks for it again by itself.
 * @throws MediaError E_DEVICE_SYSTEM, E_DEVICE_IN_USE, E_DEVICE_LOOP, E_DEVICE_READ_ONLY, E_DEVICE_EMPTY,
 * E_DEVICE_TARGET; E_DEVICE_FIXED and E_DEVICE_LARGE unless confirmed
 */
export function refuseUnwritable(facts: DriveFacts, options: OpenDriveOptions): void {
  for (const { severity, code, message } of judgeDrive(facts, options)) {
    if (severity === 'refuse' || options.isConfirmed !== true) throw new MediaError(code, message);
  }
}

/**
 * Opens a drive for looking into it; its `write` always fails.
 * @throws MediaError E_DEVICE_ACCESS, E_DEVICE_MISSING, E_DEVICE_TARGET, E_DEVICE_PLATFORM
 */
export async function openDriveForReading(path: string): Promise<BlockDevice> {
  requireLinux();
  const facts = await gatherDriveFacts(path);
  const device = await openWhole(facts, constants.O_RDONLY);
  const refuse = (): Promise<never> =>
    Promise.reject(new MediaError('E_DEVICE_READ_ONLY', `${facts.path} was opened for reading`));
  // Through the cache, any offset and length will do.
  return { ...device, alignmentBytes: 1, write: refuse };
}

async function openWhole(facts: DriveFacts, flags: number): Promise<BlockDevice> {
  const { path, sizeBytes, sectorBytes } = facts;
  const run = async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (error) {
      throw deviceError(error, path);
    }
  };
  const handle = await run(() => open(path, flags));
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    await handle.close();
  };
  const opened = deviceNumber((await handle.stat({ bigint: true })).rdev);
  if (opened !== facts.deviceNumber) {
    await close();
    throw new MediaError('E_DEVICE_CHANGED', `${path} was device ${facts.deviceNumber}, now is ${opened}`);
  }
  return {
    name: path,
    sizeBytes,
    alignmentBytes: sectorBytes,
    isZeroed: false,
    allocate: allocateAligned,
    read: (offset, target) => run(() => readFully(handle, offset, target)),
    write: (offset, source) => run(() => writeFully(handle, offset, source)),
    truncate: () => Promise.resolve(),
    flush: () => run(() => handle.sync()),
    close: () => run(close),
  };
}

function refuseChanged(chosen: DriveIdentity, found: DriveIdentity): void {
  const change = identityChange(chosen, found);
  if (change !== undefined) {
    throw new MediaError('E_DEVICE_CHANGED', `${chosen.path} is not the drive that was chosen: ${change}`);
  }
}

function requireLinux(): void {
  if (process.platform === 'linux') return;
  throw new MediaError('E_DEVICE_PLATFORM', `drives cannot be opened on ${process.platform} yet`);
}
