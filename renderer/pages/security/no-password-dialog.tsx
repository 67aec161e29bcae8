/** Media without a password are made only after somebody said so in so many words. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFocusBack } from '../../ui/use-focus-back.ts';

export function NoPasswordDialog({
  onClose,
}: {
  readonly onClose: (isConfirmed: boolean) => void;
}): ReactElement {
  useFocusBack();
  const { t } = useTranslation('security');
  return (
    <Dialog
      open
      modalType="alert"
      onOpenChange={() => {
        onClose(false);
      }}
    >
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('withoutTitle')}</DialogTitle>
          <DialogContent>{t('withoutText')}</DialogContent>
          <DialogActions fluid>
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
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
