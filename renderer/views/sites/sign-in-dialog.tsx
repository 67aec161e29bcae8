/** Other credentials for a connection: after the password was changed, or when it was never kept. */
import { Button } from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorData } from '#contract/bridge.ts';
import type { ConnectionList } from '#contract/site.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Modal } from '../../ui/modal.tsx';
import { useStores } from '../../ui/stores-context.tsx';
import { CredentialsFields, useCredentials } from './credentials-fields.tsx';

export interface SignInDialogProps {
  readonly name: string;
  readonly canRemember: boolean;
  readonly onDone: (list: ConnectionList) => void;
}

export function SignInDialog(props: SignInDialogProps): ReactElement {
  const { t } = useTranslation('sites');
  const [isOpen, setOpen] = useState(false);
  const close = (): void => {
    setOpen(false);
  };
  return (
    <>
      <Button
        onClick={() => {
          setOpen(true);
        }}
      >
        {t('signIn')}
      </Button>
      {isOpen && (
        <SignInForm
          {...props}
          onClose={close}
          onDone={(list) => {
            close();
            props.onDone(list);
          }}
        />
      )}
    </>
  );
}

interface SignInFormProps extends SignInDialogProps {
  readonly onClose: () => void;
}

/** Drawn only while it is open, so the form is new and empty each time. */
function SignInForm({ name, canRemember, onDone, onClose }: SignInFormProps): ReactElement {
  const { t } = useTranslation(['sites', 'common']);
  const { client } = useStores();
  const form = useCredentials(canRemember);
  const [error, setError] = useState<ErrorData | null>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    const given = form.read();
    if (given === undefined) return;
    setBusy(true);
    const reply = await client.call('site.signIn', { name, ...given });
    setBusy(false);
    form.forget();
    if (reply.ok) onDone(reply.value);
    else setError(reply);
  };
  return (
    <Modal
      title={t('signInTo', { name })}
      onClose={onClose}
      onSubmit={() => {
        void send();
      }}
      actions={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button appearance="primary" type="submit" disabled={isBusy}>
            {t('signIn').replace('…', '')}
          </Button>
        </>
      }
    >
      {error !== null && <ErrorPanel title={t('signInFailed')} error={error} />}
      <CredentialsFields
        form={form}
        canRemember={canRemember}
        onInput={() => {
          setError(null);
        }}
      />
    </Modal>
  );
}
