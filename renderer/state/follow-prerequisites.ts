/** Tells the wizard which prerequisites block it: those of the table that was made for this very draft, no older one. */
import type { OutputFacts } from './output-facts.ts';
import { questionKey, questionOf, type PrerequisiteStore } from './prerequisite-store.ts';
import { blockingRows } from './prerequisite-view.ts';
import type { WizardStore } from './wizard-store.ts';

export function followPrerequisites({
  wizard,
  prerequisites,
}: {
  readonly wizard: WizardStore;
  readonly prerequisites: PrerequisiteStore;
}): void {
  const learn = (): void => {
    const { draft, secrets, outputs } = wizard.getState();
    const { table, key } = prerequisites.getState();
    const question = questionOf(draft, secrets, 'en');
    const isCurrent = question !== undefined && key === questionKey(question);
    const blocking = isCurrent ? blockingRows(table?.rows ?? []).map(({ id }) => id) : [];
    if (!isSame(blocking, outputs.blocking ?? [])) wizard.getState().learn({ blocking });
  };
  prerequisites.subscribe(learn);
  wizard.subscribe(({ draft, secrets }, before) => {
    if (draft !== before.draft || secrets !== before.secrets) learn();
  });
}

function isSame(a: NonNullable<OutputFacts['blocking']>, b: NonNullable<OutputFacts['blocking']>): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}
