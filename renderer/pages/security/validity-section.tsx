/** Stand-alone media have no certificate of their own; a date range may limit them instead. */
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '../../state/draft.ts';
import { CheckField } from '../../ui/check-field.tsx';
import { Section } from '../../ui/page.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';
import { DayRange } from './day-range.tsx';

export function ValiditySection(): ReactElement {
  const { t } = useTranslation('security');
  const { wizard } = useStores();
  const hasValidity = useWizard((state) => state.draft.hasValidity);
  const start = useWizard((state) => state.draft.validityStart);
  const expires = useWizard((state) => state.draft.validityExpires);
  const update = (change: Partial<Draft>): void => {
    wizard.getState().update(change);
  };
  return (
    <Section title={t('validity')} help="security.validity">
      <CheckField
        label={t('validityRange')}
        help="security.validity"
        hint={t('validityHint')}
        isChecked={hasValidity}
        onChange={(isChecked) => {
          update({ hasValidity: isChecked });
        }}
      />
      {hasValidity && (
        <DayRange
          field="validity"
          start={start}
          expires={expires}
          startHint={t('validityStartHint')}
          expiresHint={t('validityExpiresHint')}
          onChange={(change) => {
            update({
              ...(change.start === undefined ? {} : { validityStart: change.start }),
              ...(change.expires === undefined ? {} : { validityExpires: change.expires }),
            });
          }}
        />
      )}
    </Section>
  );
}
