/** Customization: variables the task sequence reads from the medium, and a command that runs before it is chosen. */
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page.tsx';
import { PrestartSection } from './prestart-section.tsx';
import { VariablesSection } from './variables-section.tsx';

export function CustomizationPage(): ReactElement {
  const { t } = useTranslation('customization');
  return (
    <Page title={t('title')} intro={t('intro')}>
      <VariablesSection />
      <PrestartSection />
    </Page>
  );
}
