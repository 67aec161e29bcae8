/** Prestaged media: the WIM file, and who made it, which version it is, and a comment, each with its documented limit. */
import { Input, makeStyles, Textarea, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FormField } from '../../ui/form-field.tsx';
import { OutputPath } from '../../ui/output-path.tsx';
import { Page } from '../../ui/page.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';

const useStyles = makeStyles({
  narrow: { display: 'grid', gap: tokens.spacingVerticalL, maxWidth: '640px' },
});

/** Documented limits in characters (New-CMPrestageMedia). */
const LIMITS = { createdBy: 50, version: 32, comment: 127 } as const;
type NoteField = keyof typeof LIMITS;

export function PropertiesPage(): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('properties');
  return (
    <Page title={t('title')} intro={t('intro')}>
      <div className={styles.narrow}>
        <OutputPath
          field="wimPath"
          label={t('wim')}
          help="properties.wim"
          hint={t('wimHint')}
          neededBytes={null}
        />
        <Note field="createdBy" />
        <Note field="version" />
        <Note field="comment" />
      </div>
    </Page>
  );
}

function Note({ field }: { readonly field: NoteField }): ReactElement {
  const { t } = useTranslation('properties');
  const { wizard } = useStores();
  const value = useWizard((state) => state.draft[field]);
  const left = LIMITS[field] - value.length;
  const hint = left < 0 ? t('tooLong', { count: -left }) : t('left', { count: left });
  const set = (text: string): void => {
    wizard.getState().update({ [field]: text });
  };
  return (
    <FormField label={t(field)} help="properties.notes" field={`properties.${field}`} hint={hint} isOptional>
      {field === 'comment' ? (
        <Textarea
          value={value}
          onChange={(_event, data) => {
            // One line only: the value is one in the WIM file's header.
            set(data.value.replaceAll(/\s*\n\s*/g, ' '));
          }}
        />
      ) : (
        <Input
          value={value}
          onChange={(_event, data) => {
            set(data.value);
          }}
        />
      )}
    </FormField>
  );
}
