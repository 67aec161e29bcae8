/**
 * What exit codes mean to a step.
 * Trap: 3010 means "succeeded, restart needed" even where it is missing from the list of success codes.
 */
import type { CommandResult, StepSuccess } from '../ports.ts';
import type { SequenceStep } from '../sequence.ts';
import type { StepEnvironment } from '../state.ts';
import { StepExit } from './definition.ts';

export const RESTART_NEEDED = 3010;
/** A Unix process can only give 0 to 255: `exit 3010` of a shell arrives as its low byte. */
export const RESTART_NEEDED_LOW_BYTE = 194;

/** 194 is taken for 3010 only where the step lists 3010, as the console does by default, and not 194 itself. */
export function isRestartCode(step: SequenceStep, exitCode: number): boolean {
  if (exitCode === RESTART_NEEDED) return true;
  const { successCodes } = step;
  const isListed = successCodes.includes(RESTART_NEEDED) && !successCodes.includes(RESTART_NEEDED_LOW_BYTE);
  return exitCode === RESTART_NEEDED_LOW_BYTE && isListed;
}

/**
 * What a finished command means: success, success with a restart into where it ran, or failure.
 * @throws StepExit E_TS_STEP_FAILED, E_TS_STEP_TIMEOUT
 */
export function judgeResult(
  step: SequenceStep,
  result: Pick<CommandResult, 'exitCode' | 'hasTimedOut'>,
  options: { readonly environment: StepEnvironment; readonly timeoutSeconds?: number | undefined },
): StepSuccess {
  const { exitCode, hasTimedOut } = result;
  if (hasTimedOut) {
    const limit = options.timeoutSeconds ?? 0;
    throw new StepExit('E_TS_STEP_TIMEOUT', `step "${step.name}" ran longer than ${limit} s`, 1460);
  }
  if (exitCode === undefined)
    throw new StepExit('E_TS_STEP_FAILED', `step "${step.name}" was ended by a signal`, 1);
  if (isRestartCode(step, exitCode)) {
    const restart = { target: options.environment, message: undefined, delaySeconds: 0 };
    return { exitCode: RESTART_NEEDED, restart };
  }
  if (step.successCodes.includes(exitCode)) return { exitCode };
  const codes = step.successCodes.join(', ');
  throw new StepExit(
    'E_TS_STEP_FAILED',
    `step "${step.name}" ended with ${exitCode}; successful are ${codes}`,
    exitCode,
  );
}
