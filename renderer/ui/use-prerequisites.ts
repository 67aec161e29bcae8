/** Keeps the table of prerequisites up to date while a component shows it; who leaves does not wait any more. */
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { PrerequisiteTable } from '#contract/prerequisites.ts';
import { questionKey, questionOf, type PrerequisiteState } from '../state/prerequisite-store.ts';
import { languageFor } from '../text/i18n.ts';
import { usePrerequisiteStore, useStores, useWizard } from './stores-context.tsx';

export interface FollowedPrerequisites extends Pick<PrerequisiteState, 'state' | 'error'> {
  /** False: nothing to check for these media. */
  readonly isAsked: boolean;
  /** Of this very draft. */
  readonly table: PrerequisiteTable | null;
  readonly recheck: () => void;
}

export function usePrerequisites(): FollowedPrerequisites {
  const { prerequisites: store } = useStores();
  const { i18n } = useTranslation();
  const draft = useWizard((state) => state.draft);
  const secrets = useWizard((state) => state.secrets);
  const { state, key, table, error } = usePrerequisiteStore((all) => all);
  const question = questionOf(draft, secrets, languageFor('system', [i18n.language]));
  const asked = question === undefined ? null : JSON.stringify(question);
  useEffect(() => {
    if (question === undefined) return undefined;
    void store.getState().check(question);
    return () => {
      store.getState().stop();
    };
    // The text of the question stands for the question, which is a new object each time.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [store, asked]);
  const isCurrent = question !== undefined && key === questionKey(question);
  return {
    isAsked: question !== undefined,
    state: isCurrent ? state : 'idle',
    table: isCurrent ? table : null,
    error: isCurrent ? error : null,
    recheck: () => {
      if (question !== undefined) void store.getState().check(question, true);
    },
  };
}
