/** Page of the wizard. */
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page.tsx';

export function TaskSequencePage(): ReactElement {
  const { t } = useTranslation('taskSequence');
  return <Page title={t('title')}>{null}</Page>;
}
