/**
 * Everything an engine must know to go on after a restart or a power cut. Plain data; the file form and the secrecy of
 * it belong to the state file.
 * Trap: it holds hidden values; it must never be logged or sent.
 */

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

/** Where it stands. */
export type EnginePosition =
  /** The step with this number (1-based among all steps, disabled ones included) runs or ran when the power went. */
  | { readonly kind: 'running'; readonly step: number }
  /** A restart was asked for; afterwards the step with this number is the next (again, with SMSTSRetryRequested). */
  | { readonly kind: 'restarting'; readonly next: number; readonly into: 'boot-image' | 'installed-system' }
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
  /** Groups that failed or were left out, by their path, so that their rest is not run after a restart. */
  readonly closedGroups: readonly string[];
  readonly toleratedCount: number;
  readonly variables: readonly SavedVariable[];
}
