/** Page of the wizard. */
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page.tsx';

export function InspectView(): ReactElement {
  const { t } = useTranslation('inspect');
  return <Page title={t('title')}>{null}</Page>;
}
