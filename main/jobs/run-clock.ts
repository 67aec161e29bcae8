/**
 * Time as a run sees it: a clock that only goes forward, and timers. A port, so that tests prove the speeds and finish
 * times of many drives exactly, without waiting.
 */
export interface RunClock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number;
  /** Calls `action` once after `delayMs`; the returned function takes that back. */
  after(delayMs: number, action: () => void): () => void;
}

/** The computer's monotonic clock. */
export const systemRunClock: RunClock = {
  now: () => performance.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Resolves after `delayMs`, or at once when the signal is aborted; the caller asks the signal which of both it was. */
export function pause(clock: RunClock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const finish = (): void => {
      cancelTimer();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const cancelTimer = clock.after(delayMs, finish);
    signal?.addEventListener('abort', finish, { once: true });
  });
}

/** What `work` gives, or undefined when that takes longer than `limitMs`; then its outcome is ignored. */
export async function within<T>(clock: RunClock, limitMs: number, work: Promise<T>): Promise<T | undefined> {
  const timer = new AbortController();
  work.catch(() => undefined);
  try {
    return await Promise.race([work, pause(clock, limitMs, timer.signal).then(() => undefined)]);
  } finally {
    timer.abort();
  }
}
