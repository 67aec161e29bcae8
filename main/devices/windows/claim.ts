/**
 * Carries out a claim plan. What runs the scripts, opens volumes and waits comes in from outside, so that the order of
 * things and what happens on each failure are tested without Windows.
 */
import * as z from 'zod/mini';
import { MediaError } from '#base/errors/media-error.ts';
import type { ErrorCode } from '#base/errors/catalog.ts';
import { throwIfCancelled } from '#base/progress.ts';
import { ENGLISH } from '../check-answer.ts';
import { systemCode } from '../device-errors.ts';
import type { Drive } from '../drive.ts';
import type { DriveClaim } from '../platform-drives.ts';
import { planClaim, type ClaimStep } from './claim-plan.ts';
import { explainDenial, type DenialFacts } from './denial.ts';
import type { RunScript } from './powershell.ts';

/** An open handle. */
export interface Held {
  close(): Promise<void>;
}

/** What of Windows is needed to claim and open drives. */
export interface WindowsHands {
  readonly runScript: RunScript;
  /** Opens a volume for reading and writing and for nobody else. @throws with the system's code */
  openAlone(path: string): Promise<Held>;
  /** Resolves after that time, or rejects when cancelled. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** "notepad.exe (4711), …": programs that run from these volumes; empty when none is known. */
  holders(volumes: readonly string[]): Promise<string>;
  denialFacts(): Promise<DenialFacts>;
}

/**
 * Virus scanners and the search index look at every volume for a moment; six seconds in all, as other writers grant,
 * outlast them and do not try the patience of people.
 */
export const PATIENCE_MS: readonly number[] = [100, 200, 400, 800, 1600, 3200];

const answerForm = z.object({ stage: z.string(), message: z.string(), code: z.number() });

/** What a stage of the script means when it is where the script ended. */
const STAGES: Readonly<Record<string, ErrorCode>> = {
  changed: 'E_DEVICE_CHANGED',
  system: 'E_DEVICE_SYSTEM',
  look: 'E_DEVICE_MISSING',
};
/** MSFT_Disk's methods: access denied; and the same as the CIM server says it (WBEM_E_ACCESS_DENIED, E_ACCESSDENIED). */
const ACCESS_DENIED = [40001, 0x80041003, 0x80070005];

/**
 * Makes Windows let go of the drive.
 * @throws MediaError E_DEVICE_IN_USE, E_DEVICE_ACCESS, E_DEVICE_CONTROLLED, E_DEVICE_CHANGED, E_DEVICE_SYSTEM,
 * E_DEVICE_MISSING, E_DEVICE_IO
 */
export async function claimDrive(
  drive: Drive,
  hands: WindowsHands,
  signal?: AbortSignal,
): Promise<DriveClaim> {
  const plan = planClaim(drive);
  let isReleased = false;
  const release = async (): Promise<void> => {
    if (isReleased) return;
    isReleased = true;
    for (const step of plan.giveBack) {
      // Best effort by contract: what was written is on the drive whatever Windows thinks of it now.
      if (step.kind === 'script') await hands.runScript(step.script).catch(() => undefined);
    }
  };
  try {
    for (const step of plan.take) {
      throwIfCancelled(signal);
      await take(step, drive, { hands, signal });
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { release };
}

async function take(
  step: ClaimStep,
  drive: Drive,
  { hands, signal }: { readonly hands: WindowsHands; readonly signal: AbortSignal | undefined },
): Promise<void> {
  if (step.kind === 'try-lock') {
    const lock = await openPatiently(step.volume, drive, { hands, signal });
    await lock.close();
    return;
  }
  const answer = answerForm.parse(JSON.parse(await hands.runScript(step.script, { signal })), ENGLISH);
  if (answer.stage === 'done') return;
  const message = `${drive.device}: ${answer.message}`;
  if (ACCESS_DENIED.includes(answer.code)) {
    throw explainDenial(`${message} (while Windows was to clear it)`, await hands.denialFacts());
  }
  throw new MediaError(STAGES[answer.stage] ?? 'E_DEVICE_IO', `${message} (stage ${answer.stage})`);
}

/**
 * Opens a volume or drive alone; tries again while somebody else has it open.
 * @throws MediaError E_DEVICE_IN_USE, E_DEVICE_ACCESS, E_DEVICE_CONTROLLED, or as `device-errors.ts` says
 */
export async function openPatiently(
  path: string,
  drive: Drive,
  { hands, signal }: { readonly hands: WindowsHands; readonly signal?: AbortSignal | undefined },
): Promise<Held> {
  for (const pause of [...PATIENCE_MS, undefined]) {
    try {
      return await hands.openAlone(path);
    } catch (error) {
      const code = systemCode(error);
      if (code === 'EPERM' || code === 'EACCES') {
        throw explainDenial(`${path}: ${messageOf(error)}`, await hands.denialFacts(), error);
      }
      if (code !== 'EBUSY') throw error;
      if (pause === undefined) throw await inUse(path, drive, hands);
      await hands.wait(pause, signal);
    }
  }
  throw new Error('unreachable: the last attempt returns or throws');
}

async function inUse(path: string, drive: Drive, hands: WindowsHands): Promise<MediaError> {
  const places = drive.mountpoints.map((one) => one.path);
  const holders = await hands.holders(places).catch(() => '');
  const who =
    holders === '' ? 'Windows does not say by which program' : `programs that run from it: ${holders}`;
  return new MediaError('E_DEVICE_IN_USE', `${path} is held open by another program (${who})`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
