/** Where the device looks for content, what it keeps, and once whole: a medium's device at the lab, content out of Azurite. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { sha256Hex } from '#base/hash.ts';
import { createGatewayServer } from '#lab/gateway/gateway-server.ts';
import { openLabSite } from '#lab/lab-site.ts';
import { GatewayClient } from '../../resources/runtime/gateway/client.ts';
import { HttpClient } from '../../resources/runtime/gateway/http.ts';
import { device, expectFiles } from '../support/content-device.ts';
import { FakeClock } from '../support/fake-device.ts';
import { FaultyStorage } from '../support/faulty-storage.ts';
import { testWith } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';
import { loopback, makeDeviceMedium, trustOf } from './runtime-support.ts';

const PACKAGE = 'PS100001';
const BIG = new Uint8Array(randomBytes(3_000_007));
const SMALL = new Uint8Array(randomBytes(20_000));

let storage: FaultyStorage;

beforeAll(async () => {
  storage = await FaultyStorage.start(await tempFolder('storage'));
});
afterAll(async () => {
  await storage.close();
});
beforeEach(() => {
  storage.reset(
    new Map([
      ['sources/install.wim', BIG],
      ['setup.cmd', SMALL],
      ['empty.txt', new Uint8Array()],
    ]),
  );
});

test('a second step gets the package from the cache, also after a restart, and also without the gateway', async () => {
  const { content, cache } = await device(storage);
  await content.packageFolder(PACKAGE);
  storage.requests.length = 0;
  await content.packageFolder(PACKAGE);
  content.close();
  const later = await device(storage, {
    cache,
    source: {
      contentLocations: () => Promise.reject(new Error('not asked')),
      contentList: () => Promise.reject(new Error('not asked')),
    },
  });
  await expectFiles(storage, await later.content.packageFolder(PACKAGE));
  expect(storage.requests).toEqual([]);
  later.content.close();
});

test('a file of the cache that was changed is fetched again, and only that one', async () => {
  const { content, cache } = await device(storage);
  const folder = await content.packageFolder(PACKAGE);
  content.close();
  const changed = Buffer.from(SMALL);
  changed[7] = 255 - (changed[7] ?? 0);
  await writeFile(join(folder, 'setup.cmd'), changed);
  storage.requests.length = 0;
  const later = await device(storage, { cache });
  await expectFiles(storage, await later.content.packageFolder(PACKAGE));
  expect(new Set(storage.requests.map((one) => one.path))).toEqual(new Set(['setup.cmd']));
  later.content.close();
});

test('the medium comes before the gateway: a whole package is used where it lies, single right files are copied', async () => {
  const { content } = await device(storage);
  const folder = await content.packageFolder(PACKAGE);
  content.close();
  const medium = await tempFolder('medium');
  await cp(folder, join(medium, PACKAGE), { recursive: true });
  storage.requests.length = 0;
  const whole = await device(storage, { mediumFolder: medium });
  expect(await whole.content.packageFolder(PACKAGE)).toBe(join(medium, PACKAGE));
  expect([storage.requests, whole.variables.get('_SMSTSLastContentDownloadLocation')]).toEqual([
    [],
    join(medium, PACKAGE),
  ]);
  whole.content.close();
  await writeFile(join(medium, PACKAGE, 'setup.cmd'), randomBytes(SMALL.length));
  const part = await device(storage, { mediumFolder: medium });
  await expectFiles(storage, await part.content.packageFolder(PACKAGE));
  expect(new Set(storage.requests.map((one) => one.path))).toEqual(new Set(['setup.cmd']));
  part.content.close();
});

test('a package that the medium lists and has is used without a question to the gateway; a changed one is not', async () => {
  const { content } = await device(storage);
  const medium = await tempFolder('medium');
  await cp(await content.packageFolder(PACKAGE), join(medium, PACKAGE), { recursive: true });
  const files = await content.describe(PACKAGE);
  content.close();
  const mediumFiles = (id: string): typeof files | undefined => (id === PACKAGE ? files : undefined);
  const source = {
    contentLocations: () => Promise.reject(new Error('asked')),
    contentList: () => Promise.reject(new Error('asked')),
  };
  const listed = await device(storage, { mediumFolder: medium, mediumFiles, source });
  expect(await listed.content.describe(PACKAGE)).toEqual(files);
  expect(await listed.content.packageFolder(PACKAGE)).toBe(join(medium, PACKAGE));
  expect(listed.variables.get('_SMSTSLastContentDownloadLocation')).toBe(join(medium, PACKAGE));
  const streamed: Uint8Array[] = [];
  for await (const chunk of listed.content.streamFile(PACKAGE, 'setup.cmd'))
    streamed.push(Buffer.from(chunk));
  expect(sha256Hex(Buffer.concat(streamed))).toBe(sha256Hex(SMALL));
  // What the medium does not list is the gateway's to say.
  await expect(listed.content.packageFolder('PS100002')).rejects.toThrow('asked');
  listed.content.close();
  await writeFile(join(medium, PACKAGE, 'setup.cmd'), randomBytes(SMALL.length));
  storage.requests.length = 0;
  const changed = await device(storage, { mediumFolder: medium, mediumFiles });
  await expectFiles(storage, await changed.content.packageFolder(PACKAGE));
  expect(new Set(storage.requests.map((one) => one.path))).toEqual(new Set(['setup.cmd']));
  changed.content.close();
});

test('into a folder of its own a package is copied from wherever it lies', async () => {
  const { content, cache } = await device(storage);
  await content.packageFolder(PACKAGE);
  content.close();
  storage.requests.length = 0;
  for (const own of [{ cache }, { otherCaches: [cache] }, { mediumFolder: cache }]) {
    const { content: again } = await device(storage, own);
    const folder = await tempFolder('custom');
    expect(await again.packageFolder(PACKAGE, { folder })).toBe(join(folder, PACKAGE));
    await expectFiles(storage, join(folder, PACKAGE));
    again.close();
  }
  expect(storage.requests).toEqual([]);
});

test('a package is removed when its step is done, unless the sequence keeps content', async () => {
  for (const [name, isKept] of [
    [undefined, false],
    ['SMSTSPersistContent', true],
    ['SMSTSPreserveContent', true],
  ] as const) {
    const { content, variables } = await device(storage);
    if (name !== undefined) variables.set(name, 'true');
    const folder = await content.packageFolder(PACKAGE);
    await content.release(PACKAGE);
    const isThere = await stat(folder).then(
      () => true,
      () => false,
    );
    expect([name, isThere]).toEqual([name, isKept]);
    content.close();
  }
});

test('"download all before the start" fetches every package once, in order, and keeps them for their steps', async () => {
  const { content, variables } = await device(storage);
  content.useMode('before-start');
  await content.prefetch([PACKAGE, PACKAGE]);
  expect(variables.get('_SMSTSDownloadOnDemand')).toBe('false');
  await content.release(PACKAGE);
  storage.requests.length = 0;
  await expectFiles(storage, await content.packageFolder(PACKAGE));
  expect(storage.requests).toEqual([]);
  content.useMode('when-needed');
  expect(variables.get('_SMSTSDownloadOnDemand')).toBe('true');
  content.close();
});

test('ways to fetch content that do not exist here are refused by their names', async () => {
  const { content, variables } = await device(storage);
  expect(() => {
    content.useMode('never');
  }).toThrow(/Access content directly from a distribution point/);
  variables.set('SMSTSDownloadProgram', 'acp.exe');
  await expect(content.packageFolder(PACKAGE)).rejects.toMatchObject({
    code: 'E_RT_CONTENT_METHOD',
    message: expect.stringContaining('acp.exe'),
  });
  content.close();
});

testWith(
  ['mount', 'umount'],
  'a disk without room is refused before the download with both values, and a disk that fills up by its name',
  async () => {
    const cache = await tempFolder('small');
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', cache]).status !== 0) return;
    try {
      const { content } = await device(storage, { cache });
      await expect(content.packageFolder(PACKAGE)).rejects.toMatchObject({
        code: 'E_RT_CONTENT_SPACE',
        message: expect.stringMatching(/30\d\d\d\d\d bytes are needed, 20\d\d\d\d\d are free/),
      });
      expect(storage.requests).toEqual([]);
      content.close();
      storage.files = new Map([['setup.cmd', BIG.subarray(0, 1_900_000)]]);
      const other = await device(storage, { cache });
      // Somebody else takes the room while it arrives.
      storage.fault = () => {
        spawnSync('dd', ['if=/dev/zero', `of=${join(cache, 'other')}`, 'bs=1M', 'count=2']);
        return undefined;
      };
      await expect(other.content.packageFolder(PACKAGE)).rejects.toMatchObject({
        code: 'E_RT_CONTENT_SPACE',
        message: expect.stringContaining('setup.cmd'),
      });
      other.content.close();
    } finally {
      spawnSync('umount', [cache]);
    }
  },
);

test('a device at the lab gets its package out of Azurite, also when the addresses last for seconds only', async () => {
  const source = await tempFolder('package');
  await writeFile(join(source, 'boot-image.json'), '{}');
  await writeFile(join(source, 'big.bin'), BIG);
  const site = await openLabSite({
    dataFolder: await tempFolder('lab'),
    bootImageFolder: source,
    blobStorage: 'azurite',
  });
  const server = await createGatewayServer(site, { settings: { blobAccessLifeMs: 1500 } });
  const medium = await makeDeviceMedium({
    site,
    server,
    clock: { aheadMs: 0 },
    close: () => Promise.resolve(),
  });
  const trust = await trustOf(medium);
  const http = new HttpClient(trust, loopback);
  const client = new GatewayClient(trust, http, new FakeClock());
  await client.keyInformation(undefined);
  await client.exchangeToken();
  const { content, log } = await device(storage, {
    source: client,
    rootsPem: trust.rootsPem,
    idleMs: 20_000,
  });
  await content.describe(PACKAGE);
  // The addresses of the first list run out before they are used; Azurite judges them by the machine's clock.
  const issued = site.journal.entries().findLast((one) => one.event === 'sas-issued');
  const expires = Date.parse(String(issued?.['expires']));
  // Azurite compares whole seconds.
  await vi.waitFor(
    () => {
      expect(Date.now()).toBeGreaterThan(expires + 1000);
    },
    {
      timeout: 10_000,
      interval: 50,
    },
  );
  const folder = await content.packageFolder(PACKAGE);
  expect(sha256Hex(await readFile(join(folder, 'big.bin')))).toBe(sha256Hex(BIG));
  expect(log.join('\n')).toContain('asking for new ones');
  const events = site.journal.entries().filter((one) => one.area === 'content');
  expect(new Set(events.map((one) => one.event))).toEqual(
    new Set(['storage-started', 'list', 'sas-issued', 'uploaded', 'blob']),
  );
  await expect(content.packageFolder('PS100037')).rejects.toMatchObject({ code: 'E_RT_CONTENT_LOCATION' });
  content.close();
  http.close();
  await server.close();
  await site.close();
}, 60_000);
