/** Where the medium is written: drives, an ISO file, a disk image; and what the medium is called. */
import { Field, makeStyles, Text, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { shownProblems } from '../../state/wizard-store.ts';
import { DriveList } from '../../ui/drives/drive-list.tsx';
import { OutputPath } from '../../ui/output-path.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { useProblemText } from '../../ui/problem-text.ts';
import { useStores, useWizard } from '../../ui/stores-context.tsx';
import { usePlan } from '../../ui/use-plan.ts';
import { OutputOptions } from './output-options.tsx';
import { PlanSize } from './plan-size.tsx';

const useStyles = makeStyles({
  hint: { color: tokens.colorNeutralForeground2, maxWidth: '80ch' },
  files: {
    display: 'grid',
    gap: tokens.spacingHorizontalL,
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 380px), 1fr))',
    alignItems: 'start',
  },
});

export function OutputsPage(): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('outputs');
  const { wizard } = useStores();
  const chosen = useWizard((state) => state.draft.drives);
  const plan = usePlan();
  const size = plan.state === 'ready' ? plan.plan : null;
  return (
    <Page title={t('title')} intro={t('intro')}>
      <PlanSize plan={plan} />
      <Section title={t('drives')} help="drives.list">
        <Text className={styles.hint}>{t('drivesHint')}</Text>
        <DriveProblems />
        <DriveList
          chosen={chosen}
          offersUpdate
          neededBytes={size?.driveBytes ?? null}
          onChange={(drives) => {
            wizard.getState().update({ drives });
          }}
        />
      </Section>
      <Section title={t('files')}>
        <div className={styles.files}>
          <OutputPath
            field="isoPath"
            label={t('iso')}
            help="outputs.iso"
            hint={t('isoHint')}
            isOptional
            neededBytes={size?.isoBytes ?? null}
          />
          <OutputPath
            field="imagePath"
            label={t('image')}
            help="outputs.image"
            hint={t('imageHint')}
            isOptional
            neededBytes={size?.driveBytes ?? null}
          />
        </div>
      </Section>
      <Section title={t('options')}>
        <OutputOptions />
      </Section>
    </Page>
  );
}

/** What is wrong with the chosen drives, or that nothing is chosen at all; shown after Next. */
function DriveProblems(): ReactElement | null {
  const textOf = useProblemText();
  const state = useWizard((all) => all);
  const problems = shownProblems(state).filter(({ field }) => /^drives(\.|$)/.test(field));
  if (problems.length === 0) return null;
  return (
    <div role="alert">
      {problems.map((problem) => (
        <Field key={problem.field} validationState="error" validationMessage={textOf(problem)} />
      ))}
    </div>
  );
}
