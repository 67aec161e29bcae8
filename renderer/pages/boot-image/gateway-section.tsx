/** The cloud management gateway: which there are, why one cannot be chosen, and whether it is reached from here. */
import { Badge, Dropdown, makeStyles, Option, Text, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { GatewayView } from '#contract/site.ts';
import { FormField } from '../../ui/form-field.tsx';
import { EmptyState } from '../../ui/list-states.tsx';
import { Section } from '../../ui/page.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';
import { ReachTest } from './reach-test.tsx';

const useStyles = makeStyles({
  option: { display: 'grid', gap: tokens.spacingVerticalXXS, minWidth: 0 },
  head: { display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  small: { color: 'inherit', overflowWrap: 'anywhere' },
  facts: {
    display: 'grid',
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
  },
});

export function GatewaySection({ gateways }: { readonly gateways: readonly GatewayView[] }): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('bootImage');
  const { wizard } = useStores();
  const chosen = useWizard((state) => state.draft.cmg);
  const gateway = gateways.find((one) => one.hostName === chosen);
  return (
    <Section title={t('gateway')} help="bootImage.gateway">
      {gateways.length === 0 ? (
        <EmptyState title={t('noGateway')} body={t('noGatewayBody')} />
      ) : (
        <FormField label={t('gateway')} help="bootImage.gateway" field="cmg">
          <Dropdown
            placeholder={t('chooseGateway')}
            value={chosen}
            selectedOptions={chosen === '' ? [] : [chosen]}
            onOptionSelect={(_event, { optionValue }) => {
              wizard.getState().update({ cmg: optionValue ?? '' });
            }}
          >
            {gateways.map((one) => (
              <Option
                key={one.hostName}
                value={one.hostName}
                text={one.hostName}
                disabled={one.unusable !== null}
              >
                <span className={styles.option}>
                  <GatewayLine gateway={one} />
                  <Text size={200} className={styles.small}>
                    {one.hostName}
                    {one.unusable !== null && ` · ${t('cannot', { reason: t(`whyNot.${one.unusable}`) })}`}
                  </Text>
                </span>
              </Option>
            ))}
          </Dropdown>
        </FormField>
      )}
      {gateway !== undefined && (
        <div className={styles.facts}>
          <GatewayLine gateway={gateway} />
          {gateway.unusable !== null && (
            <Text role="alert">{t('cannot', { reason: t(`whyNot.${gateway.unusable}`) })}</Text>
          )}
          {!gateway.contentEnabled && <Text>{t('noContentHint')}</Text>}
          <Text>
            {t('servesPoints', {
              count: gateway.managementPoints.length,
              points: gateway.managementPoints.join(', '),
            })}
          </Text>
          <ReachTest key={gateway.hostName} gateway={gateway.hostName} />
        </div>
      )}
    </Section>
  );
}

function GatewayLine({ gateway }: { readonly gateway: GatewayView }): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('bootImage');
  return (
    <span className={styles.head}>
      <Text weight="semibold">{gateway.name}</Text>
      <Badge appearance="tint" color={gateway.state === 'ready' ? 'success' : 'warning'}>
        {t(`state.${gateway.state}`)}
      </Badge>
      <Badge appearance="tint" color={gateway.contentEnabled ? 'success' : 'informative'}>
        {gateway.contentEnabled ? t('withContent') : t('withoutContent')}
      </Badge>
    </span>
  );
}
