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
import { useStores, useWizard } from '../../ui/stores-context.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { SignInDialog } from './sign-in-dialog.tsx';

const useStyles = makeStyles({
  head: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM, flexWrap: 'wrap' },
  facts: {
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    gap: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalL}`,
    margin: 0,
  },
  name: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0, overflowWrap: 'anywhere' },
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
      <Facts connection={connection} />
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

function Facts({ connection }: { readonly connection: ConnectionView }): ReactElement {
  const styles = useStyles();
  const { t, i18n } = useTranslation('sites');
  const { url, userName, credentials, rootFingerprint, snapshotAt, kind } = connection;
  const facts: readonly (readonly [string, string])[] = [
    [t('address'), url],
    ...(userName === null ? [] : [[t('user'), userName] as const]),
    ...(kind === 'lab' ? [] : [[t('credentials'), t(`credentialStates.${credentials}`)] as const]),
    ...(kind === 'lab'
      ? []
      : [
          [
            t('trust'),
            rootFingerprint === null ? t('trustMachine') : t('trustRoot', { fingerprint: rootFingerprint }),
          ] as const,
        ]),
    [t('snapshot'), snapshotAt === null ? t('noSnapshot') : formatTime(snapshotAt, i18n.language)],
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt className={styles.name}>{name}</dt>
          <dd className={styles.value}>{value}</dd>
        </div>
      ))}
    </dl>
  );
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
