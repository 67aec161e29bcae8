/** Connections to sites: which there are, which one new media use, and how one is added. */
import { MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorData, Reply } from '#contract/bridge.ts';
import type { ConnectionList } from '#contract/site.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingState } from '../../ui/list-states.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { useStores } from '../../ui/stores-context.tsx';
import { AddConnection } from './add-connection.tsx';
import { ConnectionCard } from './connection-card.tsx';

const useStyles = makeStyles({
  cards: { display: 'grid', gap: tokens.spacingVerticalM },
});

export function SitesView(): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('sites');
  const { client } = useStores();
  const [list, setList] = useState<ConnectionList | null>(null);
  const [error, setError] = useState<ErrorData | null>(null);
  const [tries, setTries] = useState(0);
  const take = (reply: Reply<ConnectionList>): void => {
    if (reply.ok) setList(reply.value);
    setError(reply.ok ? null : reply);
  };
  useEffect(() => {
    let isCurrent = true;
    void client.call('site.list', {}).then((reply) => {
      if (isCurrent) take(reply);
    });
    return () => {
      isCurrent = false;
    };
  }, [client, tries]);
  return (
    <Page title={t('title')} intro={t('intro')}>
      {error !== null && (
        <ErrorPanel
          title={t('failed')}
          error={error}
          onRetry={() => {
            setTries(tries + 1);
          }}
        />
      )}
      {list === null && error === null && <LoadingState />}
      {list?.storage.kind === 'memory' && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{t('memoryOnly', { why: list.storage.why ?? '' })}</MessageBarBody>
        </MessageBar>
      )}
      <div className={styles.cards}>
        {list?.connections.map((connection) => (
          <ConnectionCard
            key={connection.name}
            connection={connection}
            canRemember={list.storage.kind === 'system'}
            onChange={setList}
            onRead={() => {
              setTries(tries + 1);
            }}
          />
        ))}
      </div>
      {list !== null && (
        <Section title={t('add')}>
          <AddConnection canRemember={list.storage.kind === 'system'} onAdd={setList} />
        </Section>
      )}
    </Page>
  );
}
