/** What program this is: for whom somebody asks on the telephone. */
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FactList } from '../../ui/fact-list.tsx';
import { Section } from '../../ui/page.tsx';
import { useApp } from '../../ui/stores-context.tsx';

export function AboutSection(): ReactElement | null {
  const { t } = useTranslation('settings');
  const info = useApp((state) => state.info);
  if (info === null) return null;
  const facts = [
    { name: t('version'), value: `${info.version} (${info.platform})` },
    { name: t('runsIn'), value: t(`hosts.${info.host}`) },
    { name: t('data'), value: info.dataFolder },
  ];
  return (
    <Section title={t('about')}>
      <FactList facts={facts} />
    </Section>
  );
}
