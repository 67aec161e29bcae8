/** What a list shows when it has no rows to show: loading, empty, failed; and that what it shows is old. */
import {
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  Button,
  Spinner,
  Text,
  tokens,
} from '@fluentui/react-components';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CatalogView } from '#contract/site.ts';
import { formatTime } from '../text/format.ts';
import { ErrorPanel } from './error-panel.tsx';
import { useCatalog, useStores, useWizard } from './stores-context.tsx';

const useStyles = makeStyles({
  box: {
    display: 'grid',
    placeItems: 'center',
    alignContent: 'center',
    gap: tokens.spacingVerticalS,
    minHeight: '180px',
    padding: tokens.spacingHorizontalXL,
    textAlign: 'center',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  body: { color: tokens.colorNeutralForeground2, maxWidth: '60ch' },
});

export function LoadingState({ label }: { readonly label?: string }): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <div className={styles.box}>
      <Spinner label={label ?? t('loading')} />
    </div>
  );
}

export interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly body?: ReactNode;
  readonly action?: ReactNode;
}

export function EmptyState({ icon, title, body, action }: EmptyStateProps): ReactElement {
  const styles = useStyles();
  return (
    <div className={styles.box}>
      {icon}
      <Text weight="semibold" size={400}>
        {title}
      </Text>
      {body !== undefined && <Text className={styles.body}>{body}</Text>}
      {action}
    </div>
  );
}

export function OfflineBar({
  readAt,
  onRetry,
}: {
  readonly readAt: string;
  readonly onRetry: () => void;
}): ReactElement {
  const { t, i18n } = useTranslation();
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>{t('offline', { time: formatTime(readAt, i18n.language) })}</MessageBarBody>
      <MessageBarActions>
        <Button onClick={onRetry}>{t('retry')}</Button>
      </MessageBarActions>
    </MessageBar>
  );
}

/** The lists of the wizard's site, or why they are not there. Loads them when nobody has. */
export function WithCatalog({
  failedTitle,
  children,
}: {
  readonly failedTitle: string;
  readonly children: (catalog: CatalogView) => ReactNode;
}): ReactElement {
  const { catalog: store } = useStores();
  const site = useWizard((state) => state.draft.site);
  const { state, catalog, error } = useCatalog((all) => all);
  const load = (refresh: boolean): void => {
    void store.getState().load(site, refresh);
  };
  if (state === 'error' && error !== null) {
    return (
      <ErrorPanel
        title={failedTitle}
        error={error}
        onRetry={() => {
          load(true);
        }}
      />
    );
  }
  if (catalog === null) return <LoadingState />;
  return (
    <>
      {catalog.isOffline && (
        <OfflineBar
          readAt={catalog.readAt}
          onRetry={() => {
            load(true);
          }}
        />
      )}
      {children(catalog)}
    </>
  );
}
