/** Until when a medium works and when that is said. */
import { describe, expect, test } from 'vitest';
import { addMonths, expiryOf, type ExpirySource } from '#media/expiry.ts';

const certificate = (at: string): ExpirySource => ({ source: 'certificate', at });
const token = (at: string): ExpirySource => ({ source: 'media-token', at });
const CREATED = '2026-01-31T12:00:00.000Z';
const YEAR = '2027-01-31T12:00:00.000Z';

describe('a medium for the office network', () => {
  test.each([
    ['on its first day', '2026-01-31T12:00:00Z', 'valid', 365],
    ['31 days before its end', '2026-12-31T12:00:00Z', 'valid', 31],
    ['exactly 30 days before', '2027-01-01T12:00:00Z', 'valid', 30],
    ['a second later', '2027-01-01T12:00:01Z', 'soon', 29],
    ['in its last hour', '2027-01-31T11:00:00Z', 'soon', 0],
    ['at its end', '2027-01-31T12:00:00Z', 'expired', 0],
    ['an hour after', '2027-01-31T13:00:00Z', 'expired', 0],
    ['ten days after', '2027-02-10T12:00:00Z', 'expired', -10],
  ])('%s', (_name, now, state, daysLeft) => {
    const facts = { createdAt: CREATED, sources: [certificate(YEAR)], isForGateway: false };
    expect(expiryOf(facts, new Date(now))).toEqual({ state, daysLeft, reason: 'certificate', at: YEAR });
  });

  test('ends with what ends first', () => {
    const range: ExpirySource = { source: 'validity-range', at: '2026-03-01T00:00:00.000Z' };
    const facts = { createdAt: CREATED, sources: [certificate(YEAR), range], isForGateway: false };
    const expected = { state: 'expired', daysLeft: -1, reason: 'validity-range', at: range.at };
    expect(expiryOf(facts, new Date('2026-03-02T12:00:00Z'))).toEqual(expected);
  });
});

describe('a medium for a gateway', () => {
  const sixMonths = '2026-07-31T12:00:00.000Z';
  test.each([
    [
      'is fine in its fifth month',
      [certificate(YEAR)],
      '2026-06-30T11:00:00Z',
      'valid',
      'cmg-experience',
      31,
    ],
    [
      'is warned of at five months',
      [certificate(YEAR)],
      '2026-06-30T12:00:00Z',
      'soon',
      'cmg-experience',
      31,
    ],
    [
      'is not called expired after six',
      [certificate(YEAR)],
      '2026-09-30T12:00:00Z',
      'soon',
      'cmg-experience',
      -61,
    ],
    [
      'ends with its token',
      [certificate(YEAR), token('2026-05-01T00:00:00.000Z')],
      '2026-05-01T00:00:00Z',
      'expired',
      'media-token',
      0,
    ],
    [
      'is warned of 30 days before its token ends',
      [certificate(YEAR), token('2026-05-01T00:00:00.000Z')],
      '2026-04-15T00:00:00Z',
      'soon',
      'media-token',
      16,
    ],
    [
      'is over when its certificate is',
      [certificate('2026-03-01T00:00:00.000Z')],
      '2026-09-30T12:00:00Z',
      'expired',
      'certificate',
      -213,
    ],
  ] as const)('%s', (_name, sources, now, ...expected) => {
    const [state, reason, daysLeft] = expected;
    const found = expiryOf({ createdAt: CREATED, sources, isForGateway: true }, new Date(now));
    const at = reason === 'cmg-experience' ? sixMonths : sources.find((one) => one.source === reason)?.at;
    expect(found).toEqual({ state, reason, daysLeft, at });
  });
});

test.each([
  ['2026-01-31T10:00:00.000Z', 1, '2026-02-28T10:00:00.000Z'],
  ['2027-08-31T10:00:00.000Z', 6, '2028-02-29T10:00:00.000Z'],
  ['2026-11-21T10:00:00.000Z', 5, '2027-04-21T10:00:00.000Z'],
  ['2026-12-31T23:59:59.000Z', 12, '2027-12-31T23:59:59.000Z'],
])('%s and %i months is %s', (date, months, expected) => {
  expect(addMonths(new Date(date), months).toISOString()).toBe(expected);
});
