/** "Is every file as it was made?" as a job that can be cancelled; with the request, every sector is compared, too. */
import { Button, Checkbox, makeStyles, tokens } from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorData } from '#contract/bridge.ts';
import { judgeRequest, type MediaRequest } from '#contract/media-request.ts';
import { isAtWork } from '../../state/jobs-store.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { JobRows } from '../../ui/job/job-rows.tsx';
import { TargetPicker, type Target } from '../../ui/medium/target-picker.tsx';
import { Page } from '../../ui/page.tsx';
import { PathField } from '../../ui/path-field.tsx';
import { useApp, useJobs, useStores, useWizard } from '../../ui/stores-context.tsx';
import { targetOf } from '../inspect/inspect-view.tsx';
import { VerifyResult } from './verify-result.tsx';

const useStyles = makeStyles({ form: { display: 'grid', gap: tokens.spacingVerticalL, maxWidth: '720px' } });

const REQUESTS: readonly string[] = ['json'];

export function VerifyView(): ReactElement {
  const { t } = useTranslation('verify');
  const [jobId, setJobId] = useState<string | null>(null);
  return (
    <Page title={t('title')} intro={t('intro')}>
      {jobId === null ? (
        <VerifyForm onStart={setJobId} />
      ) : (
        <VerifyRun
          jobId={jobId}
          onAnother={() => {
            setJobId(null);
          }}
        />
      )}
    </Page>
  );
}

function VerifyForm({ onStart }: { readonly onStart: (jobId: string) => void }): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('verify');
  const { client } = useStores();
  const wanted = useApp((state) => state.target);
  const site = useWizard((state) => state.draft.site);
  const [target, setTarget] = useState<Target>(targetOf(wanted));
  const [hasSectors, setHasSectors] = useState(false);
  const [requestPath, setRequestPath] = useState('');
  const [failure, setFailure] = useState<{ readonly title: string; readonly error: ErrorData } | null>(null);
  const start = async (): Promise<void> => {
    let request: MediaRequest | undefined;
    if (hasSectors) {
      const opened = await client.call('request.open', { path: requestPath });
      if (!opened.ok) {
        setFailure({ title: t('requestFailed'), error: opened });
        return;
      }
      request = judgeRequest(opened.value.request).request;
      if (request === undefined) {
        const words = { cause: t('requestWrong'), remedy: t('sectorsHint') };
        const error: ErrorData = { ok: false, code: 'E_MEDIA_REQUEST', message: requestPath, ...words };
        setFailure({ title: t('requestFailed'), error });
        return;
      }
    }
    const sectors = request === undefined ? {} : { site, request };
    const reply = await client.call('medium.verify', { path: target.path, ...sectors });
    if (reply.ok) onStart(reply.value.jobId);
    else setFailure({ title: t('failed'), error: reply });
  };
  const isReady = target.path !== '' && (!hasSectors || requestPath !== '');
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) void start();
      }}
    >
      <TargetPicker
        target={target}
        onChange={(next) => {
          setTarget(next);
          setFailure(null);
        }}
      />
      <div data-help="verify.sectors">
        <Checkbox
          label={t('sectors')}
          checked={hasSectors}
          onChange={(_event, { checked }) => {
            setHasSectors(checked === true);
          }}
        />
      </div>
      {hasSectors && (
        <FormField label={t('request')} help="verify.sectors" hint={t('sectorsHint')}>
          <PathField
            label={t('request')}
            mode="open"
            extensions={REQUESTS}
            value={requestPath}
            onChange={setRequestPath}
          />
        </FormField>
      )}
      {failure !== null && <ErrorPanel title={failure.title} error={failure.error} />}
      <div>
        <Button appearance="primary" type="submit" disabled={!isReady}>
          {t('start')}
        </Button>
      </div>
    </form>
  );
}

interface VerifyRunProps {
  readonly jobId: string;
  readonly onAnother: () => void;
}

function VerifyRun({ jobId, onAnother }: VerifyRunProps): ReactElement | null {
  const styles = useStyles();
  const { t } = useTranslation('verify');
  const { client } = useStores();
  const job = useJobs((state) => state.jobs.get(jobId));
  if (job === undefined) return null;
  if (isAtWork(job)) {
    return (
      <div className={styles.form}>
        <JobRows job={job} />
        <div>
          <Button
            disabled={job.state === 'cancelling'}
            onClick={() => {
              void client.call('jobs.cancel', { jobId });
            }}
          >
            {t('cancel')}
          </Button>
        </div>
      </div>
    );
  }
  return <VerifyResult job={job} onAnother={onAnother} />;
}
