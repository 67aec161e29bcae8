/** Asks before something takes the place of a draft that holds work (`holdsWork`): it cannot be brought back. */
import { Button } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Modal } from './modal.tsx';

export function ReplaceDialog({
  onClose,
}: {
  readonly onClose: (isConfirmed: boolean) => void;
}): ReactElement {
  const { t } = useTranslation();
  const answer = (isConfirmed: boolean) => () => {
    onClose(isConfirmed);
  };
  return (
    <Modal
      title={t('replaceTitle')}
      onClose={answer(false)}
      isAlert
      actions={
        <>
          <Button onClick={answer(true)}>{t('replaceYes')}</Button>
          <Button appearance="primary" onClick={answer(false)}>
            {t('cancel')}
          </Button>
        </>
      }
    >
      {t('replaceBody')}
    </Modal>
  );
}
