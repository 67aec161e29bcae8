/** The device's downloader against storage that cuts, stalls, refuses and lies. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { concatBytes } from '#base/bytes.ts';
import { sha256Hex } from '#base/hash.ts';
import { placesOf } from '../../resources/runtime/content/under-way.ts';
import { device, expectFiles } from '../support/content-device.ts';
import { FaultyStorage, type Fault } from '../support/faulty-storage.ts';
import { tempFolder } from '../support/temp.ts';

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

test('a package arrives whole, and nothing but its files is left in its folder', async () => {
  const { content, variables, cache } = await device(storage);
  const folder = await content.packageFolder(PACKAGE);
  await expectFiles(storage, folder);
  expect(folder).toBe(join(cache, PACKAGE));
  expect((await readdir(folder, { recursive: true })).toSorted()).toEqual([
    'empty.txt',
    'setup.cmd',
    'sources',
    'sources/install.wim',
  ]);
  expect((await readdir(cache)).toSorted()).toEqual([PACKAGE, `${PACKAGE}.files.json`]);
  expect(variables.get(`_SMSTS${PACKAGE}`)).toBe(folder);
  expect(variables.get('_SMSTSLastContentDownloadLocation')).toBe(
    `https://storage.contoso.test:${storage.port}/c`,
  );
  content.close();
});

test('a large file comes over several connections at once', async () => {
  const { content } = await device(storage);
  storage.files = new Map([['one.bin', BIG]]);
  await expectFiles(storage, await content.packageFolder(PACKAGE));
  expect(storage.requests.length).toBeGreaterThan(3);
  content.close();
});

test('a download survives cuts at any byte, over and over, and never begins anew', async () => {
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
        const { content } = await device(storage);
        let highest = 0;
        const steady: boolean[] = [];
        const folder = await content.packageFolder(PACKAGE, {
          onProgress: ({ doneBytes, totalBytes }) => {
            steady.push(doneBytes >= highest && doneBytes <= totalBytes);
            highest = Math.max(highest, doneBytes);
          },
        });
        await expectFiles(storage, folder);
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
  const before = await device(storage, { cache });
  await expect(before.content.packageFolder(PACKAGE)).rejects.toMatchObject({
    code: 'E_RT_CONTENT_DOWNLOAD',
  });
  before.content.close();
  storage.fault = () => undefined;
  storage.requests.length = 0;
  const after = await device(storage, { cache });
  await expectFiles(storage, await after.content.packageFolder(PACKAGE));
  const fetched = storage.requests.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  expect(fetched).toBeLessThan(BIG.length);
  after.content.close();
});

test('a map that promises bytes the disk lost in a power cut costs a download, not the content', async () => {
  const cache = await tempFolder('cache');
  const { content } = await device(storage, { cache });
  const file = { path: 'sources/install.wim', sizeBytes: BIG.length, sha256: sha256Hex(BIG) };
  const { part, map } = placesOf(cache, PACKAGE, file);
  await mkdir(dirname(part), { recursive: true });
  await writeFile(part, '');
  await truncate(part, BIG.length);
  await writeFile(
    map,
    JSON.stringify({
      version: 1,
      sizeBytes: BIG.length,
      sha256: sha256Hex(BIG),
      done: [[0, 2_000_000]],
    }),
  );
  await expectFiles(storage, await content.packageFolder(PACKAGE));
  // It was believed until the hash said otherwise.
  expect(storage.requests.some(({ first }) => first === 2_000_000)).toBe(true);
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
    const { content, cache } = await device(storage, { idleMs: 20 });
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
  const { content, clock } = await device(storage);
  await expectFiles(storage, await content.packageFolder(PACKAGE));
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
  const { content } = await device(storage);
  await expectFiles(storage, await content.packageFolder(PACKAGE));
  expect(storage.listCount).toBe(2);
  content.close();
});

test('files of two versions of a package are never mixed', async () => {
  const { content } = await device(storage);
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
  const { content, clock } = await device(storage);
  let back: Promise<void> | undefined;
  storage.fault = () => {
    back ??= storage.goAway().then(async (comeBack) => {
      await vi.waitFor(
        () => {
          expect(clock.slept.length).toBeGreaterThanOrEqual(2);
        },
        { timeout: 10_000 },
      );
      await comeBack();
    });
    return undefined;
  };
  await expectFiles(storage, await content.packageFolder(PACKAGE));
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
    const { content, variables, clock } = await device(storage);
    if (count !== undefined) variables.set('SMSTSDownloadRetryCount', count);
    if (delay !== undefined) variables.set('SMSTSDownloadRetryDelay', delay);
    await expect(content.packageFolder(PACKAGE)).rejects.toMatchObject({ code: 'E_RT_CONTENT_DOWNLOAD' });
    expect(clock.slept).toEqual(expected);
    content.close();
  }
});

test('a streamed file comes in order through cuts, and a wrong hash is the error in place of the end', async () => {
  let count = 0;
  storage.fault = () => (count++ % 2 === 0 ? { cutAfter: 123_457 } : undefined);
  const { content } = await device(storage);
  const parts: Uint8Array[] = [];
  for await (const bytes of content.streamFile(PACKAGE, 'sources/install.wim')) parts.push(bytes);
  expect(sha256Hex(concatBytes(parts))).toBe(sha256Hex(BIG));
  content.close();
  storage.hashes = new Map([['sources/install.wim', sha256Hex(SMALL)]]);
  const other = await device(storage);
  let sizeBytes = 0;
  const read = async (): Promise<void> => {
    for await (const bytes of other.content.streamFile(PACKAGE, 'sources/install.wim'))
      sizeBytes += bytes.length;
  };
  await expect(read()).rejects.toMatchObject({ code: 'E_RT_CONTENT_HASH' });
  expect(sizeBytes).toBe(BIG.length);
  other.content.close();
});

test('a cancelled download ends with the reason, keeps what arrived, and leaves no connection at work', async () => {
  storage.fault = () => ({ slowBytes: 1000 });
  const { content } = await device(storage);
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
  const { content } = await device(storage, { rootsPem: [stranger.rootPem] });
  await expect(content.packageFolder(PACKAGE)).rejects.toMatchObject({ code: 'E_RT_CMG_UNTRUSTED' });
  expect(storage.requests).toEqual([]);
  content.close();
  await stranger.close();
});
