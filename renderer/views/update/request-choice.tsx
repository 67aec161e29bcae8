/** What the stick becomes: the request of a medium in the history, or a request file. */
import { makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FormField } from '../../ui/form-field.tsx';
import type { RequestChoiceProps } from './chosen-request.ts';
import { FromFile } from './from-file.tsx';
import { FromHistory } from './from-history.tsx';
import { RequestFacts } from './request-facts.tsx';

const useStyles = makeStyles({
  box: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalM,
    maxWidth: '760px',
  },
});

export function RequestChoice({ mediaIds, chosen, onChange }: RequestChoiceProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('update');
  const [source, setSource] = useState<'history' | 'file'>('history');
  return (
    <div className={styles.box}>
      <FormField label={t('source')} help="update.request">
        <RadioGroup
          layout="horizontal"
          value={source}
          onChange={(_event, { value }) => {
            setSource(value === 'file' ? 'file' : 'history');
            onChange(null);
          }}
        >
          <Radio value="history" label={t('fromHistory')} />
          <Radio value="file" label={t('fromFile')} />
        </RadioGroup>
      </FormField>
      {source === 'history' ? (
        <FromHistory mediaIds={mediaIds} onChange={onChange} />
      ) : (
        <FromFile onChange={onChange} />
      )}
      {chosen !== null && <RequestFacts chosen={chosen} />}
    </div>
  );
}
