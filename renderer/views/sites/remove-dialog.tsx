/** Removing a connection, asked once: its password and offline copy go with it. */
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

export interface RemoveDialogProps {
  readonly name: string;
  readonly onDone: (list: ConnectionList) => void;
}

export function RemoveDialog({ name, onDone }: RemoveDialogProps): ReactElement {
  useFocusBack();
  const { t } = useTranslation(['sites', 'common']);
  const { client, wizard } = useStores();
  const [error, setError] = useState<ErrorData | null>(null);
  const remove = async (): Promise<void> => {
    const reply = await client.call('site.remove', { name });
    if (!reply.ok) {
      setError(reply);
      return;
    }
    if (wizard.getState().draft.site === name) wizard.getState().update({ site: 'lab' });
    onDone(reply.value);
  };
  return (
    <Dialog modalType="alert">
      <DialogTrigger disableButtonEnhancement>
        <Button>{t('remove')}</Button>
      </DialogTrigger>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('removeAsk', { name })}</DialogTitle>
          <DialogContent>
            {t('removeBody')}
            {error !== null && <ErrorPanel title={t('failed')} error={error} />}
          </DialogContent>
          <DialogActions>
            <DialogTrigger disableButtonEnhancement>
              <Button>{t('common:cancel')}</Button>
            </DialogTrigger>
            <Button
              appearance="primary"
              onClick={() => {
                void remove();
              }}
            >
              {t('common:remove')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
