/**
 * Everything an engine must know to go on after a restart or a power cut. Plain data; the file form and the secrecy of
 * it belong to the state file.
 * Trap: it holds hidden values; it must never be logged or sent.
 */

/** Where an engine runs: the boot image stands where Windows PE would, the installed system is the full one. */
export type StepEnvironment = 'boot-image' | 'installed-system';

export interface SavedVariable {
  readonly name: string;
  readonly value: string;
  readonly isHidden: boolean;
}

/** Which task sequence runs. */
export interface RunningSequence {
  readonly packageId: string;
  readonly name: string;
  readonly advertisementId: string;
  /** The XML, version 3.10. */
  readonly xml: string;
  readonly bootImageId: string;
}

/** Where it stands; numbers are 1-based among all steps, disabled ones included. */
export type EnginePosition =
  /** This step runs, or ran when the power went. `isAgain`: its second half, after a restart it asked for. */
  | {
      readonly kind: 'running';
      readonly step: number;
      readonly environment: StepEnvironment;
      readonly isAgain: boolean;
    }
  /** Everything before `next` is done and nothing runs. */
  | { readonly kind: 'between'; readonly next: number; readonly environment: StepEnvironment }
  /** A restart was asked for. `isAgain`: the step that asked runs once more (SMSTSRetryRequested, a second half). */
  | {
      readonly kind: 'restarting';
      readonly next: number;
      readonly into: StepEnvironment;
      readonly isAgain: boolean;
    }
  | { readonly kind: 'finished'; readonly hasSucceeded: boolean };

export interface EngineState {
  readonly version: 1;
  /** New for every run; status messages and logs of one run share it. */
  readonly runId: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** How it was started; decides what is allowed (an upgrade is for "software-center" only). */
  readonly startedFrom: 'media' | 'software-center';
  readonly sequence: RunningSequence;
  readonly position: EnginePosition;
  /** Steps that failed and were set to continue on error. */
  readonly toleratedCount: number;
  /** Restarts done so far: the first one takes SMSTSRebootDelay, later ones SMSTSRebootDelayNext. */
  readonly restartCount: number;
  readonly variables: readonly SavedVariable[];
}

/** What stays the same during a run. */
export type RunHeader = Pick<EngineState, 'runId' | 'startedAt' | 'startedFrom' | 'sequence'>;
