/** The sentence of a problem in the user's language. */
import { useTranslation } from 'react-i18next';
import { fillIn } from '#contract/rules/rule.ts';
import type { PageProblem } from '../state/judge-draft.ts';

export function useProblemText(): (problem: PageProblem) => string {
  const { t } = useTranslation(['rules', 'problems']);
  return ({ rule, values }) => {
    const sentence = rule.of === 'request' ? t(`rules:${rule.id}`) : t(`problems:${rule.id}`);
    const filled = fillIn(sentence, values);
    return filled.charAt(0).toLocaleUpperCase() + filled.slice(1);
  };
}
