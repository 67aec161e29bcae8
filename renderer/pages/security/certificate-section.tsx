/** The certificate with which the medium shows who it is: made here, or taken from a file and checked at once. */
import { makeStyles, Radio, RadioGroup, Spinner, tokens } from '@fluentui/react-components';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '../../state/draft.ts';
import { certificateEnd } from '../../state/expiry.ts';
import { CERTIFICATE_PASSWORD } from '../../state/secret-keeper.ts';
import { formatDay } from '../../text/format.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FormField, HelpButton } from '../../ui/form-field.tsx';
import { KeptSecret } from '../../ui/kept-secret.tsx';
import { Section } from '../../ui/page.tsx';
import { PathField } from '../../ui/path-field.tsx';
import { SecretInput } from '../../ui/secret-input.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';
import { CertificateFacts } from './certificate-facts.tsx';
import { DayRange } from './day-range.tsx';
import { useCertificateCheck } from './use-certificate-check.ts';

const useStyles = makeStyles({
  file: { display: 'grid', gap: tokens.spacingVerticalM, maxWidth: '640px' },
});

export function CertificateSection({ now }: { readonly now: Date }): ReactElement {
  const { t, i18n } = useTranslation('security');
  const { wizard } = useStores();
  const source = useWizard((state) => state.draft.certificateSource);
  const start = useWizard((state) => state.draft.certificateStart);
  const expires = useWizard((state) => state.draft.certificateExpires);
  const update = (change: Partial<Draft>): void => {
    wizard.getState().update(change);
  };
  const yearLater = certificateEnd({ certificateStart: start, certificateExpires: '' }, now);
  return (
    <Section
      title={t('certificate')}
      help="security.certificate"
      actions={<HelpButton label={t('certificate')} help="security.certificate" />}
    >
      <RadioGroup
        aria-label={t('certificate')}
        value={source}
        onChange={(_event, { value }) => {
          update({ certificateSource: value === 'pfx' ? 'pfx' : 'self-signed' });
        }}
      >
        <Radio value="self-signed" label={t('selfSigned')} />
        <Radio value="pfx" label={t('importPki')} />
      </RadioGroup>
      {source === 'self-signed' ? (
        <DayRange
          field="certificate"
          start={start}
          expires={expires}
          startHint={t('startsNow')}
          expiresHint={t('endsInAYear', { date: formatDay(yearLater, i18n.language) })}
          onChange={(change) => {
            update({
              ...(change.start === undefined ? {} : { certificateStart: change.start }),
              ...(change.expires === undefined ? {} : { certificateExpires: change.expires }),
            });
          }}
        />
      ) : (
        <CertificateFile />
      )}
    </Section>
  );
}

function CertificateFile(): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('security');
  const { t: common } = useTranslation();
  const { wizard, keeper } = useStores();
  const path = useWizard((state) => state.draft.certificatePath);
  const report = useWizard((state) => state.secrets.certificate ?? null);
  const hasPassword = useWizard((state) => state.secrets.hasCertificatePassword);
  const [isTyping, setTyping] = useState(!hasPassword);
  const { check, isChecking, error } = useCertificateCheck();
  useEffect(() => {
    check();
    // The file is read again whenever the page is shown: it may have changed.
  }, [check, path]);
  return (
    <div className={styles.file}>
      <FormField label={t('certificateFile')} help="security.certificateFile" field="certificate.path">
        <PathField
          label={t('certificateFile')}
          mode="open"
          extensions={['pfx', 'p12']}
          value={path}
          onChange={(certificatePath) => {
            wizard.getState().update({ certificatePath });
          }}
        />
      </FormField>
      {isTyping ? (
        <FormField label={t('certificatePassword')} help="security.certificateFile">
          <SecretInput
            name={CERTIFICATE_PASSWORD}
            label={t('certificatePassword')}
            onChange={() => {
              wizard.getState().refreshSecrets();
              check();
            }}
          />
        </FormField>
      ) : (
        <KeptSecret
          text={t('certificatePasswordIsSet')}
          action={common('change')}
          actionLabel={`${common('change')}: ${t('certificatePassword')}`}
          onChange={() => {
            keeper.forget(CERTIFICATE_PASSWORD);
            wizard.getState().refreshSecrets();
            setTyping(true);
          }}
        />
      )}
      {isChecking && report === null && <Spinner size="tiny" label={t('checking')} labelPosition="after" />}
      {error !== null && <ErrorPanel title={t('checkFailed')} error={error} onRetry={check} />}
      {report !== null && error === null && <CertificateFacts report={report} hasPassword={hasPassword} />}
    </div>
  );
}
