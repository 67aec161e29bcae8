/** Which site the medium is made from: a choice among the connections, and how the chosen one is doing. */
import { Button, makeStyles, Select, Spinner, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircle16Filled, PlugConnectedRegular, Warning16Filled } from '@fluentui/react-icons';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorData } from '#contract/bridge.ts';
import type { ConnectionView } from '#contract/site.ts';
import { formatTime } from '../../text/format.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { useCatalog, useStores, useWizard } from '../../ui/stores-context.tsx';

const useStyles = makeStyles({
  row: { display: 'flex', alignItems: 'end', gap: tokens.spacingHorizontalM, flexWrap: 'wrap' },
  field: { flexGrow: 1, maxWidth: '480px', minWidth: 'min(100%, 240px)' },
  state: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, flexWrap: 'wrap' },
  good: { color: tokens.colorPaletteGreenForeground1, flexShrink: 0 },
  warning: { color: tokens.colorStatusWarningForeground1, flexShrink: 0 },
});

export function SiteSection(): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('mediaType');
  const { wizard, app } = useStores();
  const site = useWizard((state) => state.draft.site);
  const [connections, error] = useConnections();
  // The draft's site may be one that was removed; it stays visible until another is chosen.
  const names = connections.some(({ name }) => name === site)
    ? connections
    : [{ name: site, kind: '' }, ...connections];
  return (
    <>
      <div className={styles.row}>
        <div className={styles.field}>
          <FormField label={t('site')} help="mediaType.site" hint={t('siteHint')}>
            <Select
              value={site}
              onChange={(_event, { value }) => {
                wizard.getState().update({ site: value });
              }}
            >
              {names.map(({ name, kind }) => (
                <option key={name} value={name}>
                  {kind === 'lab' || name === 'lab' ? t('lab') : name}
                </option>
              ))}
            </Select>
          </FormField>
        </div>
        <Button
          icon={<PlugConnectedRegular />}
          onClick={() => {
            app.getState().show('sites');
          }}
        >
          {t('manageSites')}
        </Button>
      </div>
      {error !== null && <ErrorPanel title={t('sitesFailed')} error={error} />}
      <SiteState />
    </>
  );
}

function useConnections(): readonly [readonly Pick<ConnectionView, 'name' | 'kind'>[], ErrorData | null] {
  const { client } = useStores();
  const [connections, setConnections] = useState<readonly ConnectionView[]>([]);
  const [error, setError] = useState<ErrorData | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void client.call('site.list', {}).then((reply) => {
      if (!isCurrent) return;
      if (reply.ok) setConnections(reply.value.connections);
      setError(reply.ok ? null : reply);
    });
    return () => {
      isCurrent = false;
    };
  }, [client]);
  return [connections, error];
}

/** Read, being read, old, or not to be read. */
function SiteState(): ReactElement | null {
  const styles = useStyles();
  const { t, i18n } = useTranslation('mediaType');
  const { catalog: store } = useStores();
  const { state, catalog, error, site } = useCatalog((all) => all);
  if (state === 'loading' && catalog === null)
    return <Spinner size="tiny" labelPosition="after" label={t('siteReading')} />;
  if (state === 'error' && error !== null) {
    return (
      <ErrorPanel
        title={t('siteFailed')}
        error={error}
        onRetry={() => {
          if (site !== null) void store.getState().load(site, true);
        }}
      />
    );
  }
  if (catalog === null) return null;
  const { siteCode, siteName, version } = catalog.site;
  return (
    <div className={styles.state} role="status">
      {catalog.isOffline ? (
        <Warning16Filled className={styles.warning} aria-hidden />
      ) : (
        <CheckmarkCircle16Filled className={styles.good} aria-hidden />
      )}
      <Text>{t('siteIs', { code: siteCode, name: siteName, version })}</Text>
      {catalog.isOffline && (
        <Text>{t('siteOffline', { time: formatTime(catalog.readAt, i18n.language) })}</Text>
      )}
    </div>
  );
}
