/**
 * How the device finds its site. Trap: since 2010 Configuration Manager stores internet-based media as site-based media
 * whose management point is the gateway; here the choice stays clear and the plan writes what current branch reads.
 */
import { Badge, makeStyles, MessageBar, MessageBarBody, Text, tokens } from '@fluentui/react-components';
import { BranchFork24Regular, Building24Regular, Globe24Regular } from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '../../state/draft.ts';
import { ChoiceCards, type Choice } from '../../ui/choice-cards.tsx';
import { HelpButton } from '../../ui/form-field.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';

const useStyles = makeStyles({
  icon: { color: tokens.colorBrandForeground1, display: 'inline-flex' },
  then: { color: tokens.colorNeutralForeground3 },
  text: { maxWidth: '80ch', color: tokens.colorNeutralForeground2 },
});

type Management = Draft['mediaManagement'];

const OPTIONS = [
  ['internet-based', 'internet', <Globe24Regular key="icon" />],
  ['site-based', 'site', <Building24Regular key="icon" />],
  ['dynamic', 'dynamic', <BranchFork24Regular key="icon" />],
] as const satisfies readonly (readonly [Management, string, ReactElement])[];

export function ManagementPage(): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('management');
  const { wizard } = useStores();
  const chosen = useWizard((state) => state.draft.mediaManagement);
  const isPrestaged = useWizard((state) => state.draft.kind === 'prestaged');
  const hasFallenBack = isPrestaged && chosen === 'internet-based';
  const choices = OPTIONS.map(([value, key, icon]): Choice<Management> => {
    const isRefused = isPrestaged && value === 'internet-based';
    return {
      value,
      name: t(`${key}.name`),
      isDisabled: isRefused,
      icon: (
        <span className={styles.icon} aria-hidden>
          {icon}
        </span>
      ),
      badge:
        value === 'internet-based' && !isRefused ? (
          <Badge appearance="tint" color="brand">
            {t('forRemote')}
          </Badge>
        ) : undefined,
      body: (
        <>
          <span>{t(`${key}.what`)}</span>
          <Text size={200} className={styles.then}>
            {isRefused ? t('notOverGateway') : t(`${key}.then`)}
          </Text>
        </>
      ),
    };
  });
  return (
    <Page
      title={t('title')}
      intro={
        <>
          {t('intro')} <HelpButton label={t('label')} help="management.page" />
        </>
      }
    >
      <div data-help="management.page" data-field="mediaManagement">
        <ChoiceCards
          label={t('label')}
          choices={choices}
          value={hasFallenBack ? 'site-based' : chosen}
          onChange={(mediaManagement) => {
            wizard.getState().update({ mediaManagement });
          }}
        />
      </div>
      {hasFallenBack && (
        <MessageBar intent="info" layout="multiline">
          <MessageBarBody>{t('fallenBack')}</MessageBarBody>
        </MessageBar>
      )}
      <Section title={t('whyTitle')}>
        <Text className={styles.text}>{t('why')}</Text>
      </Section>
      <Section title={t('vocabularyTitle')}>
        <Text className={styles.text}>{t('vocabulary')}</Text>
      </Section>
    </Page>
  );
}
