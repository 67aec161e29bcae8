/** What program this is: for whom somebody asks on the telephone. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '../../ui/page.tsx';
import { useApp } from '../../ui/stores-context.tsx';

const useStyles = makeStyles({
  facts: {
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalL}`,
    margin: 0,
  },
  name: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0, overflowWrap: 'anywhere' },
});

export function AboutSection(): ReactElement | null {
  const styles = useStyles();
  const { t } = useTranslation('settings');
  const info = useApp((state) => state.info);
  if (info === null) return null;
  const facts = [
    [t('version'), `${info.version} (${info.platform})`],
    [t('runsIn'), t(`hosts.${info.host}`)],
    [t('data'), info.dataFolder],
  ] as const;
  return (
    <Section title={t('about')}>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt className={styles.name}>{name}</dt>
            <dd className={styles.value}>{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
