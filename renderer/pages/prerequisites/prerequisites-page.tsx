/**
 * Page of the wizard: the conditions of deployments over a gateway, each with what was found and how to mend it. Only
 * what makes the medium useless keeps the wizard from going on.
 */
import { Button, MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { CloudCheckmark24Regular } from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { PrerequisiteTable } from '#contract/prerequisites.ts';
import type { PageId } from '../../state/pages.ts';
import { blockingRows, unmetRows } from '../../state/prerequisite-view.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { EmptyState, LoadingState } from '../../ui/list-states.tsx';
import { Page } from '../../ui/page.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';
import { usePrerequisites } from '../../ui/use-prerequisites.ts';
import { PrerequisiteList } from './prerequisite-list.tsx';

export function PrerequisitesPage(): ReactElement {
  const { t } = useTranslation('prerequisites');
  const cmg = useWizard(({ draft }) => draft.cmg);
  const isForInternet = useWizard(({ draft }) => draft.mediaManagement === 'internet-based');
  const { isAsked, state, table, error, recheck } = usePrerequisites();
  if (!isAsked) {
    return (
      <Page title={t('title')}>
        {isForInternet ? (
          <EmptyState title={t('noCmgTitle')} body={t('noCmgBody')} action={<PageLink page="boot-image" />} />
        ) : (
          <EmptyState
            icon={<CloudCheckmark24Regular aria-hidden />}
            title={t('nothingTitle')}
            body={t('nothingBody')}
            action={<PageLink page="management" />}
          />
        )}
      </Page>
    );
  }
  return (
    <Page title={t('title')} intro={t('intro', { cmg })}>
      <div data-help="prerequisites.page" style={{ display: 'contents' }}>
        {error !== null && <ErrorPanel title={t('failed')} error={error} onRetry={recheck} />}
        {table === null && error === null && <LoadingState label={t('checking', { cmg })} />}
        {table !== null && (
          <>
            <Verdict table={table} />
            <PrerequisiteList table={table} isChecking={state === 'loading'} onRecheck={recheck} />
          </>
        )}
      </div>
    </Page>
  );
}

function Verdict({ table }: { readonly table: PrerequisiteTable }): ReactElement {
  const { t, i18n } = useTranslation('prerequisites');
  const blocking = blockingRows(table.rows);
  const unmet = unmetRows(table.rows);
  if (blocking.length > 0) {
    const ids = new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(
      blocking.map(({ id, title }) => `${id} (${title})`),
    );
    return (
      <MessageBar intent="error" layout="multiline" role="alert">
        <MessageBarBody>
          <MessageBarTitle>{t('blockedTitle')}</MessageBarTitle>
          {t('blockedBody', { ids })}
        </MessageBarBody>
      </MessageBar>
    );
  }
  if (unmet.length > 0) {
    return (
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{t('unmetTitle', { count: unmet.length })}</MessageBarTitle>
          {t('unmetBody', { count: unmet.length })}
        </MessageBarBody>
      </MessageBar>
    );
  }
  return (
    <MessageBar intent="success">
      <MessageBarBody>{t('allMet')}</MessageBarBody>
    </MessageBar>
  );
}

function PageLink({ page }: { readonly page: PageId }): ReactElement {
  const { t } = useTranslation('prerequisites');
  const { t: names } = useTranslation('names');
  const { wizard } = useStores();
  return (
    <Button
      onClick={() => {
        wizard.getState().go(page);
      }}
    >
      {t('toPage', { page: names(`pages.${page}`) })}
    </Button>
  );
}
