/** Staging: what the boot image leaves in the new system, and what it refuses to leave. */
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isMediaError } from '#base/errors/media-error.ts';
import { diskFiles } from '../../../../resources/runtime/client/files.ts';
import { foldersOf } from '../../../../resources/runtime/client/folders.ts';
import {
  gatewayOf,
  parseProperties,
  readSetup,
  siteCodeOf,
} from '../../../../resources/runtime/client/setup-file.ts';
import { stageClient, type StagingSources } from '../../../../resources/runtime/client/stage.ts';
import { ClientStore } from '../../../../resources/runtime/client/store.ts';
import { VariableStore } from '../../../../resources/runtime/engine/variables.ts';
import { tempFolder } from '../../../support/temp.ts';
import { CuttingPower } from './cut-files.ts';

const PROPERTIES =
  'CCMHOSTNAME="cmg.contoso.test/CCM_Proxy_MutualAuth/72057594037928017" SMSSITECODE=ps1 SMSMP=x /logon';

function sources(power = new CuttingPower()): StagingSources {
  return {
    files: power.files,
    rootsPem: ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
    mediaId: '{8AE6B618-2F3C-4E5D-9A4B-0C1D2E3F4A5B}',
    siteCode: 'PS1',
    registrationToken: () => Promise.resolve('a.registration.token'),
    now: () => new Date('2026-11-21T20:00:00Z'),
  };
}

async function newSystem(): Promise<{ readonly root: string; readonly packageFolder: string }> {
  const folder = await tempFolder('stage');
  const packageFolder = join(folder, 'PS100031');
  await mkdir(join(packageFolder, 'more'), { recursive: true });
  await writeFile(join(packageFolder, 'client.cjs'), 'program'.repeat(1000));
  await writeFile(join(packageFolder, 'ccmsetup.json'), '{}');
  await writeFile(join(packageFolder, 'more/help.txt'), 'help');
  await mkdir(join(folder, 'C/Windows'), { recursive: true });
  return { root: join(folder, 'C'), packageFolder };
}

async function stage(
  system: { readonly root: string; readonly packageFolder: string },
  options: { readonly properties?: string; readonly sources?: StagingSources } = {},
): Promise<void> {
  await stageClient(
    {
      packageFolder: system.packageFolder,
      windowsFolder: join(system.root, 'Windows'),
      properties: options.properties ?? PROPERTIES,
      users: ['CONTOSO\\anna'],
    },
    options.sources ?? sources(),
  );
}

test('program, settings, roots and registration token are in the new system', async () => {
  const system = await newSystem();
  await stage(system);
  const folders = foldersOf(system.root);
  expect((await readFile(folders.program, 'utf8')).length).toBe(7000);
  expect(await readFile(join(folders.client, 'more/help.txt'), 'utf8')).toBe('help');
  expect(await readSetup(diskFiles, folders.setup)).toEqual({
    version: 1,
    // Properties nobody here knows are kept, names in upper case, switches in lower case.
    properties: {
      CCMHOSTNAME: 'cmg.contoso.test/CCM_Proxy_MutualAuth/72057594037928017',
      SMSSITECODE: 'ps1',
      SMSMP: 'x',
      '/logon': '',
    },
    gateway: 'https://cmg.contoso.test/CCM_Proxy_MutualAuth/72057594037928017',
    siteCode: 'PS1',
    rootsPem: sources().rootsPem,
    registrationToken: 'a.registration.token',
    users: ['CONTOSO\\anna'],
    mediaId: '{8AE6B618-2F3C-4E5D-9A4B-0C1D2E3F4A5B}',
    stagedAt: '2026-11-21T20:00:00.000Z',
  });
  // The token is for this computer alone.
  expect((await stat(folders.setup)).mode % 0o1000).toBe(0o600);
});

