/** Sticks that were plugged in while a run is under way, to be added to it. */
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { Add16Regular } from '@fluentui/react-icons';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorData } from '#contract/bridge.ts';
import type { DriveView } from '#contract/drives.ts';
import type { JobState } from '#contract/jobs.ts';
import { driveKey, driveName } from '../../state/drive-choice.ts';
import { joinableDrives } from '../../state/job-view.ts';
import { DriveBadges } from '../drives/drive-badges.tsx';
import { DriveConfirmDialog } from '../drives/drive-confirm-dialog.tsx';
import { useDriveWords } from '../drives/use-drive-words.ts';
import { ErrorPanel } from '../error-panel.tsx';
import { Section } from '../page.tsx';
import { useDrives, useStores } from '../stores-context.tsx';

const useStyles = makeStyles({
  muted: { color: tokens.colorNeutralForeground2 },
  list: { margin: 0, padding: 0, listStyle: 'none', display: 'grid', gap: tokens.spacingVerticalS },
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
});

export function JoinDrives({ job }: { readonly job: JobState }): ReactElement | null {
  const styles = useStyles();
  const { t } = useTranslation('progress');
  const words = useDriveWords();
  const { drives: store, client } = useStores();
  const drives = useDrives((state) => state.drives);
  const [asked, setAsked] = useState<DriveView | null>(null);
  const [error, setError] = useState<ErrorData | null>(null);
  const [isAdding, setAdding] = useState(false);
  useEffect(() => store.getState().watch(), [store]);
  if (job.state !== 'running' || !job.rows.some(({ kind }) => kind === 'drive')) return null;
  const add = async ({ identity }: DriveView, isConfirmed: boolean): Promise<void> => {
    setAdding(true);
    setError(null);
    const reply = await client.call('jobs.addDrives', {
      jobId: job.jobId,
      drives: [{ identity, isConfirmed, isUpdate: false }],
    });
    setAdding(false);
    if (!reply.ok) setError(reply);
  };
  const free = joinableDrives(job, drives);
  return (
    <Section title={t('join')} help="progress.join">
      <Text className={styles.muted}>{free.length === 0 ? t('joinNone') : t('joinIntro')}</Text>
      {error !== null && <ErrorPanel title={t('joinFailed')} error={error} />}
      {free.length > 0 && (
        <ul className={styles.list} aria-label={t('join')}>
          {free.map((view) => (
            <li key={driveKey(view.identity)} className={styles.row}>
              <Button
                size="small"
                icon={<Add16Regular />}
                disabled={isAdding}
                onClick={() => {
                  if (view.canWrite === 'asks') setAsked(view);
                  else void add(view, false);
                }}
              >
                {t('joinAction', { name: driveName(view) })}
              </Button>
              <Text size={200} className={styles.muted}>
                {words.size(view)}
              </Text>
              <DriveBadges view={view} />
            </li>
          ))}
        </ul>
      )}
      {asked !== null && (
        <DriveConfirmDialog
          view={asked}
          onClose={(isConfirmed) => {
            setAsked(null);
            if (isConfirmed) void add(asked, true);
          }}
        />
      )}
    </Section>
  );
}
