/**
 * Work with a time limit that can be cancelled, too.
 * Trap: AbortSignal.any holds its sources weakly, and the timer of AbortSignal.timeout holds its signal weakly. Combined,
 * nothing keeps the limit but the frame of the function that made it, and optimised code keeps nothing it no longer
 * needs: after some thousand calls the limit is collected and never fires (Node 20).
 */

export interface Deadline {
  readonly signal?: AbortSignal | undefined;
  /** Absent: no limit. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Hands the work a signal that is aborted with `signal`, for its reason, or when the time is over, with a TimeoutError.
 * Gives what the work gives; whether it ends when it is told to is its own matter.
 */
export async function withDeadline<T>(
  { signal, timeoutMs }: Deadline,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  const cancel = (): void => {
    own.abort(signal?.reason);
  };
  if (signal?.aborted === true) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          own.abort(new DOMException(`not done within ${timeoutMs} ms`, 'TimeoutError'));
        }, timeoutMs);
  try {
    return await work(own.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}
