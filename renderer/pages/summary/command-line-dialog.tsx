/** The command line that makes the same medium, to copy. */
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorData } from '#contract/bridge.ts';
import type { MediaRequest } from '#contract/media-request.ts';
import { filesOf } from '../../state/create-input.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingState } from '../../ui/list-states.tsx';
import { useStores } from '../../ui/stores-context.tsx';
import { Modal } from '../../ui/modal.tsx';

const useStyles = makeStyles({
  content: { display: 'grid', gap: tokens.spacingVerticalM },
  code: {
    margin: 0,
    padding: tokens.spacingHorizontalM,
    overflowX: 'auto',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground3,
  },
});

export interface CommandLineDialogProps {
  readonly request: MediaRequest;
  readonly onClose: () => void;
}

export function CommandLineDialog({ request, onClose }: CommandLineDialogProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('summary');
  const { t: common } = useTranslation();
  const { client, wizard } = useStores();
  const [text, setText] = useState<string | null>(null);
  const [error, setError] = useState<ErrorData | null>(null);
  useEffect(() => {
    let isOver = false;
    const { draft } = wizard.getState();
    const drives = draft.kind === 'prestaged' ? [] : draft.drives.map(({ identity }) => identity.device);
    void client
      .call('request.commandLine', { site: draft.site, request, files: filesOf(draft), drives })
      .then((reply) => {
        if (isOver) return;
        if (reply.ok) setText(reply.value.text);
        else setError(reply);
      });
    return () => {
      isOver = true;
    };
  }, [client, wizard, request]);
  return (
    <Modal
      title={t('commandLineTitle')}
      onClose={onClose}
      contentClassName={styles.content}
      actions={
        <>
          {text !== null && <CopyButton text={text} label={t('commandLineTitle')} />}
          <Button appearance="primary" onClick={onClose}>
            {common('close')}
          </Button>
        </>
      }
    >
      <Text>{t('commandLineIntro')}</Text>
      {error !== null && <ErrorPanel title={t('commandLineFailed')} error={error} />}
      {error === null && text === null && <LoadingState />}
      {text !== null && (
        <pre className={styles.code} tabIndex={0} aria-label={t('commandLineTitle')}>
          {text}
        </pre>
      )}
    </Modal>
  );
}
