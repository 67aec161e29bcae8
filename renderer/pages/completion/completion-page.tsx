/** Page of the wizard. */
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page.tsx';

export function CompletionPage(): ReactElement {
  const { t } = useTranslation('completion');
  return <Page title={t('title')}>{null}</Page>;
}
