/** What a medium says of itself. */
import {
  Badge,
  Button,
  makeStyles,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  tokens,
} from '@fluentui/react-components';
import { useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { InspectView as Report } from '#contract/medium.ts';
import { formatBytes, formatTime } from '../../text/format.ts';
import { FactList, type Fact } from '../../ui/fact-list.tsx';
import { Section } from '../../ui/page.tsx';

const useStyles = makeStyles({
  report: { display: 'grid', gap: tokens.spacingVerticalL },
  actions: { display: 'flex', gap: tokens.spacingHorizontalS, flexWrap: 'wrap' },
  code: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere' },
  soft: { color: tokens.colorNeutralForeground3 },
  table: { overflowX: 'auto' },
});

export interface InspectReportProps {
  readonly report: Report;
  readonly onVerify: () => void;
  readonly onAnother: () => void;
}

export function InspectReport({ report, onVerify, onAnother }: InspectReportProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('inspect');
  const facts = useFacts(report);
  const isGood = report.state === 'complete' && report.problems.length === 0;
  return (
    <div className={styles.report}>
      <MessageBar
        intent={isGood ? 'success' : report.state === 'not-media' ? 'info' : 'warning'}
        layout="multiline"
      >
        <MessageBarBody>
          <MessageBarTitle>{t(`states.${report.state}`)}</MessageBarTitle>
          {report.isPasswordRequired !== null && (report.isPasswordRequired ? t('locked') : t('open'))}
        </MessageBarBody>
      </MessageBar>
      <FactList facts={facts} />
      {report.problems.length > 0 && (
        <Section title={t('problems')}>
          <ul lang="en">
            {report.problems.map(({ code, message }) => (
              <li key={`${code} ${message}`} className={styles.code}>
                {code}: {message}
              </li>
            ))}
          </ul>
        </Section>
      )}
      {report.variables !== null && <Variables variables={report.variables} />}
      <div className={styles.actions}>
        {report.manifest !== null && (
          <Button appearance="primary" onClick={onVerify}>
            {t('verify')}
          </Button>
        )}
        <Button onClick={onAnother}>{t('another')}</Button>
      </div>
    </div>
  );
}

type Pair = readonly [name: string, value: ReactNode];

/** Values that are null are left out. */
function useFacts(report: Report): readonly Fact[] {
  const { t, i18n } = useTranslation('inspect');
  const time = (iso: string): string => formatTime(iso, i18n.language);
  const { manifest, signature } = report;
  const own: readonly Pair[] =
    manifest === null
      ? []
      : [
          [t('facts.kind'), known(manifest.kind, KINDS, (one) => t(`kinds.${one}`))],
          [t('facts.label'), manifest.label],
          [t('facts.site'), manifest.siteCode],
          [t('facts.cmg'), manifest.cmg],
          [
            t('facts.management'),
            known(manifest.mediaManagement, MANAGEMENTS, (one) => t(`managements.${one}`)),
          ],
          [t('facts.bootImage'), manifest.bootImage],
          [t('facts.created'), time(manifest.created)],
          [t('facts.expires'), <Expiry key="expires" iso={manifest.expires} />],
          [t('facts.mediaId'), manifest.mediaId],
          [t('facts.builder'), manifest.builderVersion],
        ];
  const signed = [
    t(`signatures.${signature.state}`),
    ...(signature.isOfThisMedium === null
      ? []
      : [signature.isOfThisMedium ? t('ofMedium') : t('notOfMedium')]),
  ].join('; ');
  const all: readonly Pair[] = [
    ...own,
    [t('facts.fileSystem'), report.fileSystem],
    [t('facts.volume'), report.volumeLabel === '' ? null : report.volumeLabel],
    [t('facts.files'), `${report.fileCount} (${formatBytes(report.contentBytes, i18n.language)})`],
    [t('facts.signature'), manifest === null ? null : signed],
  ];
  return all.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}

function Expiry({ iso }: { readonly iso: string }): ReactElement {
  const { t, i18n } = useTranslation('inspect');
  // Once, when it is first drawn: no day ends while somebody reads this.
  const [now] = useState(() => Date.now());
  return (
    <>
      {formatTime(iso, i18n.language)} {Date.parse(iso) < now && <Badge color="danger">{t('expired')}</Badge>}
    </>
  );
}

function Variables({ variables }: { readonly variables: NonNullable<Report['variables']> }): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('inspect');
  return (
    <Section title={t('variables')}>
      <div className={styles.table}>
        <Table size="small" aria-label={t('variables')}>
          <TableHeader>
            <TableRow>
              <TableHeaderCell>{t('variable')}</TableHeaderCell>
              <TableHeaderCell>{t('value')}</TableHeaderCell>
              <TableHeaderCell>{t('meaning')}</TableHeaderCell>
            </TableRow>
          </TableHeader>
          <TableBody>
            {variables.map(({ name, value, meaning }) => (
              <TableRow key={name}>
                <TableCell className={styles.code}>{name}</TableCell>
                <TableCell className={value === null ? styles.soft : styles.code}>
                  {value ?? t('hidden')}
                </TableCell>
                <TableCell lang="en">{meaning}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>
    </Section>
  );
}

const KINDS = ['bootable', 'standalone', 'prestaged', 'capture'] as const;
const MANAGEMENTS = ['dynamic', 'site-based', 'internet-based'] as const;

/** A word of the manifest in the user's language; one that this version does not know is shown as it stands there. */
function known<Word extends string>(
  found: string,
  words: readonly Word[],
  textOf: (word: Word) => string,
): string {
  const word = words.find((one) => one === found);
  return word === undefined ? found : textOf(word);
}
