/** Page of the wizard. */
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page.tsx';

export function MediaTypePage(): ReactElement {
  const { t } = useTranslation('mediaType');
  return <Page title={t('title')}>{null}</Page>;
}
