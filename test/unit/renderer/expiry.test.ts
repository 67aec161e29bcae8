/** When a medium that is still to be made stops working: every source, the first one, and the same as the core says. */
import { describe, expect, test } from 'vitest';
import { expiryOf } from '#media/expiry.ts';
import { addMonths, dayOf, endOfDay, startOfDay } from '../../../renderer/state/day.ts';
import { EMPTY_DRAFT, type Draft } from '../../../renderer/state/draft.ts';
import { expirySourcesOf, worksFrom } from '../../../renderer/state/expiry.ts';

const now = new Date('2026-11-21T12:00:00.000Z');
const inAYear = '2027-11-21T12:00:00.000Z';
const inSixMonths = '2027-05-21T12:00:00.000Z';

function check(
  change: Partial<Draft>,
  expected: readonly string[],
  importedUntil: string | null = null,
): void {
  const sources = expirySourcesOf({ ...EMPTY_DRAFT, ...change }, { now, importedUntil });
  expect(sources.map(({ source, at }) => `${source} ${at}`)).toEqual(expected);
}

describe('what ends a medium', () => {
  test('media over a gateway: six months of experience before the certificate of one year', () => {
    check({}, [`cmg-experience ${inSixMonths}`, `certificate ${inAYear}`]);
  });
  test('site-based media: the certificate alone', () => {
    check({ mediaManagement: 'site-based' }, [`certificate ${inAYear}`]);
  });
  test('a certificate that starts later ends a year after its start', () => {
    check({ mediaManagement: 'dynamic', certificateStart: '2027-01-31T00:00:00.000Z' }, [
      'certificate 2028-01-31T00:00:00.000Z',
    ]);
  });
  test('a chosen end counts, and comes first when it is the first', () => {
    check({ certificateExpires: '2026-12-24T22:59:59.000Z' }, [
      'certificate 2026-12-24T22:59:59.000Z',
      `cmg-experience ${inSixMonths}`,
    ]);
  });
  test('an imported certificate ends when its file says, and dates of the other kind do not count', () => {
    const change = { certificateSource: 'pfx', certificateExpires: inAYear } as const;
    check(
      change,
      ['certificate 2027-03-01T00:00:00Z', `cmg-experience ${inSixMonths}`],
      '2027-03-01T00:00:00Z',
    );
  });
  test('an imported certificate that was not read yet has no end', () => {
    check({ certificateSource: 'pfx', mediaManagement: 'site-based' }, []);
  });
  test('prestaged media never speak to a gateway', () => {
    check({ kind: 'prestaged' }, [`certificate ${inAYear}`]);
  });
  test('stand-alone media end with their range, if they have one', () => {
    check({ kind: 'standalone', validityExpires: inAYear }, []);
    check({ kind: 'standalone', hasValidity: true, validityExpires: inAYear }, [`validity-range ${inAYear}`]);
    check({ kind: 'standalone', hasValidity: true, validityStart: inAYear }, []);
  });
  test('capture media never end', () => {
    check({ kind: 'capture' }, []);
  });
  test('the core names the same end for the finished medium', () => {
    for (const certificateExpires of ['', '2027-01-01T00:00:00.000Z', '2030-01-01T00:00:00.000Z']) {
      const draft = { ...EMPTY_DRAFT, certificateExpires };
      const sources = expirySourcesOf(draft, { now, importedUntil: null });
      const known = sources.filter(({ source }) => source !== 'cmg-experience');
      const core = expiryOf({ createdAt: now.toISOString(), sources: known, isForGateway: true }, now);
      expect({ source: core.reason, at: core.at }).toEqual(sources[0]);
    }
  });
});

test('a start that lies ahead is told, one that has passed is not', () => {
  const start = (change: Partial<Draft>): string | null => worksFrom({ ...EMPTY_DRAFT, ...change }, now);
  expect([
    start({}),
    start({ certificateStart: inAYear }),
    start({ certificateStart: '2026-01-01T00:00:00.000Z' }),
    start({ certificateStart: inAYear, certificateSource: 'pfx' }),
    start({ kind: 'standalone', validityStart: inAYear }),
    start({ kind: 'standalone', validityStart: inAYear, hasValidity: true }),
    start({ kind: 'capture', certificateStart: inAYear }),
  ]).toEqual([null, inAYear, null, null, null, inAYear, null]);
});

describe('days', () => {
  test('a day begins and ends where the user is, and is found again', () => {
    for (const day of ['2026-11-21', '2028-02-29', '2027-03-28', '2027-10-31', '1999-12-31']) {
      expect([dayOf(startOfDay(day)), dayOf(endOfDay(day))]).toEqual([day, day]);
      const hours = (Date.parse(endOfDay(day)) - Date.parse(startOfDay(day))) / 3_600_000;
      expect(Math.round(hours)).toBeGreaterThanOrEqual(23);
    }
  });
  test('what is no day is empty', () => {
    const broken = ['', '2027-02-30', '2027-13-01', '20.11.2027', 'tomorrow'];
    expect(broken.map(startOfDay)).toEqual(broken.map(() => ''));
    expect(['', 'never', '2027-02-31T99:00:00Z'].map(dayOf)).toEqual(['', '', '']);
  });
  test('months end on their last day', () => {
    expect(addMonths(new Date('2026-08-31T10:00:00Z'), 6).toISOString()).toBe('2027-02-28T10:00:00.000Z');
  });
});
