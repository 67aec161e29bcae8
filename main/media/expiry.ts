/**
 * Until when a medium works, from all that can end it, and when to warn.
 * Trap: bootable media for a gateway are reported to fail about six months after they were made although every
 * certificate is valid (MicrosoftDocs/memdocs issue 4158); no document says so. It is a warning, never "expired".
 */

export type ExpiryReason = 'certificate' | 'media-token' | 'validity-range' | 'cmg-experience';

export interface ExpirySource {
  readonly source: ExpiryReason;
  /** ISO 8601. */
  readonly at: string;
}

export interface ExpiryFacts {
  /** ISO 8601. */
  readonly createdAt: string;
  /** What is known to end it; the soonest counts. */
  readonly sources: readonly ExpirySource[];
  readonly isForGateway: boolean;
}

export interface Expiry {
  readonly state: 'valid' | 'soon' | 'expired';
  /** Whole days that are left, rounded down; negative: whole days since. */
  readonly daysLeft: number;
  /** What the other two speak of. */
  readonly reason: ExpiryReason;
  /** The end `daysLeft` counts to, ISO 8601. */
  readonly at: string;
}

/** A new stick needs to be made, posted and received. */
const WARN_DAYS = 30;
const GATEWAY_WARN_MONTHS = 5;
const GATEWAY_MONTHS = 6;
const DAY_MS = 86_400_000;

/**
 * The state of a medium at a moment. The end that comes first speaks; six months of a gateway's medium count as an end
 * that is only expected.
 */
export function expiryOf(facts: ExpiryFacts, now: Date): Expiry {
  const known = [...facts.sources].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))[0];
  const created = new Date(facts.createdAt);
  const expected: ExpirySource | undefined = facts.isForGateway
    ? { source: 'cmg-experience', at: addMonths(created, GATEWAY_MONTHS).toISOString() }
    : undefined;
  const state = (end: ExpirySource, which: Expiry['state']): Expiry => ({
    state: which,
    daysLeft: daysBetween(now, new Date(end.at)),
    reason: end.source,
    at: end.at,
  });
  if (known !== undefined && Date.parse(known.at) <= now.getTime()) return state(known, 'expired');
  const isKnownSoon = known !== undefined && daysBetween(now, new Date(known.at)) < WARN_DAYS;
  const isExpectedSoon =
    expected !== undefined && now.getTime() >= addMonths(created, GATEWAY_WARN_MONTHS).getTime();
  const first = soonest(known, expected);
  if (isKnownSoon && isExpectedSoon && first !== undefined) return state(first, 'soon');
  if (isKnownSoon) return state(known, 'soon');
  if (isExpectedSoon) return state(expected, 'soon');
  // A medium has a certificate, so there is always an end; were there none, its creation stands for it.
  return state(first ?? { source: 'certificate', at: facts.createdAt }, 'valid');
}

/** The same day so many months later, or the last one of that month. */
export function addMonths(date: Date, months: number): Date {
  const moved = new Date(date);
  moved.setUTCDate(1);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(date.getUTCDate(), lastDay));
  return moved;
}

function soonest(a: ExpirySource | undefined, b: ExpirySource | undefined): ExpirySource | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Date.parse(a.at) <= Date.parse(b.at) ? a : b;
}

function daysBetween(from: Date, to: Date): number {
  const days = (to.getTime() - from.getTime()) / DAY_MS;
  // Adding 0 makes -0 a plain 0.
  return (days >= 0 ? Math.floor(days) : Math.ceil(days)) + 0;
}
