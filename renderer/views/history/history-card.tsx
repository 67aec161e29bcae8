/** One medium: what it is, until when it works and why, its outputs, and what can be done. */
import { Badge, Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { CopyAddRegular, DeleteRegular, PrintRegular, SearchInfoRegular } from '@fluentui/react-icons';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryEntry } from '#contract/history.ts';
import { stickCount } from '../../state/history-view.ts';
import { holdsWork, makeMore, storedRequest } from '../../state/make-more.ts';
import { formatDay } from '../../text/format.ts';
import { LabelDialog } from '../../ui/label/label-dialog.tsx';
import { ReplaceDialog } from '../../ui/replace-dialog.tsx';
import { useJobs, useStores, useWizard } from '../../ui/stores-context.tsx';
import { isAtWork } from '../../state/jobs-store.ts';
import { HistoryDetails } from './history-details.tsx';
import { useExpiryWords } from './use-expiry-words.ts';

const COLORS = { valid: 'success', soon: 'warning', expired: 'danger' } as const;

const useStyles = makeStyles({
  card: {
    display: 'grid',
    gap: tokens.spacingVerticalS,
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  title: {
    margin: 0,
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase400,
    overflowWrap: 'anywhere',
  },
  muted: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  last: { marginLeft: 'auto' },
});

export function HistoryCard({ entry }: { readonly entry: HistoryEntry }): ReactElement {
  const styles = useStyles();
  const { t, i18n } = useTranslation('history');
  const { t: drives } = useTranslation('drives');
  const words = useExpiryWords();
  const { expiry, label, kind, siteCode, cmg, createdAt } = entry;
  const known = (['bootable', 'standalone', 'prestaged', 'capture'] as const).find((one) => one === kind);
  const what = [
    known === undefined ? kind : drives(`kind.${known}`),
    siteCode,
    ...(cmg === null ? [] : [cmg]),
    t('created', { date: formatDay(createdAt, i18n.language) }),
  ];
  return (
    <li className={styles.card} data-media={entry.mediaId} data-expiry={expiry.state}>
      <div className={styles.head}>
        <h2 className={styles.title}>{label}</h2>
        <Badge appearance="tint" color={COLORS[expiry.state]}>
          {t(`state.${expiry.state}`)}
        </Badge>
        <Text weight="semibold">{words.days(entry)}</Text>
      </div>
      <Text size={200} className={styles.muted}>
        {what.join(' · ')}
      </Text>
      <Text size={200}>{words.reason(entry)}</Text>
      <HistoryDetails entry={entry} />
      <CardActions entry={entry} />
    </li>
  );
}

function CardActions({ entry }: { readonly entry: HistoryEntry }): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('history');
  const { app, wizard, history } = useStores();
  const isBusy = useBusyWizard();
  const [isPrinting, setPrinting] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const { label, mediaId, outputs, connection } = entry;
  const request = storedRequest(entry.request);
  const more = (): void => {
    if (request === undefined || isBusy) return;
    makeMore(wizard, request, connection);
    app.getState().show('wizard');
  };
  const whyNot = isBusy ? t('moreBusy') : request === undefined ? t('moreUnreadable') : undefined;
  const file = outputs.find(({ kind, outcome }) => kind !== 'drive' && outcome === 'verified')?.name;
  return (
    <div className={styles.actions}>
      <Button
        size="small"
        icon={<CopyAddRegular />}
        aria-label={t('moreOf', { label })}
        title={whyNot}
        disabledFocusable={whyNot !== undefined}
        onClick={() => {
          if (whyNot === undefined && holdsWork(wizard.getState())) setAsking(true);
          else more();
        }}
      >
        {t('more')}
      </Button>
      <Button
        size="small"
        icon={<PrintRegular />}
        aria-label={t('printOf', { label })}
        onClick={() => {
          setPrinting(true);
        }}
      >
        {t('print')}
      </Button>
      <Button
        size="small"
        icon={<SearchInfoRegular />}
        aria-label={t('inspectOf', { label })}
        onClick={() => {
          app.getState().show('inspect', file);
        }}
      >
        {t('inspect')}
      </Button>
      <Button
        size="small"
        appearance="subtle"
        className={styles.last}
        icon={<DeleteRegular />}
        aria-label={t('forgetOf', { label })}
        onClick={() => {
          void history.getState().forget(mediaId);
        }}
      >
        {t('forget')}
      </Button>
      {isAsking && (
        <ReplaceDialog
          onClose={(isConfirmed) => {
            setAsking(false);
            if (isConfirmed) more();
          }}
        />
      )}
      {isPrinting && (
        <LabelDialog
          facts={{ ...entry, created: entry.createdAt }}
          count={stickCount(outputs)}
          onClose={() => {
            setPrinting(false);
          }}
        />
      )}
    </div>
  );
}

/** The wizard follows a run that has not ended. */
function useBusyWizard(): boolean {
  const jobId = useWizard((state) => state.jobId);
  return useJobs(({ jobs }) => {
    const job = jobId === null ? undefined : jobs.get(jobId);
    return job !== undefined && isAtWork(job);
  });
}
