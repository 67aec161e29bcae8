/**
 * What the product does when nobody answers: four further attempts with growing pauses, about 90 seconds in all
 * (configmgr-spec 4.1). A gateway that is busy is asked again, too, not before it wants to be; a refusal stays a refusal.
 */
import type { Clock } from '../platform/platform.ts';
import { busyWaitSeconds, isPassing } from './failures.ts';

export const RETRY_PAUSES_SECONDS = [6, 12, 24, 48] as const;

export interface RetryReport {
  readonly attempt: number;
  readonly attempts: number;
  readonly secondsLeft: number;
  readonly error: unknown;
}

/** Runs the action until it answers, reporting every second of every pause. @throws what the last attempt threw. */
export async function withRetries<T>(
  action: () => Promise<T>,
  clock: Clock,
  onWait: (report: RetryReport) => void,
): Promise<T> {
  for (const [index, pause] of RETRY_PAUSES_SECONDS.entries()) {
    try {
      return await action();
    } catch (error) {
      if (!isPassing(error)) throw error;
      for (let secondsLeft = Math.max(pause, busyWaitSeconds(error) ?? 0); secondsLeft > 0; secondsLeft--) {
        onWait({ attempt: index + 2, attempts: RETRY_PAUSES_SECONDS.length + 1, secondsLeft, error });
        await clock.sleep(1000);
      }
    }
  }
  return await action();
}
