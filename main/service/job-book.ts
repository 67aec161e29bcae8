/**
 * The state of one job, whole each time it is asked for: rows, log, fraction, result. Pure but for the clocks it is
 * given; who publishes it and how often is the runner's business.
 * Trap: rows come while the job runs (drives that join), so the share of what is done would fall; the fraction that has
 * been shown stays, and it is 1 only when the job is done.
 */
import type { Progress } from '#base/progress.ts';
import type { ErrorData } from '#contract/bridge.ts';
import type { CreatedMedium, JobLogLine, JobState, VerifyView } from '#contract/jobs.ts';
import type { DriveState } from '#jobs/drive-run.ts';
import type { RunClock } from '#jobs/run-clock.ts';
import type { Clock } from '#platform/clock.ts';
import { JobRowBook, remainingSecondsOf, type NewRow, type RowNews, type RowResult } from './job-rows.ts';

export type LogKey = JobLogLine['key'];
export type LogValues = JobLogLine['values'];
export type EndState = 'done' | 'failed' | 'cancelled';

export interface JobBookOptions {
  readonly jobId: string;
  readonly kind: JobState['kind'];
  readonly title: string;
  /** Time of day, for the log. */
  readonly clock: Clock;
  /** For speeds. */
  readonly runClock: RunClock;
}

const MAX_LOG_LINES = 500;
/** Shown until the job is done, however much of it is. */
const ALMOST_ALL = 0.999;

export class JobBook {
  readonly #options: JobBookOptions;
  readonly #startedAt: string;
  readonly #rows = new Map<string, JobRowBook>();
  readonly #log: JobLogLine[] = [];
  #fraction = 0;
  #state: JobState['state'] = 'running';
  #endedAt: string | null = null;
  #error: ErrorData | null = null;
  created: CreatedMedium | null = null;
  verified: VerifyView | null = null;

  constructor(options: JobBookOptions) {
    this.#options = options;
    this.#startedAt = options.clock().toISOString();
    this.log('started', { title: options.title });
  }

  get isEnded(): boolean {
    return this.#endedAt !== null;
  }

  get rows(): readonly JobRowBook[] {
    return [...this.#rows.values()];
  }

  /** The row; undefined when there is none. */
  rowOf(id: string): JobRowBook | undefined {
    return this.#rows.get(id);
  }

  /** A new row, at the end; one that has ended begins again in its place. */
  addRow(row: NewRow): void {
    this.#rows.set(row.id, new JobRowBook(row));
  }

  /** A report of this process's own work. */
  note(id: string, progress: Progress): void {
    this.#tell(this.#rows.get(id), (row) => row.note(progress, this.#now()));
  }

  noteDrive(state: DriveState): void {
    this.#tell(this.#rows.get(state.device), (row) => row.noteDrive(state, this.#now()));
  }

  /** Ends a row, once. */
  endRow(id: string, result: RowResult): void {
    const book = this.#rows.get(id);
    if (book?.row.result !== null) return;
    book.end(result, this.#now());
    const { name } = book.row;
    if (result.outcome === 'failed') {
      const { code, message } = result.error;
      this.log('row-failed', { name, code, message }, 'error');
    } else if (result.outcome === 'cancelled') this.log('row-cancelled', { name }, 'warning');
    else this.log('row-verified', { name });
  }

  log(key: LogKey, values: LogValues = {}, level: JobLogLine['level'] = 'info'): void {
    this.#log.push({ at: this.#options.clock().toISOString(), level, key, values });
    if (this.#log.length > MAX_LOG_LINES) this.#log.shift();
  }

  cancelling(): void {
    this.#state = 'cancelling';
    this.log('cancel-asked', {}, 'warning');
  }

  end(state: EndState, error: ErrorData | null): void {
    this.#state = state;
    this.#error = error;
    this.#endedAt = this.#options.clock().toISOString();
    if (state === 'failed') {
      this.log('failed', error === null ? {} : { code: error.code, message: error.message }, 'error');
    } else this.log(state === 'done' ? 'finished' : 'cancelled', {}, state === 'done' ? 'info' : 'warning');
  }

  /** The whole state at this moment. */
  snapshot(): JobState {
    const { jobId, kind, title } = this.#options;
    const books = this.rows;
    const weight = books.reduce((sum, one) => sum + one.weight, 0);
    const done = books.reduce((sum, one) => sum + one.weight * one.fraction, 0);
    const share = weight === 0 ? 0 : Math.min(ALMOST_ALL, done / weight);
    this.#fraction = this.#state === 'done' ? 1 : Math.max(this.#fraction, share);
    return {
      ...{ jobId, kind, title, startedAt: this.#startedAt, endedAt: this.#endedAt, state: this.#state },
      fraction: this.#fraction,
      remainingSeconds: this.isEnded ? null : remainingSecondsOf(books, this.#now()),
      rows: books.map(({ row }) => row),
      log: [...this.#log],
      created: this.created,
      verified: this.verified,
      error: this.#error,
    };
  }

  #tell(book: JobRowBook | undefined, note: (row: JobRowBook) => RowNews): void {
    if (book === undefined) return;
    const { isNewPhase, newRetries } = note(book);
    const { name, phase, retries } = book.row;
    if (isNewPhase) this.log('row-phase', { name, phase });
    if (newRetries > 0) this.log('row-retry', { name, retries }, 'warning');
  }

  #now(): number {
    return this.#options.runClock.now();
  }
}
