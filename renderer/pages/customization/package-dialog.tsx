/** Chooses one package of the site. */
import { Button, makeStyles } from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState, WithCatalog } from '../../ui/list-states.tsx';
import { useContentColumns } from '../content/content-columns.ts';
import { Modal } from '../../ui/modal.tsx';

const useStyles = makeStyles({ surface: { maxWidth: '820px', width: '90vw' } });

const idOf = (row: { readonly id: string }): string => row.id;

export interface PackageDialogProps {
  readonly chosen: string;
  /** null: nothing was chosen. */
  readonly onClose: (packageId: string | null) => void;
}

export function PackageDialog({ chosen, onClose }: PackageDialogProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('content');
  const { t: common } = useTranslation();
  const [id, setId] = useState(chosen);
  const columns = useContentColumns();
  return (
    <Modal
      title={t('title.packages')}
      onClose={() => {
        onClose(null);
      }}
      className={styles.surface}
      actions={
        <>
          <Button
            onClick={() => {
              onClose(null);
            }}
          >
            {common('cancel')}
          </Button>
          <Button
            appearance="primary"
            disabled={id === ''}
            onClick={() => {
              onClose(id);
            }}
          >
            {common('choose')}
          </Button>
        </>
      }
    >
      <WithCatalog failedTitle={t('failed')}>
        {({ packages }) => (
          <DataTable
            label={t('title.packages')}
            rows={packages}
            columns={columns}
            idOf={idOf}
            selected={id === '' ? [] : [id]}
            onSelect={([first = '']) => {
              setId(first);
            }}
            height={288}
            empty={<EmptyState title={t('empty.packages')} body={t('emptyBody')} />}
          />
        )}
      </WithCatalog>
    </Modal>
  );
}
