/**
 * Long work, beyond any window: a job goes on when the window that began it is closed, and a window that is opened later
 * is told the same state. Every state is published whole, at most eight times a second and whenever something has ended.
 */
import { MediaError, type ErrorData } from '#base/errors/media-error.ts';
import type { DriveChoice } from '#contract/drives.ts';
import type { JobState } from '#contract/jobs.ts';
import { systemRunClock, type RunClock } from '#jobs/run-clock.ts';
import type { Clock } from '#platform/clock.ts';
import type { RandomSource } from '#platform/random.ts';
import type { DriveList } from './drive-list.ts';
import type { EventHub } from './event-hub.ts';
import { JobBook } from './job-book.ts';
import type { NewRow } from './job-rows.ts';
import { RunningJob } from './running-job.ts';
import type { JudgedDrives } from './write-targets.ts';

export interface JobWork {
  readonly kind: JobState['kind'];
  readonly title: string;
  /** Besides drives. */
  readonly rows: readonly NewRow[];
  /** Absent: the job writes no drives, and none can join it. */
  readonly drives?:
    | {
        readonly judged: JudgedDrives;
        /** Reads the drives anew and judges those that want to join. */
        readonly judge: (choices: readonly DriveChoice[]) => Promise<JudgedDrives>;
      }
    | undefined;
  /** What goes wrong with one row is the row's result; what is thrown ends the job. */
  run(job: RunningJob): Promise<void>;
  /** After the end, whatever it was. Must not throw. */
  readonly onEnd?: (() => Promise<void>) | undefined;
}

export interface JobRunner {
  /**
   * Begins a job and returns its id at once.
   * @throws MediaError why no output at all can be made: that of the first refused drive
   */
  start(work: JobWork): string;
  /** Oldest first. */
  list(): readonly JobState[];
  /** The whole job, or one drive of it. @throws MediaError E_JOB_UNKNOWN, E_JOB_STATE */
  cancel(jobId: string, device?: string): void;
  /** @throws MediaError E_JOB_UNKNOWN, E_JOB_STATE, E_DEVICE_* when all of them are refused */
  addDrives(jobId: string, choices: readonly DriveChoice[]): Promise<void>;
  /** @throws MediaError E_JOB_UNKNOWN, E_JOB_STATE while it runs */
  forget(jobId: string): void;
  isBusy(): boolean;
  /** A job writes this drive, or is about to. */
  isWriting(device: string): boolean;
  /** Cancels everything and waits for its end. No job can be started afterwards. */
  close(): Promise<void>;
}

export interface JobRunnerPorts {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly events: EventHub;
  readonly driveList: Pick<DriveList, 'hold' | 'release'>;
  readonly localise: (error: ErrorData) => ErrorData;
  /** The computer's unless told. */
  readonly runClock?: RunClock | undefined;
}

interface Entry {
  readonly work: JobWork;
  readonly job: RunningJob;
  done: Promise<void>;
}

const INTERVAL_MS = 125;

export function createJobRunner(ports: JobRunnerPorts): JobRunner {
  const { runClock = systemRunClock, clock, events, driveList, localise } = ports;
  const entries = new Map<string, Entry>();
  const held = new Set<string>();
  let isClosed = false;

  const find = (jobId: string): Entry => {
    const entry = entries.get(jobId);
    if (entry === undefined) throw new MediaError('E_JOB_UNKNOWN', `there is no job ${jobId.slice(0, 80)}`);
    return entry;
  };
  const isHeld = (device: string): boolean => held.has(device);

  return {
    start(work) {
      if (isClosed) throw new MediaError('E_JOB_STATE', 'the program is being closed');
      requireOutput(work, isHeld);
      const jobId = ports.random.guid();
      const book = new JobBook({ jobId, kind: work.kind, title: work.title, clock, runClock });
      const onNews = publisher(runClock, () => {
        events.publish('job', book.snapshot());
      });
      const job: RunningJob = new RunningJob(book, {
        hold: (device) => {
          held.add(device);
          driveList.hold(device);
        },
        release: (device) => {
          held.delete(device);
          driveList.release(device);
        },
        isHeld,
        onNews,
        localise,
        isJoinable: work.drives !== undefined,
      });
      work.rows.forEach((row) => {
        book.addRow(row);
      });
      if (work.drives !== undefined) job.begin(work.drives.judged);
      onNews(true);
      const entry: Entry = { work, job, done: Promise.resolve() };
      entries.set(jobId, entry);
      entry.done = run(entry);
      return jobId;
    },
    list: () => [...entries.values()].map(({ job }) => job.state()),
    cancel(jobId, device) {
      const { job } = find(jobId);
      if (device === undefined) job.cancel();
      else job.cancelDrive(device);
    },
    async addDrives(jobId, choices) {
      const { work, job } = find(jobId);
      const { drives } = work;
      if (drives === undefined) throw new MediaError('E_JOB_STATE', 'the job writes no drives');
      await job.addDrives(() => drives.judge(choices));
    },
    forget(jobId) {
      if (!find(jobId).job.isEnded) throw new MediaError('E_JOB_STATE', 'the job has not ended');
      entries.delete(jobId);
      events.forgetJob(jobId);
    },
    isWriting: isHeld,
    isBusy: () => [...entries.values()].some(({ job }) => !job.isEnded),
    async close() {
      isClosed = true;
      for (const { job } of entries.values()) job.cancel();
      await Promise.all([...entries.values()].map(({ done }) => done));
    },
  };
}

/** Never rejects. */
async function run({ work, job }: Entry): Promise<void> {
  let thrown: { readonly error: unknown } | undefined;
  try {
    // The caller gets the id before anything happens.
    await Promise.resolve();
    await work.run(job);
  } catch (error) {
    thrown = { error };
  }
  await work.onEnd?.();
  job.finish(thrown);
}

/** @throws MediaError of the first drive, when there is nothing else to be made */
function requireOutput({ rows, drives }: JobWork, isHeld: (device: string) => boolean): void {
  if (drives === undefined || rows.some(({ kind }) => kind !== 'site' && kind !== 'content')) return;
  const { targets, refused } = drives.judged;
  if (targets.some(({ target }) => !isHeld(target.identity.device))) return;
  const [held] = targets;
  const [first] = refused;
  if (held !== undefined) {
    throw new MediaError('E_DEVICE_IN_USE', `${held.target.identity.device} is being written by another job`);
  }
  if (first !== undefined) throw new MediaError(first.error.code, first.error.message);
}

/** Publishes at once when it is urgent, else so that two states are never closer than the interval. */
function publisher(clock: RunClock, publish: () => void): (isUrgent: boolean) => void {
  let lastMs = Number.NEGATIVE_INFINITY;
  let takeBack: (() => void) | undefined;
  const now = (): void => {
    takeBack?.();
    takeBack = undefined;
    lastMs = clock.now();
    publish();
  };
  return (isUrgent) => {
    if (isUrgent) {
      now();
      return;
    }
    const waitMs = lastMs + INTERVAL_MS - clock.now();
    if (waitMs <= 0) now();
    else takeBack ??= clock.after(waitMs, now);
  };
}
