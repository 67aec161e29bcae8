/**
 * Looks after one drive once a second, because nothing else does while a call to it does not come back: is the drive
 * still there, has it stopped answering, has a cancelled run taken too long to stop? Then the run gives the drive up.
 * Trap: slow is not stuck. Cheap sticks go silent for tens of seconds while they tidy up, and the kernel itself tries a
 * request for up to three minutes (Linux: 30 s a try, up to five retries) before it says that it failed.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { within, type RunClock } from './run-clock.ts';

/** One call may take this long; then the drive counts as stuck. */
export const SILENCE_LIMIT_MS = 180_000;
/** A drive that is being stopped may stay silent for this long, ... */
export const STOP_SILENCE_LIMIT_MS = 10_000;
/** ... and take this long in all, also when it is only slow. */
export const STOP_LIMIT_MS = 30_000;
/** After this much silence it is asked whether the drive is still there. */
const SUSPICION_MS = 2000;
/** Asking may hang, too. */
export const PRESENCE_LIMIT_MS = 3000;
const TICK_MS = 1000;

export interface WatchedDrive {
  readonly name: string;
  /** Milliseconds since something last came back from the drive; undefined while nothing is asked of it. */
  silentMs(): number | undefined;
  isPresent(): Promise<boolean>;
  /** Called every second. */
  onTick(): void;
  /** The drive is given up for this reason; called once. */
  abandon(error: MediaError): void;
}

export class DriveWatchdog {
  readonly #drive: WatchedDrive;
  readonly #clock: RunClock;
  #cancelTimer: (() => void) | undefined;
  #stopping: { readonly sinceMs: number; readonly error: MediaError } | undefined;
  #isAsking = false;
  #isOver = false;

  constructor(drive: WatchedDrive, clock: RunClock) {
    this.#drive = drive;
    this.#clock = clock;
    this.#schedule();
  }

  /** From now on the drive has little time; `error` is what the run then ends with. The first call counts. */
  stopSoon(error: MediaError): void {
    this.#stopping ??= { sinceMs: this.#clock.now(), error };
  }

  end(): void {
    this.#isOver = true;
    this.#cancelTimer?.();
  }

  #schedule(): void {
    this.#cancelTimer = this.#clock.after(TICK_MS, () => {
      if (this.#isOver) return;
      this.#schedule();
      this.#drive.onTick();
      this.#look();
    });
  }

  #look(): void {
    const silentMs = this.#drive.silentMs();
    if (this.#stopping !== undefined) {
      const stoppingMs = this.#clock.now() - this.#stopping.sinceMs;
      const quietMs = Math.min(stoppingMs, silentMs ?? stoppingMs);
      if (stoppingMs >= STOP_LIMIT_MS || quietMs >= STOP_SILENCE_LIMIT_MS)
        this.#abandon(this.#stopping.error);
      return;
    }
    if (silentMs === undefined || silentMs < SUSPICION_MS) return;
    if (silentMs >= SILENCE_LIMIT_MS) {
      const seconds = Math.round(silentMs / 1000);
      const text = `${this.#drive.name} has not answered for ${seconds} s, at most ${SILENCE_LIMIT_MS / 1000} s are waited`;
      this.#abandon(new MediaError('E_DEVICE_HANGS', text));
    } else {
      void this.#ask();
    }
  }

  /** A request to a drive that was pulled out may hang for long; that the drive is no longer listed shows at once. */
  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const isPresent = await within(this.#clock, PRESENCE_LIMIT_MS, this.#drive.isPresent());
    this.#isAsking = false;
    if (isPresent === false && (this.#drive.silentMs() ?? 0) >= SUSPICION_MS) {
      this.#abandon(new MediaError('E_DEVICE_GONE', `${this.#drive.name} is no longer there`));
    }
  }

  #abandon(error: MediaError): void {
    if (this.#isOver) return;
    this.end();
    this.#drive.abandon(error);
  }
}
