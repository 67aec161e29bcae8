/**
 * The operators of conditions. Comparisons ignore case. Greater and less compare as numbers when both sides are whole or
 * dotted numbers ("10.0.9" < "10.0.10"), otherwise as texts (inferred).
 */
import { isLike } from './glob.ts';

export type Comparison = (actual: string | undefined, wanted: string) => boolean;

const ordered = (accept: (order: number) => boolean): Comparison => {
  // What does not exist is neither greater nor less than anything.
  return (actual, wanted) => actual !== undefined && accept(compareValues(actual, wanted));
};

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  exists: (actual) => actual !== undefined,
  notexists: (actual) => actual === undefined,
  equals: (actual, wanted) => (actual ?? '').toLowerCase() === wanted.toLowerCase(),
  notequals: (actual, wanted) => (actual ?? '').toLowerCase() !== wanted.toLowerCase(),
  greater: ordered((order) => order > 0),
  greaterequal: ordered((order) => order >= 0),
  less: ordered((order) => order < 0),
  lessequal: ordered((order) => order <= 0),
  like: (actual, wanted) => isLike(actual ?? '', wanted),
  notlike: (actual, wanted) => !isLike(actual ?? '', wanted),
};

/** An operator as the console writes it ("greaterEqual"), undefined for one that is not known. */
export function comparisonNamed(operator: string): Comparison | undefined {
  const name = operator.toLowerCase();
  return Object.hasOwn(COMPARISONS, name) ? COMPARISONS[name] : undefined;
}

/** Negative, zero or positive. */
export function compareValues(a: string, b: string): number {
  const number = /^-?\d+(\.\d+)*$/;
  if (!number.test(a) || !number.test(b)) {
    const [left, right] = [a.toLowerCase(), b.toLowerCase()];
    return left < right ? -1 : left > right ? 1 : 0;
  }
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
