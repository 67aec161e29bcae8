/**
 * The table of variables: what is wrong with a name, and how much of the documented limits is used. Names are judged by the
 * request's own schema, so that the window refuses exactly what the command line refuses.
 */
import { judgeRequest, VARIABLE_LIMITS } from '#contract/media-request.ts';
import type { RuleId, RuleValues } from '#contract/rules/rule.ts';
import type { DraftVariable } from './draft.ts';

export interface NameProblem {
  readonly rule: RuleId;
  readonly values: RuleValues;
}

/** Problems of names by row; rows whose name is still empty are not judged while one types. */
export function nameProblemsOf(variables: readonly DraftVariable[]): ReadonlyMap<string, NameProblem> {
  const named = variables.filter(({ name }) => name !== '');
  // The smallest request that has variables; only what is said about them is read. A wrong name hides what is said
  // between rows, so those that are wrong by themselves are left out of the second look.
  const alone = new Map(named.flatMap((row) => problemsOf([row])));
  const together = problemsOf(named.filter(({ id }) => !alone.has(id)));
  return new Map([...together, ...alone]);
}

function problemsOf(rows: readonly DraftVariable[]): readonly (readonly [string, NameProblem])[] {
  const { problems } = judgeRequest({
    kind: 'standalone',
    taskSequenceId: 'XYZ00001',
    variables: rows.map(({ name }) => ({ hidden: true, name })),
  });
  return problems.flatMap(({ path: [field, index], rule, values }) => {
    const row = field === 'variables' && typeof index === 'number' ? rows[index] : undefined;
    return row === undefined ? [] : [[row.id, { rule, values }] as const];
  });
}

export interface VariableUse {
  /** Names and values together, hidden ones too, in characters. */
  readonly used: number;
  readonly limit: number;
  readonly isTooMuch: boolean;
}

/** @param hiddenLength characters of the hidden value of a row */
export function variableUse(
  variables: readonly DraftVariable[],
  hiddenLength: (rowId: string) => number,
): VariableUse {
  const used = variables.reduce(
    (sum, { id, name, value, isHidden }) => sum + name.length + (isHidden ? hiddenLength(id) : value.length),
    0,
  );
  const limit = VARIABLE_LIMITS.environmentLength;
  return { used, limit, isTooMuch: used > limit };
}

/** A name no other row has: for where its hidden value is kept. */
export function newRowId(variables: readonly DraftVariable[]): string {
  const numbers = variables.map(({ id }) => Number(/^v(\d+)$/.exec(id)?.[1] ?? 0));
  return `v${Math.max(0, ...numbers) + 1}`;
}

/** Suggestions for what was typed: names that begin so first, then names and meanings that contain it. */
export function suggestionsFor(
  text: string,
  known: readonly (readonly [name: string, meaning: string])[],
): readonly (readonly [name: string, meaning: string])[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return known;
  const begins = known.filter(([name]) => name.toLowerCase().startsWith(wanted));
  const contains = known.filter(
    ([name, meaning]) =>
      !name.toLowerCase().startsWith(wanted) && `${name} ${meaning}`.toLowerCase().includes(wanted),
  );
  return [...begins, ...contains];
}
