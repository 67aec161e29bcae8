/** One connection: what it is, and what can be done with it. */
import {
  Badge,
  Button,
  Card,
  makeStyles,
  MessageBar,
  MessageBarBody,
  Text,
  tokens,
} from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorData } from '#contract/bridge.ts';
import type { ConnectionList, ConnectionView } from '#contract/site.ts';
import { formatTime } from '../../text/format.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FactList, type Fact } from '../../ui/fact-list.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { SignInDialog } from './sign-in-dialog.tsx';

const useStyles = makeStyles({
  head: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM, flexWrap: 'wrap' },
  actions: { display: 'flex', gap: tokens.spacingHorizontalS, flexWrap: 'wrap' },
});

export interface ConnectionCardProps {
  readonly connection: ConnectionView;
  readonly canRemember: boolean;
  readonly onChange: (list: ConnectionList) => void;
  /** The site was read: its offline copy is new. */
  readonly onRead: () => void;
}

export function ConnectionCard({
  connection,
  canRemember,
  onChange,
  onRead,
}: ConnectionCardProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('sites');
  const { wizard } = useStores();
  const { name, kind } = connection;
  const isUsed = useWizard((state) => state.draft.site === name);
  const facts = useFacts(connection);
  const reading = useReading(name, onRead);
  return (
    <Card role="group" aria-label={name}>
      <div className={styles.head}>
        <Text weight="semibold" size={400}>
          {name}
        </Text>
        <Text>{t(`kinds.${kind}`)}</Text>
        {isUsed && <Badge color="brand">{t('inUse')}</Badge>}
      </div>
      <FactList facts={facts} />
      {reading.message !== null && (
        <MessageBar intent="success">
          <MessageBarBody>{reading.message}</MessageBarBody>
        </MessageBar>
      )}
      {reading.error !== null && (
        <ErrorPanel title={t('readFailed', { name })} error={reading.error} onRetry={reading.read} />
      )}
      <div className={styles.actions}>
        {!isUsed && (
          <Button
            appearance="primary"
            onClick={() => {
              wizard.getState().update({ site: name });
            }}
          >
            {t('use')}
          </Button>
        )}
        <Button disabled={reading.isReading} onClick={reading.read}>
          {reading.isReading ? t('reading') : t('read')}
        </Button>
        {kind !== 'lab' && <SignInDialog name={name} canRemember={canRemember} onDone={onChange} />}
        {kind !== 'lab' && <RemoveDialog name={name} onDone={onChange} />}
      </div>
    </Card>
  );
}

function useFacts(connection: ConnectionView): readonly Fact[] {
  const { t, i18n } = useTranslation('sites');
  const { url, userName, credentials, rootFingerprint, snapshotAt, kind } = connection;
  const trust =
    rootFingerprint === null ? t('trustMachine') : t('trustRoot', { fingerprint: rootFingerprint });
  return [
    { name: t('address'), value: url },
    ...(userName === null ? [] : [{ name: t('user'), value: userName }]),
    ...(kind === 'lab'
      ? []
      : [
          { name: t('credentials'), value: t(`credentialStates.${credentials}`) },
          { name: t('trust'), value: trust },
        ]),
    {
      name: t('snapshot'),
      value: snapshotAt === null ? t('noSnapshot') : formatTime(snapshotAt, i18n.language),
    },
  ];
}

interface Reading {
  readonly isReading: boolean;
  readonly message: string | null;
  readonly error: ErrorData | null;
  readonly read: () => void;
}

/** Asks the site anew: tells whether the connection works, and makes the offline copy. */
function useReading(name: string, onRead: () => void): Reading {
  const { t } = useTranslation('sites');
  const { client, catalog } = useStores();
  const [state, setState] = useState<Omit<Reading, 'read'>>({ isReading: false, message: null, error: null });
  const read = async (): Promise<void> => {
    setState({ isReading: true, message: null, error: null });
    const reply = await client.call('site.catalog', { site: name, refresh: true });
    const error = reply.ok ? reply.value.error : reply;
    const message =
      reply.ok && error === null
        ? t('readDone', {
            name,
            gateways: reply.value.gateways.length,
            sequences: reply.value.taskSequences.length,
          })
        : null;
    setState({ isReading: false, message, error });
    if (catalog.getState().site === name) void catalog.getState().load(name, true);
    if (error === null) onRead();
  };
  return {
    ...state,
    read: () => {
      void read();
    },
  };
}
