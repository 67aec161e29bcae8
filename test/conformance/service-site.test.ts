/** The area "site" through the one door of the service, against real labs over HTTPS. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { adviceDe } from '#base/errors/advice-de.ts';
import { startLab, type RunningLab } from '#lab/server.ts';
import { runningLab } from '../support/lab.ts';
import { ramMachine } from '../support/ram-machine.ts';
import { serviceStage, STAGE_REQUEST, type StageOptions, type Window } from '../support/service-stage.ts';
import { tempFolder } from '../support/temp.ts';

const lab = await runningLab();
const machine = ramMachine();
const ending = await startLab({ dataFolder: await tempFolder('ending-lab') });

async function stage(options: Partial<StageOptions> = {}) {
  const made = await serviceStage({ machine, openWriter: machine.openWriter, ...options });
  return { ...made, window: made.open() };
}

const questions = (ofLab: RunningLab): number =>
  ofLab.site.journal.entries().filter(({ area, event }) => area === 'adminservice' && event === 'request')
    .length;

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => 'no error',
    (error: unknown): unknown => (error instanceof Error ? Reflect.get(error, 'code') : error),
  );
}

/** Every byte of a folder as text. */
async function bytesOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  return (await Promise.all(files.map((file) => readFile(file, 'latin1')))).join('\n');
}

async function labAsSite(window: Window, password = lab.credentials.password) {
  const url = lab.adminServiceUrl;
  const probe = await window.call('site.probe', { url });
  const root = probe.chain.at(-1);
  if (root === undefined) throw new Error('the lab shows no certificate');
  return await window.call('site.add', {
    name: 'Contoso',
    url,
    rootFingerprint: root.fingerprint,
    credentials: { kind: 'password', userName: lab.credentials.userName, password },
    isRemembered: true,
  });
}

describe('the catalog', () => {
  test('says what there is, and why something cannot be chosen', async () => {
    const { window } = await stage({ lab });
    const catalog = await window.call('site.catalog', { site: 'lab', refresh: false });
    expect({
      ...catalog,
      readAt: '',
      gateways: catalog.gateways.map(({ hostName, unusable }) => [hostName, unusable]),
      bootImages: catalog.bootImages.map(({ unusable }) => unusable),
      managementPoints: catalog.managementPoints.length,
      distributionPoints: catalog.distributionPoints.length,
      taskSequences: catalog.taskSequences.length,
      packages: catalog.packages.length,
      driverPackages: catalog.driverPackages.length,
      applications: catalog.applications.map(({ name }) => name),
      osImages: catalog.osImages.map(({ id, indexes }) => [id, indexes.map(({ index }) => index)]),
    }).toEqual({
      connection: 'lab',
      readAt: '',
      isOffline: false,
      error: null,
      site: expect.objectContaining({ siteCode: 'PS1', siteName: 'Contoso', type: 2 }) as unknown,
      gateways: [
        ['contoso-cmg.contoso.test', null],
        ['contoso-edge.contoso.test', null],
        ['contoso-old.contoso.test', 'not-ready'],
      ],
      bootImages: [null, ...Array.from({ length: 11 }, () => 'winpe-not-built-yet')],
      managementPoints: lab.site.world.managementPoints.length,
      distributionPoints: 8,
      taskSequences: 45,
      packages: 15,
      driverPackages: 9,
      applications: [
        '7-Zip 25',
        'Adobe Acrobat Reader',
        'Contoso Service Desk Agent',
        'Contoso VPN Client',
        'Firefox ESR 140',
        'Microsoft 365 Apps for enterprise',
        'Notepad++',
        'SAP GUI for Windows',
        'VLC media player',
      ],
      osImages: [
        ['PS100064', [1]],
        ['PS100062', [1, 2]],
        ['PS100061', [1, 2]],
        ['PS100060', [1]],
        ['PS100063', [1, 2, 3, 4]],
      ],
    });
  });

  test('is asked for once by windows that want it together, and again only when told or after five minutes', async () => {
    let now = new Date();
    const { window } = await stage({ lab, clock: () => now });
    const asked: number[] = [];
    const ask = async (refresh: boolean): Promise<void> => {
      const before = questions(lab);
      const both = [0, 1].map(() => window.call('site.catalog', { site: 'lab', refresh }));
      await Promise.all(both);
      asked.push(questions(lab) - before);
    };
    await ask(false);
    const [whole = 0] = asked;
    await ask(false);
    await ask(true);
    now = new Date(now.getTime() + 301_000);
    await ask(false);
    expect(asked).toEqual([whole, 0, whole, whole]);
  });

  test('of 5,000 task sequences takes one list, page by page, and no question for each of them', async () => {
    const large = await runningLab({ scale: 5000 });
    const { window } = await stage({ lab: large });
    const { taskSequences } = await window.call('site.catalog', { site: 'lab', refresh: false });
    expect(taskSequences).toHaveLength(5000);
    // 16 classes, of which one comes in six pages.
    expect(questions(large)).toBeLessThan(25);
  });

  test('comes from the snapshot when the site is away, with the reason in the language of the settings', async () => {
    const { window } = await stage({ lab: ending });
    const settings = await window.call('settings.read', {});
    await window.call('settings.write', { ...settings, language: 'de' });
    const online = await window.call('site.catalog', { site: 'lab', refresh: false });
    const reached = await window.call('site.reachGateway', {
      site: 'lab',
      gateway: 'contoso-cmg.contoso.test',
    });
    await ending.close();
    const offline = await window.call('site.catalog', { site: 'lab', refresh: true });
    const { readAt, ...same } = online;
    expect(offline).toEqual({
      ...same,
      readAt: expect.any(String) as unknown,
      isOffline: true,
      error: {
        ok: false,
        code: 'E_SITE_UNREACHABLE',
        message: expect.any(String) as unknown,
        ...adviceDe.E_SITE_UNREACHABLE,
      },
    });
    expect(Math.abs(Date.parse(offline.readAt) - Date.parse(readAt))).toBeLessThan(5000);
    const failed = await window.call('site.reachGateway', {
      site: 'lab',
      gateway: 'contoso-cmg.contoso.test',
    });
    expect([reached.state, reached.error, failed.state, failed.error?.cause]).toEqual([
      'reached',
      null,
      'failed',
      adviceDe.E_SITE_UNREACHABLE.cause,
    ]);
    expect(reached.detail).toMatch(/^HTTP 4\d\d, TLSv1\.[23], certificate of .*contoso-cmg/);
  });

  test('ends at once for a window that is gone', async () => {
    const { service } = await stage({ lab });
    const gone = new AbortController();
    const reply = service.dispatch('site.catalog', { site: 'lab', refresh: true }, { signal: gone.signal });
    gone.abort();
    expect(await reply).toMatchObject({ ok: false, code: 'E_CANCELLED' });
  });
});

