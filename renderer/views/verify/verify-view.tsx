/** Page of the wizard. */
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page.tsx';

export function VerifyView(): ReactElement {
  const { t } = useTranslation('verify');
  return <Page title={t('title')}>{null}</Page>;
}
