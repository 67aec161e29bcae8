/** Choosing any number of items of a list of the site: the table, and below it what was chosen, each removable. */
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/list-states.tsx';

const useStyles = makeStyles({
  chosen: { display: 'grid', gap: tokens.spacingVerticalS },
  head: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM },
  list: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalS,
    margin: 0,
    padding: 0,
    listStyle: 'none',
    maxHeight: '160px',
    overflowY: 'auto',
  },
  item: {
    display: 'inline-flex',
    alignItems: 'center',
    maxWidth: '100%',
    paddingLeft: tokens.spacingHorizontalS,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground3,
    color: tokens.colorNeutralForeground1,
  },
  name: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  none: { color: tokens.colorNeutralForeground2 },
});

export interface ContentPickerProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly idOf: (row: Row) => string;
  readonly nameOf: (row: Row) => string;
  readonly selected: readonly string[];
  readonly onSelect: (ids: readonly string[]) => void;
  readonly emptyTitle: string;
  readonly emptyBody: string;
}

export function ContentPicker<Row>(props: ContentPickerProps<Row>): ReactElement {
  const { label, rows, columns, idOf, nameOf, selected, onSelect, emptyTitle, emptyBody } = props;
  const styles = useStyles();
  const { t } = useTranslation('content');
  const { t: common } = useTranslation();
  const names = new Map(rows.map((row) => [idOf(row), nameOf(row)]));
  return (
    <>
      <DataTable
        label={label}
        rows={rows}
        columns={columns}
        idOf={idOf}
        selected={selected}
        onSelect={onSelect}
        isMultiple
        empty={<EmptyState title={emptyTitle} body={emptyBody} />}
      />
      <section className={styles.chosen} aria-label={t('chosen', { count: selected.length })}>
        <div className={styles.head}>
          <Text weight="semibold" role="status">
            {t('chosen', { count: selected.length })}
          </Text>
          {selected.length > 1 && (
            <Button
              size="small"
              appearance="subtle"
              onClick={() => {
                onSelect([]);
              }}
            >
              {t('removeAll')}
            </Button>
          )}
        </div>
        {selected.length === 0 ? (
          <Text className={styles.none}>{t('noneChosen')}</Text>
        ) : (
          <ul className={styles.list}>
            {selected.map((id) => (
              <li key={id} className={styles.item}>
                <span className={styles.name} title={id}>
                  {names.get(id) ?? t('gone', { id })}
                </span>
                <Button
                  size="small"
                  appearance="transparent"
                  icon={<DismissRegular />}
                  aria-label={`${common('remove')}: ${names.get(id) ?? id}`}
                  onClick={() => {
                    onSelect(selected.filter((one) => one !== id));
                  }}
                />
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
