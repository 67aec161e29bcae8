/** Searching and sorting of table rows; pure, so that 50,000 rows can be measured without a page. */

export interface Sorting {
  readonly column: string;
  readonly isDescending: boolean;
}

interface Valued<Row> {
  readonly id: string;
  readonly value: (row: Row) => string | number;
}

/**
 * What is searched of the row at a place, in lower case. Read at the first question and kept, because a keystroke must not
 * read 50,000 rows again; rows and columns must not change. By place, since looking rows up takes five times as long.
 */
export function createSearchTexts<Row>(
  rows: readonly Row[],
  columns: readonly Valued<Row>[],
): (place: number) => string {
  const texts: string[] = [];
  return (place) => {
    const row = rows[place];
    if (row === undefined) return '';
    return (texts[place] ??= columns
      .map(({ value }) => String(value(row)))
      .join('\n')
      .toLowerCase());
  };
}

/** Places in which every word of a text occurs in some column, without regard to case; all of them without words. */
export function findPlaces(
  places: readonly number[],
  text: string,
  textAt: (place: number) => string,
): readonly number[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return places;
  return places.filter((place) => {
    const searched = textAt(place);
    return words.every((word) => searched.includes(word));
  });
}

/** Numbers inside a text count as numbers: "image 9" comes before "image 10". */
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Places of the rows in order; equal ones stay as they were. Without sorting, or by an unknown column: as the site sent them. */
export function sortPlaces<Row>(
  rows: readonly Row[],
  columns: readonly Valued<Row>[],
  sorting: Sorting | null,
): readonly number[] {
  const column = columns.find(({ id }) => id === sorting?.column);
  if (column === undefined || sorting === null) return rows.map((_row, place) => place);
  const sign = sorting.isDescending ? -1 : 1;
  // Each value is asked for once; a comparison happens sixteen times for each of 50,000 rows.
  return rows
    .map((row, place) => ({ place, value: column.value(row) }))
    .sort((a, b) => sign * compare(a.value, b.value))
    .map(({ place }) => place);
}

function compare(left: string | number, right: string | number): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (left === right) return 0;
  return collator.compare(String(left), String(right));
}

/** First up, then down, then as the site sent it. */
export function nextSorting(sorting: Sorting | null, column: string): Sorting | null {
  if (sorting?.column !== column) return { column, isDescending: false };
  return sorting.isDescending ? null : { column, isDescending: true };
}

/** Where a key leads in a list of `count` rows of which `page` are seen; undefined: it is no such key. */
export function rowAfterKey(
  key: string,
  { current, count, page }: { readonly current: number; readonly count: number; readonly page: number },
): number | undefined {
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: current + 1,
    ArrowUp: current - 1,
    PageDown: current + page,
    PageUp: current - page,
    Home: 0,
    End: count - 1,
  };
  const target = targets[key];
  return target === undefined ? undefined : Math.max(0, Math.min(count - 1, target));
}

/** Grid tracks of the columns, and the width in pixels below which the table scrolls sideways instead of squeezing them. */
export function tracksOf(
  columns: readonly { readonly width: string; readonly minWidth?: number | undefined }[],
  gap: number,
): { readonly template: string; readonly minWidth: number } {
  const least = columns.map(({ width, minWidth }) =>
    width.endsWith('px') ? Number.parseFloat(width) : (minWidth ?? DEFAULT_MIN_WIDTH),
  );
  return {
    template: columns
      .map(({ width }, index) => (width.endsWith('px') ? width : `minmax(${least[index] ?? 0}px, ${width})`))
      .join(' '),
    minWidth: least.reduce((sum, one) => sum + one, 0) + gap * (columns.length + 1),
  };
}

/**
 * The columns for which a width has room: those with the lowest `leaveOut` go first, those without stay. The columns
 * themselves while all of them fit, so that rows are not drawn anew.
 */
export function columnsWithin<Column extends Leavable>(
  columns: readonly Column[],
  gap: number,
  width: number,
): readonly Column[] {
  if (tracksOf(columns, gap).minWidth <= width) return columns;
  const next = columns
    .filter(({ leaveOut }) => leaveOut !== undefined)
    .sort((a, b) => (a.leaveOut ?? 0) - (b.leaveOut ?? 0))[0];
  if (next === undefined) return columns;
  return columnsWithin(
    columns.filter((one) => one !== next),
    gap,
    width,
  );
}

interface Leavable {
  readonly width: string;
  readonly minWidth?: number | undefined;
  readonly leaveOut?: number | undefined;
}

const DEFAULT_MIN_WIDTH = 96;
