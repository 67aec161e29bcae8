/** Who may use the medium: computers the site does not know, and whom a device belongs to afterwards. */
import { Dropdown, Option } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckField } from '../../ui/check-field.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { Section } from '../../ui/page.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';

const AFFINITIES = ['none', 'pending', 'auto'] as const;

export function UsersSection(): ReactElement {
  const { t } = useTranslation('security');
  const { wizard } = useStores();
  const unknownComputers = useWizard((state) => state.draft.unknownComputers);
  const affinity = useWizard((state) => state.draft.userDeviceAffinity);
  return (
    <Section title={t('devices')} help="security.unknownComputers">
      <CheckField
        label={t('unknownComputers')}
        help="security.unknownComputers"
        hint={t('unknownComputersHint')}
        isChecked={unknownComputers}
        onChange={(isChecked) => {
          wizard.getState().update({ unknownComputers: isChecked });
        }}
      />
      <FormField label={t('affinity')} help="security.affinity" field="userDeviceAffinity">
        <Dropdown
          value={t(`affinities.${affinity}`)}
          selectedOptions={[affinity]}
          onOptionSelect={(_event, { optionValue }) => {
            const found = AFFINITIES.find((one) => one === optionValue);
            if (found !== undefined) wizard.getState().update({ userDeviceAffinity: found });
          }}
        >
          {AFFINITIES.map((one) => (
            <Option key={one} value={one} text={t(`affinities.${one}`)}>
              {t(`affinities.${one}`)}
            </Option>
          ))}
        </Dropdown>
      </FormField>
    </Section>
  );
}
