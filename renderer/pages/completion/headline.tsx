/** In one sentence what came of the run. */
import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobState } from '#contract/jobs.ts';
import { tallyOf } from '../../state/job-view.ts';

export function Headline({ job }: { readonly job: JobState }): ReactElement {
  const { t } = useTranslation('completion');
  const { verified, total } = tallyOf(job);
  const isAll = total > 0 && verified === total;
  const isCancelled = job.state === 'cancelled';
  const text = isAll
    ? t('headline.all', { count: total })
    : isCancelled
      ? verified > 0
        ? t('headline.cancelledSome', { verified, total })
        : t('headline.cancelled')
      : verified > 0
        ? t('headline.some', { verified, total })
        : t('headline.none');
  const intent = isAll ? 'success' : verified > 0 || isCancelled ? 'warning' : 'error';
  return (
    <MessageBar intent={intent} layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{text}</MessageBarTitle>
        {!isAll && t('someBody')}
      </MessageBarBody>
    </MessageBar>
  );
}
