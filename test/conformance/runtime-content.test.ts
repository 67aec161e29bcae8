/**
 * The device's downloader against storage that cuts, stalls, refuses and lies; its cache; its order of sources. And once
 * whole: a medium's device at the lab, content out of Azurite.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import type { LookupFunction } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { concatBytes } from '#base/bytes.ts';
import { sha256Hex } from '#base/hash.ts';
import { createGatewayServer } from '#lab/gateway/gateway-server.ts';
import { openLabSite } from '#lab/lab-site.ts';
import {
  createContent,
  type DeviceContent,
  type DeviceContentOptions,
} from '../../resources/runtime/content/content.ts';
import { VariableStore } from '../../resources/runtime/engine/variables.ts';
import { GatewayClient } from '../../resources/runtime/gateway/client.ts';
import { HttpClient } from '../../resources/runtime/gateway/http.ts';
import type { Clock } from '../../resources/runtime/platform/platform.ts';
import { FakeClock } from '../support/fake-device.ts';
import { FaultyStorage, type Fault } from '../support/faulty-storage.ts';
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
  storage.files = new Map([
    ['sources/install.wim', BIG],
    ['setup.cmd', SMALL],
    ['empty.txt', new Uint8Array()],
  ]);
  storage.hashes = new Map();
  storage.fault = () => undefined;
  storage.requests.length = 0;
  storage.listCount = 0;
  storage.locationCount = 0;
  storage.goodGeneration = 1;
  storage.packageId = PACKAGE;
});

/** Sleeps a hundredth of the time, whether or not it can be interrupted. */
class QuickClock implements Clock {
  readonly slept: number[] = [];
  now(): Date {
    return new Date();
  }
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(ms);
    signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, ms / 100));
    signal?.throwIfAborted();
  }
}

interface Device {
  readonly content: DeviceContent;
  readonly variables: VariableStore;
  readonly clock: QuickClock;
  readonly log: string[];
  readonly cache: string;
}

async function device(own: Partial<DeviceContentOptions> & { cache?: string } = {}): Promise<Device> {
  const variables = own.variables ?? new VariableStore();
  const clock = new QuickClock();
  const log: string[] = [];
  const cache = own.cache ?? (await tempFolder('cache'));
  const content = createContent({
    source: storage,
    rootsPem: [storage.rootPem],
    lookup: loopback,
    clock,
    variables,
    cacheFolder: () => Promise.resolve(cache),
    log: (text) => log.push(text),
    idleMs: 400,
    ...own,
  });
  return { content, variables, clock, log, cache };
}

async function expectFiles(folder: string): Promise<void> {
  for (const [path, bytes] of storage.files)
    expect([path, sha256Hex(await readFile(join(folder, path)))]).toEqual([path, sha256Hex(bytes)]);
}

test('a package arrives whole, and nothing but its files is left in its folder', async () => {
  const { content, variables, cache } = await device();
  const folder = await content.packageFolder(PACKAGE);
  await expectFiles(folder);
  expect(folder).toBe(join(cache, PACKAGE));
  await expect(stat(join(folder, 'sources/install.wim.part'))).rejects.toThrow();
  expect(variables.get(`_SMSTS${PACKAGE}`)).toBe(folder);
  expect(variables.get('_SMSTSLastContentDownloadLocation')).toBe(
    `https://storage.contoso.test:${storage.port}/c`,
  );
  content.close();
});

test('a large file comes over several connections at once', async () => {
  const { content } = await device();
  storage.files = new Map([['one.bin', BIG]]);
  await expectFiles(await content.packageFolder(PACKAGE));
  expect(storage.requests.length).toBeGreaterThan(3);
  content.close();
});

test('a download survives cuts at any byte, over and over, and asks for no byte twice', async () => {
  await fc.assert(
    fc.asyncProperty(
      // Around the edges of TLS records, of write buffers and of the file, and anywhere else.
      fc.array(
        fc.oneof(
          fc.constantFrom(0, 1, 16_383, 16_384, 16_385, 1_048_575, 1_048_576, 1_048_577, BIG.length - 1),
          fc.integer({ min: 0, max: 1_500_000 }),
        ),
        { minLength: 1, maxLength: 6 },
      ),
      async (cuts) => {
        const left = [...cuts];
        storage.requests.length = 0;
        storage.fault = () => {
          const cutAfter = left.shift();
          return cutAfter === undefined ? undefined : { cutAfter };
        };
        const { content } = await device();
        let highest = 0;
        const steady: boolean[] = [];
        const folder = await content.packageFolder(PACKAGE, {
          onProgress: ({ doneBytes, totalBytes }) => {
            steady.push(doneBytes >= highest && doneBytes <= totalBytes);
            highest = Math.max(highest, doneBytes);
          },
        });
        await expectFiles(folder);
        expect([steady.every(Boolean), highest]).toEqual([true, BIG.length + SMALL.length]);
        content.close();
      },
    ),
    { numRuns: 12 },
  );
}, 60_000);

