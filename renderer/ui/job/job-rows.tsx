/** All rows of a job; a drive can be cancelled alone, after a question. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobRow as Row, JobState } from '#contract/jobs.ts';
import { canCancelRow } from '../../state/job-view.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { JobRow } from './job-row.tsx';

const useStyles = makeStyles({
  list: {
    margin: 0,
    padding: 0,
    listStyle: 'none',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
  },
});

export interface JobRowsProps {
  readonly job: JobState;
  /** Only these rows; all unless given. */
  readonly rows?: readonly Row[];
  /** What can be done with a row, at its end. */
  readonly actionsOf?: (row: Row) => ReactNode;
  /** What stands below a row: its hash. */
  readonly detailsOf?: (row: Row) => ReactNode;
}

export function JobRows({ job, rows = job.rows, actionsOf, detailsOf }: JobRowsProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('progress');
  const [asked, setAsked] = useState<Row | null>(null);
  return (
    <>
      <ul className={styles.list} aria-label={t('rows')}>
        {rows.map((row) => (
          <JobRow
            key={row.id}
            row={row}
            actions={actionsOf?.(row)}
            onCancel={
              canCancelRow(job, row)
                ? () => {
                    setAsked(row);
                  }
                : undefined
            }
          >
            {detailsOf?.(row)}
          </JobRow>
        ))}
      </ul>
      {asked !== null && (
        <CancelDialog
          jobId={job.jobId}
          row={asked}
          onClose={() => {
            setAsked(null);
          }}
        />
      )}
    </>
  );
}
