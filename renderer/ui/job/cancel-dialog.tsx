/** Asks before a run, or one drive of it, is cancelled, and says what is left behind. */
import { Button } from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorData } from '#contract/bridge.ts';
import type { JobRow } from '#contract/jobs.ts';
import { ErrorPanel } from '../error-panel.tsx';
import { useStores } from '../stores-context.tsx';
import { Modal } from '../modal.tsx';

export interface CancelDialogProps {
  readonly jobId: string;
  /** Without a row: everything. */
  readonly row?: JobRow;
  readonly onClose: () => void;
}

export function CancelDialog({ jobId, row, onClose }: CancelDialogProps): ReactElement {
  const { t } = useTranslation('progress');
  const { client } = useStores();
  const [error, setError] = useState<ErrorData | null>(null);
  const cancel = async (): Promise<void> => {
    const reply = await client.call('jobs.cancel', {
      jobId,
      ...(row === undefined ? {} : { device: row.id }),
    });
    if (reply.ok) onClose();
    else setError(reply);
  };
  return (
    <Modal
      title={row === undefined ? t('cancelTitle') : t('cancelOneTitle', { name: row.name })}
      onClose={onClose}
      isAlert
      actions={
        <>
          <Button appearance="primary" onClick={onClose}>
            {t('cancelKeep')}
          </Button>
          <Button
            onClick={() => {
              void cancel();
            }}
          >
            {row === undefined ? t('cancelYes') : t('cancelOneYes')}
          </Button>
        </>
      }
    >
      {row === undefined ? t('cancelBody') : t('cancelOneBody')}
      {error !== null && <ErrorPanel title={t('cancelFailed')} error={error} />}
    </Modal>
  );
}