test('what arrived before a restart of the computer is not fetched again', async () => {
  const cache = await tempFolder('cache');
  storage.files = new Map([['one.bin', BIG]]);
  storage.fault = ({ first }) => (first < 1_500_000 ? undefined : { status: 404 });
  const before = await device({ cache });
  await expect(before.content.packageFolder(PACKAGE)).rejects.toMatchObject({
    code: 'E_RT_CONTENT_DOWNLOAD',
  });
  before.content.close();
  storage.fault = () => undefined;
  storage.requests.length = 0;
  const after = await device({ cache });
  await expectFiles(await after.content.packageFolder(PACKAGE));
  const fetched = storage.requests.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  expect(fetched).toBeLessThan(BIG.length);
  after.content.close();
});

test('a map that promises bytes the disk lost in a power cut costs a download, not the content', async () => {
  const cache = await tempFolder('cache');
  const { content } = await device({ cache });
  const part = join(cache, PACKAGE, 'sources/install.wim');
  await mkdir(join(cache, PACKAGE, 'sources'), { recursive: true });
  await writeFile(`${part}.part`, '');
  await truncate(`${part}.part`, BIG.length);
  const map = { version: 1, sizeBytes: BIG.length, sha256: sha256Hex(BIG), done: [[0, 2_000_000]] };
  await writeFile(`${part}.map`, JSON.stringify(map));
  await expectFiles(await content.packageFolder(PACKAGE));
  content.close();
});

const FAILING: readonly (readonly [string, Fault, string, RegExp])[] = [
  [
    '404',
    { status: 404, headers: { 'x-ms-error-code': 'BlobNotFound' } },
    'E_RT_CONTENT_DOWNLOAD',
    /BlobNotFound/,
  ],
  ['401 for every address', { status: 401 }, 'E_RT_CONTENT_DOWNLOAD', /HTTP 401/],
  ['403 for every address', { status: 403 }, 'E_RT_CONTENT_DOWNLOAD', /HTTP 403/],
  ['500 again and again', { status: 500 }, 'E_RT_CONTENT_DOWNLOAD', /HTTP 500/],
  [
    'a redirect',
    { status: 302, headers: { location: 'https://evil.test/' } },
    'E_RT_CONTENT_DOWNLOAD',
    /not followed/,
  ],
  ['another length', { otherSize: 17 }, 'E_RT_CONTENT_DOWNLOAD', /17 bytes, the list says/],
  ['another range', { shift: 3 }, 'E_RT_CONTENT_DOWNLOAD', /asked for bytes/],
  ['damaged content', { damaged: true }, 'E_RT_CONTENT_HASH', /arrived twice/],
  [
    'garbage instead of HTTP',
    { garbage: 'SSH-2.0-x\r\n\r\n' },
    'E_RT_CONTENT_DOWNLOAD',
    /storage\.contoso\.test/,
  ],
  ['never a byte', { stallAfter: 0 }, 'E_RT_CONTENT_DOWNLOAD', /no byte for|ended/],
];

test.each(FAILING)(
  'storage that answers with %s is given up with the code for it',
  async (_name, fault, code, words) => {
    storage.files = new Map([['setup.cmd', SMALL]]);
    storage.fault = () => fault;
    const { content, cache } = await device({ idleMs: 20 });
    await expect(content.packageFolder(PACKAGE)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(words),
    });
    // Nothing wrong may be taken for the file later.
    await expect(stat(join(cache, PACKAGE, 'setup.cmd'))).rejects.toThrow();
    content.close();
  },
  60_000,
);

const PASSING: readonly (readonly [string, Fault])[] = [
  ['429 with Retry-After', { status: 429, headers: { 'retry-after': '7' } }],
  ['503 with a date to come back', { status: 503, headers: { 'retry-after': new Date().toUTCString() } }],
  ['500', { status: 500 }],
  ['silence in the middle', { stallAfter: 5000 }],
  ['a few bytes at a time', { slowBytes: 4000 }],
  ['damaged content', { damaged: true }],
  ['the whole file for a range', { whole: true }],
  ['garbage instead of HTTP', { garbage: 'no HTTP' }],
];

