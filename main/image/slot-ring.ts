/**
 * A few buffers that go round: taken to be filled, in use while a write runs, free again when it is done.
 * The first write that fails is told at once (`onFailure`), for who waits for something else than a buffer just then.
 * Trap: it is thrown only by the next `take` or by `drain`, whichever comes first; its buffer is not reused.
 */
import { MediaError } from '#base/errors/media-error.ts';

export class SlotRing {
  readonly #free: Uint8Array[];
  readonly #onFailure: (error: unknown) => void;
  /** Running writes, oldest first; they never reject, failures go to `#failure`. */
  readonly #running = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  constructor(slots: readonly Uint8Array[], onFailure: (error: unknown) => void) {
    this.#free = [...slots];
    this.#onFailure = onFailure;
  }

  /** The write that failed first, if one did. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  /** A free buffer; waits for the oldest write when there is none. @throws the error of a write that failed */
  async take(): Promise<Uint8Array> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure.error;
      const slot = this.#free.pop();
      if (slot !== undefined) return slot;
      const [oldest] = this.#running;
      if (oldest === undefined)
        throw new MediaError('E_INTERNAL', 'all buffers are taken and none is written');
      await oldest;
    }
  }

  /** A taken buffer that nobody uses any more. */
  giveBack(slot: Uint8Array): void {
    this.#free.push(slot);
  }

  /** Notes that a taken buffer is in use until `write` settles. */
  use(slot: Uint8Array, write: Promise<void>): void {
    const running = write
      .then(
        () => {
          this.giveBack(slot);
        },
        (error: unknown) => {
          if (this.#failure !== undefined) return;
          this.#failure = { error };
          this.#onFailure(error);
        },
      )
      .then(() => {
        this.#running.delete(running);
      });
    this.#running.add(running);
  }

  /** Waits for all writes. @throws the error of the first that failed */
  async drain(): Promise<void> {
    await this.settle();
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Waits for all writes, whatever becomes of them. */
  async settle(): Promise<void> {
    await Promise.all(this.#running);
  }
}
