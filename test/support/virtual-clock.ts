/**
 * A clock that stands still while anything can go on and then jumps to the next timer: many drives of any speed, hours of
 * writing, exact to the millisecond and without waiting.
 * Trap: "nothing can go on" means that a few turns of the event loop brought nothing new, so whatever runs under it must
 * not read real files or sockets.
 */
import type { RunClock } from '#jobs/run-clock.ts';

/** Turns of the event loop in which everything that does not wait for time comes to rest. */
const TURNS = 6;

interface Timer {
  readonly at: number;
  readonly action: () => void;
}

export class VirtualClock implements RunClock {
  #now = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now;
  }

  after(delayMs: number, action: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, delayMs), action };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(delayMs, resolve);
    });
  }

  /** Lets time pass until `work` is done, and gives its value. */
  async run<T>(work: Promise<T>): Promise<T> {
    const state = { isDone: false };
    const finish = (): void => {
      state.isDone = true;
    };
    work.then(finish, finish);
    for (;;) {
      await this.#rest(() => state.isDone);
      if (state.isDone) return await work;
      if (!this.#jump()) throw new Error(`deadlock at ${this.#now} ms: nothing waits for time any more`);
    }
  }

  /** Lets this much time pass. */
  async pass(durationMs: number): Promise<void> {
    await this.run(this.sleep(durationMs));
  }

  async #rest(isDone: () => boolean): Promise<void> {
    for (let turn = 0; turn < TURNS && !isDone(); turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Calls the actions of the next moment. */
  #jump(): boolean {
    if (this.#timers.size === 0) return false;
    this.#now = Math.min(...[...this.#timers].map(({ at }) => at));
    for (const timer of [...this.#timers]) {
      if (timer.at <= this.#now && this.#timers.delete(timer)) timer.action();
    }
    return true;
  }
}