test.each(PASSING)('storage that answers once with %s is got over', async (_name, fault) => {
  let count = 0;
  storage.fault = ({ path }) => (path === 'setup.cmd' && count++ === 0 ? fault : undefined);
  const { content, clock } = await device();
  await expectFiles(await content.packageFolder(PACKAGE));
  if ('status' in fault && fault.status === 429) expect(clock.slept).toContain(7000);
  content.close();
});

test('an address that ran out in the middle is renewed once for all connections', async () => {
  let bytes = 0;
  storage.fault = ({ first, last }) => {
    bytes += last - first + 1;
    if (bytes > 1_000_000 && storage.goodGeneration === 1) {
      storage.goodGeneration = 2;
      return { status: 403, headers: { 'x-ms-error-code': 'AuthenticationFailed' } };
    }
    return undefined;
  };
  const { content } = await device();
  await expectFiles(await content.packageFolder(PACKAGE));
  expect(storage.listCount).toBe(2);
  content.close();
});

test('files of two versions of a package are never mixed', async () => {
  const { content } = await device();
  await content.describe(PACKAGE);
  storage.goodGeneration = 2;
  storage.files = new Map([...storage.files, ['setup.cmd', new Uint8Array([1])]]);
  await expect(content.packageFolder(PACKAGE)).rejects.toMatchObject({
    code: 'E_RT_CONTENT_DOWNLOAD',
    message: expect.stringContaining('was replaced at the site'),
  });
  content.close();
});

test('storage that is away for a while is waited for, and the download goes on where it stopped', async () => {
  storage.files = new Map([['one.bin', BIG]]);
  let back: Promise<void> | undefined;
  storage.fault = () => {
    back ??= storage.goAway().then(async (comeBack) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await comeBack();
    });
    return undefined;
  };
  const { content } = await device();
  await expectFiles(await content.packageFolder(PACKAGE));
  await back;
  content.close();
});

test('SMSTSDownloadRetryCount and SMSTSDownloadRetryDelay say how often and when it is tried again', async () => {
  storage.fault = ({ path }) => (path === 'setup.cmd' ? { status: 404 } : undefined);
  for (const [count, delay, expected] of [
    [undefined, undefined, [15_000]],
    ['3', '40', [40_000, 40_000]],
    ['1', undefined, []],
  ] as const) {
    const { content, variables, clock } = await device();
    if (count !== undefined) variables.set('SMSTSDownloadRetryCount', count);
    if (delay !== undefined) variables.set('SMSTSDownloadRetryDelay', delay);
    await expect(content.packageFolder(PACKAGE)).rejects.toMatchObject({ code: 'E_RT_CONTENT_DOWNLOAD' });
    expect(clock.slept).toEqual(expected);
    content.close();
  }
});

test('a second step gets the package from the cache, also after a restart, and also without the gateway', async () => {
  const { content, cache } = await device();
  await content.packageFolder(PACKAGE);
  storage.requests.length = 0;
  await content.packageFolder(PACKAGE);
  content.close();
  const later = await device({
    cache,
    source: {
      contentLocations: () => Promise.reject(new Error('not asked')),
      contentList: () => Promise.reject(new Error('not asked')),
    },
  });
  await expectFiles(await later.content.packageFolder(PACKAGE));
  expect(storage.requests).toEqual([]);
  later.content.close();
});

test('a file of the cache that was changed is fetched again, and only that one', async () => {
  const { content, cache } = await device();
  const folder = await content.packageFolder(PACKAGE);
  content.close();
  const changed = Buffer.from(SMALL);
  changed[7] = 255 - (changed[7] ?? 0);
  await writeFile(join(folder, 'setup.cmd'), changed);
  storage.requests.length = 0;
  const later = await device({ cache });
  await expectFiles(await later.content.packageFolder(PACKAGE));
  expect(new Set(storage.requests.map((one) => one.path))).toEqual(new Set(['setup.cmd']));
  later.content.close();
});

test('the medium comes before the gateway: a whole package is used where it lies, single right files are copied', async () => {
  const { content } = await device();
  const folder = await content.packageFolder(PACKAGE);
  content.close();
  const medium = await tempFolder('medium');
  await cp(folder, join(medium, PACKAGE), { recursive: true });
  storage.requests.length = 0;
  const whole = await device({ mediumFolder: medium });
  expect(await whole.content.packageFolder(PACKAGE)).toBe(join(medium, PACKAGE));
  expect([storage.requests, whole.variables.get('_SMSTSLastContentDownloadLocation')]).toEqual([
    [],
    join(medium, PACKAGE),
  ]);
  whole.content.close();
  await writeFile(join(medium, PACKAGE, 'setup.cmd'), randomBytes(SMALL.length));
  const part = await device({ mediumFolder: medium });
  await expectFiles(await part.content.packageFolder(PACKAGE));
  expect(new Set(storage.requests.map((one) => one.path))).toEqual(new Set(['setup.cmd']));
  part.content.close();
});

