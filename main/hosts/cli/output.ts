/**
 * What the command line prints. With --json every line of standard output is one JSON object with a `type`; without it
 * standard output holds the result for people and standard error everything that passes by (progress, warnings).
 * Errors are data in both forms: code, message, cause, remedy.
 */
import { toErrorData } from '#base/errors/media-error.ts';
import type { Progress } from '#base/progress.ts';
import type { DriveResult, DriveState } from '#jobs/drive-run.ts';
import { describeResult, driveLogLine } from './drive-lines.ts';
import { createProgressBoard, type ProgressBoard } from './progress-board.ts';

export interface Streams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
}

export interface Output {
  readonly isJson: boolean;
  /** Width of the terminal; 80 where there is none. */
  readonly columns: number;
  /** One line (or several) for people; nothing with --json. */
  readonly text: (line: string) => void;
  /** A remark that is not the result; a JSON line of type "note" with --json. */
  readonly note: (line: string) => void;
  /** The result as data; printed only with --json, where people's text is left out. */
  readonly data: (type: string, value: object) => void;
  /** A whole state of the work on `subject`: a bar on a terminal, one JSON line per percent with --json. */
  readonly progress: (subject: string, progress: Progress) => void;
  /** A whole state of one drive: a line of the display, a line per quarter of a phase without a terminal. */
  readonly driveState: (state: DriveState) => void;
  /** What became of one drive. */
  readonly driveResult: (result: DriveResult) => void;
  /** Draws nothing while the user is typing; lines of text still come. */
  readonly undisturbed: <T>(work: () => Promise<T>) => Promise<T>;
  readonly error: (error: unknown) => void;
}

const DEFAULT_COLUMNS = 80;

/** Makes the output of one run. `now` is a monotonic clock in milliseconds, for speed and remaining time. */
export function createOutput(
  streams: Streams,
  options: { readonly json: boolean; readonly now: () => number },
): Output {
  return options.json ? jsonOutput(streams) : textOutput(streams, options.now);
}

function textOutput({ stdout, stderr }: Streams, now: () => number): Output {
  const columns = stderr.columns ?? DEFAULT_COLUMNS;
  const bar: ProgressBoard | undefined =
    stderr.isTTY === true ? createProgressBoard({ stream: stderr, columns, now }) : undefined;
  const isNews = stepsOf(25);
  let questions = 0;
  return {
    isJson: false,
    columns,
    text(line) {
      bar?.clear();
      stdout.write(`${line}\n`);
    },
    note(line) {
      bar?.clear();
      stderr.write(`${line}\n`);
    },
    data() {
      // People get the text.
    },
    progress(subject, progress) {
      if (questions === 0) bar?.show(subject, progress);
    },
    driveState(state) {
      if (bar !== undefined) {
        if (questions === 0) bar.showDrive(state);
      } else if (isNews(state.device, state)) stderr.write(`${driveLogLine(state)}\n`);
    },
    driveResult(result) {
      bar?.clear();
      stdout.write(`${describeResult(result, columns)}\n`);
    },
    async undisturbed(work) {
      bar?.clear();
      questions += 1;
      try {
        return await work();
      } finally {
        questions -= 1;
      }
    },
    error(error) {
      bar?.clear();
      const data = toErrorData(error);
      stderr.write(
        `\nError ${data.code}: ${data.message}\n  Why:        ${data.cause}\n  What to do: ${data.remedy}\n`,
      );
    },
  };
}

function jsonOutput({ stdout }: Streams): Output {
  const isNews = stepsOf(1);
  const line = (value: object): void => {
    stdout.write(`${JSON.stringify(value)}\n`);
  };
  return {
    isJson: true,
    columns: DEFAULT_COLUMNS,
    text() {
      // Machines get the data.
    },
    note(text) {
      line({ type: 'note', text });
    },
    data(type, value) {
      line({ type, ...value });
    },
    progress(subject, progress) {
      if (!isNews(subject, progress)) return;
      line({ type: 'progress', output: subject, ...progress, percent: percentOf(progress) });
    },
    driveState(state) {
      if (isNews(state.device, state))
        line({ type: 'state', ...state, percent: state.total === 0 ? null : percentOf(state) });
    },
    driveResult(result) {
      line({ type: 'result', ...result });
    },
    undisturbed: (work) => work(),
    error(error) {
      line({ type: 'error', ...toErrorData(error) });
    },
  };
}

type Part = Pick<Progress, 'phase' | 'done' | 'total'>;

function percentOf({ done, total }: Part): number {
  return total === 0 ? 100 : Math.floor((done / total) * 100);
}

/** Says whether a report has reached another step of so many percent, or another phase, since the last one it let pass. */
function stepsOf(percents: number): (subject: string, progress: Part) => boolean {
  const last = new Map<string, string>();
  return (subject, progress) => {
    const step = `${progress.phase} ${Math.floor(percentOf(progress) / percents)}`;
    if (last.get(subject) === step) return false;
    last.set(subject, step);
    return true;
  };
}
