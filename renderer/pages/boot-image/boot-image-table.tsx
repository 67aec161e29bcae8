/** The boot images of the site; those that cannot be put on media say why. */
import { Badge } from '@fluentui/react-components';
import { useMemo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BootImageView } from '#contract/site.ts';
import { formatBytes } from '../../text/format.ts';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { EmptyState } from '../../ui/list-states.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';

const KIB = 1024;
const idOf = (row: BootImageView): string => row.packageId;

export function BootImageTable({ images }: { readonly images: readonly BootImageView[] }): ReactElement {
  const { t, i18n } = useTranslation('bootImage');
  const { language } = i18n;
  const { wizard } = useStores();
  const chosen = useWizard((state) => state.draft.bootImageId);
  const columns = useMemo<readonly Column<BootImageView>[]>(
    () => [
      {
        id: 'name',
        label: t('name'),
        width: '3fr',
        minWidth: 200,
        value: (row) => row.name,
        render: (row) => (
          <>
            {row.name}{' '}
            {row.isDefault && (
              <Badge appearance="tint" size="small">
                {t('default')}
              </Badge>
            )}
          </>
        ),
      },
      { id: 'id', label: t('id'), width: '100px', value: (row) => row.packageId },
      { id: 'version', label: t('version'), width: '1fr', minWidth: 92, value: (row) => row.version },
      {
        id: 'architecture',
        label: t('architecture'),
        width: '84px',
        leaveOut: 2,
        value: (row) => row.architecture,
      },
      {
        id: 'client',
        label: t('clientVersion'),
        width: '1fr',
        minWidth: 120,
        value: (row) => row.clientVersion,
      },
      {
        id: 'size',
        label: t('size'),
        width: '80px',
        leaveOut: 1,
        value: (row) => row.sizeKb,
        render: (row) => formatBytes(row.sizeKb * KIB, language),
      },
    ],
    [t, language],
  );
  return (
    <FormField label={t('bootImage')} help="bootImage.bootImage" field="bootImageId">
      <DataTable
        label={t('title')}
        rows={images}
        columns={columns}
        idOf={idOf}
        selected={chosen === '' ? [] : [chosen]}
        onSelect={([id = '']) => {
          wizard.getState().update({ bootImageId: id });
        }}
        whyNot={(row) => (row.unusable === null ? undefined : t(`unusable.${row.unusable}`))}
        height={252}
        empty={<EmptyState title={t('empty')} body={t('emptyBody')} />}
      />
    </FormField>
  );
}
