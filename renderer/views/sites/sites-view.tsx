/** Page of the wizard. */
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page.tsx';

export function SitesView(): ReactElement {
  const { t } = useTranslation('sites');
  return <Page title={t('title')}>{null}</Page>;
}
