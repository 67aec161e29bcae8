/** The boot image, where it is taken from, and whom the device asks first: management points, or a gateway. */
import { Dropdown, Option } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CatalogView } from '#contract/site.ts';
import { FormField } from '../../ui/form-field.tsx';
import { WithCatalog } from '../../ui/list-states.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { RefreshLists } from '../../ui/refresh-lists.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';
import { BootImageTable } from './boot-image-table.tsx';
import { GatewaySection } from './gateway-section.tsx';
import { ManagementPointSection } from './management-point-section.tsx';

export function BootImagePage(): ReactElement {
  const { t } = useTranslation('bootImage');
  const kind = useWizard((state) => state.draft.kind);
  const management = useWizard((state) => state.draft.mediaManagement);
  const isGateway = kind === 'bootable' && management === 'internet-based';
  return (
    <Page title={t('title')} intro={t('intro')}>
      <WithCatalog failedTitle={t('failed')}>
        {(catalog) => (
          <>
            <BootImageTable images={catalog.bootImages} />
            <DistributionPointField points={catalog.distributionPoints} />
            {isGateway && <GatewaySection gateways={catalog.gateways} />}
            {kind !== 'capture' && !isGateway && (
              <ManagementPointSection
                points={catalog.managementPoints}
                isOrdered={management === 'dynamic'}
              />
            )}
          </>
        )}
      </WithCatalog>
      <RefreshLists />
    </Page>
  );
}

const ANY = '';

function DistributionPointField({
  points,
}: {
  readonly points: CatalogView['distributionPoints'];
}): ReactElement {
  const { t } = useTranslation('bootImage');
  const { wizard } = useStores();
  const chosen = useWizard((state) => state.draft.distributionPoint);
  // The boot image is fetched while the medium is made, from a server of the site.
  const servers = points.filter((one) => !one.isGateway);
  return (
    <Section title={t('distributionPoint')} help="bootImage.distributionPoint">
      <FormField
        label={t('distributionPoint')}
        help="bootImage.distributionPoint"
        field="distributionPoint"
        isOptional
      >
        <Dropdown
          value={chosen === ANY ? t('anyDistributionPoint') : chosen}
          selectedOptions={[chosen]}
          onOptionSelect={(_event, { optionValue = ANY }) => {
            wizard.getState().update({ distributionPoint: optionValue });
          }}
        >
          <Option value={ANY} text={t('anyDistributionPoint')}>
            {t('anyDistributionPoint')}
          </Option>
          {servers.map((one) => (
            <Option key={one.hostName} value={one.hostName} text={one.hostName}>
              {`${one.hostName} (${one.siteName})`}
            </Option>
          ))}
        </Dropdown>
      </FormField>
    </Section>
  );
}
