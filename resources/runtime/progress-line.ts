/**
 * Words about bytes that flow: how much of how much, how fast, how long still. The rate is an average over the last
 * seconds, so that a short stall does not make the remaining time jump.
 * Traps: nothing is said about time before two seconds of flow; a first guess is always wrong. Chunks come thousands
 * of times a second: a sample for each would make a fast download wait for its own progress.
 */
import { shownBytes, shownDuration, text } from './text.ts';

const WINDOW_MS = 15_000;
const PATIENCE_MS = 2000;
const SAMPLE_EVERY_MS = 250;

interface Sample {
  readonly atMs: number;
  readonly bytes: number;
}

export class FlowEstimate {
  #samples: Sample[] = [];
  #what = '';

  /** One line about what is done at the moment. */
  line(
    activity: {
      readonly text: string;
      readonly doneBytes?: number | undefined;
      readonly totalBytes?: number | undefined;
    },
    nowMs: number,
  ): string {
    const { doneBytes, totalBytes } = activity;
    if (doneBytes === undefined || totalBytes === undefined || totalBytes === 0) return activity.text;
    if (this.#what !== activity.text || (this.#samples.at(-1)?.bytes ?? 0) > doneBytes) {
      this.#samples = [];
      this.#what = activity.text;
    }
    if (nowMs - (this.#samples.at(-1)?.atMs ?? -Infinity) >= SAMPLE_EVERY_MS) {
      this.#samples.push({ atMs: nowMs, bytes: doneBytes });
      this.#samples = this.#samples.filter((one) => nowMs - one.atMs <= WINDOW_MS);
    }
    const share = text.runBytes(activity.text, shownBytes(doneBytes), shownBytes(totalBytes));
    const [first] = this.#samples;
    const elapsed = nowMs - (first?.atMs ?? nowMs);
    const flowed = doneBytes - (first?.bytes ?? 0);
    if (elapsed < PATIENCE_MS || flowed <= 0 || doneBytes >= totalBytes) return share;
    const seconds = ((totalBytes - doneBytes) * elapsed) / flowed / 1000;
    return text.runRemaining(share, shownDuration(seconds));
  }
}
