/** The certificates a server showed, and which of them is trusted. A fingerprint is grouped, to be read on the telephone. */
import {
  makeStyles,
  MessageBar,
  MessageBarBody,
  Radio,
  RadioGroup,
  Text,
  tokens,
} from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SiteProbe } from '#contract/site.ts';
import { formatDay } from '../../text/format.ts';
import { FormField } from '../../ui/form-field.tsx';

const useStyles = makeStyles({
  label: { display: 'grid', gap: tokens.spacingVerticalXXS },
  print: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
  soft: { color: tokens.colorNeutralForeground2 },
});

export interface CertificateChoiceProps {
  readonly probe: SiteProbe;
  /** Fingerprint of the chosen certificate. */
  readonly trusted: string | null;
  readonly onTrust: (fingerprint: string) => void;
}

export function CertificateChoice({ probe, trusted, onTrust }: CertificateChoiceProps): ReactElement {
  const styles = useStyles();
  const { t, i18n } = useTranslation('sites');
  const day = (iso: string): string => formatDay(iso, i18n.language);
  if (probe.isTrustedByMachine) {
    return (
      <MessageBar intent="success">
        <MessageBarBody>{t('trusted', { host: probe.host })}</MessageBarBody>
      </MessageBar>
    );
  }
  return (
    <>
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>{t('untrusted', { host: probe.host })}</MessageBarBody>
      </MessageBar>
      <FormField label={t('trustLabel')} help="sites.trust">
        <RadioGroup
          value={trusted ?? ''}
          onChange={(_event, { value }) => {
            onTrust(value);
          }}
        >
          {probe.chain.toReversed().map((one) => (
            <Radio
              key={one.fingerprint}
              value={one.fingerprint}
              label={
                <span className={styles.label}>
                  <Text weight="semibold">{one.subject}</Text>
                  <Text size={200} className={styles.soft}>
                    {t('issuedBy', { issuer: one.issuer })} ·{' '}
                    {t('valid', { from: day(one.notBefore), to: day(one.notAfter) })}
                  </Text>
                  <span className={styles.print}>
                    {t('fingerprint', { fingerprint: grouped(one.fingerprint) })}
                  </span>
                </span>
              }
            />
          ))}
        </RadioGroup>
      </FormField>
    </>
  );
}

/** "3f9a 01c2 …" */
function grouped(fingerprint: string): string {
  return fingerprint.match(/.{1,4}/g)?.join(' ') ?? fingerprint;
}
