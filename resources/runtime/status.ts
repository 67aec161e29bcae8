/**
 * Sends status messages in order, one after the other, beside the run. A message that cannot be delivered is given up
 * after some attempts and never fails the task sequence; what was lost stands in the log.
 */
import type { TaskSequenceStatus } from '#lab/wire/status.ts';
import type { Clock } from './platform/platform.ts';

const ATTEMPTS = 3;
const PAUSE_MS = 2000;
/** How long the end of a run waits for what is still to be sent. */
const FLUSH_MS = 30_000;

export type StatusFields = Omit<TaskSequenceStatus, 'time' | 'sequenceNumber'>;

export interface StatusOptions {
  readonly send: (status: TaskSequenceStatus) => Promise<void>;
  readonly now: () => Date;
  readonly clock: Clock;
  /** Asked before each further attempt: SMSTSDisableStatusRetry stops them. */
  readonly mayRetry: () => boolean;
  readonly log: (text: string) => void;
}

export class StatusQueue {
  readonly #options: StatusOptions;
  #number = 0;
  #tail: Promise<void> = Promise.resolve();

  constructor(options: StatusOptions) {
    this.#options = options;
  }

  /** Puts a message at the end of the queue. */
  add(fields: StatusFields): void {
    const status = { ...fields, time: this.#options.now().toISOString(), sequenceNumber: ++this.#number };
    this.#tail = this.#tail.then(async () => {
      await this.#deliver(status);
    });
  }

  /** Waits until everything is sent or given up, at most half a minute. */
  async flush(): Promise<void> {
    const over = new AbortController();
    const limit = this.#options.clock.sleep(FLUSH_MS, over.signal).catch(() => {
      // Everything was sent before the time was over.
    });
    await Promise.race([this.#tail, limit]);
    over.abort();
  }

  async #deliver(status: TaskSequenceStatus): Promise<void> {
    const { send, clock, mayRetry, log } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        await send(status);
        return;
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        if (attempt >= ATTEMPTS || !mayRetry()) {
          log(`Status message ${status.sequenceNumber} (${status.kind}) was not delivered: ${why}`);
          return;
        }
        await clock.sleep(PAUSE_MS * attempt);
      }
    }
  }
}
