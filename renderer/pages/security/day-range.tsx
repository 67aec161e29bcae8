/** Two days side by side: from and until. Empty means the default, which the hints name. */
import { Input, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOf, endOfDay, startOfDay } from '../../state/day.ts';
import { FormField } from '../../ui/form-field.tsx';

const useStyles = makeStyles({
  dates: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(200px, 280px))',
    gap: tokens.spacingHorizontalL,
  },
});

export interface DayRangeProps {
  /** "certificate": the field of the request; its problems are shown at `<field>.start` and `<field>.expires`. */
  readonly field: 'certificate' | 'validity';
  /** ISO 8601, or empty. */
  readonly start: string;
  readonly expires: string;
  readonly startHint: string;
  readonly expiresHint: string;
  readonly onChange: (change: { readonly start?: string; readonly expires?: string }) => void;
}

export function DayRange(props: DayRangeProps): ReactElement {
  const { field, start, expires, startHint, expiresHint, onChange } = props;
  const styles = useStyles();
  const { t } = useTranslation('security');
  return (
    <div className={styles.dates}>
      <FormField
        label={t('startDate')}
        help={`security.${field}`}
        field={`${field}.start`}
        hint={startHint}
        isOptional
      >
        <Input
          type="date"
          value={dayOf(start)}
          onChange={(_event, { value }) => {
            onChange({ start: startOfDay(value) });
          }}
        />
      </FormField>
      <FormField
        label={t('expirationDate')}
        help={`security.${field}`}
        field={`${field}.expires`}
        hint={expiresHint}
        isOptional
      >
        <Input
          type="date"
          value={dayOf(expires)}
          {...(start === '' ? {} : { min: dayOf(start) })}
          onChange={(_event, { value }) => {
            onChange({ expires: endOfDay(value) });
          }}
        />
      </FormField>
    </div>
  );
}
