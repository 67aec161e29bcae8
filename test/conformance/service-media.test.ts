/**
 * A window makes media: through the one door of the service, against the real lab and boot image, onto drives in memory
 * and into files. What is made must pass the verification; no secret may be told to anybody.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MIB } from '#base/units.ts';
import type { JobRow, JobState } from '#contract/jobs.ts';
import type { RunningLab } from '#lab/server.ts';
import { bootImageFolder } from '#platform/resource-paths.ts';
import { runningLab } from '../support/lab.ts';
import { ramMachine, type RamMachine } from '../support/ram-machine.ts';
import {
  choose,
  labWithBootImage,
  serviceStage,
  STAGE_REQUEST,
  type Window,
} from '../support/service-stage.ts';
import { tempFolder } from '../support/temp.ts';

const lab = await labWithBootImage();
const folder = await tempFolder('service-media');
const PASSWORD = 'mT4kWq9zRb7XsHn2Vd';
const HIDDEN_VALUE = 'Zx81-hidden-Value';
const request = { ...STAGE_REQUEST, variables: [{ name: 'Key', hidden: true as const }] };
const secrets = { password: PASSWORD, hiddenValues: { Key: HIDDEN_VALUE } };
const STICK_MEMORY = { sizeBytes: 112 * MIB };

async function stage(machine: RamMachine, ofLab: RunningLab = lab) {
  const made = await serviceStage({ machine, openWriter: machine.openWriter, lab: ofLab });
  const window = made.open();
  await window.call('drives.watch', { isOn: true });
  await window.until('the drives are listed', () => window.last('drives')?.state === 'ready');
  return { ...made, window };
}

const drivesOf = (window: Window) => window.last('drives')?.drives ?? [];
const contentsOf = (window: Window, device: string) =>
  drivesOf(window).find(({ identity }) => identity.device === device)?.contents;
const outcomes = (job: JobState) =>
  job.rows.map((row: JobRow): readonly unknown[] => [row.kind, row.result?.outcome, row.phase]);
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const registrations = (ofLab: RunningLab) =>
  ofLab.site.journal.entries().filter(({ event }) => event === 'certificate-registered').length;

describe('media onto two drives and an ISO file', () => {
  const machine = ramMachine();
  for (const device of ['/dev/sdb', '/dev/sdc']) machine.plug(device, {}, STICK_MEMORY);
  const iso = join(folder, 'media.iso');

  test('all are verified, listed, recorded and intact, and nobody is told a secret', async () => {
    const { window, transcript, folder: data, problems } = await stage(machine);
    const drives = drivesOf(window).map((one) => choose(one));
    const files = [{ kind: 'iso' as const, path: iso }];
    const { jobId } = await window.call('media.create', { site: 'lab', request, secrets, files, drives });
    const job = await window.ended(jobId);
    expect([job.state, job.error, job.fraction]).toEqual(['done', null, 1]);
    expect(outcomes(job)).toEqual([
      ['site', 'verified', 'done'],
      ['content', 'verified', 'done'],
      ['iso', 'verified', 'done'],
      ['drive', 'verified', 'done'],
      ['drive', 'verified', 'done'],
    ]);
    const result = job.rows[2]?.result;
    expect(result).toMatchObject({ sha256: sha256(iso), sizeBytes: statSync(iso).size });
    expect(job.log.map(({ key }) => key)).toEqual(
      expect.arrayContaining([
        'started',
        'site-read',
        'boot-image-read',
        'certificate-registered',
        'planned',
      ]),
    );

    await window.until('the drives are read again', () =>
      ['/dev/sdb', '/dev/sdc'].every((device) => contentsOf(window, device)?.kind === 'media'),
    );
    const medium = { mediaId: job.created?.mediaId, label: 'Configuration Manager', siteCode: 'PS1' };
    expect(contentsOf(window, '/dev/sdc')).toMatchObject({ kind: 'media', state: 'complete', medium });

    for (const path of ['/dev/sdb', '/dev/sdc', iso]) {
      const verified = await window.ended((await window.call('medium.verify', { path })).jobId);
      expect([path, verified.state, verified.verified?.isIntact]).toEqual([path, 'done', true]);
      expect(verified.verified?.medium).toMatchObject({ mediaId: job.created?.mediaId });
    }
    const sectors = { path: '/dev/sdb', site: 'lab', request };
    const compared = await window.ended((await window.call('medium.verify', sectors)).jobId);
    expect(compared.verified).toMatchObject({ isIntact: true, sectors: { differingRanges: 0 } });

    const opened = await window.call('medium.inspect', { path: '/dev/sdb', password: PASSWORD });
    expect(opened).toMatchObject({ state: 'complete', signature: { isOfThisMedium: true } });
    expect(opened.variables?.find(({ name }) => name === 'Key')).toMatchObject({ value: null });
    const described = await window.call('image.describe', { path: iso });
    expect(described).toMatchObject({ packing: 'none', medium: { state: 'complete' } });

    const { entries } = await window.call('history.list', {});
    expect(entries).toMatchObject([
      {
        mediaId: job.created?.mediaId,
        connection: 'lab',
        outputs: [
          { kind: 'iso', name: iso, outcome: 'verified' },
          { kind: 'drive', name: 'SanDisk Ultra (/dev/sdb)', serial: '/dev/sdb', outcome: 'verified' },
          { kind: 'drive', name: 'SanDisk Ultra (/dev/sdc)', serial: '/dev/sdc', outcome: 'verified' },
        ],
      },
    ]);

    const stored = readdirSync(data).map((name) => readFileSync(join(data, name), 'utf8'));
    const said = [...transcript, ...stored].join('\n');
    expect([PASSWORD, HIDDEN_VALUE].filter((secret) => said.includes(secret))).toEqual([]);
    expect(problems).toEqual([]);
  });

  test('an update writes little, and a window opened later sees the same job', async () => {
    const { window, open } = await stage(machine);
    const [first] = drivesOf(window);
    if (first === undefined) throw new Error('no drive');
    const drives = [choose(first, { isUpdate: true })];
    const { jobId } = await window.call('media.create', { site: 'lab', request, secrets, files: [], drives });
    window.close();
    const later = open();
    const job = await later.ended(jobId);
    expect(job.rows.at(-1)?.result).toMatchObject({ outcome: 'verified' });
    const { bytesWritten = 0, bytesKept = 0 } = { ...job.rows.at(-1)?.result } as {
      bytesWritten?: number;
      bytesKept?: number;
    };
    expect(bytesWritten).toBeLessThan(bytesKept / 4);
    expect((await later.call('jobs.list', {})).jobs).toEqual([job]);
    await later.call('jobs.forget', { jobId });
    expect((await later.call('jobs.list', {})).jobs).toEqual([]);
    await expect(later.call('jobs.cancel', { jobId })).rejects.toMatchObject({ code: 'E_JOB_UNKNOWN' });
    const fractions = later.told.flatMap(({ name, payload }) =>
      name === 'job' ? [(payload as JobState).fraction] : [],
    );
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  });
});

describe('a plan', () => {
  test('says sizes and ends without registering anything', async () => {
    const machine = ramMachine();
    machine.plug('/dev/sdb', {}, STICK_MEMORY);
    const { window } = await stage(machine);
    const before = registrations(lab);
    const plan = await window.call('media.plan', { site: 'lab', request });
    expect(registrations(lab)).toBe(before);
    expect(plan.expirySources.map(({ source }) => source)).toEqual(['certificate', 'cmg-experience']);
    expect(plan.worksUntil).toBe(plan.expirySources[1]?.at);
    expect(plan.notes.map(({ code }) => code)).toEqual(['token-end-unknown']);
    const files = [
      { kind: 'iso' as const, path: join(folder, 'planned.iso') },
      { kind: 'image' as const, path: join(folder, 'planned.img') },
    ];
    const input = { site: 'lab', request, secrets, files, drives: [] };
    const job = await window.ended((await window.call('media.create', input)).jobId);
    expect([job.state, registrations(lab)]).toEqual(['done', before + 1]);
    const [isoBytes = 0, driveBytes = 0] = files.map(({ path }) => statSync(path).size);
    expect(Math.abs(plan.isoBytes - isoBytes)).toBeLessThanOrEqual(4096);
    expect(Math.abs(plan.driveBytes - driveBytes)).toBeLessThanOrEqual(MIB);
    expect(Math.abs(plan.contentBytes - (job.created?.contentBytes ?? 0))).toBeLessThan(4096);
  });
});

describe('what a user can correct is refused before there is a job', async () => {
  const machine = ramMachine();
  machine.plug('/dev/sdb', {}, STICK_MEMORY);
  machine.plug('/dev/sdc', { size: 0 });
  const { window } = await stage(machine);
  const [stick, empty] = drivesOf(window);
  if (stick === undefined || empty === undefined) throw new Error('no drives');
  const files = [{ kind: 'iso' as const, path: join(folder, 'refused.iso') }];
  const base = { site: 'lab', request, secrets, files, drives: [] };
  const changed = { ...choose(stick), identity: { ...stick.identity, serial: 'another' } };
  const gone = { ...choose(stick), identity: { ...stick.identity, device: '/dev/sdz' } };
  const capture = { kind: 'capture' as const, bootImageId: 'PS100001' };
  test.each([
    ['another kind of media', { ...base, request: capture }, 'E_MEDIA_KIND'],
    ['a WIM file', { ...base, files: [{ kind: 'wim' as const, path: '/x.wim' }] }, 'E_MEDIA_KIND'],
    ['no output', { ...base, files: [] }, 'E_USAGE'],
    ['a file named twice', { ...base, files: [...files, ...files] }, 'E_USAGE'],
    [
      'a path that depends on where the program was started',
      { ...base, files: [{ kind: 'iso' as const, path: 'x.iso' }] },
      'E_USAGE',
    ],
    ['a password that is missing', { ...base, secrets: {} }, 'E_MEDIA_PASSWORD_MISSING'],
    ['a weak password', { ...base, secrets: { password: 'contoso' } }, 'E_MEDIA_PASSWORD_WEAK'],
    ['a site there is not', { ...base, site: 'nowhere' }, 'E_SITE_CONNECTION'],
    ['only a drive that was exchanged', { ...base, files: [], drives: [changed] }, 'E_DEVICE_CHANGED'],
    ['only a drive that is gone', { ...base, files: [], drives: [gone] }, 'E_DEVICE_MISSING'],
    ['only a reader without a card', { ...base, files: [], drives: [choose(empty)] }, 'E_DEVICE_EMPTY'],
    ['a drive chosen twice', { ...base, drives: [choose(stick), choose(stick)] }, 'E_USAGE'],
  ])('%s', async (_what, input, code) => {
    await expect(window.call('media.create', input)).rejects.toMatchObject({ code });
    expect((await window.call('jobs.list', {})).jobs).toEqual([]);
  });
});

describe('a site that fails', () => {
  test('wrong credentials end the job with the reason at the site’s row; no drive is touched', async () => {
    const machine = ramMachine();
    const { ram } = machine.plug('/dev/sdb', {}, STICK_MEMORY);
    const stranger = { ...lab, credentials: { ...lab.credentials, token: 'not-the-token' } };
    const { window } = await stage(machine, stranger);
    const drives = drivesOf(window).map((one) => choose(one));
    const input = { site: 'lab', request, secrets, files: [], drives };
    const job = await window.ended((await window.call('media.create', input)).jobId);
    expect([job.state, job.error?.code]).toEqual(['failed', 'E_SITE_UNAUTHORIZED']);
    expect(outcomes(job).map(([kind, outcome]) => [kind, outcome])).toEqual([
      ['site', 'failed'],
      ['content', 'cancelled'],
      ['drive', 'cancelled'],
    ]);
    expect(ram.calls.filter(({ kind }) => kind === 'write')).toEqual([]);
    expect((await window.call('history.list', {})).entries).toEqual([]);
  });

  test('a site that goes away while its content is fetched fails every output, with the reason', async () => {
    const own = await runningLab({ bootImageFolder: bootImageFolder() });
    const machine = ramMachine();
    machine.plug('/dev/sdb', {}, STICK_MEMORY);
    const { window } = await stage(machine, own);
    const drives = drivesOf(window).map((one) => choose(one));
    const input = { site: 'lab', request, secrets, files: [], drives };
    const { jobId } = await window.call('media.create', input);
    await window.until(
      'content is fetched',
      () =>
        window.job(jobId)?.rows.some(({ kind, phase }) => kind === 'content' && phase === 'download') ===
        true,
    );
    await own.close();
    const job = await window.ended(jobId);
    expect([job.state, job.rows.at(-1)?.result?.outcome]).toEqual(['failed', 'failed']);
    expect(job.rows.at(-1)?.result).toMatchObject({
      error: { code: expect.stringMatching(/^E_(SITE|IMAGE)_/) as string },
    });
  });
});
