/** A run as the window shows it: counts, bars, what is said aloud, and which drives may still join. */
import { describe, expect, test } from 'vitest';
import type { DriveView } from '#contract/drives.ts';
import type { JobRow, JobState } from '#contract/jobs.ts';
import {
  announcementsOf,
  canCancelRow,
  joinableDrives,
  rowFraction,
  tallyOf,
} from '../../../renderer/state/job-view.ts';
import { stick } from './drive-samples.ts';

const VERIFIED: JobRow['result'] = {
  outcome: 'verified',
  sizeBytes: 100,
  bytesWritten: 100,
  bytesKept: 0,
  bytesVerified: 100,
  sha256: null,
};
const CANCELLED: JobRow['result'] = { outcome: 'cancelled' };
const FAILED: JobRow['result'] = {
  outcome: 'failed',
  error: { ok: false, code: 'E_DEVICE_GONE', message: 'gone', cause: 'c', remedy: 'r' },
  offset: null,
  badBytes: null,
};

function row(id: string, change: Partial<JobRow> = {}): JobRow {
  return {
    ...{ id, kind: 'drive', name: id, phase: 'write', done: 0, total: 0, unit: 'bytes' },
    ...{ bytesPerSecond: null, remainingSeconds: null, retries: 0, result: null },
    ...change,
  };
}

function job(rows: readonly JobRow[], change: Partial<JobState> = {}): JobState {
  return {
    ...{ jobId: 'j', kind: 'create', title: 't', startedAt: '2026-11-21T12:00:00Z', endedAt: null },
    ...{ state: 'running', fraction: 0, remainingSeconds: null, rows: [...rows], log: [] },
    ...{ created: null, verified: null, error: null },
    ...change,
  };
}

test('only outputs are counted, each by what became of it', () => {
  const rows = [
    row('site', { kind: 'site', result: VERIFIED }),
    row('a', { result: VERIFIED }),
    row('b', { result: FAILED }),
    row('c', { result: CANCELLED }),
    row('d'),
    row('e.iso', { kind: 'iso', result: VERIFIED }),
  ];
  expect(tallyOf(job(rows))).toEqual({ verified: 2, failed: 1, cancelled: 1, open: 1, total: 5 });
});

describe('the bar of a row', () => {
  const check = (change: Partial<JobRow>, expected: number | undefined): void => {
    expect(rowFraction(row('a', change))).toBe(expected);
  };
  test('is empty while the row waits', () => {
    check({ phase: 'wait' }, 0);
  });
  test('shows the share of the phase', () => {
    check({ done: 25, total: 100 }, 0.25);
  });
  test('never goes beyond its end', () => {
    check({ done: 120, total: 100 }, 1);
  });
  test('says nothing while the whole is not known', () => {
    check({ phase: 'prepare' }, undefined);
  });
  test('is full when the row is verified, whatever was counted last', () => {
    check({ done: 1, total: 100, result: VERIFIED }, 1);
  });
});

describe('what is said aloud', () => {
  const before = job([row('a'), row('b')], { fraction: 0.2 });
  test('nothing of the first state, so that who opens a window late is not told everything', () => {
    expect(announcementsOf(null, before)).toEqual([]);
  });
  test('nothing of another run', () => {
    expect(announcementsOf({ ...before, jobId: 'other' }, before)).toEqual([]);
  });
  test('nothing of bytes and phases', () => {
    const now = job([row('a', { done: 50, total: 100 }), row('b', { phase: 'verify' })], { fraction: 0.24 });
    expect(announcementsOf(before, now)).toEqual([]);
  });
  test('that a row ended, once, and with how', () => {
    const now = job([row('a', { result: FAILED }), row('b')], { fraction: 0.24 });
    expect(announcementsOf(before, now)).toEqual([{ kind: 'row', name: 'a', outcome: 'failed' }]);
    expect(announcementsOf(now, now)).toEqual([]);
  });
  test('each quarter of the whole, but not the end, which the next page says', () => {
    expect(announcementsOf(before, { ...before, fraction: 0.51 })).toEqual([
      { kind: 'quarter', fraction: 0.5 },
    ]);
    expect(announcementsOf(before, { ...before, fraction: 1 })).toEqual([]);
  });
});

describe('drives that may join a run', () => {
  const devices = (state: JobState, drives: readonly DriveView[]): readonly string[] =>
    joinableDrives(state, drives).map(({ identity }) => identity.device);

  test('those that are not in it, and those that failed or were cancelled', () => {
    const rows = [
      row('a'),
      row('b', { result: VERIFIED }),
      row('c', { result: FAILED }),
      row('d', { result: CANCELLED }),
    ];
    expect(
      devices(
        job(rows),
        ['a', 'b', 'c', 'd', 'e'].map((one) => stick(one)),
      ),
    ).toEqual(['c', 'd', 'e']);
  });
  test('never one that may not be written', () => {
    expect(
      devices(job([row('a')]), [stick('e', { canWrite: 'never' }), stick('f', { canWrite: 'asks' })]),
    ).toEqual(['f']);
  });
  test('none when the run makes only files, or does not run any more', () => {
    expect(devices(job([row('x.iso', { kind: 'iso' })]), [stick('e')])).toEqual([]);
    expect(devices(job([row('a')], { state: 'cancelling' }), [stick('e')])).toEqual([]);
  });
});

test('only a drive that has no result can be cancelled alone', () => {
  const can = (one: JobRow, change: Partial<JobState> = {}): boolean => canCancelRow(job([one], change), one);
  expect([
    can(row('a')),
    can(row('a', { result: VERIFIED })),
    can(row('x.iso', { kind: 'iso' })),
    can(row('a'), { state: 'cancelling' }),
  ]).toEqual([true, false, false, false]);
});
