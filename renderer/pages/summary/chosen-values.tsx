/** What was chosen, page by page, each with the way back to it. */
import { Button } from '@fluentui/react-components';
import { Edit16Regular } from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { summaryOf, type SummaryEntry, type SummaryGroup } from '../../state/summary-view.ts';
import { formatDay } from '../../text/format.ts';
import { FactList, type Fact } from '../../ui/fact-list.tsx';
import { Section } from '../../ui/page.tsx';
import { useCatalog, useStores, useWizard } from '../../ui/stores-context.tsx';

export function ChosenValues(): ReactElement {
  const draft = useWizard((state) => state.draft);
  const secrets = useWizard((state) => state.secrets);
  const catalog = useCatalog((state) => state.catalog);
  return (
    <>
      {summaryOf(draft, { secrets, catalog }).map((group) => (
        <ChosenGroup key={group.page} group={group} />
      ))}
    </>
  );
}

function ChosenGroup({ group: { page, entries } }: { readonly group: SummaryGroup }): ReactElement {
  const { t, i18n } = useTranslation('summary');
  const { t: names } = useTranslation('names');
  const { t: common } = useTranslation();
  const { wizard } = useStores();
  const title = names(`pages.${page}`);
  const factOf = ({ label, value }: SummaryEntry): Fact => {
    const name = t(`label.${label}`);
    switch (value.is) {
      case 'text':
        return { name, value: value.text };
      case 'list':
        return { name, value: value.texts };
      case 'word':
        return { name, value: t(`word.${value.word}`) };
      case 'day':
        return { name, value: formatDay(value.at, i18n.language) };
    }
  };
  return (
    <Section
      title={title}
      actions={
        <Button
          size="small"
          appearance="subtle"
          icon={<Edit16Regular />}
          aria-label={t('change', { page: title })}
          onClick={() => {
            wizard.getState().go(page);
          }}
        >
          {common('change')}
        </Button>
      }
    >
      <FactList facts={entries.map(factOf)} />
    </Section>
  );
}
