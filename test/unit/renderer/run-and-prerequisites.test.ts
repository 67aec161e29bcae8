/** The wizard and its run stay together over a closed window; the table of prerequisites blocks it only when it must. */
import { describe, expect, test } from 'vitest';
import type { JobState } from '#contract/jobs.ts';
import type { PrerequisiteRow } from '#contract/prerequisites.ts';
import { createClient } from '../../../renderer/bridge/client.ts';
import { EMPTY_DRAFT } from '../../../renderer/state/draft.ts';
import { resumeRun, runToShow } from '../../../renderer/state/follow-run.ts';
import { questionOf } from '../../../renderer/state/prerequisite-store.ts';
import { blockingRows, countsOf, groupsOf, unmetRows } from '../../../renderer/state/prerequisite-view.ts';
import { createStores, type Stores } from '../../../renderer/state/stores.ts';

function job(jobId: string, change: Partial<JobState> = {}): JobState {
  return {
    ...{
      jobId,
      kind: 'create',
      title: 't',
      startedAt: '2026-11-21T12:00:00Z',
      endedAt: null,
      state: 'running',
    },
    ...{ fraction: 0, remainingSeconds: null, rows: [], log: [], created: null, verified: null, error: null },
    ...change,
  };
}

function row(id: string, change: Partial<PrerequisiteRow> = {}): PrerequisiteRow {
  return {
    ...{
      id,
      state: 'pass',
      isMandatory: true,
      isBlocking: false,
      title: id,
      why: '',
      found: '',
      evidence: [],
    },
    ...{ remedyConsole: null, remedyCmdlet: null, link: null },
    ...change,
  };
}

type Answer = (input: unknown) => unknown;

