/** Saves the request as a file; one that is there already is replaced only after a question. */
import {
  Button,
  Field,
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  Text,
  tokens,
} from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorData } from '#contract/bridge.ts';
import type { MediaRequest } from '#contract/media-request.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { PathField } from '../../ui/path-field.tsx';
import { inFolder, nameOf } from '../../ui/path-text.ts';
import { useApp, useStores } from '../../ui/stores-context.tsx';
import { Modal } from '../../ui/modal.tsx';

const useStyles = makeStyles({ content: { display: 'grid', gap: tokens.spacingVerticalM } });

export interface SaveRequestDialogProps {
  readonly request: MediaRequest;
  /** null: not saved. */
  readonly onClose: (path: string | null) => void;
}

export function SaveRequestDialog({ request, onClose }: SaveRequestDialogProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('summary');
  const { t: common } = useTranslation();
  const { client } = useStores();
  const folder = useApp((state) => state.settings?.defaultFolder ?? state.info?.defaultFolder ?? '');
  const [path, setPath] = useState(folder === '' ? '' : inFolder(folder, 'media-request.json'));
  const [isThere, setThere] = useState(false);
  const [error, setError] = useState<ErrorData | null>(null);
  const save = async (isReplacing: boolean): Promise<void> => {
    setError(null);
    const reply = await client.call('request.save', { path, request, isReplacing });
    if (reply.ok) onClose(path);
    else if (reply.code === 'E_FILE_EXISTS') setThere(true);
    else setError(reply);
  };
  return (
    <Modal
      title={t('saveTitle')}
      onClose={() => {
        onClose(null);
      }}
      help="summary.request"
      contentClassName={styles.content}
      actions={
        <>
          <Button
            onClick={() => {
              onClose(null);
            }}
          >
            {common('cancel')}
          </Button>
          <Button
            appearance="primary"
            disabled={path === '' || isThere}
            onClick={() => {
              void save(false);
            }}
          >
            {common('save')}
          </Button>
        </>
      }
    >
      <Text>{t('saveIntro')}</Text>
      <Field label={t('saveField')}>
        <PathField
          label={t('saveField')}
          mode="save"
          extensions={['json']}
          value={path}
          onChange={(changed) => {
            setPath(changed);
            setThere(false);
          }}
        />
      </Field>
      {isThere && (
        <MessageBar intent="warning" layout="multiline" role="alert">
          <MessageBarBody>{t('saveReplace', { name: nameOf(path) })}</MessageBarBody>
          <MessageBarActions>
            <Button
              onClick={() => {
                void save(true);
              }}
            >
              {t('saveReplaceYes')}
            </Button>
          </MessageBarActions>
        </MessageBar>
      )}
      {error !== null && <ErrorPanel title={t('saveFailed')} error={error} />}
    </Modal>
  );
}
