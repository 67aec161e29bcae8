/** What the history says of a medium that was made: files and drives, those that failed, too. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { toErrorData, MediaError } from '#base/errors/media-error.ts';
import { createHistory } from '#jobs/history.ts';
import type { DriveResult, DriveTarget } from '#jobs/drive-run.ts';
import { parseBootableRequest } from '#media/request.ts';
import type { CreateResult } from '#service/create-bootable-media.ts';
import { recordMedia } from '#service/record-media.ts';
import { tempFolder } from '../../support/temp.ts';

const root = await tempFolder('record-media');
let folders = 0;

const REQUEST = parseBootableRequest({
  kind: 'bootable',
  mediaManagement: 'internet-based',
  bootImageId: 'PS100001',
  cmg: 'contoso-cmg.contoso.test',
  variables: [{ hidden: true, name: 'OSDJoinPassword' }],
  prestart: { command: 'cmd /c start.cmd' },
});

function target(device: string, serial: string | null): DriveTarget {
  const identity = { device, serial, size: 32_000_000_000, devicePath: null, attachment: null };
  return { identity, isConfirmed: false, allowLoop: false, isUpdate: false };
}

const verified = (device: string): DriveResult => ({
  device,
  outcome: 'verified',
  sizeBytes: 32_000_000_000,
  bytesWritten: 1,
  bytesKept: 0,
  bytesVerified: 1,
  retries: 0,
});
const failed = (device: string): DriveResult => ({
  device,
  outcome: 'failed',
  error: toErrorData(new MediaError('E_DEVICE_GONE', 'gone')),
  offset: null,
  badBytes: null,
  retries: 0,
});

function resultOf(outputs: CreateResult['outputs']): CreateResult {
  return {
    mediaId: '{0F1E2D3C-0000-4000-8000-000000000001}',
    label: 'Contoso',
    createdAt: '2026-11-20T10:00:00.000Z',
    worksUntil: '2027-05-20T10:00:00.000Z',
    expirySources: [{ source: 'media-token', at: '2027-05-20T10:00:00.000Z' }],
    thumbprint: 'AB'.repeat(20),
    contentBytes: 1,
    site: { siteCode: 'PS1', siteName: 'Contoso' },
    cmg: 'contoso-cmg.contoso.test',
    bootImage: { packageId: 'PS100001', name: 'Boot image', version: '1' },
    notes: [],
    outputs,
  };
}

async function recorded(
  outputs: CreateResult['outputs'],
): Promise<{ readonly isRecorded: boolean; readonly found: unknown }> {
  folders += 1;
  const history = createHistory({
    folder: join(root, String(folders)),
    clock: () => new Date('2026-11-21T00:00:00Z'),
  });
  const isRecorded = await recordMedia(history, {
    request: REQUEST,
    result: resultOf(outputs),
    connection: 'lab',
    drives: [target('/dev/sdb', '4C53'), target('/dev/sdc', null)],
    driveNames: new Map([
      ['/dev/sdb', 'SanDisk Ultra'],
      ['/dev/sdc', ''],
    ]),
    builderVersion: '0.1.0',
  });
  const entries = await history.list();
  return { isRecorded, found: entries.map((one) => ({ outputs: one.outputs, request: one.request })) };
}

describe('a medium', () => {
  test('is recorded with each of its outputs when one of them can be used', async () => {
    const target = { kind: 'iso', path: '/media/a.iso' } as const;
    const error = toErrorData(new MediaError('E_CANCELLED', 'cancelled'));
    const { isRecorded, found } = await recorded({
      files: [
        { ok: true, target, sizeBytes: 7, bytesWritten: 7, sha256: 'ab' },
        { ok: false, target: { kind: 'image', path: '/media/a.img' }, error },
      ],
      drives: [verified('/dev/sdb'), failed('/dev/sdc'), verified('/dev/sdd')],
    });
    expect(isRecorded).toBe(true);
    const drive = { kind: 'drive', sha256: null, sizeBytes: 32_000_000_000 };
    expect(found).toEqual([
      {
        outputs: [
          {
            kind: 'iso',
            name: '/media/a.iso',
            serial: null,
            sizeBytes: 7,
            sha256: 'ab',
            outcome: 'verified',
          },
          {
            kind: 'image',
            name: '/media/a.img',
            serial: null,
            sizeBytes: 0,
            sha256: null,
            outcome: 'cancelled',
          },
          { ...drive, name: 'SanDisk Ultra (/dev/sdb)', serial: '4C53', outcome: 'verified' },
          { ...drive, name: '/dev/sdc', serial: null, outcome: 'failed' },
          { ...drive, name: '/dev/sdd', serial: null, outcome: 'verified' },
        ],
        request: REQUEST,
      },
    ]);
  });

  test('of which nothing can be used is not', async () => {
    expect(await recorded({ files: [], drives: [failed('/dev/sdb')] })).toEqual({
      isRecorded: false,
      found: [],
    });
  });
});
