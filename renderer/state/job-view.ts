/**
 * What a window shows of a job beyond its state: counts, how far a row is, what is worth saying aloud, which drives may
 * still join. Pure.
 * Trap: a row counts from zero again in every phase, so its bar belongs to the phase; only the job's own fraction never
 * goes back.
 */
import type { DriveView } from '#contract/drives.ts';
import type { JobLogLine, JobRow, JobState } from '#contract/jobs.ts';

export const PHASES = [
  'wait',
  'prepare',
  'probe',
  'write',
  'flush',
  'finish',
  'verify',
  'unpack',
  'download',
  'compare',
  'done',
] as const;
export type Phase = (typeof PHASES)[number];

/** undefined: a phase this window has no word for. */
export function phaseOf(phase: string): Phase | undefined {
  return PHASES.find((one) => one === phase);
}

const OUTPUT_KINDS: readonly JobRow['kind'][] = ['drive', 'iso', 'image', 'wim', 'medium'];

/** The rows whose result somebody wants; the others only say why it takes so long. */
export function outputRows({ rows }: Pick<JobState, 'rows'>): readonly JobRow[] {
  return rows.filter(({ kind }) => OUTPUT_KINDS.includes(kind));
}

/** 0 to 1 of the phase; undefined while nothing can be said. */
export function rowFraction({ done, total, result, phase }: JobRow): number | undefined {
  if (result?.outcome === 'verified') return 1;
  if (phase === 'wait') return 0;
  return total > 0 ? Math.min(1, done / total) : undefined;
}

export interface Tally {
  readonly verified: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Neither yet. */
  readonly open: number;
  readonly total: number;
}

/** How the outputs of a job stand. */
export function tallyOf(job: Pick<JobState, 'rows'>): Tally {
  const outcomes = outputRows(job).map(({ result }) => result?.outcome);
  const count = (outcome: string | undefined): number => outcomes.filter((one) => one === outcome).length;
  return {
    verified: count('verified'),
    failed: count('failed'),
    cancelled: count('cancelled'),
    open: count(undefined),
    total: outcomes.length,
  };
}

/** What a screen reader is told: that a row ended, and each quarter of the whole; never every step. */
export type Announcement =
  | { readonly kind: 'row'; readonly name: string; readonly outcome: 'verified' | 'failed' | 'cancelled' }
  | { readonly kind: 'quarter'; readonly fraction: number };

/** What has happened between two states of the same job; nothing for the first one. */
export function announcementsOf(before: JobState | null, now: JobState): readonly Announcement[] {
  if (before?.jobId !== now.jobId) return [];
  const open = new Set(before.rows.filter(({ result }) => result === null).map(({ id }) => id));
  const ended = outputRows(now).flatMap(({ id, name, result }): readonly Announcement[] =>
    result !== null && open.has(id) ? [{ kind: 'row', name, outcome: result.outcome }] : [],
  );
  const quarter = Math.floor(now.fraction * 4);
  const isNewQuarter = quarter > Math.floor(before.fraction * 4) && quarter < 4;
  return isNewQuarter ? [...ended, { kind: 'quarter', fraction: quarter / 4 }] : ended;
}

/**
 * Drives that may join the run: plugged in, writable, and not being written or verified by it. A drive that failed or was
 * cancelled may try again. Empty when the job takes none.
 */
export function joinableDrives(job: JobState, drives: readonly DriveView[]): readonly DriveView[] {
  if (job.state !== 'running' || !job.rows.some(({ kind }) => kind === 'drive')) return [];
  const busy = new Set(
    job.rows.filter(({ result }) => result === null || result.outcome === 'verified').map(({ id }) => id),
  );
  return drives.filter(({ identity, canWrite }) => canWrite !== 'never' && !busy.has(identity.device));
}

/** Verified, failed or cancelled, when nothing is left to do in this row; a part of a sentence otherwise. */
export function canCancelRow(job: JobState, { kind, result }: JobRow): boolean {
  return job.state === 'running' && kind === 'drive' && result === null;
}

/** Text values of a log line, with nothing missing: an unknown one is empty. */
export function logValue({ values }: JobLogLine, name: string): string {
  const value = values[name];
  return value === undefined ? '' : String(value);
}
