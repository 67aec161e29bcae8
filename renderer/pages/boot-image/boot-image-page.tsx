/** Page of the wizard. */
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page.tsx';

export function BootImagePage(): ReactElement {
  const { t } = useTranslation('bootImage');
  return <Page title={t('title')}>{null}</Page>;
}
