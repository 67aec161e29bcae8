/** Page of the wizard: the run that was started from it, live. It stays the page as long as the run is at work. */
import { Button } from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FooterSlot } from '../../ui/footer-slot.tsx';
import { CancelDialog } from '../../ui/job/cancel-dialog.tsx';
import { JobLog } from '../../ui/job/job-log.tsx';
import { JobOverall } from '../../ui/job/job-overall.tsx';
import { JobRows } from '../../ui/job/job-rows.tsx';
import { JoinDrives } from '../../ui/job/join-drives.tsx';
import { LoadingState } from '../../ui/list-states.tsx';
import { Page } from '../../ui/page.tsx';
import { useJobs, useWizard } from '../../ui/stores-context.tsx';

export function ProgressPage(): ReactElement {
  const { t } = useTranslation('progress');
  const jobId = useWizard((state) => state.jobId);
  const job = useJobs((state) => (jobId === null ? undefined : state.jobs.get(jobId)));
  const [isAsking, setAsking] = useState(false);
  return (
    <Page title={t('title')} intro={t('intro')}>
      {job === undefined ? (
        <LoadingState />
      ) : (
        <>
          <JobOverall job={job} />
          <JobRows job={job} />
          <JoinDrives job={job} />
          <JobLog job={job} />
          <FooterSlot>
            <Button
              disabled={job.state !== 'running'}
              onClick={() => {
                setAsking(true);
              }}
            >
              {t('cancelRun')}
            </Button>
          </FooterSlot>
          {isAsking && job.state === 'running' && (
            <CancelDialog
              jobId={job.jobId}
              onClose={() => {
                setAsking(false);
              }}
            />
          )}
        </>
      )}
    </Page>
  );
}
