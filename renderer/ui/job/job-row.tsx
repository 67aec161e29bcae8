/** One drive, file or other part of a job: what is done with it, how far, how fast, and what came out. */
import {
  Badge,
  Button,
  makeStyles,
  mergeClasses,
  ProgressBar,
  Text,
  tokens,
} from '@fluentui/react-components';
import {
  CheckmarkCircle20Filled,
  Dismiss16Regular,
  Document20Regular,
  DismissCircle20Filled,
  ErrorCircle20Filled,
  Server20Regular,
  UsbStick20Regular,
} from '@fluentui/react-icons';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobRow as Row } from '#contract/jobs.ts';
import { rowFraction } from '../../state/job-view.ts';
import { formatPercent } from '../../text/format.ts';
import { JobRowFailure } from './job-row-failure.tsx';
import { useJobWords } from './use-job-words.ts';

const useStyles = makeStyles({
  row: {
    display: 'grid',
    gridTemplateColumns: '28px minmax(0, 1fr) auto',
    alignItems: 'start',
    columnGap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalSNudge} ${tokens.spacingHorizontalM}`,
    ':not(:last-child)': { borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  },
  icon: { display: 'inline-flex', marginTop: '2px', color: tokens.colorNeutralForeground3 },
  good: { color: tokens.colorPaletteGreenForeground1 },
  bad: { color: tokens.colorPaletteRedForeground1 },
  main: { display: 'grid', gap: tokens.spacingVerticalXS, minWidth: 0 },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalS,
    rowGap: tokens.spacingVerticalXXS,
  },
  name: { overflowWrap: 'anywhere' },
  id: { color: tokens.colorNeutralForeground3, overflowWrap: 'anywhere' },
  facts: {
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalM,
    color: tokens.colorNeutralForeground2,
    fontVariantNumeric: 'tabular-nums',
    // Figures that come and go must not move the rows below.
    minHeight: tokens.lineHeightBase200,
  },
  phase: { color: tokens.colorNeutralForeground1 },
  percent: { marginLeft: 'auto' },
});

export interface JobRowProps {
  readonly row: Row;
  /** Offered while it is given. */
  readonly onCancel?: (() => void) | undefined;
  /** What can be done with a result. */
  readonly actions?: ReactNode;
  /** Below the row: hashes. */
  readonly children?: ReactNode;
}

export function JobRow({ row, onCancel, actions, children }: JobRowProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('progress');
  const { t: common } = useTranslation();
  const words = useJobWords();
  const name = words.name(row);
  const { result, id, kind } = row;
  return (
    <li className={styles.row} data-row={id} data-outcome={result?.outcome ?? 'open'}>
      <RowIcon row={row} />
      <div className={styles.main}>
        <div className={styles.head}>
          <Text weight="semibold" className={styles.name}>
            {name}
          </Text>
          {kind !== 'site' && kind !== 'content' && !name.includes(id) && (
            <Text size={200} className={styles.id}>
              {id}
            </Text>
          )}
          {result !== null && <OutcomeBadge outcome={result.outcome} />}
        </div>
        {result === null && <RowAtWork row={row} name={name} />}
        {result !== null && (
          <Text size={200} className={styles.facts}>
            {words.outcome(row)}
            {row.retries > 0 && <span>{t('retries', { count: row.retries })}</span>}
          </Text>
        )}
        {result?.outcome === 'failed' && <JobRowFailure failure={result} />}
        {children}
      </div>
      {onCancel !== undefined && (
        <Button
          size="small"
          appearance="subtle"
          icon={<Dismiss16Regular />}
          aria-label={t('cancelRow', { name })}
          onClick={onCancel}
        >
          {common('cancel')}
        </Button>
      )}
      {actions}
    </li>
  );
}

function RowAtWork({ row, name }: { readonly row: Row; readonly name: string }): ReactElement {
  const styles = useStyles();
  const { t, i18n } = useTranslation('progress');
  const words = useJobWords();
  const fraction = rowFraction(row);
  return (
    <>
      <ProgressBar
        aria-label={t('rowBar', { name })}
        {...(fraction === undefined ? {} : { value: fraction })}
      />
      <Text size={200} className={styles.facts}>
        <span className={styles.phase}>{words.phase(row.phase)}</span>
        {words.facts(row).map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
        {fraction !== undefined && row.phase !== 'wait' && (
          <span className={styles.percent}>{formatPercent(fraction, i18n.language)}</span>
        )}
      </Text>
    </>
  );
}

function OutcomeBadge({ outcome }: { readonly outcome: 'verified' | 'failed' | 'cancelled' }): ReactElement {
  const { t } = useTranslation('progress');
  const color = outcome === 'verified' ? 'success' : outcome === 'failed' ? 'danger' : 'informative';
  return (
    <Badge appearance="tint" color={color}>
      {t(`outcome.${outcome}`)}
    </Badge>
  );
}

function RowIcon({ row }: { readonly row: Row }): ReactElement {
  const styles = useStyles();
  const outcome = row.result?.outcome;
  if (outcome === 'verified') {
    return <CheckmarkCircle20Filled className={mergeClasses(styles.icon, styles.good)} aria-hidden />;
  }
  if (outcome === 'failed') {
    return <ErrorCircle20Filled className={mergeClasses(styles.icon, styles.bad)} aria-hidden />;
  }
  if (outcome === 'cancelled') return <DismissCircle20Filled className={styles.icon} aria-hidden />;
  const icons = {
    site: Server20Regular,
    content: Document20Regular,
    drive: UsbStick20Regular,
    iso: Document20Regular,
    image: Document20Regular,
    wim: Document20Regular,
    medium: UsbStick20Regular,
  } as const;
  const Icon = icons[row.kind];
  return <Icon className={styles.icon} aria-hidden />;
}
