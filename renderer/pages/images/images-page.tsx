/** The OS image of prestaged media and which of the images in it. */
import { Dropdown, Option } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CatalogView, ContentView } from '#contract/site.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { EmptyState, WithCatalog } from '../../ui/list-states.tsx';
import { Page } from '../../ui/page.tsx';
import { RefreshLists } from '../../ui/refresh-lists.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';
import { useContentColumns } from '../content/content-columns.ts';

type Image = CatalogView['osImages'][number];
const idOf = (row: ContentView): string => row.id;

export function ImagesPage(): ReactElement {
  const { t } = useTranslation('content');
  const { wizard } = useStores();
  const imagePackageId = useWizard((state) => state.draft.imagePackageId);
  const columns = useContentColumns();
  return (
    <Page title={t('title.images')} intro={t('intro.images')}>
      <WithCatalog failedTitle={t('failed')}>
        {({ osImages }) => (
          <>
            <FormField label={t('imagePackage')} help="content.images" field="image.packageId">
              <DataTable
                label={t('imagePackage')}
                rows={osImages}
                columns={columns}
                idOf={idOf}
                selected={imagePackageId === '' ? [] : [imagePackageId]}
                onSelect={([id = '']) => {
                  const first = osImages.find((one) => one.id === id)?.indexes[0]?.index ?? 1;
                  wizard.getState().update({ imagePackageId: id, imageIndex: first });
                }}
                height={252}
                empty={<EmptyState title={t('empty.images')} body={t('emptyBody')} />}
              />
            </FormField>
            <ImageIndex image={osImages.find((one) => one.id === imagePackageId)} />
          </>
        )}
      </WithCatalog>
      <RefreshLists />
    </Page>
  );
}

function ImageIndex({ image }: { readonly image: Image | undefined }): ReactElement | null {
  const { t } = useTranslation('content');
  const { wizard } = useStores();
  const index = useWizard((state) => state.draft.imageIndex);
  if (image === undefined) return null;
  const text = (one: Image['indexes'][number]): string => `${one.index}: ${one.name}`;
  const chosen = image.indexes.find((one) => one.index === index);
  return (
    <FormField
      label={t('imageIndex')}
      help="content.imageIndex"
      field="image.index"
      hint={t('imageIndexHint')}
    >
      <Dropdown
        value={chosen === undefined ? String(index) : text(chosen)}
        selectedOptions={[String(index)]}
        onOptionSelect={(_event, { optionValue }) => {
          wizard.getState().update({ imageIndex: Number(optionValue) });
        }}
      >
        {image.indexes.map((one) => (
          <Option key={one.index} value={String(one.index)} text={text(one)}>
            {text(one)}
          </Option>
        ))}
      </Dropdown>
    </FormField>
  );
}
