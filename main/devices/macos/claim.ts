/**
 * Making macOS let go of a drive and giving it back: which programs, in which order, planned without doing anything and
 * carried out through an injected runner. The reasons are in docs/drives-macos.md.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { throwIfCancelled } from '#base/progress.ts';
import type { SpawnResult } from '#platform/spawn.ts';
import type { Drive } from '../drive.ts';
import type { DriveClaim } from '../platform-drives.ts';
import { wholeOf } from './to-drives.ts';

export type RunMac = (program: string, args: readonly string[], signal?: AbortSignal) => Promise<SpawnResult>;

/** Spotlight and the like look at new volumes for a moment and refuse meanwhile. */
const PATIENCE_MS = [500, 1000, 2000];

export const DISKUTIL = '/usr/sbin/diskutil';

export interface MacStep {
  readonly program: string;
  readonly args: readonly string[];
  readonly why: string;
}

export interface MacClaimPlan {
  readonly take: readonly MacStep[];
  /** After something was written, or might have been. */
  readonly giveBackWritten: readonly MacStep[];
  /** When it came to nothing. */
  readonly giveBackUntouched: readonly MacStep[];
}

/** The steps for a drive that guard and identity check let pass. */
export function planMacClaim(drive: Drive): MacClaimPlan {
  const own = drive.device.replace('/dev/', '');
  const layers = new Set(drive.volumes.map(({ device }) => wholeOf(device.replace('/dev/', ''))));
  layers.delete(own);
  // Layers first: a container whose volumes are mounted keeps the disk below it busy.
  const disks = [...layers, own].map((disk) => `/dev/${disk}`);
  const remount = disks.toReversed().map((disk): MacStep => {
    return { program: DISKUTIL, args: ['mountDisk', disk], why: 'the drive was mounted before' };
  });
  return {
    take: disks.map((disk) => {
      // Without `force`: who has a file open is named by diskutil, and does not lose it.
      return {
        program: DISKUTIL,
        args: ['unmountDisk', disk],
        why: 'macOS opens no disk for writing that is mounted',
      };
    }),
    giveBackWritten: drive.isVirtual
      ? remount
      : [
          {
            program: DISKUTIL,
            args: ['eject', drive.device],
            why: 'else macOS mounts the medium and puts its own files onto it',
          },
        ],
    giveBackUntouched: remount,
  };
}

/** What of macOS is needed to claim a drive. */
export interface MacHands {
  readonly run: RunMac;
  /** Resolves after that time, or rejects when cancelled. */
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** Asked when the drive is given back: did somebody open it to write? */
  readonly wasOpened: () => boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Unmounts everything of the drive.
 * @throws MediaError E_DEVICE_IN_USE with the process that holds it, E_DEVICE_ACCESS
 */
export async function claimMacDrive(
  drive: Drive,
  { run, wait, wasOpened, signal }: MacHands,
): Promise<DriveClaim> {
  const plan = planMacClaim(drive);
  let isReleased = false;
  const release = async (): Promise<void> => {
    if (isReleased) return;
    isReleased = true;
    for (const { program, args } of wasOpened() ? plan.giveBackWritten : plan.giveBackUntouched) {
      // Best effort by contract: what was written is on the drive whatever macOS thinks of it now.
      await run(program, args).catch(() => undefined);
    }
  };
  try {
    for (const { program, args } of plan.take) {
      throwIfCancelled(signal);
      let result = await run(program, args, signal);
      for (const pause of PATIENCE_MS) {
        if (result.exitCode === 0 || !DISSENT.test(wordsOf(result))) break;
        await wait(pause, signal);
        result = await run(program, args, signal);
      }
      if (result.exitCode !== 0) throw unmountError(drive.device, wordsOf(result));
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { release };
}

function wordsOf({ stdout, stderr }: SpawnResult): string {
  return `${stdout}\n${stderr}`.replace(/\s+/g, ' ').trim();
}

const DISSENT = /dissented by PID (\d+) \(([^)]*)\)/;

/** diskutil says "Unmount was dissented by PID 4711 (/usr/bin/vim)" and then which parent that process has. */
function unmountError(device: string, words: string): MediaError {
  const holder = DISSENT.exec(words);
  if (holder !== null) {
    const [, pid = '', path = ''] = holder;
    return new MediaError('E_DEVICE_IN_USE', `${device} is held by ${path} (process ${pid})`);
  }
  const code = /not permitted|permission|-69877/i.test(words) ? 'E_DEVICE_ACCESS' : 'E_DEVICE_IN_USE';
  return new MediaError(code, `${device} could not be unmounted: ${words.slice(0, 500)}`);
}
