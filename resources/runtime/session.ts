/**
 * What all stages of a run share, and the two ways a stage talks: a view, and the failure screen with its keys.
 */
import type { ErrorCode } from '#base/errors/catalog.ts';
import { deviceAdvice } from '#base/errors/device-advice.ts';
import { isMediaError } from '#base/errors/media-error.ts';
import type { DeviceConsole } from './console/console.ts';
import type { SignedBytes } from './crypto/signed-data.ts';
import { plain, printable, type Line, type View } from './console/terminal.ts';
import type { VariableStore } from './engine/variables.ts';
import { shownTime } from './gateway/http.ts';
import type { DeviceLog } from './log.ts';
import type { Platform } from './platform/platform.ts';
import { text } from './text.ts';

export interface Session {
  readonly platform: Platform;
  readonly console: DeviceConsole;
  readonly log: DeviceLog;
  variables: VariableStore;
  /** First digits of the media certificate's thumbprint, known after the password: how a help desk finds the medium. */
  mediumNumber: string | undefined;
  /** What the medium says of its files, not checked yet (medium-manifest.ts); undefined without a medium. */
  mediumManifest?: SignedBytes | undefined;
}

/** What the person wants after a failure. */
export type AfterFailure = 'retry' | 'restart' | 'power-off';

/** A plain message under a heading. */
export function say(session: Session, heading: string, ...lines: readonly string[]): void {
  session.console.show({ heading, lines: lines.map(printable) });
}

/** What is done now, below what was done under the same heading; gives the view. */
export function sayNext(session: Session, heading: string, line: string): View {
  const { view } = session.console;
  const done = view.heading === heading ? view.lines.map(plain) : [];
  const next: View = { heading, lines: [...done, { label: printable(line), text: '' }] };
  session.console.show(next);
  return next;
}

export interface FailureOptions {
  readonly canRetry: boolean;
  readonly heading?: string;
  /** Where in a task sequence: group and step. */
  readonly place?: string;
  /** Restarts by itself after this time; absent: waits for ever. */
  readonly restartAfterSeconds?: number;
}

/** Code, cause and what to do, and what to tell the help desk: two printable lines. */
export function failureLines(code: ErrorCode, facts: string, detail: string): readonly Line[] {
  const { cause, remedy } = deviceAdvice(code);
  return [
    { label: text.errorCode(code), text: '' },
    '',
    { label: text.errorCause, text: cause },
    '',
    { label: text.errorRemedy, text: remedy },
    '',
    { label: text.errorHelpDesk, text: '' },
    facts,
    detail.slice(0, 600),
  ];
}

/** Shows code, cause, what to do and what to tell the help desk, and waits for a decision. */
export async function showFailure(
  session: Session,
  error: unknown,
  options: FailureOptions,
): Promise<AfterFailure> {
  const code: ErrorCode = isMediaError(error) ? error.code : 'E_RT_DEFECT';
  const message = error instanceof Error ? error.message : String(error);
  session.log.write('Failure', `${code}: ${message}`, 'error');
  const medium = session.mediumNumber === undefined ? '' : `, medium ${session.mediumNumber}`;
  const facts = `${code}${medium}, ${shownTime(session.platform.clock.now())}`;
  const detail = printable(session.variables.redact(message));
  const view: View = {
    heading: options.heading ?? text.errorHeading,
    tone: 'error',
    lines: failureLines(code, facts, detail),
    keys: options.canRetry ? text.errorKeys : text.errorKeysFinal,
  };
  const keys = [...(options.canRetry ? ['r'] : []), 'n', 'p', 'q'];
  const seconds = options.restartAfterSeconds;
  for (;;) {
    const key =
      seconds === undefined
        ? await session.console.askKey(view, keys)
        : await askWithCountdown(session, { view, keys, seconds, otherwise: 'n' });
    if (key !== 'q') return key === 'r' ? 'retry' : key === 'p' ? 'power-off' : 'restart';
    // The same words for a phone; any answer leads back, where the countdown begins anew for somebody who is there.
    await session.console.askKey(
      {
        heading: text.errorCodeHeading,
        tone: 'error',
        lines: [text.errorCodeIntro],
        qr: [facts, ...(options.place === undefined ? [] : [options.place]), detail].join('\n'),
        keys: text.errorCodeKeys,
      },
      ['\n', 'q'],
    );
  }
}

/** Waits for a key and counts down beside it; `otherwise` is the answer when the time is over. */
export async function askWithCountdown(
  session: Session,
  question: {
    readonly view: View;
    readonly keys: readonly string[];
    readonly seconds: number;
    readonly otherwise: string;
    readonly ticker?: (seconds: number) => string;
  },
): Promise<string> {
  const { clock } = session.platform;
  const over = new AbortController();
  const answered = new AbortController();
  const ticker = question.ticker ?? text.errorRestartIn;
  const shown = (left: number): View => ({ ...question.view, ticker: ticker(left) });
  const key = session.console.askKey(shown(question.seconds), question.keys, { signal: over.signal });
  void countDown();
  try {
    return await key;
  } catch (error) {
    if (over.signal.aborted) return question.otherwise;
    throw error;
  } finally {
    answered.abort();
  }

  async function countDown(): Promise<void> {
    try {
      for (let left = question.seconds; left > 0; left--) {
        // Minutes, then tens, then seconds: never still for so long that it looks stuck, never restless.
        if (left % (left > 60 ? 60 : 10) === 0 || left <= 10) session.console.show(shown(left));
        await clock.sleep(1000, answered.signal);
      }
      over.abort();
    } catch {
      // The person answered first; nothing to count any more.
    }
  }
}
