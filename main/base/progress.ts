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
  /** What is counted; bytes unless told. */
  readonly unit?: 'steps';
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

/** A signal of one's own that also follows the caller's; for work that is started ahead and must stop when its sibling fails. */
export interface ChildAbort {
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
  /** Stops following the caller's signal; call it when the work is over. */
  release(): void;
}

/** Makes a `ChildAbort`; without a parent it is aborted by `abort` only. */
export function childAbort(parent: AbortSignal | undefined): ChildAbort {
  const controller = new AbortController();
  const follow = (): void => {
    controller.abort(parent?.reason);
  };
  if (parent?.aborted === true) follow();
  else parent?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    abort(reason) {
      controller.abort(reason);
    },
    release() {
      parent?.removeEventListener('abort', follow);
    },
  };
}

/** Waits for work that goes on for others, until this one is cancelled. @throws MediaError E_CANCELLED */
export async function orCancelled<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await work;
  throwIfCancelled(signal);
  return await new Promise<T>((resolve, reject) => {
    const cancel = (): void => {
      reject(new MediaError('E_CANCELLED', 'cancelled', { cause: signal.reason }));
    };
    signal.addEventListener('abort', cancel, { once: true });
    void work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', cancel);
    });
  });
}
