/**
 * Two days side by side: from and until. Empty means the default, which the hints name.
 * Trap: a date field is written as the browser's own language does, whatever `lang` says (Chromium shows 04/03/2027 in a
 * German window), so the day is repeated below it in words.
 */
import { Input, makeStyles, Text, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOf, endOfDay, startOfDay } from '../../state/day.ts';
import { formatLongDay } from '../../text/format.ts';
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
        hint={<DayHint iso={start} hint={startHint} />}
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
        hint={<DayHint iso={expires} hint={expiresHint} />}
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

function DayHint({ iso, hint }: { readonly iso: string; readonly hint: string }): ReactElement {
  const { i18n } = useTranslation();
  if (dayOf(iso) === '') return <>{hint}</>;
  return (
    <Text size={200} weight="semibold">
      {formatLongDay(iso, i18n.language)}
    </Text>
  );
}
