/** The whole run in one bar; a screen reader is told when a row ends and at each quarter, not more often. */
import { Field, makeStyles, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobState } from '#contract/jobs.ts';
import { announcementsOf } from '../../state/job-view.ts';
import { formatPercent, formatRemaining } from '../../text/format.ts';

const useStyles = makeStyles({
  line: { fontVariantNumeric: 'tabular-nums', color: tokens.colorNeutralForeground2 },
  unseen: {
    position: 'absolute',
    width: '1px',
    height: '1px',
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  },
});

export function JobOverall({ job }: { readonly job: JobState }): ReactElement {
  const styles = useStyles();
  const { t, i18n } = useTranslation('progress');
  const percent = formatPercent(job.fraction, i18n.language);
  const { remainingSeconds, state } = job;
  const line =
    state === 'cancelling'
      ? t('cancelling')
      : remainingSeconds === null
        ? `${percent} · ${t('estimating')}`
        : t('overallLine', { percent, remaining: formatRemaining(remainingSeconds) });
  return (
    <div>
      <Field
        label={t('overall')}
        hint={{ children: <Text className={styles.line}>{line}</Text> }}
        validationState="none"
      >
        <ProgressBar thickness="large" value={job.fraction} />
      </Field>
      <div className={styles.unseen} role="status" aria-live="polite">
        {useAnnouncement(job)}
      </div>
    </div>
  );
}

function useAnnouncement(job: JobState): string {
  const { t, i18n } = useTranslation('progress');
  const before = useRef<JobState | null>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    const news = announcementsOf(before.current, job);
    before.current = job;
    if (news.length === 0) return;
    setText(
      news
        .map((one) =>
          one.kind === 'row'
            ? t(`say.${one.outcome}`, { name: one.name })
            : t('say.quarter', { percent: formatPercent(one.fraction, i18n.language) }),
        )
        .join(' '),
    );
  }, [job, t, i18n]);
  return text;
}
