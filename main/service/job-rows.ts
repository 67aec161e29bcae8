/**
 * One row of a job: where it is, how fast, how far in all its phases together. Pure, with the time given by the caller.
 * Trap: a row may begin again (an update that falls back to a full write, a drive that joins a second time); what has
 * been shown as done is never taken back.
 */
import type { ErrorData } from '#base/errors/media-error.ts';
import type { Progress } from '#base/progress.ts';
import type { JobRow } from '#contract/jobs.ts';
import type { DriveResult, DriveState } from '#jobs/drive-run.ts';
import { PhaseRate, RunRate } from '#jobs/rate.ts';

export type RowKind = JobRow['kind'];
export type RowResult = NonNullable<JobRow['result']>;
type Failure = Extract<RowResult, { outcome: 'failed' }>;
/** The same as it arises: the code of an error is one of ours. */
export type RowEnd = Exclude<RowResult, Failure> | (Omit<Failure, 'error'> & { readonly error: ErrorData });

/** Rows whose result somebody wants; the others only say why it takes so long. */
const OUTPUT_KINDS: readonly RowKind[] = ['drive', 'iso', 'image', 'wim', 'medium'];

/** The share of a row in the whole job (ours): about the time each kind takes beside the others. */
const WEIGHTS: Readonly<Record<RowKind, number>> = {
  site: 1,
  content: 4,
  drive: 10,
  iso: 4,
  image: 4,
  wim: 4,
  medium: 10,
};

/** Where a phase begins and ends within its row (ours): reading is about three times as fast as writing. */
type Spans = Readonly<Record<string, readonly [number, number]>>;
const WHOLE = [0, 1] as const;
const DRIVE_SPANS: Spans = {
  prepare: [0, 0.01],
  probe: [0.01, 0.04],
  write: [0.04, 0.7],
  flush: [0.7, 0.73],
  finish: [0.73, 0.74],
  verify: [0.74, 1],
};
/** After the verifying a file is read once more for its SHA-256. */
const FILE_SPANS: Spans = {
  write: [0, 0.55],
  flush: [0.55, 0.58],
  finish: [0.58, 0.59],
  verify: [0.59, 0.9],
};
const OTHER_SPANS: Spans = { prepare: WHOLE, download: WHOLE, unpack: WHOLE, verify: WHOLE, compare: WHOLE };

function spansOf(kind: RowKind): Spans {
  if (kind === 'drive') return DRIVE_SPANS;
  return kind === 'iso' || kind === 'image' || kind === 'wim' ? FILE_SPANS : OTHER_SPANS;
}

export interface NewRow {
  readonly id: string;
  readonly kind: RowKind;
  readonly name: string;
}

/** What a report changed, for the log. */
export interface RowNews {
  readonly isNewPhase: boolean;
  readonly newRetries: number;
}

export class JobRowBook {
  readonly weight: number;
  readonly isOutput: boolean;
  #row: JobRow;
  #fraction = 0;
  readonly #runRate = new RunRate();
  #phaseRate: PhaseRate | undefined;
  #startedMs: number | undefined;
  #endedMs: number | undefined;