test('the client this computer had before is carried over instead of a registration token', async () => {
  const system = await newSystem();
  const identity = { privateKeyPem: 'key', certificatePem: 'certificate', clientId: 'GUID:1' };
  const token = { token: 't', issued: '2026-11-01T00:00:00Z', expires: '2027-01-30T00:00:00Z' };
  const refuse = (): Promise<string> => Promise.reject(new Error('not asked for'));
  await stage(system, {
    sources: { ...sources(), registrationToken: refuse, former: { identity, token } },
  });
  const store = new ClientStore(diskFiles, foldersOf(system.root));
  expect([await store.identity(), await store.token()]).toEqual([identity, token]);
  expect((await readSetup(diskFiles, foldersOf(system.root).setup))?.registrationToken).toBeUndefined();
});

test.each<[title: string, properties: string, message: RegExp]>([
  ['no CCMHOSTNAME', 'SMSSITECODE=PS1', /no CCMHOSTNAME/],
  ['CCMHOSTNAME without the path of a gateway', 'CCMHOSTNAME=cmg.contoso.test', /expected a gateway/],
  ['CCMHOSTNAME over plain HTTP', 'CCMHOSTNAME=http://x/CCM_Proxy_MutualAuth/1', /expected a gateway/],
  ['a site code of four letters', `${PROPERTIES} SMSSITECODE=ABCD`, /three letters or digits/],
  ['a word that is no property', `${PROPERTIES} hello`, /not an installation property/],
])('refused: %s', async (_title, properties, message) => {
  const system = await newSystem();
  const failure: unknown = await stage(system, { properties }).catch((error: unknown) => error);
  expect(isMediaError(failure) && failure.code).toBe('E_TS_CLIENT_STAGE');
  expect(failure).toMatchObject({ message: expect.stringMatching(message) as string });
  expect(await readSetup(diskFiles, foldersOf(system.root).setup)).toBeUndefined();
});

test('SMSSITECODE=AUTO is the site of the medium', async () => {
  const system = await newSystem();
  await stage(system, { properties: PROPERTIES.replace('=ps1', '=AUTO') });
  expect((await readSetup(diskFiles, foldersOf(system.root).setup))?.siteCode).toBe('PS1');
});

test('a client package without its program is refused', async () => {
  const system = await newSystem();
  await diskFiles.remove(join(system.packageFolder, 'client.cjs'));
  await expect(stage(system)).rejects.toThrow('client.cjs');
});

test('wherever the power goes there is no client or a complete one, and a second run completes it', async () => {
  const counter = new CuttingPower();
  await stage(await newSystem(), { sources: sources(counter) });
  expect(counter.count).toBeGreaterThan(8);
  for (let after = 0; after < counter.count; after++) {
    const system = await newSystem();
    await expect(stage(system, { sources: sources(new CuttingPower(after)) })).rejects.toThrow('the power');
    const { setup, program } = foldersOf(system.root);
    if ((await readSetup(diskFiles, setup).catch(() => undefined)) !== undefined)
      expect([after, (await readFile(program)).length]).toEqual([after, 7000]);
    await stage(system);
    expect((await readSetup(diskFiles, setup))?.siteCode).toBe('PS1');
    expect((await readFile(program)).length).toBe(7000);
  }
});

test('a hidden value in properties that are refused can be masked, however long it is', () => {
  const secret = `Secret-${'0123456789'.repeat(40)}`;
  const variables = new VariableStore();
  variables.set('ClientSecret', secret, { isHidden: true });
  const shown = (refused: () => unknown): string => {
    try {
      refused();
      return 'not refused';
    } catch (error) {
      return variables.redact(String(error));
    }
  };
  const all = [
    shown(() => parseProperties(`SMSSITECODE=AUTO ${secret}`)),
    shown(() => gatewayOf({ CCMHOSTNAME: secret })),
    shown(() => siteCodeOf({ SMSSITECODE: secret }, 'PS1')),
  ].join('\n');
  expect(all).not.toMatch(/Secret-|0123456789|not refused/);
});

test('quotes of properties are those of Windows', () => {
  expect(parseProperties('A="b c" D=\\"e\\" F="" /mp:https://x')).toEqual({
    A: 'b c',
    D: '"e"',
    F: '',
    '/mp': 'https://x',
  });
});
