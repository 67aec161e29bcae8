/**
 * The media password: typed twice or generated, or left out with an explicit override. Its text is in the SecretKeeper
 * only; who comes back to the page sees that there is one.
 */
import {
  Button,
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  tokens,
} from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MEDIA_PASSWORD, MEDIA_PASSWORD_AGAIN } from '../../state/secret-keeper.ts';
import { HelpButton } from '../../ui/form-field.tsx';
import { KeptSecret } from '../../ui/kept-secret.tsx';
import { Section } from '../../ui/page.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';
import { NoPasswordDialog } from './no-password-dialog.tsx';
import { PasswordFields } from './password-fields.tsx';
import { StrengthMeter } from './strength-meter.tsx';

const useStyles = makeStyles({
  why: { color: tokens.colorNeutralForeground2, maxWidth: '75ch' },
  without: { justifySelf: 'start' },
});

export function PasswordSection(): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('security');
  const { t: common } = useTranslation();
  const { wizard, keeper } = useStores();
  const isWithout = useWizard((state) => state.draft.allowNoPassword);
  const secrets = useWizard((state) => state.secrets);
  const [isTyping, setTyping] = useState(!(secrets.hasPassword && secrets.isPasswordRepeated));
  const [isAsking, setAsking] = useState(false);
  const forget = (): void => {
    keeper.forget(MEDIA_PASSWORD);
    keeper.forget(MEDIA_PASSWORD_AGAIN);
    wizard.getState().refreshSecrets(null);
    setTyping(true);
  };
  return (
    <Section
      title={t('password')}
      help="security.password"
      actions={<HelpButton label={t('password')} help="security.password" />}
    >
      {isWithout && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody style={{ whiteSpace: 'normal' }}>{t('withoutWarning')}</MessageBarBody>
          <MessageBarActions>
            <Button
              onClick={() => {
                wizard.getState().update({ allowNoPassword: false });
              }}
            >
              {t('withAfterAll')}
            </Button>
          </MessageBarActions>
        </MessageBar>
      )}
      {!isWithout && isTyping && <PasswordFields />}
      {!isWithout && !isTyping && (
        <KeptSecret text={t('isSet')} action={common('change')} onChange={forget} />
      )}
      {!isWithout && secrets.rating !== null && <StrengthMeter rating={secrets.rating} />}
      {!isWithout && <span className={styles.why}>{t('whySoMuch')}</span>}
      {!isWithout && (
        <Button
          appearance="subtle"
          className={styles.without}
          onClick={() => {
            setAsking(true);
          }}
        >
          {t('without')}
        </Button>
      )}
      {isAsking && (
        <NoPasswordDialog
          onClose={(isConfirmed) => {
            setAsking(false);
            if (!isConfirmed) return;
            forget();
            wizard.getState().update({ allowNoPassword: true });
          }}
        />
      )}
    </Section>
  );
}
