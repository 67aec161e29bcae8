/** How large the medium will be, or what is still missing to know it. */
import { makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { Info16Regular } from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../text/format.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { HelpButton } from '../../ui/form-field.tsx';
import type { FollowedPlan } from '../../ui/use-plan.ts';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  icon: { flexShrink: 0 },
  text: { flexGrow: 1 },
});

export function PlanSize({ plan }: { readonly plan: FollowedPlan }): ReactElement {
  const styles = useStyles();
  const { t, i18n } = useTranslation('outputs');
  const { t: names } = useTranslation('names');
  const { state, plan: found, error, missing, retry } = plan;
  if (state === 'error' && error !== null) {
    return <ErrorPanel title={t('plan.failed')} error={error} onRetry={retry} />;
  }
  const size = (bytes: number | undefined): string => formatBytes(bytes ?? 0, i18n.language);
  const text = {
    loading: t('plan.loading'),
    error: '',
    ready: t('plan.ready', { drive: size(found?.driveBytes), iso: size(found?.isoBytes) }),
    incomplete: t('plan.incomplete', {
      pages: missing.map((page) => names(`pages.${page}`)).join(', '),
    }),
    'not-built': t('plan.not-built'),
  }[state];
  return (
    <div className={styles.row} role="status" data-help="outputs.plan">
      {state === 'loading' ? <Spinner size="tiny" /> : <Info16Regular className={styles.icon} aria-hidden />}
      <Text className={styles.text}>{text}</Text>
      <HelpButton label={t('planTitle')} help="outputs.plan" />
    </div>
  );
}
