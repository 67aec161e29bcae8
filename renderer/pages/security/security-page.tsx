/** Security: password, media certificate or date range, who may use the medium, encryption; and when it stops working. */
import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  Radio,
  RadioGroup,
} from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FormField } from '../../ui/form-field.tsx';
import { Page } from '../../ui/page.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';
import { CertificateSection } from './certificate-section.tsx';
import { ExpiryLine } from './expiry-line.tsx';
import { PasswordSection } from './password-section.tsx';
import { UsersSection } from './users-section.tsx';
import { ValiditySection } from './validity-section.tsx';

export function SecurityPage(): ReactElement {
  const { t } = useTranslation('security');
  const kind = useWizard((state) => state.draft.kind);
  // What is shown is about the moment the page was opened; a day more or less is what it is about.
  const [now] = useState(() => new Date());
  return (
    <Page title={t('title')} intro={t('intro')}>
      <ExpiryLine now={now} />
      <PasswordSection />
      {kind === 'standalone' ? <ValiditySection /> : <CertificateSection now={now} />}
      {kind !== 'standalone' && <UsersSection />}
      <Advanced />
    </Page>
  );
}

function Advanced(): ReactElement {
  const { t } = useTranslation('security');
  const { t: common } = useTranslation();
  const { wizard } = useStores();
  const algorithm = useWizard((state) => state.draft.algorithm);
  return (
    <Accordion collapsible defaultOpenItems={algorithm === 'aes-256' ? [] : ['advanced']}>
      <AccordionItem value="advanced">
        <AccordionHeader as="h2">{common('advanced')}</AccordionHeader>
        <AccordionPanel>
          <FormField label={t('algorithm')} help="security.algorithm" field="algorithm">
            <RadioGroup
              value={algorithm}
              onChange={(_event, { value }) => {
                wizard.getState().update({ algorithm: value === 'aes-128' ? 'aes-128' : 'aes-256' });
              }}
            >
              <Radio value="aes-256" label={t('aes256')} />
              <Radio value="aes-128" label={t('aes128')} />
            </RadioGroup>
          </FormField>
        </AccordionPanel>
      </AccordionItem>
    </Accordion>
  );
}
