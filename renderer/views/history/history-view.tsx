/** View: media made on this computer, what ends soon, and what can be done with each. */
import {
  Button,
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  SearchBox,
  Select,
  Text,
  tokens,
} from '@fluentui/react-components';
import { History24Regular } from '@fluentui/react-icons';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { arrangedEntries, type HistorySort } from '../../state/history-view.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { EmptyState, LoadingState } from '../../ui/list-states.tsx';
import { Page } from '../../ui/page.tsx';
import { useHistory, useStores } from '../../ui/stores-context.tsx';
import { EndingSoon } from './ending-soon.tsx';
import { HistoryCard } from './history-card.tsx';

const SORTS = ['created', 'expiry', 'label'] as const satisfies readonly HistorySort[];

const useStyles = makeStyles({
  bar: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  search: { width: '400px', maxWidth: '100%' },
  muted: { color: tokens.colorNeutralForeground3 },
  list: { margin: 0, padding: 0, listStyle: 'none', display: 'grid', gap: tokens.spacingVerticalM },
});

export function HistoryView(): ReactElement {
  const { t } = useTranslation('history');
  const { history } = useStores();
  const { state, entries, error, forgotten, forgetError } = useHistory((all) => all);
  useEffect(() => {
    void history.getState().load();
    return () => {
      void history.getState().settle();
    };
  }, [history]);
  const reload = (): void => {
    void history.getState().load();
  };
  return (
    <Page title={t('title')} intro={t('intro')}>
      <div data-help="history.page" style={{ display: 'contents' }}>
        {forgotten !== null && <Forgotten label={forgotten.label} />}
        {forgetError !== null && <ErrorPanel title={t('forgetFailed')} error={forgetError} />}
        {error !== null && <ErrorPanel title={t('failed')} error={error} onRetry={reload} />}
        {(state === 'loading' || state === 'idle') && entries.length === 0 && <LoadingState />}
        {state === 'ready' && entries.length === 0 && <NoMedia />}
        {entries.length > 0 && (
          <>
            <EndingSoon />
            <Entries />
          </>
        )}
      </div>
    </Page>
  );
}

function Entries(): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('history');
  const { t: common } = useTranslation();
  const entries = useHistory((state) => state.entries);
  const [text, setText] = useState('');
  const [sort, setSort] = useState<HistorySort>('created');
  const shown = arrangedEntries(entries, { text, sort });
  return (
    <>
      <div className={styles.bar}>
        <SearchBox
          className={styles.search}
          size="small"
          aria-label={t('search')}
          placeholder={t('search')}
          dismiss={{ 'aria-label': common('clear') }}
          value={text}
          onChange={(_event, { value }) => {
            setText(value);
          }}
        />
        <Select
          size="small"
          aria-label={t('sort')}
          value={sort}
          onChange={(_event, { value }) => {
            setSort(SORTS.find((one) => one === value) ?? 'created');
          }}
        >
          {SORTS.map((one) => (
            <option key={one} value={one}>
              {t(`sorts.${one}`)}
            </option>
          ))}
        </Select>
        <Text size={200} className={styles.muted} role="status">
          {shown.length === entries.length
            ? t('count', { count: entries.length })
            : t('countOf', { shown: shown.length, total: entries.length })}
        </Text>
      </div>
      {shown.length === 0 && <EmptyState title={common('noMatches', { text })} />}
      <ul className={styles.list} aria-label={t('title')}>
        {shown.map((entry) => (
          <HistoryCard key={entry.mediaId} entry={entry} />
        ))}
      </ul>
    </>
  );
}

function Forgotten({ label }: { readonly label: string }): ReactElement {
  const { t } = useTranslation('history');
  const { t: common } = useTranslation();
  const { history } = useStores();
  return (
    <MessageBar intent="info">
      <MessageBarBody>{t('forgotten', { label })}</MessageBarBody>
      <MessageBarActions>
        <Button
          onClick={() => {
            history.getState().undo();
          }}
        >
          {common('undo')}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}

function NoMedia(): ReactElement {
  const { t } = useTranslation('history');
  const { app } = useStores();
  return (
    <EmptyState
      icon={<History24Regular aria-hidden />}
      title={t('emptyTitle')}
      body={t('emptyBody')}
      action={
        <Button
          appearance="primary"
          onClick={() => {
            app.getState().show('wizard');
          }}
        >
          {t('newMedium')}
        </Button>
      }
    />
  );
}
