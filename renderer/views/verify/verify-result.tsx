/** The verdict on a medium: intact, or which files differ and how. */
import {
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
  Text,
  tokens,
} from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobState, VerifyView } from '#contract/jobs.ts';
import { formatBytes } from '../../text/format.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Section } from '../../ui/page.tsx';

const useStyles = makeStyles({
  result: { display: 'grid', gap: tokens.spacingVerticalL },
  path: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere' },
});

export interface VerifyResultProps {
  readonly job: JobState;
  readonly onAnother: () => void;
}

export function VerifyResult({ job, onAnother }: VerifyResultProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('verify');
  const { verified, error, state } = job;
  return (
    <div className={styles.result}>
      {error !== null && <ErrorPanel title={t('failed')} error={error} />}
      {state === 'cancelled' && (
        <MessageBar intent="warning">
          <MessageBarBody>{t('cancelled')}</MessageBarBody>
        </MessageBar>
      )}
      {verified !== null && <Verdict verified={verified} />}
      <div>
        <Button onClick={onAnother}>{t('another')}</Button>
      </div>
    </div>
  );
}

function Verdict({ verified }: { readonly verified: VerifyView }): ReactElement {
  const styles = useStyles();
  const { t, i18n } = useTranslation('verify');
  const { isIntact, fileCount, differences, differenceCount, sectors, problems, medium } = verified;
  return (
    <>
      <MessageBar intent={isIntact ? 'success' : 'error'} layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{isIntact ? t('intact') : t('notIntact')}</MessageBarTitle>
          {isIntact && t('intactBody', { count: fileCount })} {medium?.label}
        </MessageBarBody>
      </MessageBar>
      {sectors !== null && (
        <Text>
          {sectors.differingRanges === 0
            ? t('sectorsSame', { bytes: formatBytes(sectors.comparedBytes, i18n.language) })
            : `${t('sectorsDiffer', { count: sectors.differingRanges })} ${t('sectorsNote')}`}
        </Text>
      )}
      {differenceCount > 0 && (
        <Section title={t('differences', { count: differenceCount })}>
          <Table size="small" aria-label={t('differences', { count: differenceCount })}>
            <TableHeader>
              <TableRow>
                <TableHeaderCell>{t('file')}</TableHeaderCell>
                <TableHeaderCell>{t('state')}</TableHeaderCell>
              </TableRow>
            </TableHeader>
            <TableBody>
              {differences.map((one) => (
                <TableRow key={one.path}>
                  <TableCell className={styles.path}>{one.path}</TableCell>
                  <TableCell>{t(`states.${one.state}`)}</TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
          {differenceCount > differences.length && (
            <Text>{t('more', { count: differenceCount - differences.length })}</Text>
          )}
        </Section>
      )}
      {problems.length > 0 && (
        <Section title={t('problems')}>
          <ul lang="en">
            {problems.map(({ code, message }) => (
              <li key={`${code} ${message}`} className={styles.path}>
                {code}: {message}
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}
