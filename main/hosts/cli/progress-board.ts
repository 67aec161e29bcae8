/**
 * What is going on, on a terminal: one line for each file or drive, drawn by cli-progress. Speed and remaining time of
 * files are ours, because their phases count bytes and start anew with each output; a drive's state brings its own.
 * Trap: a line longer than the terminal is wide would wrap and spoil the redrawing, so every line is cut.
 */
import cliProgress from 'cli-progress';
import type { Progress } from '#base/progress.ts';
import { formatBytes } from '#base/units.ts';
import type { DriveState } from '#jobs/drive-run.ts';
import { driveLine } from './drive-lines.ts';
import { barOf, cut, formatDuration } from './text-layout.ts';

export interface ProgressBoard {
  show(subject: string, progress: Progress): void;
  showDrive(state: DriveState): void;
  /** Takes all lines off the screen so that text can be printed; those still at work come back with their next news. */
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

/** The text right of the bar. */
export function describeProgress(progress: Progress, samples: readonly Sample[]): string {
  if (progress.unit === 'steps') return `step ${progress.done} of ${progress.total}`;
  const amount = `${formatBytes(progress.done)} of ${formatBytes(progress.total)}`;
  const speed = speedOf(samples);
  if (speed === undefined || speed <= 0) return amount;
  return `${amount}, ${formatBytes(speed)}/s, ${formatDuration((progress.total - progress.done) / speed)} left`;
}

interface Row {
  readonly bar: cliProgress.SingleBar;
  readonly isDone: boolean;
}

export function createProgressBoard(options: {
  readonly stream: NodeJS.WritableStream;
  readonly columns: number;
  readonly now: () => number;
}): ProgressBoard {
  let bars: cliProgress.MultiBar | undefined;
  const rows = new Map<string, Row>();
  const samples = new Map<string, readonly Sample[]>();
  const clear = (): void => {
    bars?.stop();
    bars = undefined;
    rows.clear();
  };
  const draw = (key: string, text: string, isDone: boolean): void => {
    const payload = { text: cut(text, options.columns - 1) };
    bars ??= new cliProgress.MultiBar({
      // Rows are texts of our own; cli-progress redraws them.
      format: (_options, _params, shown: typeof payload) => shown.text,
      stream: options.stream,
      clearOnComplete: true,
      // Lines are cut to fit; a terminal without wrapping would stay so when the second Ctrl+C ends the process.
      linewrap: true,
      gracefulExit: false,
    });
    const bar = rows.get(key)?.bar ?? bars.create(1, 0, payload);
    bar.update(0, payload);
    rows.set(key, { bar, isDone });
  };
  return {
    clear,
    show(subject, progress) {
      const key = `file ${subject}`;
      // A finished subject makes room for the next one.
      for (const [other, { bar, isDone }] of rows) {
        if (other === key || !isDone) continue;
        bars?.remove(bar);
        rows.delete(other);
      }
      const sampleKey = `${key} ${progress.phase}`;
      const atMs = options.now();
      const recent = (samples.get(sampleKey) ?? []).filter((sample) => sample.atMs > atMs - WINDOW_MS);
      const own = [...recent, { atMs, done: progress.done }];
      samples.set(sampleKey, own);
      draw(
        key,
        progressLine(subject, progress, describeProgress(progress, own)),
        progress.done >= progress.total,
      );
    },
    showDrive(state) {
      draw(`drive ${state.device}`, driveLine(state), false);
    },
  };
}

function progressLine(subject: string, { phase, done, total }: Progress, amount: string): string {
  const part = total === 0 ? 1 : done / total;
  const percent = `${Math.floor(part * 100)}%`.padStart(4);
  // The end of a path says more than its beginning.
  const name = subject.length > 24 ? `…${subject.slice(-23)}` : subject;
  return `${phase.padEnd(7)} ${name} ${barOf(part, 10)} ${percent} ${amount}`;
}
