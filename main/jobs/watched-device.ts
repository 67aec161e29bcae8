/**
 * A drive's device while a run uses it. It notes when calls begin and return, so that a drive that answers no more can be
 * told from a slow one, and it can be abandoned: calls under way then reject at once although the operating system still
 * holds them, and no further call reaches the drive through it.
 * Traps: a call to the operating system cannot be taken back; the thread and the memory it uses stay taken until the
 * kernel gives up (Linux: 30 s a try, several tries). So the memory is never used again, and the device is closed only
 * when its last call has come back: to close it earlier would hang, too.
 */
import type { MediaError } from '#base/errors/media-error.ts';
import type { BlockDevice } from '#image/block-device.ts';
import type { RunClock } from './run-clock.ts';

/** A call that failed, for errors that do not say themselves where they belong. */
export interface FailedCall {
  /** Undefined for a call that is about the whole drive. */
  readonly place: { readonly offset: number; readonly badBytes: number } | undefined;
}

export class WatchedDevice {
  /** Give this one to everything that reads and writes. */
  readonly device: BlockDevice;
  readonly #inner: BlockDevice;
  readonly #clock: RunClock;
  readonly #rejects = new Set<(error: MediaError) => void>();
  readonly #failedCalls = new WeakMap<Error, FailedCall>();
  #underWay = 0;
  #hasWritten = false;
  #lastReturn: number;
  #abandoned: MediaError | undefined;
  #whenIdle: (() => void) | undefined;

  constructor(inner: BlockDevice, clock: RunClock) {
    this.#inner = inner;
    this.#clock = clock;
    this.#lastReturn = clock.now();
    this.device = {
      name: inner.name,
      sizeBytes: inner.sizeBytes,
      alignmentBytes: inner.alignmentBytes,
      isZeroed: inner.isZeroed,
      allocate: (sizeBytes) => inner.allocate(sizeBytes),
      read: (offset, target) =>
        this.#watch(() => inner.read(offset, target), { offset, badBytes: target.length }),
      write: (offset, source) => {
        this.#hasWritten = true;
        return this.#watch(() => inner.write(offset, source), { offset, badBytes: source.length });
      },
      truncate: (sizeBytes) => this.#watch(() => inner.truncate(sizeBytes)),
      flush: () => this.#watch(() => inner.flush()),
      close: () => this.close(),
    };
  }

  /** Milliseconds since a call last returned; undefined while no call is under way. */
  get silentMs(): number | undefined {
    return this.#underWay === 0 ? undefined : this.#clock.now() - this.#lastReturn;
  }

  /** Something was, or may have been, written. */
  get hasWritten(): boolean {
    return this.#hasWritten;
  }

  /**
   * The call that failed with this error, or with what caused it; undefined when the error is not of this drive. Others may
   * have failed before and succeeded at another try.
   */
  failedCallOf(error: unknown): FailedCall | undefined {
    if (!(error instanceof Error)) return undefined;
    return this.#failedCalls.get(error) ?? this.failedCallOf(error.cause);
  }

  /** Ends all calls under way, and all later ones, with this error. */
  abandon(error: MediaError): void {
    this.#abandoned ??= error;
    for (const reject of [...this.#rejects]) reject(this.#abandoned);
  }

  /**
   * The device behind an abandoned one, once its last call has come back; that may be much later, or never. Undefined when
   * it is not abandoned.
   */
  async released(): Promise<BlockDevice | undefined> {
    if (this.#abandoned === undefined) return undefined;
    await this.#idle();
    return this.#inner;
  }

  /** Closes the device once no call is under way; for an abandoned one that may be much later, or never. */
  async close(): Promise<void> {
    await this.#idle();
    await this.#inner.close();
  }

  async #idle(): Promise<void> {
    if (this.#underWay === 0) return;
    await new Promise<void>((resolve) => {
      this.#whenIdle = resolve;
    });
  }

  async #watch<T>(action: () => Promise<T>, place?: FailedCall['place']): Promise<T> {
    if (this.#abandoned !== undefined) throw this.#abandoned;
    if (this.#underWay === 0) this.#lastReturn = this.#clock.now();
    this.#underWay += 1;
    const call = action();
    call.then(
      () => {
        this.#returned();
      },
      () => {
        this.#returned();
      },
    );
    let reject: ((error: MediaError) => void) | undefined;
    try {
      return await new Promise<T>((resolve, rejectCall) => {
        reject = rejectCall;
        this.#rejects.add(rejectCall);
        call.then(resolve, rejectCall);
      });
    } catch (error) {
      if (error instanceof Error) this.#failedCalls.set(error, { place });
      throw error;
    } finally {
      if (reject !== undefined) this.#rejects.delete(reject);
    }
  }

  #returned(): void {
    this.#underWay -= 1;
    this.#lastReturn = this.#clock.now();
    if (this.#underWay === 0) this.#whenIdle?.();
  }
}
