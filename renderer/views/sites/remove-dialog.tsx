/** Removing a connection, asked once: its password and offline copy go with it. */
import { Button } from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorData } from '#contract/bridge.ts';
import type { ConnectionList } from '#contract/site.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Modal } from '../../ui/modal.tsx';
import { useStores } from '../../ui/stores-context.tsx';

export interface RemoveDialogProps {
  readonly name: string;
  readonly onDone: (list: ConnectionList) => void;
}

export function RemoveDialog({ name, onDone }: RemoveDialogProps): ReactElement {
  const { t } = useTranslation(['sites', 'common']);
  const { client, wizard } = useStores();
  const [isOpen, setOpen] = useState(false);
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
  const show = (isShown: boolean) => () => {
    setOpen(isShown);
    setError(null);
  };
  return (
    <>
      <Button onClick={show(true)}>{t('remove')}</Button>
      {isOpen && (
        <Modal
          title={t('removeAsk', { name })}
          onClose={show(false)}
          isAlert
          actions={
            <>
              <Button onClick={show(false)}>{t('common:cancel')}</Button>
              <Button
                appearance="primary"
                onClick={() => {
                  void remove();
                }}
              >
                {t('common:remove')}
              </Button>
            </>
          }
        >
          {t('removeBody')}
          {error !== null && <ErrorPanel title={t('failed')} error={error} />}
        </Modal>
      )}
    </>
  );
}
