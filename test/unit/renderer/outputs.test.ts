import { describe, expect, it } from 'vitest';
import type { Bridge } from '#contract/bridge.ts';
import type { DriveView } from '#contract/drives.ts';
import { createClient } from '../../../renderer/bridge/client.ts';
import { EMPTY_DRAFT, type Draft } from '../../../renderer/state/draft.ts';
import { judgeDraft } from '../../../renderer/state/judge-draft.ts';
import { NOTHING_KNOWN, type OutputFacts } from '../../../renderer/state/output-facts.ts';
import { createStores, type Stores } from '../../../renderer/state/stores.ts';
import { stick } from './drive-samples.ts';

const NO_SECRETS = {
  hasPassword: true,
  isPasswordRepeated: true,
  rating: null,
  certificate: null,
  hiddenValues: [],
  hasCertificatePassword: false,
};

const COMPLETE: Draft = { ...EMPTY_DRAFT, bootImageId: 'PS100001', cmg: 'contoso-cmg.contoso.test' };
const sdb = stick('/dev/sdb');
const chosen = {
  identity: sdb.identity,
  name: 'SanDisk Ultra (/dev/sdb)',
  isConfirmed: false,
  isUpdate: false,
};

describe('the outputs of a draft', () => {
  const check = (name: string, draft: Partial<Draft>, rest: [Partial<OutputFacts>, readonly unknown[]]) => {
    it(name, () => {
      const [facts, expected] = rest;
      const found = judgeDraft({ ...COMPLETE, ...draft }, NO_SECRETS, { ...NOTHING_KNOWN, ...facts });
      expect(found.map(({ field, rule, values }) => [field, rule.id, values])).toEqual(expected);
    });
  };
  const isAt = (path: string, state: 'new' | 'exists' | 'no-folder' | 'is-folder' | 'not-writable') => ({
    checks: { isoPath: { path, check: { state, freeBytes: null } } },
  });
  check('must be at least one', {}, [{}, [['drives', 'no-output', {}]]]);
  check('name the drive that is gone', { drives: [chosen] }, [
    { drives: [] },
    [['drives.0', 'drive-gone', { drive: 'SanDisk Ultra (/dev/sdb)' }]],
  ]);
  check('may be a file that exists', { isoPath: '/tmp/a.iso' }, [isAt('/tmp/a.iso', 'exists'), []]);
  for (const state of ['no-folder', 'is-folder', 'not-writable'] as const) {
    check(`are refused where the core found "${state}"`, { isoPath: '/tmp/a.iso' }, [
      isAt('/tmp/a.iso', state),
      [['isoPath', state, {}]],
    ]);
  }
  check('are not judged by what was found at another path', { isoPath: '/tmp/b.iso' }, [
    isAt('/tmp/a.iso', 'no-folder'),
    [],
  ]);

  it('of prestaged media are one WIM file, and drives do not matter', () => {
    const draft: Draft = { ...COMPLETE, kind: 'prestaged', drives: [chosen] };
    const found = judgeDraft(draft, NO_SECRETS, { ...NOTHING_KNOWN, drives: [] });
    const outputs = found.filter(({ rule }) => rule.of === 'wizard');
    expect(outputs.map(({ page, field, rule }) => [page, field, rule.id])).toEqual([
      ['properties', 'wimPath', 'no-output'],
    ]);
  });
});

interface FakeCore {
  readonly stores: Stores;
  readonly asked: readonly (readonly [string, unknown])[];
  readonly publish: (drives: readonly DriveView[]) => void;
}

const PLAN = {
  contentBytes: 1e9,
  fileCount: 12,
  isoBytes: 1.1e9,
  driveBytes: 17e9,
  worksUntil: null,
  expirySources: [],
  notes: [],
};

