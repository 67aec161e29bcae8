/** From which distribution points the content is taken. The original has no way to read this list again; this one has. */
import { useMemo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CatalogView } from '#contract/site.ts';
import type { Column } from '../../ui/data-table.tsx';
import { HelpButton } from '../../ui/form-field.tsx';
import { WithCatalog } from '../../ui/list-states.tsx';
import { Page } from '../../ui/page.tsx';
import { RefreshLists } from '../../ui/refresh-lists.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';
import { ContentPicker } from '../content/content-picker.tsx';

type Row = CatalogView['distributionPoints'][number];
const idOf = (row: Row): string => row.hostName;

export function DistributionPointsPage(): ReactElement {
  const { t } = useTranslation('content');
  const { wizard } = useStores();
  const selected = useWizard((state) => state.draft.distributionPoints);
  const columns = useMemo<readonly Column<Row>[]>(
    () => [
      { id: 'name', label: t('server'), width: '2fr', minWidth: 220, value: (row) => row.hostName },
      { id: 'site', label: t('location'), width: '1fr', minWidth: 140, value: (row) => row.siteName },
      {
        id: 'kind',
        label: t('pointKind'),
        width: '1fr',
        minWidth: 150,
        value: (row) => (row.isGateway ? t('isGateway') : t('isServer')),
      },
      {
        id: 'protocol',
        label: t('protocol'),
        width: '88px',
        value: (row) => (row.usesHttps ? 'HTTPS' : 'HTTP'),
      },
    ],
    [t],
  );
  return (
    <div data-help="content.distributionPoints">
      <Page
        title={t('title.distributionPoints')}
        intro={
          <>
            {t('intro.distributionPoints')}{' '}
            <HelpButton label={t('title.distributionPoints')} help="content.distributionPoints" />
          </>
        }
      >
        <WithCatalog failedTitle={t('failed')}>
          {(catalog) => (
            <ContentPicker
              label={t('title.distributionPoints')}
              rows={catalog.distributionPoints}
              columns={columns}
              idOf={idOf}
              nameOf={idOf}
              selected={selected}
              onSelect={(distributionPoints) => {
                wizard.getState().update({ distributionPoints });
              }}
              emptyTitle={t('empty.distributionPoints')}
              emptyBody={t('emptyBody')}
            />
          )}
        </WithCatalog>
        <RefreshLists />
      </Page>
    </div>
  );
}
