/** Which site the medium is made from: a choice among the connections, and how the chosen one is doing. */
import { Button, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircle16Filled, PlugConnectedRegular, Warning16Filled } from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime } from '../../text/format.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { SiteSelect } from '../../ui/site-select.tsx';
import { useConnections } from '../../ui/use-connections.ts';
import { useCatalog, useStores, useWizard } from '../../ui/stores-context.tsx';

const useStyles = makeStyles({
  row: { display: 'flex', alignItems: 'end', gap: tokens.spacingHorizontalM, flexWrap: 'wrap' },
  field: { flexGrow: 1, maxWidth: '480px', minWidth: 'min(100%, 240px)' },
  hint: { color: tokens.colorNeutralForeground3 },
  state: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, flexWrap: 'wrap' },
  good: { color: tokens.colorPaletteGreenForeground1, flexShrink: 0 },
  warning: { color: tokens.colorStatusWarningForeground1, flexShrink: 0 },
});

export function SiteSection(): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('mediaType');
  const { wizard, app } = useStores();
  const site = useWizard((state) => state.draft.site);
  const { connections, error } = useConnections();
  return (
    <>
      <div className={styles.row}>
        <div className={styles.field}>
          <FormField label={t('connection')} help="mediaType.site">
            <SiteSelect
              connections={connections}
              value={site}
              onChange={(value) => {
                wizard.getState().update({ site: value });
              }}
            />
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
      <Text size={200} className={styles.hint}>
        {t('siteHint')}
      </Text>
      {error !== null && <ErrorPanel title={t('sitesFailed')} error={error} />}
      <SiteState />
    </>
  );
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
