/**
 * Conditions of groups and steps. Only conditions on task sequence variables can be answered on this boot image; every
 * other kind (WMI, files, folders, registry, operating system, software) is false here and reported, so that a step
 * meant for "this model only" is left out rather than run on the wrong computer. That rule is ours.
 * Comparisons ignore case. Greater and less compare as numbers when both sides are whole or dotted numbers
 * ("10.0.9" < "10.0.10"), otherwise as texts (inferred).
 */
import type { FactsPort } from './ports.ts';
import type { Condition } from './sequence.ts';
import type { VariableStore } from './variables.ts';

export interface ConditionContext {
  readonly variables: VariableStore;
  readonly facts: FactsPort;
  /** Told about every condition this program cannot answer. */
  readonly onUnknown: (what: string) => void;
}

/** Does the condition hold? `undefined` (no condition) holds; "not" holds when none of its children does. */
export async function evaluateCondition(
  condition: Condition | undefined,
  context: ConditionContext,
): Promise<boolean> {
  if (condition === undefined) return true;
  if (condition.kind === 'expression') return evaluateExpression(condition.type, condition.fields, context);
  const { operator, children } = condition;
  for (const child of children) {
    const holds = await evaluateCondition(child, context);
    // What is decided is not asked further: a query may take long.
    if (holds !== (operator === 'and')) return operator === 'or';
  }
  return operator !== 'or';
}

function evaluateExpression(
  type: string,
  fields: Readonly<Record<string, string>>,
  context: ConditionContext,
): boolean {
  if (type !== 'SMS_TaskSequence_VariableConditionExpression') {
    context.onUnknown(`condition of kind "${type}" cannot be answered here and counts as not met`);
    return false;
  }
  const name = (fields['Variable'] ?? '').trim();
  const actual = context.variables.get(name);
  const wanted = context.variables.expand(fields['Value'] ?? '');
  const operator = (fields['Operator'] ?? 'exists').toLowerCase();
  const compare = Object.hasOwn(COMPARISONS, operator) ? COMPARISONS[operator] : undefined;
  if (compare === undefined) {
    context.onUnknown(`operator "${operator}" of a condition on "${name}" is unknown and counts as not met`);
    return false;
  }
  return compare(actual, wanted);
}

type Comparison = (actual: string | undefined, wanted: string) => boolean;

const ordered = (accept: (order: number) => boolean): Comparison => {
  // A variable that does not exist is neither greater nor less than anything.
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

/** Matches `*` (any text) and `?` (one character), without case and without backtracking over regular expressions. */
export function isLike(text: string, pattern: string): boolean {
  const value = Array.from(text.toLowerCase());
  const wanted = Array.from(pattern.toLowerCase());
  let at = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (index < value.length) {
    if (wanted[at] === '*') {
      star = at++;
      resume = index;
    } else if (wanted[at] === '?' || (at < wanted.length && wanted[at] === value[index])) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else return false;
  }
  while (wanted[at] === '*') at++;
  return at === wanted.length;
}

function compareValues(a: string, b: string): number {
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
