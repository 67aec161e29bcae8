/** All jobs the core knows, each as its last whole state. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { JobState } from '#contract/jobs.ts';
import type { Client } from '../bridge/client.ts';

export interface JobsState {
  readonly jobs: ReadonlyMap<string, JobState>;
  /** Which run a view beside the wizard has begun, so that it is found again when the view is shown again. */
  readonly ofView: ReadonlyMap<string, string>;
  begin(view: string, jobId: string): void;
  /** The user has seen the result; the view begins anew. */
  dismiss(view: string): void;
}

export type JobsStore = StoreApi<JobsState>;

export function createJobsStore(client: Client): JobsStore {
  return createStore<JobsState>()((set, get) => {
    client.listen('job', (job) => {
      set({ jobs: new Map(get().jobs).set(job.jobId, job) });
    });
    return {
      jobs: new Map(),
      ofView: new Map(),
      begin(view, jobId) {
        set({ ofView: new Map(get().ofView).set(view, jobId) });
      },
      dismiss(view) {
        const jobId = get().ofView.get(view);
        if (jobId === undefined) return;
        const [jobs, ofView] = [new Map(get().jobs), new Map(get().ofView)];
        jobs.delete(jobId);
        ofView.delete(view);
        set({ jobs, ofView });
        // What the core still knew of it would only come back when the window is opened again.
        void client.call('jobs.forget', { jobId });
      },
    };
  });
}

/** A job is at work as long as it has not ended. */
export function isAtWork({ state }: JobState): boolean {
  return state === 'running' || state === 'cancelling';
}