/** A core that knows one plan and says which drives there are. */
function fakeCore(answer: unknown = { ok: true, value: PLAN }): FakeCore {
  const asked: [string, unknown][] = [];
  const listeners: ((event: unknown) => void)[] = [];
  const bridge: Bridge = {
    call(method, input) {
      asked.push([method, input]);
      return Promise.resolve(method === 'media.plan' ? answer : { ok: true, value: {} });
    },
    listen(listener) {
      listeners.push(listener);
      return () => undefined;
    },
  };
  const stores = createStores(createClient(bridge, () => ({ cause: '', remedy: '' })));
  return {
    stores,
    asked,
    publish(drives) {
      const payload = { state: 'ready', drives, error: null, hiddenSystemDrives: 0 };
      for (const listener of listeners) listener({ name: 'drives', payload });
    },
  };
}

const problemsOf = ({ wizard }: Stores): readonly string[] =>
  wizard.getState().problems.flatMap(({ page, rule }) => (page === 'outputs' ? [rule.id] : []));

describe('a wizard with drives', () => {
  it('watches them as long as one is chosen, and notices that one is pulled out', () => {
    const { stores, asked, publish } = fakeCore();
    const { wizard } = stores;
    wizard.getState().update({ ...COMPLETE, drives: [chosen] });
    publish([sdb]);
    const before = problemsOf(stores);
    publish([]);
    const after = problemsOf(stores);
    wizard.getState().update({ drives: [] });
    expect({ before, after, asked: asked.map(([method, input]) => [method, input]) }).toEqual({
      before: [],
      after: ['drive-gone'],
      asked: [
        ['drives.watch', { isOn: true }],
        ['drives.watch', { isOn: false }],
      ],
    });
  });

  it('stops watching when the run has begun', () => {
    const { stores, asked } = fakeCore();
    stores.wizard.getState().update({ ...COMPLETE, drives: [chosen] });
    stores.wizard.getState().begin('job-1');
    expect(asked.map(([, input]) => input)).toEqual([{ isOn: true }, { isOn: false }]);
  });

  it('finds a drive too small once the size is known, and forgets the size with the draft it was for', async () => {
    const { stores, publish } = fakeCore();
    const { wizard, plan } = stores;
    wizard.getState().update({ ...COMPLETE, drives: [chosen] });
    publish([sdb]);
    const seen = [problemsOf(stores)];
    await plan.getState().follow(wizard.getState().draft);
    seen.push(problemsOf(stores));
    wizard.getState().update({ label: 'Another medium' });
    seen.push(problemsOf(stores));
    expect(seen).toEqual([[], ['drive-too-small'], []]);
  });
});

describe('the plan of a draft', () => {
  it('is asked once for each request, whatever else changes', async () => {
    const { stores, asked } = fakeCore();
    const { plan } = stores;
    await plan.getState().follow(COMPLETE);
    await plan.getState().follow({ ...COMPLETE, isoPath: '/tmp/a.iso' });
    await plan.getState().follow({ ...COMPLETE, label: 'B' });
    expect(asked.map(([method]) => method)).toEqual(['media.plan', 'media.plan']);
    expect(plan.getState()).toMatchObject({ state: 'ready', plan: PLAN });
  });

  it('says which pages it waits for', async () => {
    const { plan } = fakeCore().stores;
    await plan.getState().follow({ ...EMPTY_DRAFT, label: 'x'.repeat(256) });
    expect(plan.getState()).toMatchObject({ state: 'incomplete', missing: ['outputs', 'boot-image'] });
  });

  it('is not asked for kinds that cannot be created yet', async () => {
    const { stores, asked } = fakeCore();
    await stores.plan.getState().follow({ ...COMPLETE, kind: 'capture' });
    expect([stores.plan.getState().state, asked]).toEqual(['not-built', []]);
  });

  it('is asked again after an error only when the user wants it', async () => {
    const error = { ok: false, code: 'E_SITE_HTTP', message: 'm', cause: 'c', remedy: 'r' };
    const { stores, asked } = fakeCore(error);
    const { plan } = stores;
    await plan.getState().follow(COMPLETE);
    await plan.getState().follow(COMPLETE);
    await plan.getState().follow(COMPLETE, true);
    expect([plan.getState().error, asked.length]).toEqual([error, 2]);
  });
});
