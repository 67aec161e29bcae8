/**
 * A table of any number of rows: only what is seen is drawn, so 50,000 rows scroll as 50 do. It is searched, sorted by its
 * headings and used by keyboard like a list box: arrows move, Space or Enter chooses.
 * Trap: rows outside the view do not exist in the page, so screen readers get the counts from aria-rowcount, and the
 * active row is scrolled into view before it is named by aria-activedescendant.
 */
import { makeStyles, mergeClasses, SearchBox, Text, tokens } from '@fluentui/react-components';
import { ArrowSortDown16Regular, ArrowSortUp16Regular, CheckmarkCircle16Filled } from '@fluentui/react-icons';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useDeferredValue,
  useId,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
} from 'react';
import { useTranslation } from 'react-i18next';
import { findRows, sortRows, type Sorting } from './table-rows.ts';

export interface Column<Row> {
  readonly id: string;
  readonly label: string;
  /** A CSS grid track: "2fr", "120px". */
  readonly width: string;
  /** What is searched and sorted by. */
  readonly value: (row: Row) => string | number;
  /** What is shown; the value unless given. */
  readonly render?: (row: Row) => ReactNode;
}

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
  readonly height?: number;
  readonly empty?: ReactNode;
}

const ROW_HEIGHT = 36;

const useStyles = makeStyles({
  bar: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM, flexWrap: 'wrap' },
  search: { width: '280px', maxWidth: '100%' },
  count: { color: tokens.colorNeutralForeground3 },
  frame: {
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    overflow: 'hidden',
  },
  head: {
    display: 'grid',
    columnGap: tokens.spacingHorizontalM,
    padding: `0 ${tokens.spacingHorizontalM}`,
    backgroundColor: tokens.colorNeutralBackground3,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  headButton: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    minHeight: '32px',
    padding: 0,
    border: 'none',
    background: 'none',
    color: tokens.colorNeutralForeground1,
    font: 'inherit',
    fontWeight: tokens.fontWeightSemibold,
    textAlign: 'start',
    cursor: 'pointer',
  },
  body: {
    overflowY: 'auto',
    outlineOffset: '-2px',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  space: { position: 'relative' },
  row: {
    position: 'absolute',
    insetInline: 0,
    display: 'grid',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
    padding: `0 ${tokens.spacingHorizontalM}`,
    height: `${ROW_HEIGHT}px`,
    cursor: 'pointer',
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
  },
  chosen: {
    backgroundColor: tokens.colorNeutralBackground1Selected,
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Selected },
  },
  barred: { color: tokens.colorNeutralForeground3, cursor: 'not-allowed' },
  active: { boxShadow: `inset 3px 0 0 ${tokens.colorBrandStroke1}` },
  cell: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  first: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS, minWidth: 0 },
  check: { color: tokens.colorBrandForeground1, flexShrink: 0 },
});

