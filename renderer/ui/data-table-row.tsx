/** One row of a data table, and one heading; drawn anew only when something of their own changes. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import {
  ArrowSort16Regular,
  ArrowSortDown16Filled,
  ArrowSortUp16Filled,
  CheckboxChecked16Filled,
  CheckboxUnchecked16Regular,
  Circle16Regular,
  Prohibited16Regular,
  RadioButton16Filled,
} from '@fluentui/react-icons';
import { memo, type ReactElement, type ReactNode } from 'react';
import type { Sorting } from './table-rows.ts';

export interface Column<Row> {
  readonly id: string;
  readonly label: string;
  /** A CSS grid track: "2fr", "120px". */
  readonly width: string;
  /** Pixels below which a column of flexible width does not shrink; 96 unless given. */
  readonly minWidth?: number;
  /** Where the table is too narrow, the column with the lowest number is left out first; it is still searched. */
  readonly leaveOut?: number;
  /** What is searched and sorted by. */
  readonly value: (row: Row) => string | number;
  /** What is shown; the value unless given. */
  readonly render?: (row: Row) => ReactNode;
}

export const ROW_HEIGHT = 36;
export const COLUMN_GAP = 12;

const useStyles = makeStyles({
  row: {
    position: 'absolute',
    insetInline: 0,
    top: 0,
    display: 'grid',
    alignItems: 'center',
    columnGap: `${COLUMN_GAP}px`,
    padding: `0 ${COLUMN_GAP}px`,
    height: `${ROW_HEIGHT}px`,
    boxSizing: 'border-box',
    cursor: 'pointer',
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    ':hover': {
      backgroundColor: tokens.colorNeutralBackground1Hover,
      color: tokens.colorNeutralForeground1Hover,
    },
  },
  chosen: {
    backgroundColor: tokens.colorNeutralBackground1Selected,
    color: tokens.colorNeutralForeground1Selected,
    ':hover': {
      backgroundColor: tokens.colorNeutralBackground1Selected,
      color: tokens.colorNeutralForeground1Selected,
    },
  },
  barred: { color: tokens.colorNeutralForeground3, cursor: 'not-allowed' },
  active: { boxShadow: `inset 3px 0 0 ${tokens.colorCompoundBrandStroke}` },
  cell: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', minWidth: 0 },
  first: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS, minWidth: 0 },
  mark: { display: 'inline-flex', flexShrink: 0 },
  marked: { color: tokens.colorBrandForeground1 },
  headButton: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    width: '100%',
    minHeight: '32px',
    padding: 0,
    border: 'none',
    background: 'none',
    color: 'inherit',
    font: 'inherit',
    fontWeight: tokens.fontWeightSemibold,
    textAlign: 'start',
    cursor: 'pointer',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  headText: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  icon: { flexShrink: 0 },
  unsorted: { color: tokens.colorNeutralForeground4 },
});

export interface TableRowProps<Row> {
  readonly id: string;
  readonly row: Row;
  readonly index: number;
  readonly columns: readonly Column<Row>[];
  readonly template: string;
  readonly start: number;
  readonly isMultiple: boolean;
  readonly isChosen: boolean;
  readonly isActive: boolean;
  readonly whyNot: string | undefined;
}

function PlainTableRow<Row>(props: TableRowProps<Row>): ReactElement {
  const { id, row, index, columns, template, start, isMultiple, isChosen, isActive, whyNot } = props;
  const styles = useStyles();
  return (
    <div
      id={id}
      role="row"
      data-index={index}
      // The headings are row 1.
      aria-rowindex={index + 2}
      aria-selected={isChosen}
      aria-disabled={whyNot !== undefined}
      title={whyNot}
      className={mergeClasses(
        styles.row,
        isChosen && styles.chosen,
        whyNot !== undefined && styles.barred,
        isActive && styles.active,
      )}
      style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}
    >
      {columns.map((column, position) =>
        position === 0 ? (
          <span key={column.id} role="gridcell" className={styles.first}>
            <span className={mergeClasses(styles.mark, isChosen && styles.marked)} aria-hidden>
              <Mark isMultiple={isMultiple} isChosen={isChosen} isBarred={whyNot !== undefined} />
            </span>
            <span className={styles.cell}>{column.render?.(row) ?? column.value(row)}</span>
          </span>
        ) : (
          <span key={column.id} role="gridcell" className={styles.cell}>
            {column.render?.(row) ?? column.value(row)}
          </span>
        ),
      )}
    </div>
  );
}

// Sound: memo keeps the props of the component and only loses its type parameter.
export const TableRow = memo(PlainTableRow) as typeof PlainTableRow;

function Mark({
  isMultiple,
  isChosen,
  isBarred,
}: {
  readonly isMultiple: boolean;
  readonly isChosen: boolean;
  readonly isBarred: boolean;
}): ReactElement {
  if (isBarred) return <Prohibited16Regular />;
  if (isMultiple) return isChosen ? <CheckboxChecked16Filled /> : <CheckboxUnchecked16Regular />;
  return isChosen ? <RadioButton16Filled /> : <Circle16Regular />;
}

export function TableHeading({
  label,
  column,
  sorting,
  onSort,
}: {
  readonly label: string;
  readonly column: string;
  readonly sorting: Sorting | null;
  readonly onSort: (column: string) => void;
}): ReactElement {
  const styles = useStyles();
  const isSorted = sorting?.column === column;
  const direction = !isSorted ? 'none' : sorting.isDescending ? 'descending' : 'ascending';
  return (
    <span role="columnheader" aria-sort={direction} className={styles.cell}>
      <button
        type="button"
        className={styles.headButton}
        onClick={() => {
          onSort(column);
        }}
      >
        <span className={styles.headText}>{label}</span>
        {direction === 'ascending' && <ArrowSortUp16Filled className={styles.icon} aria-hidden />}
        {direction === 'descending' && <ArrowSortDown16Filled className={styles.icon} aria-hidden />}
        {direction === 'none' && (
          <ArrowSort16Regular className={mergeClasses(styles.icon, styles.unsorted)} aria-hidden />
        )}
      </button>
    </span>
  );
}
