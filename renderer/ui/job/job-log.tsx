/**
 * The log of a job: follows what happens until somebody scrolls up to read.
 * Trap: new lines scroll the box, too; only a position above the end that the user chose stops the following.
 */
import { Button, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { ArrowDown16Regular } from '@fluentui/react-icons';
import { useLayoutEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobLogLine, JobState } from '#contract/jobs.ts';
import { CopyButton } from '../copy-button.tsx';
import { HelpButton } from '../form-field.tsx';
import { useJobWords } from './use-job-words.ts';

/** Closer to the end than this many pixels counts as the end. */
const NEAR_END = 8;

const useStyles = makeStyles({
  bar: { display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  actions: { marginLeft: 'auto', display: 'flex', gap: tokens.spacingHorizontalS },
  box: {
    marginTop: tokens.spacingVerticalXS,
    height: '200px',
    overflowY: 'auto',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    overflowWrap: 'anywhere',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  line: { display: 'grid', gridTemplateColumns: '72px minmax(0, 1fr)', columnGap: tokens.spacingHorizontalS },
  time: { color: tokens.colorNeutralForeground3 },
  warning: { color: tokens.colorStatusWarningForeground3 },
  error: { color: tokens.colorPaletteRedForeground1 },
});

export function JobLog({ job }: { readonly job: JobState }): ReactElement {
  const styles = useStyles();
  const { t, i18n } = useTranslation('progress');
  const words = useJobWords();
  const box = useRef<HTMLDivElement>(null);
  const [isFollowing, setFollowing] = useState(true);
  const { log } = job;
  useLayoutEffect(() => {
    if (isFollowing) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [log, isFollowing]);
  const timeOf = ({ at }: JobLogLine): string =>
    new Intl.DateTimeFormat(i18n.language, { timeStyle: 'medium', hourCycle: 'h23' }).format(new Date(at));
  const levelOf = ({ level }: JobLogLine): string => (level === 'info' ? '' : `${t(`level.${level}`)}: `);
  const asText = (): string =>
    log.map((line) => `${line.at}  ${levelOf(line)}${words.line(line)}`).join('\n');
  return (
    <section aria-label={t('log')} data-help="progress.log">
      <div className={styles.bar}>
        <Text weight="semibold">{t('log')}</Text>
        <HelpButton label={t('log')} help="progress.log" />
        <div className={styles.actions}>
          {!isFollowing && (
            <Button
              size="small"
              icon={<ArrowDown16Regular />}
              onClick={() => {
                setFollowing(true);
              }}
            >
              {t('logEnd')}
            </Button>
          )}
          <CopyButton text={asText} label={t('log')} />
        </div>
      </div>
      <div
        ref={box}
        className={styles.box}
        // Read by keyboard, too.
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={t('log')}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          setFollowing(scrollHeight - scrollTop - clientHeight < NEAR_END);
        }}
      >
        {log.length === 0 && t('logEmpty')}
        {log.map((line, index) => (
          <div key={index} className={styles.line}>
            <span className={styles.time}>{timeOf(line)}</span>
            <span
              className={mergeClasses(
                line.level === 'warning' && styles.warning,
                line.level === 'error' && styles.error,
              )}
            >
              {levelOf(line)}
              {words.line(line)}
            </span>
          </div>
        ))}
      </div>
    </section>
  );
}
