/**
 * What a kind of step is made of. A step's `run` throws to fail and returns to succeed; it reaches for the outside only
 * through the ports of its context.
 * Trap: `afterPowerCut` decides whether a step that was interrupted may run a second time. 'again' is only for steps
 * that end in the same state however often they are begun.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { EnginePorts, StepActivity, StepSuccess } from '../ports.ts';
import type { SequenceStep } from '../sequence.ts';
import type { RunningSequence, StepEnvironment } from '../state.ts';
import type { VariableStore } from '../variables.ts';
import type { StepSettings } from './settings.ts';

export interface StepContext {
  /** The values the step was given in the console, overridden by task sequence variables of the same names. */
  readonly settings: StepSettings;
  readonly variables: VariableStore;
  readonly ports: EnginePorts;
  /** Tells the screen what the step does at the moment. */
  readonly onActivity: (activity: StepActivity) => void;
  readonly signal: AbortSignal | undefined;
  readonly sequence: RunningSequence;
  readonly startedFrom: 'media' | 'software-center';
  /** The step asked for a restart with `isAgain`, and this is the run after it. */
  readonly isAfterRestart: boolean;
  /** The computer went off during the step, and this is the second run of it. */
  readonly isInterrupted: boolean;
}

export interface StepDefinition {
  /** The type as the XML names it, "SMS_TaskSequence_RebootAction". */
  readonly type: string;
  /** Configuration Manager's name of the step, "Restart Computer". */
  readonly label: string;
  /** Where the kind of step can run at all; the step's own runIn narrows it. */
  readonly environments: readonly StepEnvironment[];
  readonly afterPowerCut: 'again' | 'fail';
  /** The step counts its retries by itself, per program or application: it is not run again as a whole. */
  readonly hasOwnRetries: boolean;
  /** @throws MediaError E_TS_… when the step fails. */
  readonly run: (step: SequenceStep, context: StepContext) => Promise<StepSuccess>;
}

/** Error of a step that knows its exit code. */
export class StepExit extends MediaError {
  readonly exitCode: number;

  constructor(
    code: 'E_TS_STEP_FAILED' | 'E_TS_STEP_TIMEOUT' | 'E_TS_NOT_READY' | 'E_TS_INSTALL',
    message: string,
    exitCode: number,
  ) {
    super(code, message);
    this.exitCode = exitCode;
  }
}

/** Fails a step that cannot be done here, by its name. */
export function unsupported(step: SequenceStep, why: string): never {
  throw new MediaError('E_TS_STEP_UNSUPPORTED', `step "${step.name}" is of the type ${step.type}; ${why}`);
}
