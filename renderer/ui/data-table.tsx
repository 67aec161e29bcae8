/**
 * A table of any number of rows: only what is seen is drawn, so 50,000 rows scroll as 50 do. It is searched, sorted by its
 * headings and used by keyboard like a list box: arrows move, Space or Enter chooses, Ctrl+A chooses all that is shown.
 * Trap: rows outside the view do not exist in the page, so screen readers get the counts from aria-rowcount, and the
 * active row is drawn wherever it is, because aria-activedescendant must name an element that exists.
 * Trap: the grid itself scrolls and has the focus; keys pressed on the headings inside it are theirs.
 * Callers keep `columns` stable (useMemo), or every keystroke reads all rows again.
 */
import {
  makeStyles,
  Text,
  tokens,
  useFieldControlProps_unstable,
  type FieldControlProps,
} from '@fluentui/react-components';
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
} from 'react';
import { useTranslation } from 'react-i18next';
import { COLUMN_GAP, ROW_HEIGHT, TableHeading, TableRow, type Column } from './data-table-row.tsx';
import { columnsWithin, nextSorting, rowAfterKey, tracksOf, type Sorting } from './table-rows.ts';
import { TableSearch } from './table-search.tsx';
import { useTableRows } from './use-table-rows.ts';
import { useWidth } from './use-width.ts';

export type { Column } from './data-table-row.tsx';

/** In a FormField, its label and its mistakes are the grid's. */
export interface DataTableProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly idOf: (row: Row) => string;
  /** Ids of the chosen rows; with `isMultiple` any number. */
  readonly selected: readonly string[];
  readonly onSelect: (ids: readonly string[]) => void;
  readonly isMultiple?: boolean;
  /** Why a row cannot be chosen; undefined when it can. */
  readonly whyNot?: (row: Row) => string | undefined;
  /** Of the rows, in pixels; fewer rows take less. */
  readonly height?: number;
  /** Shown instead when there are no rows at all. */
  readonly empty?: ReactNode;
}

const HEAD_HEIGHT = 33;
const SIDE_STEP = 80;

