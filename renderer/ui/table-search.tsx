/**
 * The line above a table: its search field, and how many rows are shown. Trap: Fluent's search box takes the label and
 * the mistakes of the field it is in for its own; they are the list's, so they end here.
 */
import { FieldContextProvider, makeStyles, SearchBox, Text, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  bar: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM, flexWrap: 'wrap' },
  search: { width: '280px', maxWidth: '100%' },
  count: { color: tokens.colorNeutralForeground3 },
});

export interface TableSearchProps {
  /** Of the table. */
  readonly label: string;
  readonly text: string;
  readonly onSearch: (text: string) => void;
  readonly shown: number;
  readonly total: number;
}

export function TableSearch({ label, text, onSearch, shown, total }: TableSearchProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <div className={styles.bar}>
      <FieldContextProvider value={undefined}>
        <SearchBox
          className={styles.search}
          size="small"
          aria-label={t('searchIn', { label })}
          placeholder={t('search')}
          dismiss={{ 'aria-label': t('clear') }}
          value={text}
          onChange={(_event, { value }) => {
            onSearch(value);
          }}
        />
      </FieldContextProvider>
      <Text size={200} className={styles.count} role="status">
        {shown === total ? t('rows', { count: total }) : t('rowsOf', { shown, total })}
      </Text>
    </div>
  );
}
