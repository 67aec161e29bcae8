/** Each output with its result; files with their hash, and everything that is finished can be verified again. */
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { ShieldCheckmark16Regular } from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobRow, JobState } from '#contract/jobs.ts';
import { outputRows } from '../../state/job-view.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { JobRows } from '../../ui/job/job-rows.tsx';
import { Section } from '../../ui/page.tsx';
import { useStores } from '../../ui/stores-context.tsx';

const useStyles = makeStyles({
  hash: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  value: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere', minWidth: 0 },
});

export function Results({ job }: { readonly job: JobState }): ReactElement {
  const { t } = useTranslation('completion');
  return (
    <Section title={t('results')}>
      <JobRows
        job={job}
        rows={outputRows(job)}
        actionsOf={(row) => (row.result?.outcome === 'verified' ? <VerifyButton row={row} /> : null)}
        detailsOf={(row) => <Hash row={row} />}
      />
    </Section>
  );
}

function VerifyButton({ row: { id, name } }: { readonly row: JobRow }): ReactElement {
  const { t } = useTranslation('completion');
  const { app } = useStores();
  return (
    <Button
      size="small"
      icon={<ShieldCheckmark16Regular />}
      aria-label={t('verifyRow', { name })}
      onClick={() => {
        app.getState().show('verify', id);
      }}
    >
      {t('verifyNow')}
    </Button>
  );
}

function Hash({ row: { result, name } }: { readonly row: JobRow }): ReactElement | null {
  const styles = useStyles();
  const { t } = useTranslation('completion');
  if (result?.outcome !== 'verified' || result.sha256 === null) return null;
  return (
    <div className={styles.hash}>
      <Text size={200}>{t('hash')}</Text>
      <Text size={200} className={styles.value}>
        {result.sha256}
      </Text>
      <CopyButton text={result.sha256} label={`${t('hash')} ${name}`} />
    </div>
  );
}
