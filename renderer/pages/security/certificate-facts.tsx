/** What is in a certificate file, and what was found wrong or worth knowing, in words. */
import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircle16Filled, ErrorCircle16Filled, Warning16Filled } from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CertificateReport } from '#contract/security.ts';
import { formatDay } from '../../text/format.ts';

const useStyles = makeStyles({
  box: {
    display: 'grid',
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  facts: {
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    columnGap: tokens.spacingHorizontalL,
    rowGap: tokens.spacingVerticalXXS,
    margin: 0,
  },
  value: { margin: 0, overflowWrap: 'anywhere' },
  name: { color: tokens.colorNeutralForeground2 },
  findings: { display: 'grid', gap: tokens.spacingVerticalXS, margin: 0, padding: 0, listStyle: 'none' },
  finding: { display: 'flex', gap: tokens.spacingHorizontalS, alignItems: 'start' },
  icon: { flexShrink: 0, marginTop: '2px' },
  error: { color: tokens.colorPaletteRedForeground1 },
  warning: { color: tokens.colorPaletteDarkOrangeForeground1 },
  good: { color: tokens.colorPaletteGreenForeground1 },
});

export interface CertificateFactsProps {
  readonly report: CertificateReport;
  /** Without one, "wrong password" means that it is wanted. */
  readonly hasPassword: boolean;
}

export function CertificateFacts({ report, hasPassword }: CertificateFactsProps): ReactElement {
  const styles = useStyles();
  const { t, i18n } = useTranslation('security');
  const day = (iso: string | null): string | null => (iso === null ? null : formatDay(iso, i18n.language));
  const facts: readonly (readonly [name: string, value: string | null])[] = [
    [t('subject'), report.subject],
    [t('issuer'), report.issuer],
    [t('validFrom'), day(report.notBefore)],
    [t('validUntil'), day(report.notAfter)],
    [t('keyLength'), report.keyBits === null ? null : t('keyBits', { bits: report.keyBits })],
    [t('hash'), report.hash?.toUpperCase() ?? null],
    [t('thumbprint'), report.thumbprint],
  ];
  const known = facts.filter(([, value]) => value !== null);
  const textOf = ({ code, values }: CertificateReport['findings'][number]): string => {
    if (code === 'wrong-password' && !hasPassword) return t('passwordWanted');
    const at = values['at'];
    return t(`finding.${code}`, { ...values, at: typeof at === 'string' ? day(at) : '' });
  };
  return (
    <div className={styles.box} role="status">
      {known.length > 0 && (
        <dl className={styles.facts}>
          {known.map(([name, value]) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt className={styles.name}>{name}</dt>
              <dd className={styles.value}>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <ul className={styles.findings}>
        {report.findings.map((finding) => (
          <li key={finding.code} className={styles.finding}>
            {finding.severity === 'error' ? (
              <ErrorCircle16Filled
                className={mergeClasses(styles.icon, styles.error)}
                aria-label={t('findingError')}
              />
            ) : (
              <Warning16Filled
                className={mergeClasses(styles.icon, styles.warning)}
                aria-label={t('findingWarning')}
              />
            )}
            <Text>{textOf(finding)}</Text>
          </li>
        ))}
        {report.isUsable && (
          <li className={styles.finding}>
            <CheckmarkCircle16Filled className={mergeClasses(styles.icon, styles.good)} aria-hidden />
            <Text>{t('usable')}</Text>
          </li>
        )}
      </ul>
    </div>
  );
}
