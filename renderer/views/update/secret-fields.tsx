/** The secrets that the request needs; they are stored nowhere, so they are asked for again. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { MediaRequest } from '#contract/media-request.ts';
import { secretNeeds } from '../../state/update-choice.ts';
import { FormField } from '../../ui/form-field.tsx';
import { Section } from '../../ui/page.tsx';
import { SecretInput } from '../../ui/secret-input.tsx';
import { CERTIFICATE, hiddenName, PASSWORD, PASSWORD_AGAIN } from './use-update-secrets.ts';

const useStyles = makeStyles({
  fields: {
    display: 'grid',
    gap: tokens.spacingHorizontalL,
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 300px), 1fr))',
    maxWidth: '760px',
  },
  muted: { color: tokens.colorNeutralForeground2 },
});

export interface SecretFieldsProps {
  readonly request: MediaRequest;
  /** One of them was typed; the keeper has it. */
  readonly onChange: () => void;
}

export function SecretFields({ request, onChange }: SecretFieldsProps): ReactElement | null {
  const styles = useStyles();
  const { t } = useTranslation('update');
  const needs = secretNeeds(request);
  const fields: readonly (readonly [string, string])[] = [
    ...(needs.password
      ? [[PASSWORD, t('password')] as const, [PASSWORD_AGAIN, t('passwordAgain')] as const]
      : []),
    ...needs.hidden.map((name) => [hiddenName(name), t('hidden', { name })] as const),
    ...(needs.certificatePassword ? [[CERTIFICATE, t('certificatePassword')] as const] : []),
  ];
  if (fields.length === 0) return null;
  return (
    <Section title={t('secrets')}>
      <Text className={styles.muted}>{t('secretsHint')}</Text>
      <div className={styles.fields}>
        {fields.map(([name, label]) => (
          <FormField key={name} label={label} help="update.password">
            <SecretInput name={name} label={label} onChange={onChange} />
          </FormField>
        ))}
      </div>
    </Section>
  );
}
