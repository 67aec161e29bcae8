/**
 * A drive of the machine with what one wants to know before one is written: what lies on it, whether it is one of our
 * media, and the guard's verdict. Nothing is written and nothing is mounted.
 * Trap: a broken stick can keep a read waiting for minutes; the list does not wait for it.
 */
import { isMediaError, toErrorData, type ErrorData } from '#base/errors/media-error.ts';
import type { Drive } from '#devices/drive.ts';
import { judgeDrive, type DriveFinding, type GuardOptions } from '#devices/guard.ts';
import type { GuardedDrives } from '#devices/open-drive.ts';
import type { BlockDevice } from '#image/block-device.ts';
import { openMedium } from '#image/open-medium.ts';
import { inspectMedium, type InspectReport } from '#media/inspect.ts';
import { MANIFEST_PATH } from '#media/manifest.ts';
import { BOOTSTRAP_PATH } from '#media/plan.ts';

/** What a look at the drive found, beside the file systems the operating system names. */
export type DriveContents =
  /** No task sequence media, or nothing at all. */
  | { readonly kind: 'other' }
  /** Writing was begun and not finished: data, but no boot sector. */
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'media'; readonly report: InspectReport }
  /** Not looked at (the running system, no card in the reader), or it could not be. */
  | { readonly kind: 'unknown'; readonly error: ErrorData | null };

export type CanWrite = 'yes' | 'asks' | 'never';

export interface DescribedDrive {
  readonly drive: Drive;
  readonly contents: DriveContents;
  readonly canWrite: CanWrite;
  /** The guard's reasons, the strongest first. */
  readonly findings: readonly DriveFinding[];
}

const LOOK_LIMIT_MS = 5000;

/**
 * Looks at one drive; never rejects.
 * @param guard what the guard is told of the intention; without it, what holds for any medium
 */
export async function describeDrive(
  drive: Drive,
  machine: Pick<GuardedDrives, 'openForReading'>,
  guard: GuardOptions = {},
): Promise<DescribedDrive> {
  const findings = judgeDrive(drive, guard);
  return { drive, findings, canWrite: verdictOf(findings), contents: await lookAt(drive, machine) };
}

/** What the guard's findings mean for somebody who wants to write. */
export function verdictOf(findings: readonly DriveFinding[]): CanWrite {
  if (findings.some(({ severity }) => severity === 'never')) return 'never';
  return findings.some(({ severity }) => severity === 'confirm') ? 'asks' : 'yes';
}

/** What lies on the drive; never rejects, and takes five seconds at most. */
export async function lookAt(
  drive: Drive,
  machine: Pick<GuardedDrives, 'openForReading'>,
): Promise<DriveContents> {
  if (drive.isSystem || drive.size === 0) return { kind: 'unknown', error: null };
  const limit = AbortSignal.timeout(LOOK_LIMIT_MS);
  const tooLate = new Promise<DriveContents>((resolve) => {
    limit.addEventListener('abort', () => {
      const message = `${drive.device} did not answer within ${LOOK_LIMIT_MS / 1000} seconds`;
      resolve({ kind: 'unknown', error: toErrorData(new Error(message)) });
    });
  });
  return await Promise.race([tooLate, look(drive, machine, limit)]);
}

async function look(
  drive: Drive,
  machine: Pick<GuardedDrives, 'openForReading'>,
  signal: AbortSignal,
): Promise<DriveContents> {
  let device: BlockDevice | undefined;
  try {
    device = await machine.openForReading(drive.device);
    const reader = await openMedium(device);
    // A stick full of holiday pictures is not walked through.
    const marks = await Promise.all([MANIFEST_PATH, BOOTSTRAP_PATH].map((path) => reader.open(path)));
    if (marks.every((mark) => mark === undefined)) return { kind: 'other' };
    return { kind: 'media', report: await inspectMedium(reader, { signal }) };
  } catch (error) {
    if (isMediaError(error) && error.code === 'E_IMAGE_UNKNOWN') return { kind: 'other' };
    if (isMediaError(error) && error.code === 'E_IMAGE_INCOMPLETE') return { kind: 'unfinished' };
    return { kind: 'unknown', error: toErrorData(error) };
  } finally {
    await device?.close().catch(() => undefined);
  }
}
