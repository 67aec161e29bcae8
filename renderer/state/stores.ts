/** All stores of a window, made once around its client. The draft is kept by the core, without secrets. */
import type { Client } from '../bridge/client.ts';
import { createAppStore, type AppStore } from './app-store.ts';
import { createCatalogStore, type CatalogStore } from './catalog-store.ts';
import { draftFrom, toStored } from './draft-storage.ts';
import { createDrivesStore, type DrivesStore } from './drives-store.ts';
import { followOutputs } from './follow-outputs.ts';
import { followPrerequisites } from './follow-prerequisites.ts';
import { followRun } from './follow-run.ts';
import { createFormsStore, type FormsStore } from './forms-store.ts';
import { createHistoryStore, type HistoryStore } from './history-store.ts';
import { createJobsStore, type JobsStore } from './jobs-store.ts';
import { createPlanStore, type PlanStore } from './plan-store.ts';
import { createPrerequisiteStore, type PrerequisiteStore } from './prerequisite-store.ts';
import { createQuestions, type Questions } from './questions.ts';
import { createSecretKeeper, type SecretKeeper } from './secret-keeper.ts';
import { createWizardStore, type WizardStore } from './wizard-store.ts';

export interface Stores {
  readonly client: Client;
  readonly app: AppStore;
  readonly wizard: WizardStore;
  readonly catalog: CatalogStore;
  readonly drives: DrivesStore;
  readonly jobs: JobsStore;
  readonly plan: PlanStore;
  readonly prerequisites: PrerequisiteStore;
  readonly history: HistoryStore;
  readonly forms: FormsStore;
  readonly keeper: SecretKeeper;
  readonly questions: Questions;
}

const SAVE_AFTER_MS = 500;

export function createStores(client: Client): Stores {
  const keeper = createSecretKeeper();
  const stores: Stores = {
    client,
    keeper,
    app: createAppStore(client),
    wizard: createWizardStore(keeper),
    catalog: createCatalogStore(client),
    drives: createDrivesStore(client),
    jobs: createJobsStore(client),
    plan: createPlanStore(client),
    prerequisites: createPrerequisiteStore(client),
    history: createHistoryStore(client),
    forms: createFormsStore(),
    questions: createQuestions(),
  };
  followOutputs(stores);
  followPrerequisites(stores);
  followRun(stores);
  return stores;
}

/** Restores the draft of the last time and keeps storing it from then on. Resolves when it is restored. */
export async function keepDraft({ client, wizard }: Stores): Promise<() => void> {
  const reply = await client.call('draft.read', {});
  if (reply.ok && reply.value.draft !== null) {
    const draft = draftFrom(reply.value.draft);
    if (draft !== undefined) wizard.getState().restore(draft);
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stored = wizard.getState().draft;
  const stop = wizard.subscribe(({ draft }) => {
    if (draft === stored) return;
    stored = draft;
    clearTimeout(timer);
    timer = setTimeout(() => {
      // A draft that cannot be stored is not worth a message: nothing the user made is lost.
      void client.call('draft.write', { draft: toStored(draft) });
    }, SAVE_AFTER_MS);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
