/** Asks the core what is at the path of an output, once it is no longer typed or Next is pressed, and tells
 * the wizard. */
import { useEffect } from 'react';
import type { OutputCheck } from '#contract/app.ts';
import type { FileField } from '../state/output-facts.ts';
import { useStores, useWizard } from './stores-context.tsx';

const ASK_AFTER_MS = 300;
const KINDS = { isoPath: 'iso', imagePath: 'image', wimPath: 'wim' } as const;

/** null while it is not known. */
export function useOutputCheck(field: FileField): OutputCheck | null {
  const { client, wizard, questions } = useStores();
  const path = useWizard((state) => state.draft[field]);
  const known = useWizard((state) => state.outputs.checks[field]);
  useEffect(() => {
    if (path === '') return undefined;
    return questions.ask(async () => {
      const reply = await client.call('app.checkOutput', { kind: KINDS[field], path });
      // What was typed meanwhile is judged by its own answer.
      if (!reply.ok || wizard.getState().draft[field] !== path) return;
      const { checks } = wizard.getState().outputs;
      wizard.getState().learn({ checks: { ...checks, [field]: { path, check: reply.value } } });
    }, ASK_AFTER_MS);
  }, [client, wizard, questions, field, path]);
  return known?.path === path ? known.check : null;
}
