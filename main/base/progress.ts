/**
 * Progress and cancellation of long work. A report is the whole state, not a delta, so a listener that joins late is
 * right. `done` never decreases and the last report of a finished piece of work has done === total.
 */
import { MediaError } from './errors/media-error.ts';

export interface Progress {
  /** What is going on, a stable word the user interface translates: "write", "verify", "download". */
  readonly phase: string;
  /** Bytes (or steps) finished in this phase. */
  readonly done: number;
  readonly total: number;
}

export type OnProgress = (progress: Progress) => void;

/** The options of everything that can take a second. */
export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** @throws MediaError E_CANCELLED when the signal has been aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new MediaError('E_CANCELLED', 'cancelled', { cause: signal.reason });
}
