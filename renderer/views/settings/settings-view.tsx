/** Settings: every change is kept at once, so there is no button to forget. */
import { Dropdown, Input, makeStyles, Option, Switch, tokens } from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '#contract/app.ts';
import type { ErrorData } from '#contract/bridge.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { PathField } from '../../ui/path-field.tsx';
import { useApp, useStores } from '../../ui/stores-context.tsx';
import { AboutSection } from './about-section.tsx';

const useStyles = makeStyles({
  fields: { display: 'grid', gap: tokens.spacingVerticalL, maxWidth: '440px' },
});

const LANGUAGES = ['system', 'en', 'de', 'nl'] as const;
const THEMES = ['system', 'light', 'dark', 'high-contrast'] as const;
const SIZE_LIMITS = { min: 8, max: 2048 } as const;
const NO_EXTENSIONS: readonly string[] = [];

export function SettingsView(): ReactElement | null {
  const styles = useStyles();
  const { t } = useTranslation(['settings', 'common']);
  const { app } = useStores();
  const settings = useApp((state) => state.settings);
  const [error, setError] = useState<ErrorData | null>(null);
  if (settings === null) return null;
  const save = (change: Partial<Settings>): void => {
    void app.getState().save(change).then(setError);
  };
  return (
    <Page title={t('title')} intro={t('intro')}>
      {error !== null && <ErrorPanel title={t('failed')} error={error} />}
      <Section title={t('look')}>
        <div className={styles.fields}>
          <FormField label={t('language')} help="settings.language">
            <Choice
              options={LANGUAGES}
              textOf={(one) => t(`languages.${one}`)}
              value={settings.language}
              onChange={(language) => {
                save({ language });
              }}
            />
          </FormField>
          <FormField label={t('theme')} help="settings.theme">
            <Choice
              options={THEMES}
              textOf={(one) => t(`themes.${one}`)}
              value={settings.theme}
              onChange={(theme) => {
                save({ theme });
              }}
            />
          </FormField>
        </div>
      </Section>
      <Section title={t('drives')}>
        <div className={styles.fields}>
          <FormField label={t('largeDrive')} help="settings.largeDrive" hint={t('largeDriveHint')}>
            <SizeLimit
              value={settings.largeDriveGb}
              onChange={(largeDriveGb) => {
                save({ largeDriveGb });
              }}
            />
          </FormField>
          <FormField label={t('showLoop')} help="settings.showLoop" hint={t('showLoopHint')}>
            <Switch
              checked={settings.showLoopDrives}
              label={settings.showLoopDrives ? t('common:yes') : t('common:no')}
              onChange={(_event, { checked }) => {
                save({ showLoopDrives: checked });
              }}
            />
          </FormField>
        </div>
      </Section>
      <Section title={t('files')}>
        <FormField label={t('defaultFolder')} help="settings.defaultFolder" isOptional>
          <PathField
            label={t('defaultFolder')}
            mode="folder"
            extensions={NO_EXTENSIONS}
            value={settings.defaultFolder ?? ''}
            onChange={(path) => {
              save({ defaultFolder: path === '' ? null : path });
            }}
          />
        </FormField>
      </Section>
      <AboutSection />
    </Page>
  );
}

interface ChoiceProps<Value extends string> {
  readonly options: readonly Value[];
  readonly textOf: (option: Value) => string;
  readonly value: Value;
  readonly onChange: (option: Value) => void;
}

/** A drop-down; what the surrounding field gives it (label, description) is handed on. */
function Choice<Value extends string>(props: ChoiceProps<Value>): ReactElement {
  const { options, textOf, value, onChange, ...field } = props;
  return (
    <Dropdown
      {...field}
      value={textOf(value)}
      selectedOptions={[value]}
      onOptionSelect={(_event, { optionValue }) => {
        const chosen = options.find((one) => one === optionValue);
        if (chosen !== undefined) onChange(chosen);
      }}
    >
      {options.map((one) => (
        <Option key={one} value={one}>
          {textOf(one)}
        </Option>
      ))}
    </Dropdown>
  );
}

interface SizeLimitProps {
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** Kept when the field is left, so that "1" on the way to "128" is not. A number out of its limits goes to the nearest. */
function SizeLimit({ value, onChange, ...field }: SizeLimitProps): ReactElement {
  const [text, setText] = useState(String(value));
  const keep = (): void => {
    const wanted = Math.round(Number(text));
    const next = Number.isNaN(wanted) ? value : Math.min(SIZE_LIMITS.max, Math.max(SIZE_LIMITS.min, wanted));
    setText(String(next));
    if (next !== value) onChange(next);
  };
  return (
    <Input
      {...field}
      type="number"
      min={SIZE_LIMITS.min}
      max={SIZE_LIMITS.max}
      value={text}
      onChange={(_event, data) => {
        setText(data.value);
      }}
      onBlur={keep}
    />
  );
}
