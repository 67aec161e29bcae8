/** Jobs without their work: how often they publish, how they end, and drives that come or are cancelled before the run. */
import { describe, expect, test } from 'vitest';
import { MediaError, toErrorData } from '#base/errors/media-error.ts';
import type { DriveChoice } from '#contract/drives.ts';
import type { JobState } from '#contract/jobs.ts';
import { identityOf } from '#devices/drive.ts';
import { seededRandom } from '#platform/random.ts';
import { createEventHub } from '#service/event-hub.ts';
import { createJobRunner, type JobWork } from '#service/job-runner.ts';
import { contentOutcome } from '#service/job-rows.ts';
import type { RunningJob } from '#service/running-job.ts';
import type { JudgedDrives } from '#service/write-targets.ts';
import { STICK } from '../../support/drives.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

function stage() {
  const clock = new VirtualClock();
  const events = createEventHub();
  const published: { readonly atMs: number; readonly job: JobState }[] = [];
  events.listen(({ payload }) => {
    // Sound: nothing else is published here.
    published.push({ atMs: clock.now(), job: payload as JobState });
  });
  const held: string[] = [];
  const runner = createJobRunner({
    clock: () => new Date('2026-11-21T12:00:00Z'),
    runClock: clock,
    random: seededRandom('job runner'),
    events,
    localise: (error) => error,
    driveList: {
      hold: (device) => held.push(`hold ${device}`),
      release: (device) => held.push(`release ${device}`),
    },
  });
  const ended = async (jobId: string): Promise<JobState> => {
    for (;;) {
      const job = runner.list().find((one) => one.jobId === jobId);
      if (job?.endedAt !== null && job !== undefined) return job;
      await clock.sleep(10);
    }
  };
  return { clock, runner, published, held, ended };
}

const verify = (run: JobWork['run']): JobWork => ({
  kind: 'verify',
  title: 'Test',
  rows: [{ id: 'medium', kind: 'medium', name: 'medium' }],
  run,
});

const choice = (device: string): DriveChoice => ({
  identity: { ...identityOf(STICK), device },
  isConfirmed: false,
  isUpdate: false,
});
const judged = (choices: readonly DriveChoice[]): JudgedDrives => ({
  targets: choices.map((one) => ({
    target: { ...one, allowLoop: false },
    name: one.identity.device,
    description: 'Stick',
  })),
  refused: [],
});

/** Drives that are verified or cancelled at once. */
async function writeAll(job: RunningJob, waitMs: number, clock: VirtualClock): Promise<void> {
  await clock.sleep(waitMs);
  const results: string[] = [];
  const cancelled = new Set<string>();
  const { join, onBegun, onResult } = job.driveOptions;
  const end = (device: string): void => {
    results.push(device);
    const bytes = { sizeBytes: 1, bytesWritten: 1, bytesKept: 0, bytesVerified: 1 };
    onResult?.(
      cancelled.has(device)
        ? { device, outcome: 'cancelled', retries: 0 }
        : { device, outcome: 'verified', ...bytes, retries: 0 },
    );
  };
  const devices = job.firstTargets.map(({ identity }) => identity.device);
  onBegun?.((device) => cancelled.add(device));
  const joining = join?.(({ identity }) => devices.push(identity.device));
  await clock.sleep(100);
  devices.forEach(end);
  await joining?.settled();
  joining?.stop();
}

describe('a job', () => {
  test('publishes at most eight states a second, and the last one tells the end', async () => {
    const { clock, runner, published, ended } = stage();
    const work = verify(async (job) => {
      for (let done = 1; done <= 1000; done += 1) {
        await clock.sleep(10);
        job.note('medium', { phase: 'verify', done, total: 1000 });
      }
      job.endRow('medium', contentOutcome(1000));
    });
    const job = await clock.run(ended(runner.start(work)));
    expect([job.state, job.fraction, job.rows[0]?.result?.outcome]).toEqual(['done', 1, 'verified']);
    // Ten seconds, and three urgent ones: the beginning, the end of the row, the end.
    expect(published.length).toBeLessThanOrEqual(8 * 10 + 3);
    expect(published.length).toBeGreaterThan(70);
    expect(published.at(-1)?.job).toEqual(job);
  });

  test('that throws has failed, and every row says what became of it', async () => {
    const { clock, runner, ended } = stage();
    const error = new MediaError('E_SITE_UNREACHABLE', 'gone');
    const job = await clock.run(ended(runner.start(verify(() => Promise.reject(error)))));
    expect([job.state, job.error, job.rows[0]?.result]).toEqual([
      'failed',
      toErrorData(error),
      { outcome: 'failed', error: toErrorData(error), offset: null, badBytes: null },
    ]);
  });

  test('takes drives that join, and lets drives be cancelled, before its run on drives has begun', async () => {
    const { clock, runner, held, ended } = stage();
    const jobId = runner.start({
      kind: 'write',
      title: 'Test',
      rows: [],
      drives: {
        judged: judged([choice('a'), choice('b')]),
        judge: (choices) => Promise.resolve(judged(choices)),
      },
      run: (job) => writeAll(job, 1000, clock),
    });
    await runner.addDrives(jobId, [choice('c')]);
    runner.cancel(jobId, 'b');
    await expect(runner.addDrives(jobId, [choice('a')])).rejects.toMatchObject({ code: 'E_DEVICE_IN_USE' });
    expect(() => {
      runner.cancel(jobId, 'x');
    }).toThrow(/writes no drive x/);
    const job = await clock.run(ended(jobId));
    expect([job.state, job.rows.map(({ id, result }) => [id, result?.outcome])]).toEqual([
      'done',
      [
        ['a', 'verified'],
        ['b', 'cancelled'],
        ['c', 'verified'],
      ],
    ]);
    expect(held).toEqual(['hold a', 'hold b', 'hold c', 'release a', 'release b', 'release c']);
  });

  test('ends as a whole when its last drive is cancelled before the run has begun', async () => {
    const { clock, runner, ended } = stage();
    const jobId = runner.start({
      kind: 'write',
      title: 'Test',
      rows: [],
      drives: { judged: judged([choice('a')]), judge: (choices) => Promise.resolve(judged(choices)) },
      run: async (job) => {
        await clock.sleep(1000);
        job.signal.throwIfAborted();
      },
    });
    runner.cancel(jobId, 'a');
    expect(runner.list()[0]?.state).toBe('cancelling');
    const job = await clock.run(ended(jobId));
    expect([job.state, job.error]).toEqual(['cancelled', null]);
    await expect(runner.addDrives(jobId, [choice('b')])).rejects.toMatchObject({ code: 'E_JOB_STATE' });
  });
});
