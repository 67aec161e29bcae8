/**
 * The state of a job under random schedules: rows that report in any order, begin again, join, fail and end. Whatever
 * happens, what is shown as done is never taken back, and 1 is shown at the end of a job that is done and nowhere else.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JobBook } from '#service/job-book.ts';
import { failureOf, contentOutcome } from '#service/job-rows.ts';
import { MediaError, toErrorData } from '#base/errors/media-error.ts';
import { DRIVE_PHASES } from '#jobs/drive-run.ts';

const KINDS = ['site', 'content', 'drive', 'iso', 'medium'] as const;
const FILE_PHASES = [
  'prepare',
  'download',
  'write',
  'flush',
  'finish',
  'verify',
  'compare',
  'strange',
] as const;
const row = fc.nat({ max: 5 });
const amount = fc.record({ done: fc.nat({ max: 1000 }), total: fc.nat({ max: 1000 }) });

const step = fc.oneof(
  fc.record({ what: fc.constant('add' as const), row, kind: fc.constantFrom(...KINDS) }),
  fc.record({ what: fc.constant('note' as const), row, phase: fc.constantFrom(...FILE_PHASES), amount }),
  fc.record({
    what: fc.constant('drive' as const),
    row,
    phase: fc.constantFrom(...DRIVE_PHASES),
    amount,
    remaining: fc.option(fc.nat({ max: 1000 })),
  }),
  fc.record({ what: fc.constant('end' as const), row, isFailed: fc.boolean() }),
  fc.record({ what: fc.constant('log' as const), count: fc.nat({ max: 300 }) }),
);

test('a fraction never decreases and is 1 only when the job is done', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(step, fc.nat({ max: 2000 })), { maxLength: 60 }),
      fc.constantFrom('done' as const, 'failed' as const, 'cancelled' as const),
      (steps, end) => {
        let now = 0;
        const book = new JobBook({
          jobId: 'job',
          kind: 'create',
          title: 'Test',
          clock: () => new Date(now),
          runClock: { now: () => now, after: () => () => undefined },
        });
        const shown: number[] = [];
        const look = (): void => {
          const { fraction, log, remainingSeconds, rows } = book.snapshot();
          expect(log.length).toBeLessThanOrEqual(500);
          expect(remainingSeconds ?? 0).toBeGreaterThanOrEqual(0);
          expect(rows.every(({ bytesPerSecond }) => (bytesPerSecond ?? 0) >= 0)).toBe(true);
          shown.push(fraction);
        };
        for (const [one, waitMs] of steps) {
          now += waitMs;
          take(book, one);
          look();
        }
        expect(shown.every((fraction) => fraction >= 0 && fraction < 1)).toBe(true);
        book.end(end, null);
        look();
        expect(shown.at(-1) === 1).toBe(end === 'done');
        expect(shown).toEqual([...shown].sort((a, b) => a - b));
      },
    ),
    { numRuns: 500 },
  );
});

function take(book: JobBook, one: typeof step extends fc.Arbitrary<infer Step> ? Step : never): void {
  if (one.what === 'log') {
    for (let count = 0; count < one.count; count += 1) book.log('note', { count });
    return;
  }
  const id = `row ${one.row}`;
  switch (one.what) {
    case 'add':
      book.addRow({ id, kind: one.kind, name: id });
      break;
    case 'note':
      book.note(id, { phase: one.phase, ...one.amount });
      break;
    case 'drive':
      book.noteDrive({
        ...{ device: id, phase: one.phase, ...one.amount },
        ...{ bytesPerSecond: null, remainingSeconds: one.remaining, retries: one.row },
      });
      break;
    case 'end':
      book.endRow(
        id,
        one.isFailed ? failureOf(toErrorData(new MediaError('E_DEVICE_IO', 'broken'))) : contentOutcome(9),
      );
      break;
  }
}