/** Stores on a transport that answers from a table; events are sent by hand. */
function storesWith(answers: Readonly<Record<string, Answer>>): {
  readonly stores: Stores;
  readonly send: (job: JobState) => void;
} {
  const listeners = new Set<(event: unknown) => void>();
  const client = createClient(
    {
      call: async (name, input) => ({ ok: true, value: (await answers[name]?.(input)) ?? {} }),
      listen: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    () => ({ cause: '', remedy: '' }),
  );
  const send = (payload: JobState): void => {
    for (const listener of listeners) listener({ name: 'job', payload });
  };
  return { stores: createStores(client), send };
}

describe('a run and the wizard', () => {
  test('the completion is shown as soon as the run has ended', () => {
    const { stores, send } = storesWith({ 'history.list': () => ({ entries: [] }) });
    stores.wizard.getState().begin('j');
    send(job('j'));
    const during = stores.wizard.getState().page;
    send(job('other', { state: 'done' }));
    const meanwhile = stores.wizard.getState().page;
    send(job('j', { state: 'done' }));
    expect([during, meanwhile, stores.wizard.getState().page]).toEqual([
      'progress',
      'progress',
      'completion',
    ]);
  });
  test('also when its end came before the wizard knew its name', () => {
    const { stores, send } = storesWith({ 'history.list': () => ({ entries: [] }) });
    send(job('j', { state: 'failed' }));
    stores.wizard.getState().begin('j');
    expect(stores.wizard.getState().page).toBe('completion');
  });
  test('a run that is found when the window opens is shown again', async () => {
    const { stores } = storesWith({
      'jobs.list': () => ({ jobs: [job('old', { state: 'done' }), job('j')] }),
    });
    await resumeRun(stores);
    expect([stores.wizard.getState().jobId, stores.wizard.getState().page]).toEqual(['j', 'progress']);
  });
  test('of several, the one at work; else the last that ended; never a verification', () => {
    const done = job('done', { state: 'done' });
    const verify = job('verify', { kind: 'verify' });
    expect(
      [[done, job('j'), verify], [done, verify], [verify]].map((jobs) => runToShow(jobs)?.jobId),
    ).toEqual(['j', 'done', undefined]);
  });
});

describe('the table of prerequisites', () => {
  const rows = [
    row('C01'),
    row('C07', { state: 'fail' }),
    row('C02', { state: 'fail', isBlocking: true }),
    row('C17', { state: 'warning', isMandatory: false }),
    row('C28', { state: 'fail', isMandatory: false }),
    row('C14', { state: 'unknown' }),
  ];
  const idsOf = (some: readonly PrerequisiteRow[]): readonly string[] => some.map(({ id }) => id);

  test('shows first what blocks, then what is mandatory, and what is met last', () => {
    expect(groupsOf(rows, 'all').map((group) => [group.state, ...idsOf(group.rows)])).toEqual([
      ['fail', 'C02', 'C07', 'C28'],
      ['warning', 'C17'],
      ['unknown', 'C14'],
      ['pass', 'C01'],
    ]);
  });
  test('leaves out what is met when only the rest is wanted', () => {
    expect(groupsOf(rows, 'attention').map(({ state }) => state)).toEqual(['fail', 'warning', 'unknown']);
  });
  test('is counted by state', () => {
    expect(countsOf(rows)).toEqual({ fail: 3, warning: 1, unknown: 1, pass: 1 });
  });
  test('blocks by what makes the medium useless; other mandatory ones are warned of', () => {
    expect([idsOf(blockingRows(rows)), idsOf(unmetRows(rows))]).toEqual([['C02'], ['C07', 'C02']]);
  });
});

describe('asking for prerequisites', () => {
  const draft = { ...EMPTY_DRAFT, bootImageId: 'PS100001', cmg: 'contoso-cmg.contoso.test' };
  const secrets = { hasPassword: true, rating: null };

  test('happens for internet-based bootable media with a gateway only', () => {
    const asked = [
      draft,
      { ...draft, cmg: '' },
      { ...draft, mediaManagement: 'site-based' as const },
      { ...draft, kind: 'standalone' as const },
    ].map((one) => questionOf(one, secrets, 'de') !== undefined);
    expect(asked).toEqual([true, false, false, false]);
  });
  test('a blocking answer keeps the wizard from going on, until the draft is another one', async () => {
    const { stores } = storesWith({
      'prerequisites.check': () => ({
        checkedAt: '2026-11-21T12:00:00Z',
        rows: [row('C02', { state: 'fail', isBlocking: true })],
      }),
    });
    const { wizard, prerequisites } = stores;
    wizard.getState().update(draft);
    const question = questionOf(draft, wizard.getState().secrets, 'en');
    if (question === undefined) throw new Error('nothing to ask');
    const blocks = (): readonly string[] =>
      wizard
        .getState()
        .problems.filter(({ page }) => page === 'prerequisites')
        .map(({ field }) => field);
    await prerequisites.getState().check(question);
    const first = blocks();
    wizard.getState().update({ cmg: 'contoso-edge.contoso.test' });
    expect([first, blocks()]).toEqual([['C02'], []]);
  });
  test('an answer that comes after the page was left, or for another question, is dropped', async () => {
    const waiting: ((value: unknown) => void)[] = [];
    const { stores } = storesWith({
      'prerequisites.check': () => new Promise((resolve) => waiting.push(resolve)),
    });
    const table = { checkedAt: '2026-11-21T12:00:00Z', rows: [row('C01')] };
    const store = stores.prerequisites;
    const ask = (cmg: string): Promise<void> => {
      const question = questionOf({ ...draft, cmg }, secrets, 'en');
      return question === undefined ? Promise.resolve() : store.getState().check(question);
    };
    const first = ask('a.contoso.test');
    const second = ask('b.contoso.test');
    await expect.poll(() => waiting.length).toBe(2);
    waiting[0]?.(table);
    await first;
    const afterFirst = store.getState().table;
    store.getState().stop();
    waiting[1]?.(table);
    await second;
    expect([afterFirst, store.getState().table, store.getState().state]).toEqual([null, null, 'idle']);
  });
});
