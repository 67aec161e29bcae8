/**
 * From drives a window has chosen to drives that may be written. The window's list is a second old at best, so every
 * choice is looked up again here; the writer does so once more by itself, right before it writes.
 * Trap: a drive that is refused keeps no other one from being written; it has an error of its own.
 */
import { MediaError, toErrorData, type ErrorData } from '#base/errors/media-error.ts';
import type { DriveChoice } from '#contract/drives.ts';
import { identityChange, identityOf, type Drive } from '#devices/drive.ts';
import { refuseUnwritable, type GuardOptions } from '#devices/guard.ts';
import type { DriveTarget } from '#jobs/drive-run.ts';
import type { Machine } from './machine.ts';
import type { Settings } from './settings.ts';

export interface TargetDrive {
  readonly target: DriveTarget;
  /** "SanDisk Ultra (/dev/sdb)". */
  readonly name: string;
  /** "SanDisk Ultra". */
  readonly description: string;
}

export interface RefusedDrive {
  readonly device: string;
  readonly name: string;
  readonly error: ErrorData;
}

export interface JudgedDrives {
  readonly targets: readonly TargetDrive[];
  readonly refused: readonly RefusedDrive[];
}

export interface TargetWishes extends Pick<GuardOptions, 'neededBytes' | 'sourcePaths'> {
  readonly machine: Machine;
  readonly settings: Settings;
}

const GB = 1e9;

/** What the settings say of drives, as the guard takes it. */
export function guardOptionsOf({
  showLoopDrives,
  largeDriveGb,
}: Pick<Settings, 'showLoopDrives' | 'largeDriveGb'>): {
  readonly allowLoop: boolean;
  readonly largeBytes: number;
} {
  return { allowLoop: showLoopDrives, largeBytes: largeDriveGb * GB };
}

/** How users know a drive. */
function driveName({ description, displayName }: Drive): string {
  return `${description} (${displayName})`;
}

/**
 * Reads the drives anew and judges each choice.
 * @throws MediaError E_USAGE when a drive is chosen twice; E_DEVICE_LIST, E_DEVICE_PLATFORM
 */
export async function judgeChoices(
  choices: readonly DriveChoice[],
  wishes: TargetWishes,
): Promise<JudgedDrives> {
  const devices = choices.map(({ identity }) => identity.device);
  const twice = devices.find((device, index) => devices.indexOf(device) < index);
  if (twice !== undefined) throw new MediaError('E_USAGE', `the drive ${twice} is chosen twice`);
  const drives = choices.length === 0 ? [] : await wishes.machine.list();
  const targets: TargetDrive[] = [];
  const refused: RefusedDrive[] = [];
  for (const choice of choices) {
    const { device } = choice.identity;
    const drive = drives.find((one) => one.device === device);
    const name = drive === undefined ? device : driveName(drive);
    try {
      const target = targetOf(choice, { drive, wishes });
      targets.push({ target, name, description: drive?.description ?? '' });
    } catch (error) {
      refused.push({ device, name, error: toErrorData(error) });
    }
  }
  return { targets, refused };
}

/** @throws MediaError E_DEVICE_MISSING, E_DEVICE_CHANGED, and the guard's */
function targetOf(
  { identity, isConfirmed, isUpdate }: DriveChoice,
  { drive, wishes }: { readonly drive: Drive | undefined; readonly wishes: TargetWishes },
): DriveTarget {
  const { device } = identity;
  if (drive === undefined) throw new MediaError('E_DEVICE_MISSING', `there is no drive ${device} any more`);
  const change = identityChange(identity, identityOf(drive));
  if (change !== undefined) {
    throw new MediaError('E_DEVICE_CHANGED', `${device} is not the drive that was chosen: ${change}`);
  }
  const limits = guardOptionsOf(wishes.settings);
  const { neededBytes, sourcePaths } = wishes;
  refuseUnwritable(drive, { ...limits, isConfirmed, neededBytes, sourcePaths });
  return { identity, isConfirmed, isUpdate, ...limits };
}
