/** What the stick becomes: the request of a medium in the history, or a request file. */
import { makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FormField } from '../../ui/form-field.tsx';
import { useForms, useStores } from '../../ui/stores-context.tsx';
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

interface RequestChoiceProps {
  /** Of the media on the chosen sticks. */
  readonly mediaIds: readonly string[];
}

export function RequestChoice({ mediaIds }: RequestChoiceProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('update');
  const { source, wanted } = useForms((state) => state.update);
  const fill = useStores().forms.getState().fillUpdate;
  return (
    <div className={styles.box}>
      <FormField label={t('source')} help="update.request">
        <RadioGroup
          layout="horizontal"
          value={source}
          onChange={(_event, { value }) => {
            fill({ source: value === 'file' ? 'file' : 'history', mediaId: '', path: '', wanted: null });
          }}
        >
          <Radio value="history" label={t('fromHistory')} />
          <Radio value="file" label={t('fromFile')} />
        </RadioGroup>
      </FormField>
      {source === 'history' ? <FromHistory mediaIds={mediaIds} /> : <FromFile />}
      {wanted !== null && <RequestFacts chosen={wanted} />}
    </div>
  );
}
