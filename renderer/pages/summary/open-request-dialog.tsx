/** Opens a request; one with problems is not taken over, and every problem is said. */
import {
  Button,
  Field,
  makeStyles,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  Text,
  tokens,
} from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorData } from '#contract/bridge.ts';
import { judgeRequest, type RequestProblem } from '#contract/media-request.ts';
import { fillIn } from '#contract/rules/rule.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { PathField } from '../../ui/path-field.tsx';
import { useStores } from '../../ui/stores-context.tsx';
import { Modal } from '../../ui/modal.tsx';

const useStyles = makeStyles({
  content: { display: 'grid', gap: tokens.spacingVerticalM },
  problems: { margin: 0, paddingLeft: tokens.spacingHorizontalL, overflowWrap: 'anywhere' },
  field: { fontFamily: tokens.fontFamilyMonospace },
});

export function OpenRequestDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('summary');
  const { t: common } = useTranslation();
  const { client, wizard } = useStores();
  const [path, setPath] = useState('');
  const [problems, setProblems] = useState<readonly RequestProblem[]>([]);
  const [error, setError] = useState<ErrorData | null>(null);
  const open = async (): Promise<void> => {
    setError(null);
    setProblems([]);
    const reply = await client.call('request.open', { path });
    if (!reply.ok) {
      setError(reply);
      return;
    }
    const judged = judgeRequest(reply.value.request);
    if (judged.request === undefined) {
      setProblems(judged.problems);
      return;
    }
    wizard.getState().take(judged.request);
    onClose();
  };
  return (
    <Modal
      title={t('openTitle')}
      onClose={onClose}
      help="summary.request"
      contentClassName={styles.content}
      actions={
        <>
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button
            appearance="primary"
            disabled={path === ''}
            onClick={() => {
              void open();
            }}
          >
            {common('open')}
          </Button>
        </>
      }
    >
      <Text>{t('openIntro')}</Text>
      <Field label={t('openField')}>
        <PathField label={t('openField')} mode="open" extensions={['json']} value={path} onChange={setPath} />
      </Field>
      {error !== null && <ErrorPanel title={t('openFailed')} error={error} />}
      {problems.length > 0 && <Problems problems={problems} />}
    </Modal>
  );
}

function Problems({ problems }: { readonly problems: readonly RequestProblem[] }): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('summary');
  const { t: rules } = useTranslation('rules');
  return (
    <MessageBar intent="error" layout="multiline" role="alert">
      <MessageBarBody>
        <MessageBarTitle>{t('openProblems', { count: problems.length })}</MessageBarTitle>
        <ul className={styles.problems}>
          {problems.map(({ path, rule, values }) => (
            <li key={`${path.join('.')} ${rule}`}>
              <span className={styles.field}>{path.join('.')}</span>: {fillIn(rules(rule), values)}
            </li>
          ))}
        </ul>
      </MessageBarBody>
    </MessageBar>
  );
}
