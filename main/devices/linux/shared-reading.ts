/**
 * One reading for all who ask at about the same time: four drives that are opened together would otherwise list the
 * machine's drives twelve times, and that costs more than writing half a gigabyte.
 * What somebody gets was read wholly after the question: while a reading is under way, all who come share the next one.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { throwIfCancelled } from '#base/progress.ts';
import { readLinuxFacts } from './facts.ts';

/** `read` for many; the signal of one who asks ends only the waiting of that one. */
export function sharedReading<T>(read: () => Promise<T>): (signal?: AbortSignal) => Promise<T> {
  let current: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  const begin = (): Promise<T> => {
    next = undefined;
    const mine = read();
    current = mine;
    const end = (): void => {
      if (current === mine) current = undefined;
    };
    mine.then(end, end);
    return mine;
  };
  return async (signal) => {
    throwIfCancelled(signal);
    const reading = current === undefined ? begin() : (next ??= current.then(begin, begin));
    return await orCancelled(reading, signal);
  };
}

/** The facts of this machine. @throws as `readLinuxFacts` */
export const readSharedFacts = sharedReading(() => readLinuxFacts());

async function orCancelled<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await work;
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
