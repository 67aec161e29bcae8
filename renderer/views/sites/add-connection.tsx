/**
 * A new connection in the order in which it must be thought: where the server is, whether its certificate is the right
 * one, and only then the password. Nothing is sent to a server before its certificate is trusted.
 */
import {
  Button,
  Input,
  makeStyles,
  MessageBar,
  MessageBarBody,
  Spinner,
  tokens,
} from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorData } from '#contract/bridge.ts';
import type { ConnectionList, SiteProbe } from '#contract/site.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { useStores } from '../../ui/stores-context.tsx';
import { CertificateChoice } from './certificate-choice.tsx';
import { CredentialsFields, useCredentials } from './credentials-fields.tsx';

const useStyles = makeStyles({
  form: { display: 'grid', gap: tokens.spacingVerticalL, maxWidth: '720px' },
  row: { display: 'flex', gap: tokens.spacingHorizontalS, alignItems: 'end' },
  grow: { flexGrow: 1 },
});

export interface AddConnectionProps {
  readonly canRemember: boolean;
  readonly onAdd: (list: ConnectionList) => void;
}

export function AddConnection({ canRemember, onAdd }: AddConnectionProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('sites');
  const { client } = useStores();
  const form = useCredentials(canRemember);
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const [probe, setProbe] = useState<SiteProbe | null>(null);
  const [trusted, setTrusted] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<{ readonly title: string; readonly error: ErrorData } | null>(null);
  const [added, setAdded] = useState<string | null>(null);
  const changeUrl = (value: string): void => {
    setUrl(value);
    // What was seen belongs to the address it was seen at.
    setProbe(null);
    setTrusted(null);
    setFailure(null);
  };
  const look = async (): Promise<void> => {
    setBusy(true);
    const reply = await client.call('site.probe', { url });
    setBusy(false);
    setAdded(null);
    setProbe(reply.ok ? reply.value : null);
    setFailure(reply.ok ? null : { title: t('lookFailed'), error: reply });
  };
  const add = async (): Promise<void> => {
    const given = form.read();
    if (given === undefined) return;
    setBusy(true);
    const root = trusted === null ? {} : { rootFingerprint: trusted };
    const reply = await client.call('site.add', { name, url, ...root, ...given });
    setBusy(false);
    form.forget();
    if (!reply.ok) {
      setFailure({ title: t('addFailed'), error: reply });
      return;
    }
    setAdded(name);
    setName('');
    changeUrl('');
    onAdd(reply.value);
  };
  const isTrusted = probe !== null && (probe.isTrustedByMachine || trusted !== null);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void (isTrusted ? add() : look());
      }}
    >
      {added !== null && (
        <MessageBar intent="success">
          <MessageBarBody>{t('added', { name: added })}</MessageBarBody>
        </MessageBar>
      )}
      <FormField label={t('name')} help="sites.name">
        <Input
          value={name}
          onChange={(_event, { value }) => {
            setName(value);
          }}
        />
      </FormField>
      <div className={styles.row}>
        <div className={styles.grow}>
          <FormField label={t('url')} help="sites.url">
            <Input
              type="url"
              value={url}
              placeholder={t('urlHint')}
              spellCheck={false}
              onChange={(_event, { value }) => {
                changeUrl(value);
              }}
            />
          </FormField>
        </div>
        <Button
          disabled={url === '' || isBusy}
          icon={isBusy && probe === null ? <Spinner size="tiny" /> : null}
          onClick={() => {
            void look();
          }}
        >
          {isBusy && probe === null ? t('looking') : t('look')}
        </Button>
      </div>
      {failure !== null && <ErrorPanel title={failure.title} error={failure.error} />}
      {probe !== null && <CertificateChoice probe={probe} trusted={trusted} onTrust={setTrusted} />}
      {isTrusted && (
        <>
          <CredentialsFields
            form={form}
            canRemember={canRemember}
            onInput={() => {
              setFailure(null);
            }}
          />
          <div>
            <Button appearance="primary" type="submit" disabled={name === '' || isBusy}>
              {t('connect')}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}
