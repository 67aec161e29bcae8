/** Calls of the area "jobs": what is under way or has ended since the program was started. */
import type { Handlers } from '../dispatch.ts';
import type { ServicePorts } from '../service-ports.ts';

type JobHandlers = Pick<Handlers, 'jobs.list' | 'jobs.cancel' | 'jobs.addDrives' | 'jobs.forget'>;

export function jobsHandlers({ jobs }: ServicePorts): JobHandlers {
  return {
    'jobs.list': () => Promise.resolve({ jobs: [...jobs.list()] }),
    'jobs.cancel': async ({ jobId, device }) => {
      await Promise.resolve();
      jobs.cancel(jobId, device);
      return {};
    },
    'jobs.addDrives': async ({ jobId, drives }) => {
      await jobs.addDrives(jobId, drives);
      return {};
    },
    'jobs.forget': async ({ jobId }) => {
      await Promise.resolve();
      jobs.forget(jobId);
      return {};
    },
  };
}
