/** What one should know before Create: drives that are erased, prerequisites that are not met, notes of the plan. */
import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { unmetRows } from '../../state/prerequisite-view.ts';
import { useNoteText } from '../../ui/note-text.ts';
import { usePlanStore, useWizard } from '../../ui/stores-context.tsx';
import { usePrerequisites } from '../../ui/use-prerequisites.ts';

interface Line {
  readonly text: string;
  readonly lang?: string | undefined;
  readonly intent: 'warning' | 'info';
}

export function WorthKnowing(): ReactElement {
  const { t, i18n } = useTranslation('summary');
  const noteText = useNoteText();
  const drives = useWizard(({ draft }) => draft.drives);
  const kind = useWizard(({ draft }) => draft.kind);
  const notes = usePlanStore((state) => state.plan?.notes);
  const { isAsked, state, table, error } = usePrerequisites();
  const unmet = unmetRows(table?.rows ?? []);
  const erased = kind === 'prestaged' ? [] : drives.filter(({ isUpdate }) => !isUpdate);
  const lines: readonly Line[] = [
    ...(erased.length === 0
      ? []
      : [
          {
            intent: 'warning' as const,
            text: t('erased', {
              count: erased.length,
              drives: new Intl.ListFormat(i18n.language).format(erased.map(({ name }) => name)),
            }),
          },
        ]),
    ...unmet.map(({ id, title }) => ({ intent: 'warning' as const, text: t('unmet', { id, title }) })),
    ...(isAsked && error !== null ? [{ intent: 'warning' as const, text: t('prerequisitesFailed') }] : []),
    ...(isAsked && state === 'loading' && table === null
      ? [{ intent: 'info' as const, text: t('prerequisitesChecking') }]
      : []),
    ...(notes ?? []).map((note) => ({ intent: 'info' as const, ...noteText(note) })),
  ];
  return (
    <>
      {lines.map(({ text, lang, intent }) => (
        <MessageBar key={text} intent={intent} layout="multiline">
          <MessageBarBody lang={lang}>{text}</MessageBarBody>
        </MessageBar>
      ))}
    </>
  );
}
