/** What a rule says of one condition, and the few words rules are written in. */
import type { Evidence, Fact, Finding } from './facts.ts';
import type { FindingKey } from './texts/en-findings.ts';

export type RowState = 'pass' | 'fail' | 'warning' | 'unknown';

export interface Verdict {
  readonly state: RowState;
  readonly finding: Finding;
  readonly evidence: readonly Evidence[];
  /** Only where it depends on what was found; otherwise the table of rules says it. */
  readonly isMandatory?: boolean;
  /** The medium would be useless. Counts for state "fail" only. */
  readonly isBlocking?: boolean;
}

type Values = Finding['values'];
type MakeVerdict = (key: FindingKey, values?: Values, evidence?: readonly Evidence[]) => Verdict;

const maker =
  (state: RowState): MakeVerdict =>
  (key, values = {}, evidence = []) => ({ state, finding: { key, values }, evidence });

export const pass = maker('pass');
export const fail = maker('fail');
export const warn = maker('warning');
export const unknown = maker('unknown');

/** The verdict on a known fact; an unknown one is "could not determine" with its reason. */
export function judge<T>(fact: Fact<T>, rule: (value: T) => Verdict): Verdict {
  if ('known' in fact) return rule(fact.known);
  const { key, values } = fact.unknown;
  return unknown(key, values);
}

/** One thing that was looked at. */
export function seen(source: string, found: string | number | boolean): Evidence {
  return { source, found: String(found) };
}

/** Whether a bit is set in flags of up to 53 bits, without operators that cut at 32. */
export function hasBit(flags: number, bit: number): boolean {
  return Math.floor(flags / bit) % 2 === 1;
}

/** Names for a sentence: "a, b, c". */
export function listOf(names: readonly string[]): string {
  return names.length > 8 ? `${names.slice(0, 8).join(', ')}, …` : names.join(', ');
}
