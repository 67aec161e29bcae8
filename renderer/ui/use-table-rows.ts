/**
 * The rows of a table that are shown: sorted, and found by a text. They are found within the keystroke, which makes its
 * result the next thing that is painted: 50,000 rows take 5 ms, while rendering letters first and results later took 18 ms
 * more than it saved.
 */
import { useEffect, useMemo } from 'react';
import type { Column } from './data-table-row.tsx';
import { createSearchTexts, findPlaces, sortPlaces, type Sorting } from './table-rows.ts';

/** Left to the browser when it has nothing to do, so that preparing never holds up a key; ms. */
const SPARE_MS = 3;

export interface TableRowsOptions<Row> {
  readonly rows: readonly Row[];
  /** The same array for as long as nothing changes. */
  readonly columns: readonly Column<Row>[];
  readonly sorting: Sorting | null;
  readonly text: string;
}

export function useTableRows<Row>(options: TableRowsOptions<Row>): readonly Row[] {
  const { rows, columns, sorting, text } = options;
  const textAt = useMemo(() => createSearchTexts(rows, columns), [rows, columns]);
  const sorted = useMemo(() => sortPlaces(rows, columns, sorting), [rows, columns, sorting]);
  const found = useMemo(() => findPlaces(sorted, text, textAt), [sorted, text, textAt]);
  useEffect(() => prepareWhenIdle(rows.length, textAt), [rows, textAt]);
  return useMemo(() => rowsAt(rows, found), [rows, found]);
}

function rowsAt<Row>(rows: readonly Row[], places: readonly number[]): readonly Row[] {
  const found: Row[] = [];
  for (const place of places) {
    const row = rows[place];
    if (row !== undefined) found.push(row);
  }
  return found;
}

/** Puts together what is searched while nothing else happens; a search that comes before reads the rest itself. */
function prepareWhenIdle(count: number, textAt: (place: number) => string): () => void {
  let next = 0;
  let handle = 0;
  const prepare = (deadline: IdleDeadline): void => {
    for (; next < count && deadline.timeRemaining() > SPARE_MS; next += 1) textAt(next);
    if (next < count) handle = requestIdleCallback(prepare);
  };
  handle = requestIdleCallback(prepare);
  return () => {
    cancelIdleCallback(handle);
  };
}