test('a package is removed when its step is done, unless the sequence keeps content', async () => {
  for (const [name, isKept] of [
    [undefined, false],
    ['SMSTSPersistContent', true],
    ['SMSTSPreserveContent', true],
  ] as const) {
    const { content, variables } = await device();
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
  const { content, variables } = await device();
  content.useMode('before-start');
  await content.prefetch([PACKAGE, PACKAGE]);
  expect(variables.get('_SMSTSDownloadOnDemand')).toBe('false');
  await content.release(PACKAGE);
  storage.requests.length = 0;
  await expectFiles(await content.packageFolder(PACKAGE));
  expect(storage.requests).toEqual([]);
  content.useMode('when-needed');
  expect(variables.get('_SMSTSDownloadOnDemand')).toBe('true');
  content.close();
});

test('ways to fetch content that do not exist here are refused by their names', async () => {
  const { content, variables } = await device();
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

test('a streamed file comes in order through cuts, and a wrong hash is the error in place of the end', async () => {
  let count = 0;
  storage.fault = () => (count++ % 2 === 0 ? { cutAfter: 123_457 } : undefined);
  const { content } = await device();
  const parts: Uint8Array[] = [];
  for await (const bytes of content.streamFile(PACKAGE, 'sources/install.wim')) parts.push(bytes);
  expect(sha256Hex(concatBytes(parts))).toBe(sha256Hex(BIG));
  content.close();
  storage.hashes = new Map([['sources/install.wim', sha256Hex(SMALL)]]);
  const other = await device();
  const read = async (): Promise<void> => {
    for await (const bytes of other.content.streamFile(PACKAGE, 'sources/install.wim')) void bytes;
  };
  await expect(read()).rejects.toMatchObject({ code: 'E_RT_CONTENT_HASH' });
  other.content.close();
});

test('a cancelled download ends with the reason, keeps what arrived, and leaves no connection at work', async () => {
  storage.fault = () => ({ slowBytes: 1000 });
  const { content } = await device();
  const stop = new AbortController();
  const running = content.packageFolder(PACKAGE, {
    signal: stop.signal,
    onProgress: ({ doneBytes }) => {
      if (doneBytes > 50_000) stop.abort(new Error('enough'));
    },
  });
  await expect(running).rejects.toThrow('enough');
  content.close();
});

test('storage with a certificate of a foreign root is not trusted', async () => {
  const stranger = await FaultyStorage.start(await tempFolder('storage'));
  const { content } = await device({ rootsPem: [stranger.rootPem] });
  await expect(content.packageFolder(PACKAGE)).rejects.toMatchObject({ code: 'E_RT_CMG_UNTRUSTED' });
  expect(storage.requests).toEqual([]);
  content.close();
  await stranger.close();
});

testWith(
  ['mount', 'umount'],
  'a disk without room is refused before the download with both values, and a disk that fills up by its name',
  async () => {
    const cache = await tempFolder('small');
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', cache]).status !== 0) return;
    try {
      const { content } = await device({ cache });
      await expect(content.packageFolder(PACKAGE)).rejects.toMatchObject({
        code: 'E_RT_CONTENT_SPACE',
        message: expect.stringMatching(/30\d\d\d\d\d bytes are needed, 20\d\d\d\d\d are free/),
      });
      expect(storage.requests).toEqual([]);
      storage.files = new Map([['setup.cmd', BIG.subarray(0, 1_900_000)]]);
      // Somebody else takes the room while it arrives.
      storage.fault = () => {
        spawnSync('dd', ['if=/dev/zero', `of=${join(cache, 'other')}`, 'bs=1M', 'count=2']);
        return undefined;
      };
      await expect(content.packageFolder(PACKAGE)).rejects.toMatchObject({
        code: 'E_RT_CONTENT_SPACE',
        message: expect.stringContaining('setup.cmd'),
      });
      content.close();
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
  const lookup: LookupFunction = loopback;
  const { content, log } = await device({ source: client, rootsPem: trust.rootsPem, lookup, idleMs: 20_000 });
  await content.describe(PACKAGE);
  // The addresses of the first list run out before they are used.
  await new Promise((resolve) => setTimeout(resolve, 3000));
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
  await rm(folder, { recursive: true });
}, 60_000);
