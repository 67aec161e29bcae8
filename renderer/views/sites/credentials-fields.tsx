/**
 * User name and password, or a token. The secret is kept by the SecretKeeper under a name of its own and read when it is
 * sent; the form forgets it afterwards, and when it is taken away.
 */
import { Checkbox, Input, makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SiteCredentials } from '#contract/site.ts';
import { FormField } from '../../ui/form-field.tsx';
import { SecretInput } from '../../ui/secret-input.tsx';
import { useStores } from '../../ui/stores-context.tsx';

const useStyles = makeStyles({
  fields: { display: 'grid', gap: tokens.spacingVerticalM, maxWidth: '480px' },
});

const SECRET = 'site-credentials';

export interface GivenCredentials {
  readonly credentials: SiteCredentials;
  readonly isRemembered: boolean;
}

interface FormState {
  readonly method: 'password' | 'token';
  readonly userName: string;
  readonly isRemembered: boolean;
}

export interface CredentialsForm extends FormState {
  /** Counts up when the secret was forgotten, so that its field is made anew and empty. */
  readonly round: number;
  readonly change: (change: Partial<FormState>) => void;
  /** undefined: something is missing. */
  readonly read: () => GivenCredentials | undefined;
  readonly forget: () => void;
}

export function useCredentials(canRemember: boolean): CredentialsForm {
  const { keeper } = useStores();
  const [form, setForm] = useState<FormState>({
    method: 'password',
    userName: '',
    isRemembered: canRemember,
  });
  const [round, setRound] = useState(0);
  useEffect(
    () => () => {
      keeper.forget(SECRET);
    },
    [keeper],
  );
  return {
    ...form,
    round,
    change(change) {
      setForm({ ...form, ...change });
    },
    read() {
      const secret = keeper.get(SECRET);
      const { method, userName, isRemembered } = form;
      if (secret === undefined || (method === 'password' && userName === '')) return undefined;
      const credentials: SiteCredentials =
        method === 'token'
          ? { kind: 'token', token: secret }
          : { kind: 'password', userName, password: secret };
      return { isRemembered, credentials };
    },
    forget() {
      keeper.forget(SECRET);
      setRound((before) => before + 1);
    },
  };
}

export interface CredentialsFieldsProps {
  readonly form: CredentialsForm;
  readonly canRemember: boolean;
  readonly onInput: () => void;
}

export function CredentialsFields({ form, canRemember, onInput }: CredentialsFieldsProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('sites');
  const label = form.method === 'token' ? t('token') : t('password');
  return (
    <div className={styles.fields}>
      <FormField label={t('method')} help="sites.credentials">
        <RadioGroup
          layout="horizontal"
          value={form.method}
          onChange={(_event, { value }) => {
            form.forget();
            form.change({ method: value === 'token' ? 'token' : 'password' });
          }}
        >
          <Radio value="password" label={t('methods.password')} />
          <Radio value="token" label={t('methods.token')} />
        </RadioGroup>
      </FormField>
      {form.method === 'password' && (
        <FormField label={t('userName')} help="sites.credentials">
          <Input
            autoComplete="off"
            value={form.userName}
            onChange={(_event, { value }) => {
              form.change({ userName: value });
            }}
          />
        </FormField>
      )}
      <FormField label={label} help="sites.credentials">
        <SecretInput key={`${form.method} ${form.round}`} name={SECRET} label={label} onChange={onInput} />
      </FormField>
      {canRemember && (
        <Checkbox
          label={t('remember')}
          checked={form.isRemembered}
          onChange={(_event, { checked }) => {
            form.change({ isRemembered: checked === true });
          }}
        />
      )}
    </div>
  );
}
