/**
 * The states of one drive as listeners get them: whole each time, phase changes always, anything else only when a tenth of
 * a second has passed since the former state.
 */
import type { DrivePhase, DriveState } from './drive-run.ts';
import { RunRate } from './rate.ts';
import type { RunClock } from './run-clock.ts';

const INTERVAL_MS = 100;

export class StateReporter {
  readonly rate = new RunRate();
  readonly #device: string;
  readonly #clock: RunClock;
  readonly #onState: ((state: DriveState) => void) | undefined;
  #phase: DrivePhase = 'wait';
  #done = 0;
  #total = 0;
  #retries = 0;
  #sentMs = Number.NEGATIVE_INFINITY;
  /** Something was noted that nobody has been told. */
  #isUnsent = false;
  #isOver = false;

  constructor(device: string, clock: RunClock, onState: ((state: DriveState) => void) | undefined) {
    this.#device = device;
    this.#clock = clock;
    this.#onState = onState;
    this.#send();
  }

  get phase(): DrivePhase {
    return this.#phase;
  }

  get retries(): number {
    return this.#retries;
  }

  noteRetry(): void {
    this.#retries += 1;
    this.refresh();
  }

  /** Notes how far the phase is; another phase than before is sent at once. */
  note(phase: DrivePhase, done: number, total: number): void {
    const now = this.#clock.now();
    const isNew = phase !== this.#phase;
    const isMore = isNew || done > this.#done || total !== this.#total;
    this.#phase = phase;
    this.#total = total;
    this.#isUnsent = true;
    this.#done = isNew ? done : Math.max(this.#done, done);
    if (phase === 'write' && isMore) this.rate.noteWritten(now, this.#done, total);
    if (phase === 'verify' && isMore) this.rate.noteVerified(now, this.#done, total);
    if (isNew) this.#send();
    else this.refresh();
  }

  /** Sends the state again, with today's speed and remaining time, unless the former one is too recent. */
  refresh(): void {
    if (this.#clock.now() - this.#sentMs >= INTERVAL_MS) this.#send();
  }

  /** The end of the last phase is told, too; nothing is sent after it. */
  finish(): void {
    if (this.#isUnsent) this.#send();
    this.#isOver = true;
  }

  #send(): void {
    if (this.#isOver) return;
    const now = this.#clock.now();
    this.#sentMs = now;
    this.#isUnsent = false;
    this.#onState?.({
      device: this.#device,
      phase: this.#phase,
      done: this.#done,
      total: this.#total,
      bytesPerSecond: this.rate.bytesPerSecond(now),
      remainingSeconds: this.rate.remainingSeconds(now),
      retries: this.#retries,
    });
  }
}
