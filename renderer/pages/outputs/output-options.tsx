/** Label, autorun.inf, partition style, and for stand-alone media the size of one CD or DVD. */
import { Input, makeStyles, Radio, RadioGroup, Select, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { EMPTY_DRAFT, type Draft } from '../../state/draft.ts';
import { fatLabelOf, isoLabelOf } from '../../state/label-text.ts';
import { CheckField } from '../../ui/check-field.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';

const useStyles = makeStyles({
  narrow: { maxWidth: '520px' },
  style: { display: 'grid' },
  hint: { color: tokens.colorNeutralForeground3 },
});

const SIZES = ['650MB', '4GB', '8GB', 'unlimited'] as const satisfies readonly Draft['mediaSize'][];

export function OutputOptions(): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('outputs');
  const { wizard } = useStores();
  const { kind, autorun, partitionStyle, mediaSize } = useWizard((state) => state.draft);
  return (
    <>
      <LabelField />
      {kind === 'standalone' && (
        <div className={styles.narrow}>
          <FormField
            label={t('mediaSize')}
            help="outputs.mediaSize"
            field="mediaSize"
            hint={t('mediaSizeHint')}
          >
            <Select
              value={mediaSize}
              onChange={(_event, { value }) => {
                const chosen = SIZES.find((one) => one === value);
                if (chosen !== undefined) wizard.getState().update({ mediaSize: chosen });
              }}
            >
              {SIZES.map((size) => (
                <option key={size} value={size}>
                  {t(`size.${size}`)}
                </option>
              ))}
            </Select>
          </FormField>
        </div>
      )}
      <FormField label={t('partitionStyle')} help="outputs.partitionStyle" field="partitionStyle">
        <RadioGroup
          value={partitionStyle}
          onChange={(_event, { value }) => {
            wizard.getState().update({ partitionStyle: value === 'mbr' ? 'mbr' : 'gpt' });
          }}
        >
          {(['gpt', 'mbr'] as const).map((style) => (
            <Radio
              key={style}
              value={style}
              label={{
                children: (
                  <>
                    {t(style)} <span className={styles.hint}>– {t(`${style}Hint`)}</span>
                  </>
                ),
              }}
            />
          ))}
        </RadioGroup>
      </FormField>
      <CheckField
        label={t('autorun')}
        help="outputs.autorun"
        hint={t('autorunHint')}
        isChecked={autorun}
        onChange={(isOn) => {
          wizard.getState().update({ autorun: isOn });
        }}
      />
    </>
  );
}

/** The hint says what file systems keep of the label, as it is typed. */
function LabelField(): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('outputs');
  const { wizard } = useStores();
  const label = useWizard((state) => state.draft.label);
  const [fat, iso] = [fatLabelOf(label), isoLabelOf(label)];
  const isWhole = fat === label.toUpperCase() && iso === label;
  const hint =
    label === ''
      ? t('labelDefault', { label: EMPTY_DRAFT.label })
      : isWhole
        ? t('labelHint.same')
        : t('labelHint.cut', { fat, iso });
  return (
    <div className={styles.narrow}>
      <FormField label={t('label')} help="outputs.label" field="label" hint={hint}>
        <Input
          value={label}
          placeholder={EMPTY_DRAFT.label}
          onChange={(_event, { value }) => {
            wizard.getState().update({ label: value });
          }}
        />
      </FormField>
    </div>
  );
}
