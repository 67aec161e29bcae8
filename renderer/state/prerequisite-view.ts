/** The table of prerequisites as the page and the summary show it: grouped, counted, filtered. Pure. */
import type { PrerequisiteRow } from '#contract/prerequisites.ts';

export type RowState = PrerequisiteRow['state'];
export type RowFilter = 'all' | 'attention';

/** What needs attention comes first. */
export const STATES = ['fail', 'warning', 'unknown', 'pass'] as const satisfies readonly RowState[];

export interface RowGroup {
  readonly state: RowState;
  /** Those that block first, then mandatory ones, then in their documented order. */
  readonly rows: readonly PrerequisiteRow[];
}

export function needsAttention({ state }: PrerequisiteRow): boolean {
  return state !== 'pass';
}

/** Groups that have rows. */
export function groupsOf(rows: readonly PrerequisiteRow[], filter: RowFilter): readonly RowGroup[] {
  const shown = filter === 'all' ? rows : rows.filter(needsAttention);
  return STATES.map((state) => ({
    state,
    rows: shown.filter((row) => row.state === state).sort((a, b) => weightOf(b) - weightOf(a)),
  })).filter((group) => group.rows.length > 0);
}

function weightOf({ isBlocking, isMandatory }: PrerequisiteRow): number {
  return (isBlocking ? 2 : 0) + (isMandatory ? 1 : 0);
}

export function countsOf(rows: readonly PrerequisiteRow[]): Readonly<Record<RowState, number>> {
  const count = (state: RowState): number => rows.filter((row) => row.state === state).length;
  return { fail: count('fail'), warning: count('warning'), unknown: count('unknown'), pass: count('pass') };
}

/** They make the medium useless, so the wizard does not go on. */
export function blockingRows(rows: readonly PrerequisiteRow[]): readonly PrerequisiteRow[] {
  return rows.filter(({ state, isBlocking }) => state === 'fail' && isBlocking);
}

/** Not met although mandatory: worth a warning on the summary. */
export function unmetRows(rows: readonly PrerequisiteRow[]): readonly PrerequisiteRow[] {
  return rows.filter(({ state, isMandatory, isBlocking }) => state === 'fail' && (isMandatory || isBlocking));
}
