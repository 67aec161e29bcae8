/**
 * Which drives are chosen, and what became of them since: the list of the core is whole each time, so a chosen drive that
 * is not in it was pulled out. Pure.
 * Trap: a drive that is plugged in again is another attachment; it is chosen again by hand, never taken for the same by
 * itself, because cheap sticks share serial numbers.
 */
import type { DriveIdentity, DriveView } from '#contract/drives.ts';
import type { ChosenDrive } from './draft.ts';

export interface DriveRow {
  readonly key: string;
  readonly identity: DriveIdentity;
  /** null: chosen, but not plugged in any more. */
  readonly view: DriveView | null;
  readonly chosen: ChosenDrive | null;
}

/** Two identities have the same key exactly when they are the same drive in the same place. */
export function driveKey({ device, serial, size, devicePath, attachment }: DriveIdentity): string {
  return JSON.stringify([device, serial, size, devicePath, attachment]);
}

const collator = new Intl.Collator('en', { numeric: true });

/** All drives that are there and those that were chosen, in an order that stays when drives come and go. */
export function driveRows(drives: readonly DriveView[], chosen: readonly ChosenDrive[]): readonly DriveRow[] {
  const present = new Set(drives.map(({ identity }) => driveKey(identity)));
  const choiceOf = new Map(chosen.map((one) => [driveKey(one.identity), one]));
  const rows = drives.map((view): DriveRow => {
    const key = driveKey(view.identity);
    return { key, identity: view.identity, view, chosen: choiceOf.get(key) ?? null };
  });
  for (const one of chosen) {
    const key = driveKey(one.identity);
    if (!present.has(key)) rows.push({ key, identity: one.identity, view: null, chosen: one });
  }
  return rows.sort((a, b) => collator.compare(a.identity.device, b.identity.device));
}

/** How a run names the drive: "SanDisk Ultra (/dev/sdb)". */
export function driveName({ description, displayName }: DriveView): string {
  return `${description} (${displayName})`;
}

/** A chosen drive that is gone and seems to be this one, plugged in again: same serial number, same size. */
function isSameStick(gone: DriveIdentity, { identity }: DriveView): boolean {
  return gone.serial !== null && gone.serial === identity.serial && gone.size === identity.size;
}

/** Is a drive with the serial number and size of this one plugged in again? */
export function isBack(gone: DriveIdentity, drives: readonly DriveView[]): boolean {
  return drives.some((view) => isSameStick(gone, view));
}

export interface ChoiceOptions {
  readonly isConfirmed?: boolean;
  readonly isUpdate?: boolean;
  /** All drives that are there: what is not among them was pulled out. */
  readonly drives: readonly DriveView[];
}

/** Chooses a drive. It takes the place of a drive that was pulled out and seems to be the same. */
export function withDrive(
  chosen: readonly ChosenDrive[],
  view: DriveView,
  { isConfirmed = false, isUpdate = false, drives }: ChoiceOptions,
): readonly ChosenDrive[] {
  const present = new Set(drives.map(({ identity }) => driveKey(identity)));
  const added = { identity: view.identity, name: driveName(view), isConfirmed, isUpdate };
  const kept = chosen.filter(
    ({ identity }) =>
      driveKey(identity) !== driveKey(view.identity) &&
      (present.has(driveKey(identity)) || !isSameStick(identity, view)),
  );
  return [...kept, added];
}

export function withoutDrive(chosen: readonly ChosenDrive[], key: string): readonly ChosenDrive[] {
  return chosen.filter(({ identity }) => driveKey(identity) !== key);
}

export type Fit = 'unknown' | 'fits' | 'too-small';

/** @param neededBytes the smallest drive that holds the medium; null: not known yet */
export function fitOf(sizeBytes: number, neededBytes: number | null): Fit {
  if (neededBytes === null) return 'unknown';
  return sizeBytes >= neededBytes ? 'fits' : 'too-small';
}

/** What "select all" chooses: drives that ask nothing and hold the medium. */
export function easyDrives(drives: readonly DriveView[], neededBytes: number | null): readonly DriveView[] {
  return drives.filter(
    ({ canWrite, sizeBytes }) => canWrite === 'yes' && fitOf(sizeBytes, neededBytes) !== 'too-small',
  );
}

/** Can the medium of ours that lies on the drive be brought up to date instead of being written anew? */
export function holdsOurs({ contents }: DriveView): boolean {
  return contents.kind === 'media' && contents.state === 'complete' && contents.medium !== null;
}

/** Is that the name of the drive? Case and the number of blanks do not matter, everything else does. */
export function isTypedName(typed: string, displayName: string): boolean {
  const plain = (text: string): string => text.trim().replaceAll(/\s+/g, ' ').toLowerCase();
  return plain(typed) === plain(displayName);
}

/** What is wrong with a chosen drive; undefined: nothing. `drives` null: nobody looks at the drives. */
export type DriveProblem = 'drive-gone' | 'drive-never' | 'drive-not-confirmed' | 'drive-too-small';

export function judgeChosenDrive(
  chosen: ChosenDrive,
  drives: readonly DriveView[] | null,
  neededBytes: number | null,
): DriveProblem | undefined {
  if (drives === null) return undefined;
  const view = drives.find(({ identity }) => driveKey(identity) === driveKey(chosen.identity));
  if (view === undefined) return 'drive-gone';
  if (view.canWrite === 'never') return 'drive-never';
  if (view.canWrite === 'asks' && !chosen.isConfirmed) return 'drive-not-confirmed';
  if (fitOf(view.sizeBytes, neededBytes) === 'too-small') return 'drive-too-small';
  return undefined;
}
