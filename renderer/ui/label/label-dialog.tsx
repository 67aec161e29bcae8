/** Asks how many labels on which paper, shows one, and prints. */
import {
  Button,
  Field,
  makeStyles,
  Radio,
  RadioGroup,
  SpinButton,
  Text,
  tokens,
} from '@fluentui/react-components';
import { PrintRegular } from '@fluentui/react-icons';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { LABELS_PER_SHEET, type LabelPaper } from '../../state/label-sheet.ts';
import { Modal } from '../modal.tsx';
import { MediaLabel, type LabelFacts } from './label.tsx';
import { PrintArea } from './print-area.tsx';

const MOST = 240;

const useStyles = makeStyles({
  content: { display: 'grid', gap: tokens.spacingVerticalM },
  preview: {
    overflowX: 'auto',
    width: 'fit-content',
    maxWidth: '100%',
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  fields: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalL },
});

export interface LabelDialogProps {
  readonly facts: LabelFacts;
  /** One for each stick. */
  readonly count: number;
  readonly onClose: () => void;
}

export function LabelDialog({ facts, count: sticks, onClose }: LabelDialogProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('completion');
  const { t: common } = useTranslation();
  const [paper, setPaper] = useState<LabelPaper>('a4');
  const [count, setCount] = useState(Math.max(1, sticks));
  const [firstPlace, setFirstPlace] = useState(1);
  return (
    <Modal
      title={t('print.title')}
      onClose={onClose}
      help="completion.print"
      contentClassName={styles.content}
      actions={
        <>
          <Button onClick={onClose}>{common('close')}</Button>
          <Button
            appearance="primary"
            icon={<PrintRegular />}
            onClick={() => {
              window.print();
            }}
          >
            {t('print.action')}
          </Button>
        </>
      }
    >
      <div className={styles.preview}>
        <MediaLabel facts={facts} />
      </div>
      <Field label={t('print.paper')}>
        <RadioGroup
          value={paper}
          onChange={(_event, { value }) => {
            setPaper(value === 'single' ? 'single' : 'a4');
          }}
        >
          <Radio value="a4" label={t('print.a4')} />
          <Radio value="single" label={t('print.single')} />
        </RadioGroup>
      </Field>
      <div className={styles.fields}>
        <Field label={t('print.count')}>
          <NumberField value={count} most={MOST} onChange={setCount} />
        </Field>
        {paper === 'a4' && (
          <Field label={t('print.firstPlace')} hint={t('print.firstPlaceHint')}>
            <NumberField value={firstPlace} most={LABELS_PER_SHEET} onChange={setFirstPlace} />
          </Field>
        )}
      </div>
      <Text size={200}>{t('print.hint')}</Text>
      <PrintArea facts={facts} order={{ paper, count, firstPlace }} />
    </Modal>
  );
}

interface NumberFieldProps {
  readonly value: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}

function NumberField({ value, most, onChange, ...field }: NumberFieldProps): ReactElement {
  return (
    <SpinButton
      {...field}
      value={value}
      min={1}
      max={most}
      onChange={(_event, { value: stepped, displayValue }) => {
        const wanted = stepped ?? Number(displayValue);
        if (Number.isInteger(wanted)) onChange(Math.max(1, Math.min(most, wanted)));
      }}
    />
  );
}
