/** Both fields and the generator. A generated password is shown, because somebody has to write it down or copy it. */
import { Button, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircle16Filled, ErrorCircle16Filled } from '@fluentui/react-icons';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorData } from '#contract/bridge.ts';
import { MEDIA_PASSWORD, MEDIA_PASSWORD_AGAIN } from '../../state/secret-keeper.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { SecretInput } from '../../ui/secret-input.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';
import { usePasswordRating } from './use-password-rating.ts';

const useStyles = makeStyles({
  // Wide enough to read seven words.
  fields: { display: 'grid', gap: tokens.spacingVerticalM, maxWidth: '560px' },
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  match: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  same: { color: tokens.colorPaletteGreenForeground1 },
  differs: { color: tokens.colorPaletteRedForeground1 },
});

export function PasswordFields(): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('security');
  const { client, keeper } = useStores();
  const rate = usePasswordRating();
  const hasPassword = useWizard((state) => state.secrets.hasPassword);
  const [generated, setGenerated] = useState(0);
  const [error, setError] = useState<ErrorData | null>(null);
  useEffect(() => {
    // A password from before, not yet repeated, was perhaps not rated yet.
    if (keeper.has(MEDIA_PASSWORD)) rate();
    // Once, when the fields are shown.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  const generate = async (form: 'words' | 'characters'): Promise<void> => {
    const reply = await client.call('password.generate', { form });
    setError(reply.ok ? null : reply);
    if (!reply.ok) return;
    keeper.set(MEDIA_PASSWORD, reply.value.password);
    keeper.set(MEDIA_PASSWORD_AGAIN, reply.value.password);
    // New fields fill themselves from the keeper.
    setGenerated(generated + 1);
    rate();
  };
  return (
    <>
      <div className={styles.fields} key={generated}>
        <FormField label={t('password')} help="security.password" field="password">
          <SecretInput
            name={MEDIA_PASSWORD}
            label={t('password')}
            isRevealed={generated > 0}
            onChange={rate}
          />
        </FormField>
        <FormField label={t('passwordAgain')} help="security.password" field="passwordAgain">
          <SecretInput
            name={MEDIA_PASSWORD_AGAIN}
            label={t('passwordAgain')}
            isRevealed={generated > 0}
            onChange={rate}
          />
        </FormField>
      </div>
      <div className={styles.row}>
        <Button size="small" onClick={() => void generate('words')}>
          {t('generateWords')}
        </Button>
        <Button size="small" onClick={() => void generate('characters')}>
          {t('generateCharacters')}
        </Button>
        {hasPassword && <CopyButton label={t('password')} text={() => keeper.get(MEDIA_PASSWORD) ?? ''} />}
        <Match />
      </div>
      {generated > 0 && <Text size={200}>{t('generatedHint')}</Text>}
      {error !== null && <ErrorPanel title={t('generateFailed')} error={error} />}
    </>
  );
}

/** Whether both are the same, said only once the second one was begun. */
function Match(): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('security');
  const { keeper } = useStores();
  const { hasPassword, isPasswordRepeated } = useWizard((state) => state.secrets);
  const isBegun = hasPassword && keeper.has(MEDIA_PASSWORD_AGAIN);
  return (
    <span role="status">
      {isBegun && isPasswordRepeated && (
        <Text size={200} className={mergeClasses(styles.match, styles.same)}>
          <CheckmarkCircle16Filled aria-hidden />
          {t('same')}
        </Text>
      )}
      {isBegun && !isPasswordRepeated && (
        <Text size={200} className={mergeClasses(styles.match, styles.differs)}>
          <ErrorCircle16Filled aria-hidden />
          {t('differs')}
        </Text>
      )}
    </span>
  );
}