  constructor({ id, kind, name }: NewRow) {
    this.weight = WEIGHTS[kind];
    this.isOutput = OUTPUT_KINDS.includes(kind);
    this.#row = {
      ...{ id, kind, name, phase: 'wait', done: 0, total: 0, unit: 'bytes' },
      ...{ bytesPerSecond: null, remainingSeconds: null, retries: 0, result: null },
    };
  }

  get row(): JobRow {
    return this.#row;
  }

  /** 0 to 1 over all phases. */
  get fraction(): number {
    return this.#row.result === null ? this.#fraction : 1;
  }

  /** How long it took, or will have taken; undefined before it began. */
  durationMs(nowMs: number): number | undefined {
    if (this.#startedMs === undefined) return undefined;
    return (this.#endedMs ?? nowMs + (this.#row.remainingSeconds ?? 0) * 1000) - this.#startedMs;
  }

  /** A report of this process's own work: site, content, file or medium. */
  note({ phase, done: reported, total, unit }: Progress, nowMs: number): RowNews {
    const done = phase === this.#row.phase ? Math.max(reported, this.#row.done) : reported;
    const isSteps = unit === 'steps';
    const rate = isSteps ? undefined : this.#rate({ phase, done, total }, nowMs);
    return this.#change(
      {
        ...{ phase, done, total, unit: isSteps ? 'steps' : 'bytes' },
        bytesPerSecond: isSteps ? null : (rate?.bytesPerSecond ?? null),
        // Between writing and verifying the former guess still is the best one.
        remainingSeconds: isSteps ? this.#row.remainingSeconds : (rate?.remainingSeconds ?? null),
        retries: 0,
      },
      nowMs,
    );
  }

  /** A report of the writer, which knows speed and time better. */
  noteDrive(state: DriveState, nowMs: number): RowNews {
    const { phase, done, total, bytesPerSecond, remainingSeconds, retries } = state;
    return this.#change(
      { phase, done, total, unit: 'bytes', bytesPerSecond, remainingSeconds, retries },
      nowMs,
    );
  }

  end(result: RowResult, nowMs: number): void {
    this.#endedMs = nowMs;
    const { row } = this;
    const isDone = result.outcome === 'verified';
    this.#row = {
      ...row,
      phase: isDone ? 'done' : row.phase,
      done: isDone ? row.total : row.done,
      bytesPerSecond: null,
      remainingSeconds: null,
      result,
    };
  }

  #rate(
    { phase, done, total }: { readonly phase: string; readonly done: number; readonly total: number },
    nowMs: number,
  ): Pick<JobRow, 'bytesPerSecond' | 'remainingSeconds'> {
    if (spansOf(this.#row.kind) === FILE_SPANS) {
      if (phase === 'write') this.#runRate.noteWritten(nowMs, done, total);
      if (phase === 'verify') this.#runRate.noteVerified(nowMs, done, total);
      return {
        bytesPerSecond: forward(this.#runRate.bytesPerSecond(nowMs)),
        remainingSeconds: this.#runRate.remainingSeconds(nowMs),
      };
    }
    if (this.#phaseRate === undefined || phase !== this.#row.phase) {
      this.#phaseRate = new PhaseRate(nowMs, total);
    }
    this.#phaseRate.note(nowMs, done, total);
    return {
      bytesPerSecond: forward(this.#phaseRate.shown(nowMs)),
      remainingSeconds: this.#phaseRate.remainingSeconds(nowMs),
    };
  }

  #change(change: Omit<JobRow, 'id' | 'kind' | 'name' | 'result'>, nowMs: number): RowNews {
    const before = this.#row;
    // What comes late, after the end, is of no interest any more.
    if (before.result !== null) return { isNewPhase: false, newRetries: 0 };
    this.#startedMs ??= nowMs;
    this.#row = { ...before, ...change };
    const [from, to] = spansOf(before.kind)[change.phase] ?? [0, 0];
    const within = change.total > 0 ? Math.min(1, change.done / change.total) : 0;
    this.#fraction = Math.max(this.#fraction, from + (to - from) * within);
    return {
      isNewPhase: change.phase !== before.phase,
      newRetries: Math.max(0, change.retries - before.retries),
    };
  }
}

/** Work that begins again from the start is slow, not backwards. */
function forward(bytesPerSecond: number | null): number | null {
  return bytesPerSecond === null ? null : Math.max(0, bytesPerSecond);
}

/** What was fetched, unpacked or compared: nothing was written for its own sake. */
export function contentOutcome(bytes: number): RowEnd {
  return {
    ...{ outcome: 'verified', sizeBytes: bytes, bytesWritten: 0, bytesKept: 0, bytesVerified: bytes },
    sha256: null,
  };
}

/** The result of a drive in the words of the contract. */
export function outcomeOf(result: DriveResult): RowEnd {
  switch (result.outcome) {
    case 'verified': {
      const { sizeBytes, bytesWritten, bytesKept, bytesVerified } = result;
      return { outcome: 'verified', sizeBytes, bytesWritten, bytesKept, bytesVerified, sha256: null };
    }
    case 'failed': {
      const { error, offset, badBytes } = result;
      return { outcome: 'failed', error, offset, badBytes };
    }
    case 'cancelled':
      return { outcome: 'cancelled' };
  }
}

/** A failure; a cancellation is one of its own kind. */
export function failureOf(error: ErrorData, offset: number | null = null): RowEnd {
  if (error.code === 'E_CANCELLED') return { outcome: 'cancelled' };
  return { outcome: 'failed', error, offset, badBytes: null };
}

/**
 * When the job will have ended: drives at the same time, files one after the other beside them. null while there is
 * nothing to say.
 */
export function remainingSecondsOf(rows: readonly JobRowBook[], nowMs: number): number | null {
  const waiting = rows.filter((one) => one.isOutput && one.row.result === null);
  if (waiting.length === 0) return null;
  const isFile = ({ row }: JobRowBook): boolean => row.kind !== 'drive' && row.kind !== 'medium';
  const others = waiting.filter((one) => !isFile(one)).map(({ row }) => row.remainingSeconds);
  const known = rows.filter(isFile).flatMap((one) => one.durationMs(nowMs) ?? []);
  const usualMs = known.length === 0 ? undefined : Math.max(...known);
  const files = waiting.filter(isFile).map((one): number | null => {
    if (one.durationMs(nowMs) !== undefined) return one.row.remainingSeconds;
    return usualMs === undefined ? null : usualMs / 1000;
  });
  const all = [...others, ...files];
  const sure = all.filter((one) => one !== null);
  if (sure.length < all.length) return null;
  const together = files.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  return Math.max(together, ...others.map((one) => one ?? 0));
}
