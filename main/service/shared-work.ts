/**
 * One piece of work for everybody who wants its result at the same time. Who gives up leaves; when nobody is left, the
 * work itself is cancelled. Trap: the signal of the first must not decide for those who came later.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { throwIfCancelled } from '#base/progress.ts';

export interface SharedWork<T> {
  /** Starts the work, or joins it. @throws MediaError E_CANCELLED, and what the work throws */
  join(signal: AbortSignal): Promise<T>;
  /** Cancels the work for all. */
  abort(): void;
}

/** Work that runs at most once at a time. */
export function createSharedWork<T>(work: (signal: AbortSignal) => Promise<T>): SharedWork<T> {
  let running:
    { readonly result: Promise<T>; readonly controller: AbortController; waiting: number } | undefined;
  const start = (): NonNullable<typeof running> => {
    const controller = new AbortController();
    const own = { controller, waiting: 0, result: work(controller.signal) };
    const ended = (): void => {
      if (running === own) running = undefined;
    };
    own.result.then(ended, ended);
    return own;
  };
  return {
    async join(signal) {
      throwIfCancelled(signal);
      const own = (running ??= start());
      own.waiting += 1;
      try {
        return await unlessCancelled(own.result, signal);
      } finally {
        own.waiting -= 1;
        if (own.waiting === 0 && running === own) {
          running = undefined;
          own.controller.abort();
        }
      }
    },
    abort() {
      running?.controller.abort();
    },
  };
}

/** The result, or E_CANCELLED as soon as the signal says so. */
export function unlessCancelled<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(new MediaError('E_CANCELLED', 'cancelled', { cause: signal.reason }));
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    result.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}
