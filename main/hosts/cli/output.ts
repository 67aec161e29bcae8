/**
 * What the command line prints. With --json every line of standard output is one JSON object with a `type`; without it
 * standard output holds the result for people and standard error everything that passes by (progress, warnings).
 * Errors are data in both forms: code, message, cause, remedy.
 */
import { toErrorData } from '#base/errors/media-error.ts';
import type { Progress } from '#base/progress.ts';
import { createProgressLine, type ProgressLine } from './progress-line.ts';

export interface Streams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
}

export interface Output {
  readonly isJson: boolean;
  /** One line (or several) for people; nothing with --json. */
  readonly text: (line: string) => void;
  /** A remark that is not the result; a JSON line of type "note" with --json. */
  readonly note: (line: string) => void;
  /** The result as data; printed only with --json, where people's text is left out. */
  readonly data: (type: string, value: object) => void;
  /** A whole state of the work on `subject`: a bar on a terminal, one JSON line per percent with --json. */
  readonly progress: (subject: string, progress: Progress) => void;
  readonly error: (error: unknown) => void;
}

/** Makes the output of one run. `now` is a monotonic clock in milliseconds, for speed and remaining time. */
export function createOutput(
  streams: Streams,
  options: { readonly json: boolean; readonly now: () => number },
): Output {
  return options.json ? jsonOutput(streams) : textOutput(streams, options.now);
}

function textOutput({ stdout, stderr }: Streams, now: () => number): Output {
  const bar: ProgressLine | undefined =
    stderr.isTTY === true
      ? createProgressLine({ stream: stderr, columns: stderr.columns ?? 80, now })
      : undefined;
  return {
    isJson: false,
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
      bar?.show(subject, progress);
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
  const lastPercent = new Map<string, number>();
  const line = (value: object): void => {
    stdout.write(`${JSON.stringify(value)}\n`);
  };
  return {
    isJson: true,
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
      const percent = progress.total === 0 ? 100 : Math.floor((progress.done / progress.total) * 100);
      const key = `${subject}\0${progress.phase}`;
      if (lastPercent.get(key) === percent) return;
      lastPercent.set(key, percent);
      line({ type: 'progress', output: subject, ...progress, percent });
    },
    error(error) {
      line({ type: 'error', ...toErrorData(error) });
    },
  };
}
