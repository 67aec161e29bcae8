/** Reads the lists of the site again; the original wizard has to be closed for that. */
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime } from '../text/format.ts';
import { useCatalog, useStores, useWizard } from './stores-context.tsx';

const useStyles = makeStyles({
  row: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM, flexWrap: 'wrap' },
  when: { color: tokens.colorNeutralForeground3 },
});

export function RefreshLists(): ReactElement | null {
  const styles = useStyles();
  const { t, i18n } = useTranslation('content');
  const { t: common } = useTranslation();
  const { catalog } = useStores();
  const site = useWizard((state) => state.draft.site);
  const readAt = useCatalog((state) => state.catalog?.readAt);
  const isLoading = useCatalog((state) => state.state === 'loading');
  if (readAt === undefined) return null;
  return (
    <div className={styles.row}>
      <Button
        size="small"
        appearance="subtle"
        icon={<ArrowClockwiseRegular />}
        disabledFocusable={isLoading}
        onClick={() => {
          void catalog.getState().load(site, true);
        }}
      >
        {common('refresh')}
      </Button>
      <Text size={200} className={styles.when} role="status">
        {isLoading ? common('loading') : t('readAt', { time: formatTime(readAt, i18n.language) })}
      </Text>
    </div>
  );
}
