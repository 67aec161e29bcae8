/** The history's list: what ends soon, in which order, what a search finds; and forgetting, which can be undone. */
import { describe, expect, test } from 'vitest';
import type { HistoryEntry } from '#contract/history.ts';
import { createClient } from '../../../renderer/bridge/client.ts';
import { createHistoryStore } from '../../../renderer/state/history-store.ts';
import {
  arrangedEntries,
  daysText,
  endingSoon,
  endOf,
  stickCount,
} from '../../../renderer/state/history-view.ts';

function entry(label: string, daysLeft: number, change: Partial<HistoryEntry> = {}): HistoryEntry {
  const state = daysLeft < 0 ? 'expired' : daysLeft <= 30 ? 'soon' : 'valid';
  return {
    ...{ mediaId: `{${label}}`, kind: 'bootable', label, createdAt: '2026-11-01T00:00:00Z' },
    worksUntil: '2027-11-01T00:00:00Z',
    expirySources: [{ source: 'certificate', at: '2027-11-01T00:00:00Z' }],
    expiry: { state, daysLeft, reason: 'certificate' },
    ...{
      siteCode: 'PS1',
      siteName: 'Contoso',
      connection: 'lab',
      cmg: null,
      bootImage: 'b',
      thumbprint: 'aa',
    },
    ...{ outputs: [], request: {}, builderVersion: '0.1.0' },
    ...change,
  };
}
const labels = (entries: readonly HistoryEntry[]): readonly string[] => entries.map(({ label }) => label);

test('only media that still work are warned of, the most urgent first', () => {
  const all = [entry('late', 25), entry('valid', 200), entry('gone', -3), entry('next', 2)];
  expect(labels(endingSoon(all))).toEqual(['next', 'late']);
});

test('days are said as people say them', () => {
  expect([entry('a', 12), entry('a', 0), entry('a', -81)].map(({ expiry }) => daysText(expiry))).toEqual([
    { key: 'left', count: 12 },
    { key: 'today', count: 0 },
    { key: 'ago', count: 81 },
  ]);
});

test('the day that is shown is that of the reason that is given', () => {
  const both = entry('a', 12, {
    expirySources: [
      { source: 'media-token', at: '2027-03-01T00:00:00Z' },
      { source: 'certificate', at: '2027-11-01T00:00:00Z' },
    ],
  });
  const unlisted = { ...both, expiry: { ...both.expiry, reason: 'cmg-experience' as const } };
  expect([endOf(both), endOf(unlisted)]).toEqual(['2027-11-01T00:00:00Z', '2027-11-01T00:00:00Z']);
});

describe('the list', () => {
  const serial = {
    kind: 'drive',
    name: 'SanDisk',
    serial: '4C53',
    sizeBytes: 1,
    sha256: null,
    outcome: 'verified',
  } as const;
  const all = [
    entry('Stick 10', 100, {
      createdAt: '2026-11-03T00:00:00Z',
      outputs: [serial, { ...serial, outcome: 'failed' }],
    }),
    entry('Stick 9', 5, { createdAt: '2026-11-01T00:00:00Z', cmg: 'contoso-cmg.contoso.test' }),
    entry('Branch', -2, { createdAt: '2026-11-02T00:00:00Z' }),
  ];
  const check = (text: string, sort: 'created' | 'expiry' | 'label', expected: readonly string[]): void => {
    expect(labels(arrangedEntries(all, { text, sort }))).toEqual(expected);
  };
  test('is in the wanted order', () => {
    check('', 'created', ['Stick 10', 'Branch', 'Stick 9']);
    check('', 'expiry', ['Branch', 'Stick 9', 'Stick 10']);
    check('', 'label', ['Branch', 'Stick 9', 'Stick 10']);
  });
  test('is searched by every word, also in serial numbers and gateways', () => {
    check('stick', 'label', ['Stick 9', 'Stick 10']);
    check('4c53', 'label', ['Stick 10']);
    check('CMG stick', 'label', ['Stick 9']);
    check('stick branch', 'label', []);
  });
  test('a label is wanted for each verified stick', () => {
    expect(all.map(({ outputs }) => stickCount(outputs))).toEqual([1, 0, 0]);
  });
});

describe('forgetting', () => {
  const setUp = async () => {
    const kept = [entry('a', 100), entry('b', 100)];
    const forgotten: unknown[] = [];
    const client = createClient(
      {
        call: (name, input) => {
          if (name === 'history.forget') forgotten.push(input);
          return Promise.resolve({ ok: true, value: name === 'history.list' ? { entries: kept } : {} });
        },
        listen: () => () => undefined,
      },
      () => ({ cause: '', remedy: '' }),
    );
    const store = createHistoryStore(client);
    await store.getState().load();
    return { store, forgotten };
  };
  test('takes the entry from the list at once and from the file only later', async () => {
    const { store, forgotten } = await setUp();
    await store.getState().forget('{a}');
    expect([labels(store.getState().entries), forgotten]).toEqual([['b'], []]);
    await store.getState().settle();
    expect([store.getState().forgotten, forgotten]).toEqual([null, [{ mediaId: '{a}' }]]);
  });
  test('can be undone', async () => {
    const { store, forgotten } = await setUp();
    await store.getState().forget('{a}');
    store.getState().undo();
    await store.getState().settle();
    expect([[...labels(store.getState().entries)].sort(), forgotten]).toEqual([['a', 'b'], []]);
  });
  test('of the next one makes that of the last one final', async () => {
    const { store, forgotten } = await setUp();
    await store.getState().forget('{a}');
    await store.getState().forget('{b}');
    expect([labels(store.getState().entries), forgotten]).toEqual([[], [{ mediaId: '{a}' }]]);
  });
  test('stays when the list is read again meanwhile', async () => {
    const { store } = await setUp();
    await store.getState().forget('{a}');
    await store.getState().load();
    expect(labels(store.getState().entries)).toEqual(['b']);
  });
});
