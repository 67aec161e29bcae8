/**
 * What the desktop shows of jobs while nobody looks at the window: progress in the task bar, a notification at the end,
 * and no sleep while drives are written. Everything is derived from the last states of all jobs.
 */
import type { BrowserWindow, PowerSaveBlocker } from 'electron/main';
import type { EventMessage } from '#contract/contract.ts';
import { jobState, type JobState } from '#contract/jobs.ts';
import type { EventHub } from '#service/event-hub.ts';
import type { HostTexts } from './host-texts.ts';

export interface JobSummary {
  readonly isRunning: boolean;
  /** 0 to 1; undefined: no bar. */
  readonly fraction: number | undefined;
}

/** All jobs as one. */
export function summarise(jobs: readonly JobState[]): JobSummary {
  const running = jobs.filter(isRunning);
  if (running.length === 0) return { isRunning: false, fraction: undefined };
  const sum = running.reduce((total, { fraction }) => total + fraction, 0);
  return { isRunning: true, fraction: sum / running.length };
}

export interface Announcement {
  readonly title: string;
  readonly body: string;
}

/** What to say when a job went from one state to the next; undefined when it did not end just now. */
export function announcementFor(
  before: JobState | undefined,
  now: JobState,
  text: HostTexts,
): Announcement | undefined {
  if (before === undefined || !isRunning(before) || isRunning(now)) return undefined;
  const isFailed = now.state === 'failed' || now.rows.some(({ result }) => result?.outcome === 'failed');
  const outcome = now.state === 'cancelled' ? text.jobCancelled : isFailed ? text.jobFailed : text.jobDone;
  const verified = now.rows.filter(({ result }) => result?.outcome === 'verified').length;
  const outputs = now.rows.filter(({ result }) => result !== null).length;
  return { title: outcome, body: outputs === 0 ? now.title : `${now.title}: ${verified} / ${outputs}` };
}

export interface SignalPorts {
  readonly window: () => Pick<BrowserWindow, 'setProgressBar' | 'isFocused' | 'flashFrame'> | undefined;
  readonly powerSaveBlocker: Pick<PowerSaveBlocker, 'start' | 'stop'>;
  readonly notify: (announcement: Announcement) => void;
  readonly text: () => HostTexts;
}

/** Shows the jobs of the hub until the returned function is called. */
export function showJobs(events: Pick<EventHub, 'listen'>, ports: SignalPorts): () => void {
  const jobs = new Map<string, JobState>();
  let blocker: number | undefined;
  const show = (): void => {
    const { isRunning: isBusy, fraction } = summarise([...jobs.values()]);
    ports.window()?.setProgressBar(fraction ?? -1);
    if (isBusy) blocker ??= ports.powerSaveBlocker.start('prevent-app-suspension');
    else if (blocker !== undefined) {
      ports.powerSaveBlocker.stop(blocker);
      blocker = undefined;
    }
  };
  const stop = events.listen((message) => {
    const job = readJob(message);
    if (job === undefined) return;
    const announcement = announcementFor(jobs.get(job.jobId), job, ports.text());
    if (isRunning(job)) jobs.set(job.jobId, job);
    else jobs.delete(job.jobId);
    show();
    if (announcement === undefined || ports.window()?.isFocused() === true) return;
    ports.notify(announcement);
    ports.window()?.flashFrame(true);
  });
  return () => {
    stop();
    jobs.clear();
    show();
  };
}

function readJob({ name, payload }: EventMessage): JobState | undefined {
  // The hub has validated it; parsing again only gives it its type back.
  return name === 'job' ? jobState.parse(payload) : undefined;
}

function isRunning({ state }: JobState): boolean {
  return state === 'running' || state === 'cancelling';
}
