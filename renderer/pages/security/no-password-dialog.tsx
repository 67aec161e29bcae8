/** Media without a password are made only after somebody said so in so many words. */
import { Button } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Modal } from '../../ui/modal.tsx';

export function NoPasswordDialog({
  onClose,
}: {
  readonly onClose: (isConfirmed: boolean) => void;
}): ReactElement {
  const { t } = useTranslation('security');
  return (
    <Modal
      title={t('withoutTitle')}
      onClose={() => {
        onClose(false);
      }}
      isAlert
      hasWideActions
      actions={
        <>
          <Button
            onClick={() => {
              onClose(true);
            }}
          >
            {t('withoutConfirm')}
          </Button>
          <Button
            appearance="primary"
            autoFocus
            onClick={() => {
              onClose(false);
            }}
          >
            {t('withoutCancel')}
          </Button>
        </>
      }
    >
      {t('withoutText')}
    </Modal>
  );
}
