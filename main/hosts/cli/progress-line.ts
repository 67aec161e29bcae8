/**
 * One progress bar on a terminal: phase, percent, speed over the last seconds, remaining time. Drawn by cli-progress;
 * speed and remaining time are ours, because the phases count bytes and start anew with each output.
 */
import cliProgress from 'cli-progress';
import type { Progress } from '#base/progress.ts';
import { formatBytes } from '#base/units.ts';

export interface ProgressLine {
  show(subject: string, progress: Progress): void;
  /** Takes the bar off the screen so that a line of text can be printed. */
  clear(): void;
}

interface Sample {
  readonly atMs: number;
  readonly done: number;
}

/** Speed is measured over this window, so a stall shows and a burst does not promise too much. */
const WINDOW_MS = 4000;

/** Bytes per second over the samples, or undefined when they say nothing yet. */
export function speedOf(samples: readonly Sample[]): number | undefined {
  const first = samples.at(0);
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.atMs - first.atMs < 200) return undefined;
  return ((last.done - first.done) * 1000) / (last.atMs - first.atMs);
}

/** "1:05" or "2:03:00"; seconds are rounded up so that the end is not announced too early. */
export function formatDuration(seconds: number): string {
  const whole = Math.ceil(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** The text right of the bar. */
export function describeProgress(progress: Progress, samples: readonly Sample[]): string {
  if (progress.unit === 'steps') return `step ${progress.done} of ${progress.total}`;
  const amount = `${formatBytes(progress.done)} of ${formatBytes(progress.total)}`;
  const speed = speedOf(samples);
  if (speed === undefined || speed <= 0) return amount;
  return `${amount}, ${formatBytes(speed)}/s, ${formatDuration((progress.total - progress.done) / speed)} left`;
}

export function createProgressLine(options: {
  readonly stream: NodeJS.WritableStream;
  readonly columns: number;
  readonly now: () => number;
}): ProgressLine {
  let bar: cliProgress.SingleBar | undefined;
  let key = '';
  let samples: Sample[] = [];
  const clear = (): void => {
    bar?.stop();
    bar = undefined;
  };
  return {
    clear,
    show(subject, progress) {
      const nextKey = `${subject}\0${progress.phase}`;
      if (nextKey !== key) {
        clear();
        samples = [];
        key = nextKey;
      }
      const atMs = options.now();
      samples = [
        ...samples.filter((sample) => sample.atMs > atMs - WINDOW_MS),
        { atMs, done: progress.done },
      ];
      const payload = {
        phase: progress.phase.padEnd(7),
        subject,
        amount: describeProgress(progress, samples),
      };
      if (bar === undefined) {
        bar = new cliProgress.SingleBar({
          format: '{phase} {subject} [{bar}] {percentage}% {amount}',
          barsize: Math.max(10, Math.min(30, options.columns - 80)),
          stream: options.stream,
          hideCursor: true,
          clearOnComplete: true,
          stopOnComplete: false,
          linewrap: false,
          barCompleteChar: '#',
          barIncompleteChar: '-',
        });
        bar.start(progress.total, progress.done, payload);
      } else {
        bar.setTotal(progress.total);
        bar.update(progress.done, payload);
      }
    },
  };
}
