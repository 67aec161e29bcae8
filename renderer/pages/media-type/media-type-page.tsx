/** First page of the wizard: what kind of medium, unattended or not, from which site. */
import { Badge, makeStyles, MessageBar, MessageBarBody, Text, tokens } from '@fluentui/react-components';
import {
  Box24Regular,
  BuildingFactory24Regular,
  CameraAdd24Regular,
  UsbStick24Regular,
} from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { CREATABLE_KINDS, type MediaKind } from '#contract/media-request.ts';
import { CheckField } from '../../ui/check-field.tsx';
import { ChoiceCards, type Choice } from '../../ui/choice-cards.tsx';
import { HelpButton } from '../../ui/form-field.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';
import { SiteSection } from './site-section.tsx';

const useStyles = makeStyles({
  icon: { color: tokens.colorBrandForeground1, display: 'inline-flex' },
  facts: { color: tokens.colorNeutralForeground3, display: 'grid' },
});

const KINDS = [
  ['bootable', <UsbStick24Regular key="icon" />],
  ['standalone', <Box24Regular key="icon" />],
  ['prestaged', <BuildingFactory24Regular key="icon" />],
  ['capture', <CameraAdd24Regular key="icon" />],
] as const satisfies readonly (readonly [MediaKind, ReactElement])[];

const isBuilt = (kind: MediaKind): boolean => CREATABLE_KINDS.some((one) => one === kind);

export function MediaTypePage(): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('mediaType');
  const { wizard } = useStores();
  const kind = useWizard((state) => state.draft.kind);
  const isUnattended = useWizard((state) => state.draft.unattended);
  const choices = KINDS.map(([value, icon]): Choice<MediaKind> => ({
    value,
    name: t(`${value}.name`),
    icon: (
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
    ),
    badge: isBuilt(value) ? undefined : (
      <Badge appearance="outline" color="informative">
        {t('notBuilt')}
      </Badge>
    ),
    body: (
      <>
        <span>{t(`${value}.what`)}</span>
        <Text size={200} className={styles.facts}>
          <span>{t('starts', { where: t(`${value}.starts`) })}</span>
          <span>{t('carries', { what: t(`${value}.carries`) })}</span>
        </Text>
      </>
    ),
  }));
  return (
    <Page
      title={t('title')}
      intro={
        <>
          {t('intro')} <HelpButton label={t('kindLabel')} help="mediaType.page" />
        </>
      }
    >
      <div data-help="mediaType.page" data-field="kind">
        <ChoiceCards
          label={t('kindLabel')}
          choices={choices}
          value={kind}
          onChange={(value) => {
            wizard.getState().update({ kind: value });
          }}
        />
      </div>
      {!isBuilt(kind) && (
        <MessageBar intent="info" layout="multiline">
          <MessageBarBody>{t('notBuiltBar')}</MessageBarBody>
        </MessageBar>
      )}
      {kind !== 'capture' && (
        <CheckField
          label={t('unattended')}
          help="mediaType.unattended"
          hint={t('unattendedHint')}
          isChecked={isUnattended}
          onChange={(unattended) => {
            wizard.getState().update({ unattended });
          }}
        />
      )}
      <Section title={t('site')} help="mediaType.site">
        <SiteSection />
      </Section>
    </Page>
  );
}
