/**
 * The task sequence: what stand-alone media carry, what prestaged media are for. Bootable media carry none; there the
 * choice only lets the check of prerequisites look at it.
 */
import { Badge, Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useMemo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskSequenceView } from '#contract/site.ts';
import { formatDay } from '../../text/format.ts';
import { CheckField } from '../../ui/check-field.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { EmptyState, WithCatalog } from '../../ui/list-states.tsx';
import { Page } from '../../ui/page.tsx';
import { RefreshLists } from '../../ui/refresh-lists.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';

const useStyles = makeStyles({
  details: {
    display: 'grid',
    gap: tokens.spacingVerticalXS,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  head: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM, flexWrap: 'wrap' },
  remove: { marginLeft: 'auto' },
  facts: { color: tokens.colorNeutralForeground2 },
});

const idOf = (row: TaskSequenceView): string => row.packageId;

export function TaskSequencePage(): ReactElement {
  const { t } = useTranslation('taskSequence');
  const { wizard } = useStores();
  const kind = useWizard((state) => state.draft.kind);
  const chosen = useWizard((state) => state.draft.taskSequenceId);
  const detectDependencies = useWizard((state) => state.draft.detectDependencies);
  const columns = useTaskSequenceColumns();
  const choose = (taskSequenceId: string): void => {
    wizard.getState().update({ taskSequenceId });
  };
  return (
    <Page title={t('title')} intro={kind === 'bootable' ? t('introBootable') : t(`intro.${kind}`)}>
      <WithCatalog failedTitle={t('failed')}>
        {({ taskSequences }) => {
          const row = taskSequences.find((one) => one.packageId === chosen);
          return (
            <>
              <FormField
                label={t('taskSequence')}
                help="taskSequence.taskSequence"
                field="taskSequenceId"
                isOptional={kind === 'bootable'}
              >
                <DataTable
                  label={t('title')}
                  rows={taskSequences}
                  columns={columns}
                  idOf={idOf}
                  selected={chosen === '' ? [] : [chosen]}
                  onSelect={([id = '']) => {
                    choose(id);
                  }}
                  empty={<EmptyState title={t('empty')} body={t('emptyBody')} />}
                />
              </FormField>
              {row !== undefined && (
                <Details
                  row={row}
                  onRemove={() => {
                    choose('');
                  }}
                />
              )}
            </>
          );
        }}
      </WithCatalog>
      <RefreshLists />
      {kind === 'standalone' && (
        <CheckField
          label={t('detectDependencies')}
          help="taskSequence.detectDependencies"
          hint={t('detectDependenciesHint')}
          isChecked={detectDependencies}
          onChange={(isChecked) => {
            wizard.getState().update({ detectDependencies: isChecked });
          }}
        />
      )}
    </Page>
  );
}

function useTaskSequenceColumns(): readonly Column<TaskSequenceView>[] {
  const { t, i18n } = useTranslation('taskSequence');
  const { language } = i18n;
  return useMemo(() => {
    // Looked up once: the first search reads all rows, and a look-up takes longer than all else about a row.
    const states = { enabled: t('enabled'), disabled: t('disabled') };
    return [
      { id: 'name', label: t('name'), width: '3fr', minWidth: 220, value: (row) => row.name },
      { id: 'id', label: t('id'), width: '100px', value: (row) => row.packageId },
      {
        id: 'version',
        label: t('version'),
        width: '80px',
        leaveOut: 2,
        value: (row) => row.sourceVersion,
      },
      {
        id: 'date',
        label: t('date'),
        width: '100px',
        leaveOut: 3,
        // Sorted by the moment as the site writes it, searched by year and month of it.
        value: (row) => row.sourceDate,
        render: (row) => formatDay(row.sourceDate, language),
      },
      {
        id: 'references',
        label: t('references'),
        width: '108px',
        leaveOut: 1,
        value: (row) => row.referencesCount,
      },
      {
        id: 'state',
        label: t('state'),
        width: '96px',
        value: (row) => (row.isEnabled ? states.enabled : states.disabled),
      },
    ];
  }, [t, language]);
}

function Details({
  row,
  onRemove,
}: {
  readonly row: TaskSequenceView;
  readonly onRemove: () => void;
}): ReactElement {
  const styles = useStyles();
  const { t, i18n } = useTranslation('taskSequence');
  return (
    <section className={styles.details} aria-label={t('details')}>
      <div className={styles.head}>
        <Text weight="semibold">{row.name}</Text>
        {!row.isEnabled && (
          <Badge appearance="tint" color="warning">
            {t('disabled')}
          </Badge>
        )}
        <Button size="small" className={styles.remove} onClick={onRemove}>
          {t('removeChoice')}
        </Button>
      </div>
      <Text size={200} className={styles.facts}>
        {t('facts', {
          id: row.packageId,
          version: row.sourceVersion,
          date: formatDay(row.sourceDate, i18n.language),
          count: row.referencesCount,
        })}
      </Text>
      {row.description !== '' && <Text>{row.description}</Text>}
      {!row.isEnabled && <Text>{t('disabledHint')}</Text>}
    </section>
  );
}
