/** A run that a view beside the wizard has begun: how it goes, then what became of it. */
import { Button, makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { isAtWork } from '../../state/jobs-store.ts';
import { ErrorPanel } from '../error-panel.tsx';
import { LoadingState } from '../list-states.tsx';
import { useJobs, useStores } from '../stores-context.tsx';
import { CancelDialog } from './cancel-dialog.tsx';
import { JobLog } from './job-log.tsx';
import { JobOverall } from './job-overall.tsx';
import { JobRows } from './job-rows.tsx';

const useStyles = makeStyles({
  box: { display: 'grid', gap: tokens.spacingVerticalL },
  actions: { display: 'flex', gap: tokens.spacingHorizontalS, flexWrap: 'wrap' },
});

export interface ViewRunProps {
  /** Whose run. */
  readonly view: string;
  readonly jobId: string;
  readonly failedTitle: string;
  /** When every row is verified. */
  readonly allWell: string;
  /** When some are not. */
  readonly notAllWell: string;
  readonly again: string;
}

export function ViewRun(props: ViewRunProps): ReactElement {
  const { view, jobId, failedTitle, allWell, notAllWell, again } = props;
  const styles = useStyles();
  const { t } = useTranslation('progress');
  const { jobs } = useStores();
  const job = useJobs((state) => state.jobs.get(jobId));
  const [isAsking, setAsking] = useState(false);
  if (job === undefined) return <LoadingState />;
  const isOver = !isAtWork(job);
  const isWell = job.state === 'done' && job.rows.every(({ result }) => result?.outcome === 'verified');
  return (
    <div className={styles.box}>
      {!isOver && <JobOverall job={job} />}
      {isOver && job.error !== null && <ErrorPanel title={failedTitle} error={job.error} />}
      {isOver && job.error === null && (
        <MessageBar intent={isWell ? 'success' : 'warning'} layout="multiline" role="status">
          <MessageBarBody>{isWell ? allWell : notAllWell}</MessageBarBody>
        </MessageBar>
      )}
      <JobRows job={job} />
      <JobLog job={job} />
      <div className={styles.actions}>
        {isOver ? (
          <Button
            appearance="primary"
            onClick={() => {
              jobs.getState().dismiss(view);
            }}
          >
            {again}
          </Button>
        ) : (
          <Button
            disabled={job.state !== 'running'}
            onClick={() => {
              setAsking(true);
            }}
          >
            {t('cancelRun')}
          </Button>
        )}
      </div>
      {isAsking && job.state === 'running' && (
        <CancelDialog
          jobId={jobId}
          onClose={() => {
            setAsking(false);
          }}
        />
      )}
    </div>
  );
}