export function DataTable<Row>(props: DataTableProps<Row>): ReactElement {
  const {
    label,
    rows,
    columns,
    idOf,
    selected,
    onSelect,
    isMultiple = false,
    whyNot,
    height = 320,
    empty,
  } = props;
  const styles = useStyles();
  const { t } = useTranslation();
  const tableId = useId();
  const body = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const [active, setActive] = useState(0);
  const wanted = useDeferredValue(text);
  const shown = useMemo(
    () => sortRows(findRows(rows, columns, wanted), columns, sorting),
    [rows, columns, wanted, sorting],
  );
  // No compiler memoises this component, which is all the rule warns of.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => body.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  });
  const template = { gridTemplateColumns: columns.map(({ width }) => width).join(' ') };
  const current = Math.min(active, shown.length - 1);
  const choose = (row: Row): void => {
    if (whyNot?.(row) !== undefined) return;
    const id = idOf(row);
    if (!isMultiple) onSelect([id]);
    else onSelect(selected.includes(id) ? selected.filter((one) => one !== id) : [...selected, id]);
  };
  const move = (index: number): void => {
    const next = Math.max(0, Math.min(shown.length - 1, index));
    virtual.scrollToIndex(next);
    setActive(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(height / ROW_HEIGHT) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: shown.length - 1,
    };
    const next = steps[event.key];
    const row = shown[current];
    if (next !== undefined) move(next);
    else if ((event.key === ' ' || event.key === 'Enter') && row !== undefined) choose(row);
    else return;
    event.preventDefault();
  };
  if (rows.length === 0) return <>{empty}</>;
  return (
    <div>
      <div className={styles.bar}>
        <SearchBox
          className={styles.search}
          size="small"
          aria-label={t('searchIn', { label })}
          placeholder={t('search')}
          value={text}
          onChange={(_event, { value }) => {
            setText(value);
            setActive(0);
          }}
        />
        <Text size={200} className={styles.count} role="status">
          {shown.length === rows.length
            ? t('rows', { count: rows.length })
            : t('rowsOf', { shown: shown.length, total: rows.length })}
        </Text>
      </div>
      <div
        className={styles.frame}
        role="grid"
        aria-label={label}
        aria-rowcount={shown.length + 1}
        aria-multiselectable={isMultiple}
        style={{ marginTop: 8 }}
      >
        <div role="row" aria-rowindex={1} className={styles.head} style={template}>
          {columns.map((column) => (
            <Heading
              key={column.id}
              column={column}
              sorting={sorting}
              onSort={() => {
                setSorting(nextSorting(sorting, column.id));
              }}
            />
          ))}
        </div>
        <div
          ref={body}
          role="rowgroup"
          className={styles.body}
          style={{ height: Math.min(height, Math.max(1, shown.length) * ROW_HEIGHT + 1) }}
          tabIndex={0}
          aria-label={label}
          aria-activedescendant={shown.length === 0 ? undefined : `${tableId}-${current}`}
          onKeyDown={onKeyDown}
        >
          {shown.length === 0 && (
            <div role="row" className={styles.row}>
              <span role="gridcell">{t('noMatches', { text: wanted })}</span>
            </div>
          )}
          <div role="presentation" className={styles.space} style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ index, start }) => {
              const row = shown[index];
              if (row === undefined) return null;
              const isChosen = selected.includes(idOf(row));
              const barred = whyNot?.(row);
              return (
                <div
                  key={idOf(row)}
                  id={`${tableId}-${index}`}
                  role="row"
                  aria-rowindex={index + 2}
                  aria-selected={isChosen}
                  aria-disabled={barred !== undefined}
                  title={barred}
                  className={mergeClasses(
                    styles.row,
                    isChosen && styles.chosen,
                    barred !== undefined && styles.barred,
                    index === current && styles.active,
                  )}
                  style={{ ...template, transform: `translateY(${start}px)` }}
                  onClick={() => {
                    setActive(index);
                    choose(row);
                  }}
                >
                  {columns.map((column, position) => (
                    <span
                      key={column.id}
                      role="gridcell"
                      className={position === 0 ? styles.first : styles.cell}
                    >
                      {position === 0 && isChosen && <CheckmarkCircle16Filled className={styles.check} />}
                      {position === 0 ? (
                        <span className={styles.cell}>{column.render?.(row) ?? column.value(row)}</span>
                      ) : (
                        (column.render?.(row) ?? column.value(row))
                      )}
                    </span>
                  ))}
                </div>
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

function Heading<Row>({
  column,
  sorting,
  onSort,
}: {
  readonly column: Column<Row>;
  readonly sorting: Sorting | null;
  readonly onSort: () => void;
}): ReactElement {
  const styles = useStyles();
  const isSorted = sorting?.column === column.id;
  const direction = !isSorted ? 'none' : sorting.isDescending ? 'descending' : 'ascending';
  return (
    <span role="columnheader" aria-sort={direction}>
      <button type="button" className={styles.headButton} onClick={onSort}>
        {column.label}
        {direction === 'ascending' && <ArrowSortUp16Regular aria-hidden />}
        {direction === 'descending' && <ArrowSortDown16Regular aria-hidden />}
      </button>
    </span>
  );
}

/** First up, then down, then as the site sent it. */
function nextSorting(sorting: Sorting | null, column: string): Sorting | null {
  if (sorting?.column !== column) return { column, isDescending: false };
  return sorting.isDescending ? null : { column, isDescending: true };
}
