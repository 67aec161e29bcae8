/** Asks to type the name of an unusual drive, after saying in words what is unusual and what would be lost. */
import { Button, Field, Input, makeStyles, Text, tokens } from '@fluentui/react-components';
import { Warning16Filled } from '@fluentui/react-icons';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { DriveView } from '#contract/drives.ts';
import { isTypedName } from '../../state/drive-choice.ts';
import { Modal } from '../modal.tsx';
import { findingsOf } from './drive-words.ts';
import { useDriveWords } from './use-drive-words.ts';

const useStyles = makeStyles({
  content: { display: 'grid', gap: tokens.spacingVerticalM },
  list: { margin: 0, padding: 0, listStyle: 'none', display: 'grid', gap: tokens.spacingVerticalXS },
  finding: { display: 'grid', gridTemplateColumns: '20px minmax(0, 1fr)', alignItems: 'start' },
  icon: { color: tokens.colorStatusWarningForeground1, marginTop: '2px' },
  action: { whiteSpace: 'nowrap' },
  loss: {
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground3,
    display: 'grid',
    overflowWrap: 'anywhere',
  },
});

export interface DriveConfirmDialogProps {
  readonly view: DriveView;
  /** true: the name was typed. */
  readonly onClose: (isConfirmed: boolean) => void;
}

export function DriveConfirmDialog({ view, onClose }: DriveConfirmDialogProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('drives');
  const { t: common } = useTranslation();
  const words = useDriveWords();
  const [typed, setTyped] = useState('');
  const isRight = isTypedName(typed, view.displayName);
  const unusual = findingsOf(view).filter(({ severity }) => severity === 'confirm');
  const confirm = (): void => {
    if (isRight) onClose(true);
  };
  return (
    <Modal
      title={t('confirm.title')}
      onClose={() => {
        onClose(false);
      }}
      isAlert
      help="drives.confirm"
      contentClassName={styles.content}
      onSubmit={confirm}
      actions={
        <>
          <Button
            onClick={() => {
              onClose(false);
            }}
          >
            {common('cancel')}
          </Button>
          <Button appearance="primary" type="submit" disabled={!isRight} className={styles.action}>
            {t('confirm.action')}
          </Button>
        </>
      }
    >
      <Text>
        {t('confirm.intro', {
          drive: `${view.description} (${view.displayName})`,
          size: words.size(view),
        })}
      </Text>
      <ul className={styles.list}>
        {unusual.map((finding) => {
          const { text, isEnglish } = words.finding(view, finding);
          return (
            <li key={finding.message} className={styles.finding}>
              <Warning16Filled className={styles.icon} aria-hidden />
              <span lang={isEnglish ? 'en' : undefined}>{text}</span>
            </li>
          );
        })}
      </ul>
      <div className={styles.loss}>
        <Text weight="semibold">{t('confirm.loss')}</Text>
        <Text>{words.contents(view)}</Text>
      </div>
      <Field
        label={t('confirm.field', { name: view.displayName })}
        {...(typed === '' || isRight
          ? {}
          : { validationState: 'warning' as const, validationMessage: t('confirm.differs') })}
      >
        <Input
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={(_event, { value }) => {
            setTyped(value);
          }}
        />
      </Field>
    </Modal>
  );
}
