/** The sentences about a job in the user's language. */
import { useTranslation } from 'react-i18next';
import type { JobLogLine, JobRow } from '#contract/jobs.ts';
import { logValue, phaseOf } from '../../state/job-view.ts';
import { formatBytes, formatRate, formatRemaining } from '../../text/format.ts';

export interface JobWords {
  readonly name: (row: JobRow) => string;
  readonly phase: (phase: string) => string;
  /** "21.9 MB/s", "0:47 left", in the order of their worth; only what is known. */
  readonly facts: (row: JobRow) => readonly string[];
  /** What came out; empty while it is at work. */
  readonly outcome: (row: JobRow) => string;
  readonly line: (line: JobLogLine) => string;
}

export function useJobWords(): JobWords {
  const { t, i18n } = useTranslation('progress');
  const { language } = i18n;
  const phase = (word: string): string => {
    const known = phaseOf(word);
    return known === undefined ? word : t(`phase.${known}`);
  };
  return {
    name: ({ kind, name }) => (kind === 'site' || kind === 'content' ? t(`kind.${kind}`, { name }) : name),
    phase,
    facts({ done, total, unit, bytesPerSecond, remainingSeconds, retries, result, phase: at }) {
      if (result !== null || at === 'wait') return [];
      const size = (bytes: number): string => formatBytes(bytes, language);
      return [
        ...(total === 0
          ? []
          : [
              unit === 'bytes'
                ? t('bytes', { done: size(done), total: size(total) })
                : t('steps', { done, total }),
            ]),
        ...(bytesPerSecond === null ? [] : [formatRate(bytesPerSecond, language)]),
        ...(remainingSeconds === null ? [] : [t('remaining', { time: formatRemaining(remainingSeconds) })]),
        ...(retries === 0 ? [] : [t('retries', { count: retries })]),
      ];
    },
    outcome({ kind, result }) {
      if (result === null) return '';
      if (result.outcome === 'failed') return result.error.cause;
      if (result.outcome === 'cancelled') {
        return t(kind === 'drive' ? 'cancelledLine' : 'cancelledFile');
      }
      if (kind === 'site') return t('siteDone');
      if (kind === 'content') return t('contentDone');
      const { bytesWritten, bytesKept, bytesVerified } = result;
      const written = formatBytes(bytesWritten, language);
      if (bytesKept > 0) return t('verifiedUpdate', { written, kept: formatBytes(bytesKept, language) });
      if (bytesWritten > 0) return t('verifiedLine', { written });
      return t('verifiedOnly', { verified: formatBytes(bytesVerified, language) });
    },
    line(line) {
      const values = {
        title: logValue(line, 'title'),
        name: logValue(line, 'name'),
        code: logValue(line, 'code'),
        message: logValue(line, 'message'),
        phase: phase(logValue(line, 'phase')),
      };
      if (line.key === 'row-retry')
        return t('line.row-retry', { ...values, count: Number(logValue(line, 'retries')) });
      return t(`line.${line.key}`, values).trim();
    },
  };
}
