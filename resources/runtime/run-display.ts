/** Turns what the engine does into the progress screen and status messages. */
import { isMediaError } from '#base/errors/media-error.ts';
import { printable } from './console/terminal.ts';
import type { EngineEvent, EngineProgress, SequenceResult } from './engine/ports.ts';
import type { RunningSequence } from './engine/state.ts';
import { FlowEstimate } from './progress-line.ts';
import type { Session } from './session.ts';
import type { StatusFields, StatusQueue } from './status.ts';
import { text } from './text.ts';

export class RunDisplay {
  readonly #session: Session;
  readonly #sequence: RunningSequence;
  readonly #status: StatusQueue;
  readonly #flow = new FlowEstimate();
  #lastLine: string | undefined;
  toleratedCount: number;
  /** Group and step that ran last: for the failure screen. */
  place = '';

  constructor(
    session: Session,
    sequence: RunningSequence,
    options: { readonly status: StatusQueue; readonly toleratedCount: number },
  ) {
    this.#session = session;
    this.#sequence = sequence;
    this.#status = options.status;
    this.toleratedCount = options.toleratedCount;
  }

  onEvent(event: EngineEvent): void {
    if (event.kind === 'started') {
      this.#send({ kind: 'started', result: 'running', message: `${event.stepCount} steps` });
      return;
    }
    if (event.kind === 'resumed') {
      const message = `goes on at step ${event.stepNumber} of ${event.stepCount}`;
      this.#send({ kind: 'started', result: 'running', message });
      return;
    }
    if (event.kind === 'group-skipped' || event.kind === 'group-failed') {
      const result = event.kind === 'group-skipped' ? 'skipped' : 'failed';
      const message = event.kind === 'group-skipped' ? event.reason : '';
      this.#send({ kind: 'group', result, message, group: event.group });
      return;
    }
    this.#onStep(event);
  }

  #onStep(event: Extract<EngineEvent, { readonly progress: EngineProgress }>): void {
    const { group, step } = event.progress;
    if (event.kind === 'step-progress') {
      this.#showActivity(event.progress);
    } else if (event.kind === 'step-started') {
      this.place = text.runStep(group, step);
      this.#lastLine = undefined;
      this.#show(event.progress);
    } else if (event.kind === 'step-skipped') {
      this.#send({ kind: 'step', result: 'skipped', message: event.reason, group, step });
    } else if (event.kind === 'step-succeeded') {
      const code = String(event.exitCode);
      this.#send({ kind: 'step', result: 'succeeded', message: '', group, step, code });
    } else {
      if (event.isIgnored) this.toleratedCount++;
      const message = this.#words(event.error);
      this.#send({ kind: 'step', result: 'failed', message, group, step, code: codeOf(event) });
    }
  }

  /** The run itself failed, not one of its steps. */
  broken(error: unknown): void {
    this.#failed(error, '');
  }

  finish(result: SequenceResult): void {
    if (result.kind === 'failed') {
      this.#failed(result.error, result.step.name);
      return;
    }
    if (result.restart !== undefined)
      this.#send({ kind: 'restart', result: 'running', message: result.restart.target });
    if (result.kind === 'succeeded')
      this.#send({ kind: 'finished', result: 'succeeded', message: '', code: '0' });
  }

  #failed(error: unknown, step: string): void {
    const code = isMediaError(error) ? error.code : 'E_RT_DEFECT';
    this.#send({ kind: 'finished', result: 'failed', message: this.#words(error), step, code });
  }

  #showActivity(progress: EngineProgress): void {
    if (progress.activity === undefined) return;
    const line = this.#flow.line(progress.activity, this.#session.platform.clock.now().getTime());
    // Chunks come many times a second; a line is drawn when its words change.
    if (line === this.#lastLine) return;
    this.#lastLine = line;
    this.#show(progress, line);
  }

  #show(progress: EngineProgress, ticker?: string): void {
    this.#session.console.show({
      heading: `${text.runHeading}: ${printable(this.#sequence.name)}`,
      lines: [text.runKeep, '', text.runCount(progress.stepNumber, progress.stepCount)],
      progress: {
        label: printable(text.runStep(progress.group, progress.step)),
        percent: percentOf(progress),
      },
      ...(ticker === undefined ? {} : { ticker: printable(ticker) }),
    });
  }

  #words(error: unknown): string {
    const message = error instanceof Error ? error.message : String(error);
    return this.#session.variables.redact(message).slice(0, 1000);
  }

  #send(fields: Partial<StatusFields> & Pick<StatusFields, 'kind' | 'result' | 'message'>): void {
    const { packageId, advertisementId } = this.#sequence;
    this.#status.add({ packageId, advertisementId, group: '', step: '', code: '', ...fields });
  }
}

/** Whole steps done, and of the one that runs the share of its bytes. */
function percentOf(progress: EngineProgress): number {
  const { doneBytes = 0, totalBytes = 0 } = progress.activity ?? {};
  const share = totalBytes > 0 ? Math.min(1, doneBytes / totalBytes) : 0;
  return Math.floor(progress.percent + (share * 100) / Math.max(1, progress.stepCount));
}

function codeOf(event: { readonly error: unknown; readonly exitCode: number }): string {
  if (isMediaError(event.error) && event.error.code !== 'E_TS_STEP_FAILED') return event.error.code;
  return String(event.exitCode);
}
