/**
 * Labels on paper: 70 x 37 mm, the size of sheets with 3 x 8 labels on A4 (the height of a row is 297/8 mm), or one label on a
 * page of its own for label printers. Pure.
 */
export type LabelPaper = 'single' | 'a4';

export const LABEL_COLUMNS = 3;
export const LABEL_ROWS = 8;
export const LABELS_PER_SHEET = LABEL_COLUMNS * LABEL_ROWS;

export interface LabelOrder {
  readonly paper: LabelPaper;
  readonly count: number;
  /** A4: the first free place of a sheet that was used before, from 1. */
  readonly firstPlace: number;
}

/** Pages of places; false stays empty. */
export function pagesOfLabels({ paper, count, firstPlace }: LabelOrder): readonly (readonly boolean[])[] {
  const wanted = Math.max(0, Math.floor(count));
  if (paper === 'single') return Array.from({ length: wanted }, () => [true]);
  const skipped = Math.min(LABELS_PER_SHEET - 1, Math.max(0, Math.floor(firstPlace) - 1));
  const places = [
    ...Array.from({ length: skipped }, () => false),
    ...Array.from({ length: wanted }, () => true),
  ];
  if (wanted === 0) return [];
  return Array.from({ length: Math.ceil(places.length / LABELS_PER_SHEET) }, (_unused, page) =>
    places.slice(page * LABELS_PER_SHEET, (page + 1) * LABELS_PER_SHEET),
  );
}
