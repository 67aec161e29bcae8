/**
 * How fast a drive is and when it will be done, from the bytes reported so far; pure, with the time given by the caller.
 * Two questions, two answers: the speed shown is that of the last seconds, the remaining time uses the longest history
 * that still agrees with the last ten seconds, so that a stick that goes up and down does not make the clock jump and one
 * that became slow for good is believed soon.
 * Trap: most of the error comes from verifying, which is two to five times as fast as writing and unknown while writing.
 * So the speed of reading is measured before the first byte is written (`noteReading`).
 */

/** The speed shown is the mean of this much time. */
const SHOWN_MS = 3000;
/** The speed that is extrapolated is the mean of at least this much time. */
const STEADY_MS = 10_000;
/** A history whose mean differs from that of the last `STEADY_MS` by more than this factor is forgotten. */
const AGREEMENT = 1.18;
/** Closer reports become one. */
const SAMPLE_MS = 100;
/** Before this much time there is nothing to extrapolate. */
const FIRST_MS = 1000;
/**
 * Reading over writing when reading was never measured: the middle of what sticks do (2 to 5 times), in the sense that
 * the whole time is wrong by at most 12 % at both ends (ours).
 */
const READING_FACTOR = 2.9;

interface Sample {
  readonly ms: number;
  readonly done: number;
}

/** The speed of one phase. */
export class PhaseRate {
  /** In order of time; the first is where the believed history begins. */
  readonly #samples: Sample[];
  #total: number;

  constructor(startMs: number, total: number) {
    this.#samples = [{ ms: startMs, done: 0 }];
    this.#total = total;
  }

  note(nowMs: number, done: number, total: number): void {
    this.#total = total;
    const samples = this.#samples;
    const [before, last] = samples.slice(-2);
    const isClose = before !== undefined && last !== undefined && nowMs - before.ms < SAMPLE_MS;
    if (isClose && samples.length > 2) samples.pop();
    samples.push({ ms: nowMs, done });
    this.#forget();
  }

  /** Bytes per second over the last seconds; null while there is nothing to say. */
  shown(nowMs: number): number | null {
    const last = this.#last();
    const from = this.#since(nowMs - SHOWN_MS);
    const first = this.#samples[0] ?? last;
    if (last.done === 0 && nowMs - first.ms < FIRST_MS) return null;
    // A drive that stands still must be seen to do so, while the usual gap between two reports says nothing.
    const end = nowMs - last.ms > 2 * this.#gapMs() ? nowMs : last.ms;
    return end <= from.ms ? null : ((last.done - from.done) / (end - from.ms)) * 1000;
  }

  /** Seconds to the end of the phase; null while there is nothing to say. */
  remainingSeconds(nowMs: number): number | null {
    const speed = this.steady();
    if (speed === null) return null;
    const last = this.#last();
    const sinceLast = (nowMs - last.ms) / 1000;
    return Math.max(0, (this.#total - last.done) / speed - sinceLast);
  }

  /** The speed to extrapolate with, bytes per second. */
  steady(): number | null {
    const last = this.#last();
    const first = this.#samples[0] ?? last;
    const isEnough = last.ms - first.ms >= FIRST_MS && last.done > first.done;
    return isEnough ? (1000 * (last.done - first.done)) / (last.ms - first.ms) : null;
  }

  /** Drops the history before the last `STEADY_MS` when the two do not agree. */
  #forget(): void {
    const last = this.#last();
    const recent = this.#since(last.ms - STEADY_MS);
    const whole = this.steady();
    if (whole === null || recent.ms >= last.ms) return;
    const ratio = (1000 * (last.done - recent.done)) / (last.ms - recent.ms) / whole;
    if (ratio > AGREEMENT || ratio < 1 / AGREEMENT) {
      this.#samples.splice(0, this.#samples.indexOf(recent));
    }
  }

  #last(): Sample {
    return this.#samples.at(-1) ?? { ms: 0, done: 0 };
  }

  /** The newest sample that is not younger than `ms`, else the oldest. */
  #since(ms: number): Sample {
    const index = this.#samples.findLastIndex((sample) => sample.ms <= ms);
    return this.#samples[Math.max(0, index)] ?? this.#last();
  }

  /** Mean time between the latest reports. */
  #gapMs(): number {
    const latest = this.#samples.slice(-5);
    const [first] = latest;
    return first === undefined || latest.length < 2
      ? FIRST_MS
      : (this.#last().ms - first.ms) / (latest.length - 1);
  }
}

/** The remaining time of a drive's whole run: writing, then verifying as many bytes. */
export class RunRate {
  #writing: PhaseRate | undefined;
  #verifying: PhaseRate | undefined;
  #writtenTotal = 0;
  /** Bytes per second, as measured before or during the run. */
  #reading: number | undefined;

  /** What reading costs on this drive, measured on `bytes` of it. */
  noteReading(bytes: number, durationMs: number): void {
    if (durationMs > 0) this.#reading = (bytes / durationMs) * 1000;
  }

  noteWritten(nowMs: number, done: number, total: number): void {
    this.#writtenTotal = total;
    this.#writing ??= new PhaseRate(nowMs, total);
    this.#writing.note(nowMs, done, total);
  }

  noteVerified(nowMs: number, done: number, total: number): void {
    this.#verifying ??= new PhaseRate(nowMs, total);
    this.#verifying.note(nowMs, done, total);
  }

  /** Bytes per second over the last seconds of the phase under way. */
  bytesPerSecond(nowMs: number): number | null {
    return (this.#verifying ?? this.#writing)?.shown(nowMs) ?? null;
  }

  /** Seconds until the drive is verified; null while there is nothing to say. */
  remainingSeconds(nowMs: number): number | null {
    const verifying = this.#verifying;
    if (verifying !== undefined) {
      return verifying.remainingSeconds(nowMs) ?? this.#secondsToRead(this.#writtenTotal);
    }
    const writing = this.#writing?.remainingSeconds(nowMs) ?? null;
    const reading = this.#secondsToRead(this.#writtenTotal);
    return writing === null || reading === null ? null : writing + reading;
  }

  #secondsToRead(bytes: number): number | null {
    const written = this.#writing?.steady() ?? null;
    const speed = this.#reading ?? (written === null ? undefined : written * READING_FACTOR);
    return speed === undefined || speed === 0 ? null : bytes / speed;
  }
}