describe('connections', () => {
  test('are added, signed in to and removed, and no secret is told or stored', async () => {
    const { window, transcript, folder } = await stage({ lab });
    const { connections, storage } = await labAsSite(window);
    expect(connections.map(({ name, kind, credentials }) => [name, kind, credentials])).toEqual([
      ['lab', 'lab', 'stored'],
      ['Contoso', 'adminservice', 'session'],
    ]);
    expect(storage).toEqual({ kind: 'memory', why: 'test' });
    const catalog = await window.call('site.catalog', { site: 'contoso', refresh: false });
    expect(catalog.site.siteCode).toBe('PS1');
    const wrong = {
      kind: 'password',
      userName: lab.credentials.userName,
      password: 'wr0ng-Secret-77',
    } as const;
    expect(
      await codeOf(window.call('site.signIn', { name: 'Contoso', credentials: wrong, isRemembered: true })),
    ).toBe('E_SITE_UNAUTHORIZED');
    const token = { kind: 'token', token: lab.credentials.token } as const;
    await window.call('site.signIn', { name: 'Contoso', credentials: token, isRemembered: false });
    await window.call('site.catalog', { site: 'Contoso', refresh: true });
    const left = await window.call('site.remove', { name: 'Contoso' });
    expect(left.connections.map(({ name }) => name)).toEqual(['lab']);
    const seen = `${transcript.join('\n')}\n${await bytesOf(folder)}`;
    const secrets = [lab.credentials.password, lab.credentials.token, wrong.password];
    expect(secrets.filter((secret) => seen.includes(secret))).toEqual([]);
  });

  test('are refused with wrong credentials, and those are not kept', async () => {
    const { window } = await stage({ lab });
    expect(await codeOf(labAsSite(window, 'wr0ng-Secret-77'))).toBe('E_SITE_UNAUTHORIZED');
    expect((await window.call('site.list', {})).connections).toHaveLength(1);
  });

  test('are named in the printed command line, the lab is not', async () => {
    const { window } = await stage({ lab });
    await labAsSite(window);
    const lineFor = async (site: string): Promise<string> => {
      const asked = { site, request: STAGE_REQUEST, files: [], drives: ['/dev/sdb'] };
      return (await window.call('request.commandLine', asked)).text;
    };
    const [forLab, forSite] = [await lineFor('lab'), await lineFor('contoso')];
    expect(forLab).not.toContain('--site');
    expect(forSite.replace(/\s+[\\`]\n\s+--site Contoso/, '')).toBe(forLab);
  });

  test('that do not exist are an error of their own, and so are gateways', async () => {
    const { window } = await stage({ lab });
    expect([
      await codeOf(window.call('site.catalog', { site: 'Fabrikam', refresh: false })),
      await codeOf(window.call('site.reachGateway', { site: 'lab', gateway: '127.0.0.1' })),
    ]).toEqual(['E_SITE_CONNECTION', 'E_CHOICE_UNKNOWN']);
  });
});

test('the prerequisites come as a table in the language of the question', async () => {
  const { window } = await stage({ lab });
  const { rows } = await window.call('prerequisites.check', {
    site: 'lab',
    language: 'nl',
    cmg: 'contoso-cmg.contoso.test',
    taskSequenceId: 'PS100020',
    bootImageId: 'PS100001',
    medium: {
      kind: 'bootable',
      mediaManagement: 'internet-based',
      hasPassword: true,
      passwordIsStrong: true,
      certificate: 'self-signed',
      unknownComputers: true,
    },
  });
  expect(rows.map(({ id }) => id)).toEqual(
    Array.from({ length: 28 }, (_one, at) => `C${String(at + 1).padStart(2, '0')}`),
  );
  expect(rows.filter((row) => row.title === '' || row.found === '' || /\bthe\b/.test(row.title))).toEqual([]);
});
