/**
 * Brings the wizard and the run it started together: to the progress page when a run is found that was begun before the
 * window was opened, to the completion page when it ends, and the history anew then.
 */
import type { JobState } from '#contract/jobs.ts';
import type { Client } from '../bridge/client.ts';
import type { HistoryStore } from './history-store.ts';
import { isAtWork, type JobsStore } from './jobs-store.ts';
import type { WizardStore } from './wizard-store.ts';

export interface RunSources {
  readonly client: Client;
  readonly wizard: WizardStore;
  readonly jobs: JobsStore;
  readonly history: HistoryStore;
}

/** From now on: completion is shown as soon as the wizard's run has ended. */
export function followRun({ wizard, jobs, history }: Omit<RunSources, 'client'>): void {
  const check = (): void => {
    const { jobId, page } = wizard.getState();
    const job = jobId === null ? undefined : jobs.getState().jobs.get(jobId);
    if (page !== 'progress' || job === undefined || isAtWork(job)) return;
    wizard.getState().complete();
    // It holds what was made now.
    void history.getState().load();
  };
  jobs.subscribe(check);
  // The job's last state may be here before the wizard knows its name.
  wizard.subscribe(({ jobId }, before) => {
    if (jobId !== before.jobId) check();
  });
}

/** Asks once, when the window is opened, whether a medium is being made, or was made and nobody has seen it. */
export async function resumeRun({ client, wizard }: Pick<RunSources, 'client' | 'wizard'>): Promise<void> {
  const reply = await client.call('jobs.list', {});
  if (!reply.ok || wizard.getState().jobId !== null) return;
  const job = runToShow(reply.value.jobs);
  if (job !== undefined) wizard.getState().begin(job.jobId);
}

/** The one at work, else the last one that ended and was not forgotten; only of media that are created. */
export function runToShow(jobs: readonly JobState[]): JobState | undefined {
  const made = jobs.filter(({ kind }) => kind === 'create');
  return made.find(isAtWork) ?? made.at(-1);
}
