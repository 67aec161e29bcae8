/** The page of one kind of content that stand-alone and prestaged media can carry beyond the task sequence's own. */
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContentView } from '#contract/site.ts';
import { HelpButton } from '../../ui/form-field.tsx';
import { WithCatalog } from '../../ui/list-states.tsx';
import { Page } from '../../ui/page.tsx';
import { RefreshLists } from '../../ui/refresh-lists.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';
import { useContentColumns } from './content-columns.ts';
import { ContentPicker } from './content-picker.tsx';

const idOf = (row: ContentView): string => row.id;
const nameOf = (row: ContentView): string => row.name;

export function ContentPage({
  kind,
}: {
  readonly kind: 'applications' | 'packages' | 'driverPackages';
}): ReactElement {
  const { t } = useTranslation('content');
  const { wizard } = useStores();
  const selected = useWizard((state) => state.draft[kind]);
  const columns = useContentColumns(kind !== 'applications');
  return (
    <div data-help={`content.${kind}`}>
      <Page
        title={t(`title.${kind}`)}
        intro={
          <>
            {t(`intro.${kind}`)} <HelpButton label={t(`title.${kind}`)} help={`content.${kind}`} />
          </>
        }
      >
        <WithCatalog failedTitle={t('failed')}>
          {(catalog) => (
            <ContentPicker
              label={t(`title.${kind}`)}
              rows={catalog[kind]}
              columns={columns}
              idOf={idOf}
              nameOf={nameOf}
              selected={selected}
              onSelect={(ids) => {
                wizard.getState().update({ [kind]: ids });
              }}
              emptyTitle={t(`empty.${kind}`)}
              emptyBody={t('emptyBody')}
            />
          )}
        </WithCatalog>
        <RefreshLists />
      </Page>
    </div>
  );
}
