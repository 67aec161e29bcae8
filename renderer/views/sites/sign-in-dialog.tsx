/** Other credentials for a connection: after the password was changed, or when it was never kept. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
} from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorData } from '#contract/bridge.ts';
import type { ConnectionList } from '#contract/site.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useStores } from '../../ui/stores-context.tsx';
import { useFocusBack } from '../../ui/use-focus-back.ts';
import { CredentialsFields, useCredentials } from './credentials-fields.tsx';

export interface SignInDialogProps {
  readonly name: string;
  readonly canRemember: boolean;
  readonly onDone: (list: ConnectionList) => void;
}

export function SignInDialog(props: SignInDialogProps): ReactElement {
  useFocusBack();
  const { t } = useTranslation('sites');
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(_event, { open }) => {
        setOpen(open);
      }}
    >
      <DialogTrigger disableButtonEnhancement>
        <Button>{t('signIn')}</Button>
      </DialogTrigger>
      <DialogSurface>
        <SignInForm
          {...props}
          onDone={(list) => {
            setOpen(false);
            props.onDone(list);
          }}
        />
      </DialogSurface>
    </Dialog>
  );
}

/** Closed dialogs are not drawn, so the form is new and empty each time. */
function SignInForm({ name, canRemember, onDone }: SignInDialogProps): ReactElement {
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
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <DialogBody>
        <DialogTitle>{t('signInTo', { name })}</DialogTitle>
        <DialogContent>
          {error !== null && <ErrorPanel title={t('signInFailed')} error={error} />}
          <CredentialsFields
            form={form}
            canRemember={canRemember}
            onInput={() => {
              setError(null);
            }}
          />
        </DialogContent>
        <DialogActions>
          <DialogTrigger disableButtonEnhancement>
            <Button>{t('common:cancel')}</Button>
          </DialogTrigger>
          <Button appearance="primary" type="submit" disabled={isBusy}>
            {t('signIn').replace('…', '')}
          </Button>
        </DialogActions>
      </DialogBody>
    </form>
  );
}
