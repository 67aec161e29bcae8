/** Page of the wizard. */
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page.tsx';

export function OutputsPage(): ReactElement {
  const { t } = useTranslation('outputs');
  return <Page title={t('title')}>{null}</Page>;
}
