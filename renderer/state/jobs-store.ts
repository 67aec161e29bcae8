/** All jobs the core knows, each as its last whole state. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { JobState } from '#contract/jobs.ts';
import type { Client } from '../bridge/client.ts';

export interface JobsState {
  readonly jobs: ReadonlyMap<string, JobState>;
}

export type JobsStore = StoreApi<JobsState>;

export function createJobsStore(client: Client): JobsStore {
  return createStore<JobsState>()((set, get) => {
    client.listen('job', (job) => {
      set({ jobs: new Map(get().jobs).set(job.jobId, job) });
    });
    return { jobs: new Map() };
  });
}

/** A job is at work as long as it has not ended. */
export function isAtWork({ state }: JobState): boolean {
  return state === 'running' || state === 'cancelling';
}
