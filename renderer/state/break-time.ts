/** How long a password withstands, in the unit people would say it in. */

export const BREAK_UNITS = [
  'instant',
  'seconds',
  'minutes',
  'hours',
  'days',
  'years',
  'thousandYears',
  'millionYears',
  'billionYears',
  'ever',
] as const;
export type BreakUnit = (typeof BREAK_UNITS)[number];

const YEAR = 365.25 * 86_400;
/** Each holds from this number of seconds on. */
const STEPS: readonly (readonly [seconds: number, unit: BreakUnit])[] = [
  [1e15 * YEAR, 'ever'],
  [1e9 * YEAR, 'billionYears'],
  [1e6 * YEAR, 'millionYears'],
  [1e3 * YEAR, 'thousandYears'],
  [YEAR, 'years'],
  [86_400, 'days'],
  [3600, 'hours'],
  [60, 'minutes'],
  [1, 'seconds'],
];

export interface BreakTime {
  readonly unit: BreakUnit;
  /** Whole units, rounded down: a password must not look better than it is. 0 for "instant" and "ever". */
  readonly count: number;
}

export function breakTimeOf(seconds: number): BreakTime {
  const step = STEPS.find(([least]) => seconds >= least);
  if (step === undefined) return { unit: 'instant', count: 0 };
  const [size, unit] = step;
  return { unit, count: unit === 'ever' ? 0 : Math.floor(seconds / size) };
}
