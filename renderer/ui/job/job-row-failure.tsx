/** Why one drive or file failed: where, what to do, and what the help desk wants to know. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobRow } from '#contract/jobs.ts';
import { formatBytes } from '../../text/format.ts';
import { CopyButton } from '../copy-button.tsx';

const useStyles = makeStyles({
  box: { display: 'grid', gap: tokens.spacingVerticalXXS, fontSize: tokens.fontSizeBase200 },
  message: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    fontFamily: tokens.fontFamilyMonospace,
    overflowWrap: 'anywhere',
    marginBlock: tokens.spacingVerticalXS,
  },
});

type Failure = Extract<NonNullable<JobRow['result']>, { outcome: 'failed' }>;

export function JobRowFailure({ failure }: { readonly failure: Failure }): ReactElement {
  const styles = useStyles();
  const { t, i18n } = useTranslation('progress');
  const { t: common } = useTranslation();
  const { error, offset, badBytes } = failure;
  const size = (bytes: number): string => formatBytes(bytes, i18n.language);
  const text = `${error.code}: ${error.message}`;
  return (
    <div className={styles.box}>
      <Text size={200} weight="semibold">
        {error.remedy}
      </Text>
      {offset !== null && (
        <Text size={200}>
          {t('place', {
            offset: new Intl.NumberFormat(i18n.language).format(offset),
            size: size(offset),
          })}
          {badBytes !== null && ` · ${t('badBytes', { size: size(badBytes) })}`}
        </Text>
      )}
      <details>
        <summary>{common('details')}</summary>
        <div className={styles.message} lang="en">
          {text}
          <CopyButton text={text} label={error.code} />
        </div>
      </details>
    </div>
  );
}
