/** Page of the wizard: what came of the run, what the medium is, and what can be done next. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { AddSquareRegular, CopyAddRegular, PrintRegular } from '@fluentui/react-icons';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobState } from '#contract/jobs.ts';
import { requestOfDraft } from '../../state/create-input.ts';
import { tallyOf } from '../../state/job-view.ts';
import { makeMore, storedRequest } from '../../state/make-more.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { JobLog } from '../../ui/job/job-log.tsx';
import { LabelDialog } from '../../ui/label/label-dialog.tsx';
import { EmptyState } from '../../ui/list-states.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { useHistory, useJobs, useStores, useWizard } from '../../ui/stores-context.tsx';
import { Headline } from './headline.tsx';
import { MediumFacts } from './medium-facts.tsx';
import { Results } from './results.tsx';

const useStyles = makeStyles({
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

export function CompletionPage(): ReactElement {
  const { t } = useTranslation('completion');
  const { app, wizard } = useStores();
  const jobId = useWizard((state) => state.jobId);
  const job = useJobs((state) => (jobId === null ? undefined : state.jobs.get(jobId)));
  if (job === undefined) {
    return (
      <Page title={t('title')}>
        <EmptyState
          title={t('gone')}
          action={
            <>
              <Button
                onClick={() => {
                  app.getState().show('history');
                }}
              >
                {t('toHistory')}
              </Button>
              <Button
                onClick={() => {
                  wizard.getState().reset();
                }}
              >
                {t('newMedium')}
              </Button>
            </>
          }
        />
      </Page>
    );
  }
  return (
    <Page title={t('title')}>
      <div data-help="completion.page" style={{ display: 'contents' }}>
        <Headline job={job} />
        {job.error !== null && <ErrorPanel title={t('failedTitle')} error={job.error} />}
        <NextSteps job={job} />
        <Results job={job} />
        {job.created !== null && tallyOf(job).verified > 0 && <MediumFacts created={job.created} />}
        <JobLog job={job} />
      </div>
    </Page>
  );
}

function NextSteps({ job }: { readonly job: JobState }): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('completion');
  const { client, wizard } = useStores();
  const draft = useWizard((state) => state.draft);
  const mediaId = job.created?.mediaId;
  const entry = useHistory(({ entries }) => entries.find((one) => one.mediaId === mediaId));
  const [isPrinting, setPrinting] = useState(false);
  const { created, rows } = job;
  // What the run was made from, also when the draft was changed in another window.
  const request = (entry === undefined ? undefined : storedRequest(entry.request)) ?? requestOfDraft(draft);
  const leave = (): void => {
    void client.call('jobs.forget', { jobId: job.jobId });
  };
  const sticks = rows.filter(({ kind, result }) => kind === 'drive' && result?.outcome === 'verified').length;
  return (
    <Section title={t('next')}>
      <div className={styles.actions}>
        {request !== undefined && (
          <Button
            appearance="primary"
            icon={<CopyAddRegular />}
            title={t('moreHint')}
            onClick={() => {
              leave();
              makeMore(wizard, request, entry?.connection ?? draft.site);
            }}
          >
            {t('more')}
          </Button>
        )}
        <Button
          icon={<AddSquareRegular />}
          onClick={() => {
            leave();
            wizard.getState().reset();
          }}
        >
          {t('newMedium')}
        </Button>
        {created !== null && tallyOf(job).verified > 0 && (
          <Button
            icon={<PrintRegular />}
            onClick={() => {
              setPrinting(true);
            }}
          >
            {t('printLabel')}
          </Button>
        )}
      </div>
      {isPrinting && created !== null && (
        <LabelDialog
          facts={created}
          count={sticks}
          onClose={() => {
            setPrinting(false);
          }}
        />
      )}
    </Section>
  );
}
