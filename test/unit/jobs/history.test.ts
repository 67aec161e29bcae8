/** The history of media made on this computer. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createHistory, type History, type HistoryOutput, type MediaRecord } from '#jobs/history.ts';
import { codeOfPromise } from '../../support/codes.ts';
import { tempFolder } from '../../support/temp.ts';

const root = await tempFolder('history');
const NOW = new Date('2026-11-21T12:00:00Z');
let folders = 0;

function newHistory(): { readonly history: History; readonly folder: string } {
  folders += 1;
  const folder = join(root, String(folders));
  return { history: createHistory({ folder, clock: () => NOW }), folder };
}

const STICK: HistoryOutput = {
  kind: 'drive',
  name: 'SanDisk Ultra (/dev/sdb)',
  serial: '4C530001',
  sizeBytes: 32_000_000_000,
  sha256: null,
  outcome: 'verified',
};

function record(changes: Partial<MediaRecord> = {}): MediaRecord {
  return {
    mediaId: '{0F1E2D3C-0000-4000-8000-000000000001}',
    kind: 'bootable',
    label: 'Contoso',
    createdAt: '2026-11-20T10:00:00.000Z',
    worksUntil: '2027-05-20T10:00:00.000Z',
    expirySources: [{ source: 'certificate', at: '2027-11-20T10:00:00.000Z' }],
    siteCode: 'PS1',
    siteName: 'Contoso',
    connection: 'lab',
    cmg: 'contoso-cmg.contoso.test',
    bootImage: { packageId: 'PS100001', name: 'Boot image', version: '1' },
    thumbprint: 'AB'.repeat(20),
    outputs: [STICK],
    request: { kind: 'bootable', variables: [{ hidden: true, name: 'Secret' }] },
    builderVersion: '0.1.0',
    ...changes,
  };
}

describe('the history', () => {
  test('lists the newest first, with what is true of it today', async () => {
    const { history } = newHistory();
    const old = record({
      mediaId: '{OLD}',
      createdAt: '2026-06-01T00:00:00.000Z',
      expirySources: [{ source: 'media-token', at: '2026-12-01T00:00:00.000Z' }],
    });
    const over = record({
      mediaId: '{OVER}',
      createdAt: '2025-11-01T00:00:00.000Z',
      expirySources: [{ source: 'certificate', at: '2026-11-01T00:00:00.000Z' }],
      cmg: null,
    });
    for (const one of [old, record(), over]) await history.add(one);
    const found = await history.list();
    expect(
      found.map(({ mediaId, expiry }) => [mediaId, expiry.state, expiry.daysLeft, expiry.reason]),
    ).toEqual([
      [record().mediaId, 'valid', 179, 'cmg-experience'],
      ['{OLD}', 'soon', 9, 'media-token'],
      ['{OVER}', 'expired', -20, 'certificate'],
    ]);
    const { expiry, ...stored } = found[0] ?? { expiry: undefined };
    expect(expiry).toBeDefined();
    expect(stored).toEqual(record());
  });

  test('adds further outputs to the same medium', async () => {
    const { history } = newHistory();
    await history.add(record());
    const second = { ...STICK, serial: '4C530002' };
    await history.add(record({ outputs: [second] }));
    const found = await history.list();
    expect(found.map(({ outputs }) => outputs)).toEqual([[STICK, second]]);
  });

  test.each(['{0F1E2D3C-0000-4000-8000-000000000001}', '0f1e2d3c-0000-4000-8000-000000000001'])(
    'forgets %s once',
    async (mediaId) => {
      const { history } = newHistory();
      await history.add(record());
      await history.add(record({ mediaId: '{OTHER}' }));
      expect([await history.forget(mediaId), await history.forget(mediaId)]).toEqual([true, false]);
      expect((await history.list()).map((one) => one.mediaId)).toEqual(['{OTHER}']);
    },
  );

  test('refuses a request with something named like a secret, and its file holds nothing of it', async () => {
    const { history, folder } = newHistory();
    await history.add(record());
    const refused = [
      history.add(record({ mediaId: '{A}', request: { password: 'mT4kWq9zRb7XsHn2Vd' } })),
      history.add(
        record({
          mediaId: '{B}',
          request: { variables: [{ hidden: true, name: 'A', value: 'mT4kWq9zRb7XsHn2Vd' }] },
        }),
      ),
    ];
    expect(await Promise.all(refused.map(codeOfPromise))).toEqual(['E_STORE_VALUE', 'E_STORE_VALUE']);
    expect(await readFile(join(folder, 'history.json'), 'utf8')).not.toContain('mT4k');
  });
});
