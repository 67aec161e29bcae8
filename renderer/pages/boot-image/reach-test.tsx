/** Tries to reach a gateway from this computer: reached in so many milliseconds, or why not. */
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircle16Filled, ErrorCircle16Filled, PlugConnectedRegular } from '@fluentui/react-icons';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorData } from '#contract/bridge.ts';
import type { Reachability } from '#contract/site.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';

const useStyles = makeStyles({
  row: { display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  result: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  good: { color: tokens.colorPaletteGreenForeground1, flexShrink: 0 },
  bad: { color: tokens.colorPaletteRedForeground1, flexShrink: 0 },
  detail: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
});

export function ReachTest({ gateway }: { readonly gateway: string }): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('bootImage');
  const { client } = useStores();
  const site = useWizard((state) => state.draft.site);
  const [isTesting, setTesting] = useState(false);
  const [result, setResult] = useState<Reachability | null>(null);
  const [error, setError] = useState<ErrorData | null>(null);
  const test = async (): Promise<void> => {
    setTesting(true);
    const reply = await client.call('site.reachGateway', { site, gateway });
    setTesting(false);
    setResult(reply.ok ? reply.value : null);
    setError(reply.ok ? reply.value.error : reply);
  };
  return (
    <>
      <div className={styles.row}>
        <Button
          size="small"
          icon={<PlugConnectedRegular />}
          disabledFocusable={isTesting}
          onClick={() => void test()}
        >
          {t('test')}
        </Button>
        <span role="status" className={styles.result}>
          {isTesting && <Text>{t('testing')}</Text>}
          {!isTesting && result?.state === 'reached' && (
            <>
              <CheckmarkCircle16Filled className={styles.good} aria-hidden />
              <Text>{t('reached', { milliseconds: Math.round(result.milliseconds) })}</Text>
            </>
          )}
          {!isTesting && result?.state === 'failed' && (
            <>
              <ErrorCircle16Filled className={styles.bad} aria-hidden />
              <Text>{t('notReached')}</Text>
            </>
          )}
        </span>
      </div>
      {!isTesting && result !== null && error === null && (
        <Text size={200} className={styles.detail} lang="en">
          {result.detail}
        </Text>
      )}
      {!isTesting && error !== null && <ErrorPanel title={t('notReached')} error={error} />}
    </>
  );
}
