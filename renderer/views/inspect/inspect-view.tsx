/** "Which stick is this?" answered from the manifest, and with the password from the variables, too. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorData } from '#contract/bridge.ts';
import type { InspectView as Report } from '#contract/medium.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { TargetPicker, type Target } from '../../ui/medium/target-picker.tsx';
import { Page } from '../../ui/page.tsx';
import { SecretInput } from '../../ui/secret-input.tsx';
import { useApp, useStores } from '../../ui/stores-context.tsx';
import { InspectReport } from './inspect-report.tsx';

const useStyles = makeStyles({
  form: { display: 'grid', gap: tokens.spacingVerticalL, maxWidth: '720px' },
  password: { maxWidth: '420px' },
});

const SECRET = 'inspect-password';

export function InspectView(): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('inspect');
  const { client, keeper, app } = useStores();
  const wanted = useApp((state) => state.target);
  const [target, setTarget] = useState<Target>(targetOf(wanted));
  const [report, setReport] = useState<Report | null>(null);
  const [error, setError] = useState<ErrorData | null>(null);
  const [isBusy, setBusy] = useState(false);
  useEffect(
    () => () => {
      keeper.forget(SECRET);
    },
    [keeper],
  );
  const look = async (): Promise<void> => {
    const password = keeper.get(SECRET);
    setBusy(true);
    const reply = await client.call('medium.inspect', {
      path: target.path,
      ...(password === undefined ? {} : { password }),
    });
    setBusy(false);
    if (reply.ok) {
      keeper.forget(SECRET);
      setReport(reply.value);
    }
    setError(reply.ok ? null : reply);
  };
  if (report !== null) {
    return (
      <Page title={t('title')} intro={report.path}>
        <InspectReport
          report={report}
          onVerify={() => {
            app.getState().show('verify', report.path);
          }}
          onAnother={() => {
            setReport(null);
          }}
        />
      </Page>
    );
  }
  return (
    <Page title={t('title')} intro={t('intro')}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (target.path !== '' && !isBusy) void look();
        }}
      >
        <TargetPicker
          target={target}
          onChange={(next) => {
            setTarget(next);
            setError(null);
          }}
        />
        <div className={styles.password}>
          <FormField label={t('password')} help="inspect.password" hint={t('passwordHint')} isOptional>
            <SecretInput
              name={SECRET}
              label={t('password')}
              onChange={() => {
                setError(null);
              }}
            />
          </FormField>
        </div>
        {error !== null && <ErrorPanel title={t('failed')} error={error} />}
        <div>
          <Button appearance="primary" type="submit" disabled={target.path === '' || isBusy}>
            {isBusy ? t('looking') : t('look')}
          </Button>
        </div>
      </form>
    </Page>
  );
}

/** What another view asked to be inspected; files are told by their ending. */
export function targetOf(wanted: string | null): Target {
  if (wanted === null) return { from: 'drive', path: '' };
  return { from: /\.(iso|img|raw|bin|dd)$/i.test(wanted) ? 'file' : 'drive', path: wanted };
}
