/** The rows grouped by their state, with counts, a filter, and all details open or closed. */
import { Button, makeStyles, Spinner, Text, ToggleButton, tokens } from '@fluentui/react-components';
import { ArrowClockwise16Regular } from '@fluentui/react-icons';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { PrerequisiteTable } from '#contract/prerequisites.ts';
import { groupsOf, needsAttention, type RowFilter } from '../../state/prerequisite-view.ts';
import { formatTime } from '../../text/format.ts';
import { EmptyState } from '../../ui/list-states.tsx';
import { PrerequisiteItem } from './prerequisite-item.tsx';

const FILTERS = ['all', 'attention'] as const satisfies readonly RowFilter[];

const useStyles = makeStyles({
  filter: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalXS },
  bar: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  side: {
    marginLeft: 'auto',
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
  },
  muted: { color: tokens.colorNeutralForeground3 },
  group: { display: 'grid', gap: tokens.spacingVerticalXS },
  heading: {
    margin: 0,
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
  list: {
    margin: 0,
    padding: 0,
    listStyle: 'none',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    overflow: 'hidden',
  },
});

export interface PrerequisiteListProps {
  readonly table: PrerequisiteTable;
  readonly isChecking: boolean;
  readonly onRecheck: () => void;
}

export function PrerequisiteList({ table, isChecking, onRecheck }: PrerequisiteListProps): ReactElement {
  const styles = useStyles();
  const { t, i18n } = useTranslation('prerequisites');
  const [filter, setFilter] = useState<RowFilter>('all');
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const { rows, checkedAt } = table;
  const groups = groupsOf(rows, filter);
  const attention = rows.filter(needsAttention).length;
  const isAllOpen = rows.every(({ id }) => open.has(id));
  const toggle = (id: string): void => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  return (
    <>
      <div className={styles.bar}>
        <div role="group" aria-label={t('filter')} className={styles.filter}>
          {FILTERS.map((one) => (
            <ToggleButton
              key={one}
              size="small"
              checked={filter === one}
              onClick={() => {
                setFilter(one);
              }}
            >
              {one === 'all'
                ? t('filterAll', { count: rows.length })
                : t('filterAttention', { count: attention })}
            </ToggleButton>
          ))}
        </div>
        <div className={styles.side}>
          <Text size={200} className={styles.muted} role="status">
            {isChecking ? (
              <Spinner size="extra-tiny" label={t('checkingAgain')} />
            ) : (
              t('checkedAt', { time: formatTime(checkedAt, i18n.language) })
            )}
          </Text>
          <Button
            size="small"
            appearance="subtle"
            onClick={() => {
              setOpen(isAllOpen ? new Set() : new Set(rows.map(({ id }) => id)));
            }}
          >
            {isAllOpen ? t('collapseAll') : t('expandAll')}
          </Button>
          <Button
            size="small"
            icon={<ArrowClockwise16Regular />}
            disabledFocusable={isChecking}
            onClick={onRecheck}
          >
            {t('recheck')}
          </Button>
        </div>
      </div>
      {groups.length === 0 && <EmptyState title={t('noAttention')} />}
      {groups.map(({ state, rows: members }) => {
        const title = t('group', { state: t(`state.${state}`), count: members.length });
        return (
          <section key={state} className={styles.group} aria-label={title}>
            <h2 className={styles.heading}>{title}</h2>
            <ul className={styles.list}>
              {members.map((row) => (
                <PrerequisiteItem
                  key={row.id}
                  row={row}
                  isOpen={open.has(row.id)}
                  onToggle={() => {
                    toggle(row.id);
                  }}
                />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}