const useStyles = makeStyles({
  table: { display: 'grid', gap: tokens.spacingVerticalS, minWidth: 0 },
  grid: {
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    overflow: 'auto',
    fontSize: tokens.fontSizeBase300,
    // The browser must not shift what is seen while rows above are replaced.
    overflowAnchor: 'none',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  head: {
    position: 'sticky',
    top: 0,
    zIndex: 1,
    height: `${HEAD_HEIGHT}px`,
    boxSizing: 'border-box',
    backgroundColor: tokens.colorNeutralBackground3,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  headRow: { display: 'grid', columnGap: `${COLUMN_GAP}px`, padding: `0 ${COLUMN_GAP}px` },
  rows: { position: 'relative' },
  noMatch: { display: 'flex', alignItems: 'center', height: `${ROW_HEIGHT}px`, padding: `0 ${COLUMN_GAP}px` },
  why: { minHeight: tokens.lineHeightBase200, color: tokens.colorNeutralForeground2 },
});

export function DataTable<Row>(props: DataTableProps<Row>): ReactElement {
  return props.rows.length === 0 ? <>{props.empty}</> : <FilledTable {...props} />;
}

function FilledTable<Row>(props: DataTableProps<Row>): ReactElement {
  const { label, rows, columns, idOf, selected, onSelect, isMultiple = false, whyNot, height = 324 } = props;
  const field = useFieldControlProps_unstable<FieldControlProps>({});
  const styles = useStyles();
  const { t } = useTranslation();
  const tableId = useId();
  const grid = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [sorting, setSorting] = useState<Sorting | null>(null);
  // Who comes back to a page finds the chosen row.
  const [active, setActive] = useState(() => Math.max(0, firstChosen(rows, idOf, selected)));
  const shown = useTableRows({ rows, columns, sorting, text });
  const chosen = useMemo(() => new Set(selected), [selected]);
  const width = useWidth(grid);
  const seen = useMemo(() => columnsWithin(columns, COLUMN_GAP, width), [columns, width]);
  const { template, minWidth } = useMemo(() => tracksOf(seen, COLUMN_GAP), [seen]);
  const current = Math.min(active, shown.length - 1);
  const rangeExtractor = useCallback(
    (range: Range) => {
      const drawn = defaultRangeExtractor(range);
      return current < 0 || drawn.includes(current) ? drawn : [...drawn, current].sort((a, b) => a - b);
    },
    [current],
  );
  // No compiler memoises this component, which is all the rule warns of.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => grid.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
    scrollPaddingStart: HEAD_HEIGHT,
    scrollMargin: HEAD_HEIGHT,
    rangeExtractor,
  });
  useEffect(() => {
    if (current > 0) virtual.scrollToIndex(current, { align: 'center' });
    // Once, when the table is shown.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  const choose = (row: Row): void => {
    if (whyNot?.(row) !== undefined) return;
    const id = idOf(row);
    if (!isMultiple) onSelect([id]);
    else onSelect(chosen.has(id) ? selected.filter((one) => one !== id) : [...selected, id]);
  };
  const chooseAll = (): void => {
    const added = shown
      .filter((row) => whyNot?.(row) === undefined)
      .map(idOf)
      .filter((id) => !chosen.has(id));
    onSelect([...selected, ...added]);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== grid.current) return;
    const page = Math.max(1, Math.floor(height / ROW_HEIGHT) - 1);
    const next = rowAfterKey(event.key, { current, count: shown.length, page });
    const row = shown[current];
    if (next !== undefined) {
      virtual.scrollToIndex(next);
      setActive(next);
    } else if ((event.key === ' ' || event.key === 'Enter') && row !== undefined) choose(row);
    else if (event.key === 'ArrowLeft') grid.current.scrollBy({ left: -SIDE_STEP });
    else if (event.key === 'ArrowRight') grid.current.scrollBy({ left: SIDE_STEP });
    else if (event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey) && isMultiple) chooseAll();
    else return;
    event.preventDefault();
  };
  const onClick = (event: MouseEvent): void => {
    const index = indexOf(event.target);
    const row = index === undefined ? undefined : shown[index];
    if (index === undefined || row === undefined) return;
    setActive(index);
    choose(row);
  };
  const activeRow = shown[current];
  const reason = activeRow === undefined ? undefined : whyNot?.(activeRow);
  const items = virtual.getVirtualItems();
  return (
    <div className={styles.table}>
      <TableSearch
        label={label}
        text={text}
        onSearch={(value) => {
          setText(value);
          setActive(0);
        }}
        shown={shown.length}
        total={rows.length}
      />
      <div
        ref={grid}
        role="grid"
        className={styles.grid}
        style={{ maxHeight: height + HEAD_HEIGHT }}
        tabIndex={0}
        {...field}
        aria-label={field['aria-labelledby'] === undefined ? label : undefined}
        aria-rowcount={shown.length + 1}
        aria-multiselectable={isMultiple}
        aria-activedescendant={
          items.some(({ index }) => index === current) ? `${tableId}-${current}` : undefined
        }
        onKeyDown={onKeyDown}
        onClick={onClick}
      >
        <div role="rowgroup" className={styles.head} style={{ minWidth }}>
          <div
            role="row"
            aria-rowindex={1}
            className={styles.headRow}
            style={{ gridTemplateColumns: template }}
          >
            {seen.map((column) => (
              <TableHeading
                key={column.id}
                label={column.label}
                column={column.id}
                sorting={sorting}
                onSort={(id) => {
                  setSorting(nextSorting(sorting, id));
                }}
              />
            ))}
          </div>
        </div>
        <div
          role="rowgroup"
          className={styles.rows}
          style={{ minWidth, height: Math.max(virtual.getTotalSize(), shown.length === 0 ? ROW_HEIGHT : 0) }}
        >
          {shown.length === 0 && (
            <div role="row" className={styles.noMatch}>
              <span role="gridcell">{t('noMatches', { text })}</span>
            </div>
          )}
          {items.map(({ index, start }) => {
            const row = shown[index];
            if (row === undefined) return null;
            return (
              <TableRow
                key={idOf(row)}
                id={`${tableId}-${index}`}
                row={row}
                index={index}
                columns={seen}
                template={template}
                start={start - HEAD_HEIGHT}
                isMultiple={isMultiple}
                isChosen={chosen.has(idOf(row))}
                isActive={index === current}
                whyNot={whyNot?.(row)}
              />
            );
          })}
        </div>
      </div>
      {whyNot !== undefined && (
        <Text size={200} className={styles.why} role="status">
          {reason === undefined ? '' : t('cannotChoose', { reason })}
        </Text>
      )}
    </div>
  );
}

function firstChosen<Row>(
  rows: readonly Row[],
  idOf: (row: Row) => string,
  selected: readonly string[],
): number {
  return selected.length === 0 ? -1 : rows.findIndex((row) => idOf(row) === selected[0]);
}

function indexOf(target: EventTarget): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
  return row === null ? undefined : Number(row.dataset['index']);
}
