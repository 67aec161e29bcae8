/** Site-based media know one management point; dynamic media know several, in the order in which they are tried. */
import { Dropdown, makeStyles, Option, Text, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CatalogView } from '#contract/site.ts';
import { moved } from '../../state/list-order.ts';
import { FormField } from '../../ui/form-field.tsx';
import { EmptyState } from '../../ui/list-states.tsx';
import { OrderButtons } from '../../ui/order-buttons.tsx';
import { Section } from '../../ui/page.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';

const useStyles = makeStyles({
  list: { display: 'grid', gap: tokens.spacingVerticalXS, margin: 0, padding: 0, listStyle: 'none' },
  item: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    padding: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalM}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  name: { flexGrow: 1, minWidth: 0, overflowWrap: 'anywhere' },
});

type Point = CatalogView['managementPoints'][number];

export interface ManagementPointSectionProps {
  readonly points: readonly Point[];
  readonly isOrdered: boolean;
}

export function ManagementPointSection({ points, isOrdered }: ManagementPointSectionProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('bootImage');
  const { wizard } = useStores();
  const chosen = useWizard((state) => state.draft.managementPoints);
  const isImported = useWizard((state) => state.draft.certificateSource === 'pfx');
  const change = (managementPoints: readonly string[]): void => {
    wizard.getState().update({ managementPoints });
  };
  // Documented: a self-signed certificate is for HTTP and enhanced HTTP, an imported one for HTTPS.
  const whyNot = (one: Point): string | undefined =>
    one.usesHttps === isImported ? undefined : one.usesHttps ? t('needsPki') : t('needsSelfSigned');
  const title = isOrdered ? t('managementPoints') : t('managementPoint');
  if (points.length === 0) {
    return (
      <Section title={title} help="bootImage.managementPoint">
        <EmptyState title={t('noManagementPoint')} body={t('emptyBody')} />
      </Section>
    );
  }
  const offered = isOrdered ? points.filter((one) => !chosen.includes(one.hostName)) : points;
  return (
    <Section title={title} help="bootImage.managementPoint">
      <FormField
        label={isOrdered ? t('addManagementPoint') : title}
        help="bootImage.managementPoint"
        field="managementPoints"
        hint={isImported ? t('pkiHint') : t('selfSignedHint')}
      >
        <Dropdown
          placeholder={t('chooseManagementPoint')}
          value={isOrdered ? '' : (chosen[0] ?? '')}
          selectedOptions={isOrdered ? [] : chosen.slice(0, 1)}
          onOptionSelect={(_event, { optionValue }) => {
            if (optionValue === undefined) return;
            change(isOrdered ? [...chosen, optionValue] : [optionValue]);
          }}
        >
          {offered.map((one) => {
            const reason = whyNot(one);
            return (
              <Option
                key={one.hostName}
                value={one.hostName}
                text={one.hostName}
                disabled={reason !== undefined}
              >
                <span>
                  {`${one.hostName} (${one.usesHttps ? 'HTTPS' : 'HTTP'})`}
                  {reason !== undefined && ` · ${reason}`}
                </span>
              </Option>
            );
          })}
        </Dropdown>
      </FormField>
      {(isOrdered || chosen.length > 1) && chosen.length > 0 && (
        <ol className={styles.list} aria-label={t('priority')}>
          {chosen.map((name, index) => {
            const point = points.find((one) => one.hostName === name);
            const reason = point === undefined ? t('gone') : whyNot(point);
            return (
              <li key={name} className={styles.item}>
                <Text weight="semibold">{index + 1}</Text>
                <Text className={styles.name}>
                  {name}
                  {reason !== undefined && ` · ${reason}`}
                </Text>
                <OrderButtons
                  name={name}
                  isFirst={index === 0}
                  isLast={index === chosen.length - 1}
                  onMove={(by) => {
                    change(moved(chosen, index, by));
                  }}
                  onRemove={() => {
                    change(chosen.filter((one) => one !== name));
                  }}
                />
              </li>
            );
          })}
        </ol>
      )}
    </Section>
  );
}
