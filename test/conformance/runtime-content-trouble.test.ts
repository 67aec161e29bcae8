/** The device's downloader when the disk fails, the storage asks for no pause, or the gateway is away in the middle. */
import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { MediaError } from '#base/errors/media-error.ts';
import { MIB } from '#base/units.ts';
import { BusyError } from '../../resources/runtime/gateway/failures.ts';
import type { ContentSource } from '../../resources/runtime/gateway/content-questions.ts';
import { device, expectFiles } from '../support/content-device.ts';
import { FaultyStorage } from '../support/faulty-storage.ts';
import { tempFolder } from '../support/temp.ts';

const PACKAGE = 'PS100001';
const BIG = new Uint8Array(randomBytes(3_000_007));
/** More of it comes over each connection than fits into the buffers, so that connections wait for the disk. */
const HUGE = new Uint8Array(randomBytes(48 * MIB));

let storage: FaultyStorage;
/** What every file that is open for writing shares. */
let handles: Pick<FileHandle, 'write'>;

beforeAll(async () => {
  storage = await FaultyStorage.start(await tempFolder('storage'));
  const handle = await open(join(await tempFolder('handle'), 'one'), 'w');
  // Sound: the prototype of a FileHandle has its methods.
  handles = Object.getPrototypeOf(handle) as Pick<FileHandle, 'write'>;
  await handle.close();
});
afterAll(async () => {
  await storage.close();
});
beforeEach(() => {
  storage.reset(new Map([['sources/install.wim', BIG]]));
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Ends a test in which the storage is asked again and again, without a pause. */
function stopAfter(count: number): AbortSignal {
  const stop = new AbortController();
  const { fault } = storage;
  storage.fault = (seen) => {
    if (storage.requests.length > count) stop.abort(new Error(`asked more than ${count} times`));
    return fault(seen);
  };
  return stop.signal;
}

test.each([
  ['EIO', 'E_TS_DISK', /the disk cannot keep "sources\/install\.wim": EIO: trouble/],
  ['EROFS', 'E_TS_DISK', /EROFS: trouble/],
  ['EACCES', 'E_TS_DISK', /EACCES: trouble/],
  ['ENODEV', 'E_TS_DISK', /ENODEV: trouble/],
  ['ENOTCONN', 'E_TS_DISK', /ENOTCONN: trouble/],
  ['ENOSPC', 'E_RT_CONTENT_SPACE', /the disk is full/],
  // A mistake of ours, which the screen calls so.
  ['ERR_OUT_OF_RANGE', 'ERR_OUT_OF_RANGE', /ERR_OUT_OF_RANGE: trouble/],
])('a disk that says %s ends the download at once, in its own words', async (code, expected, words) => {
  storage.files = new Map([['sources/install.wim', HUGE]]);
  vi.spyOn(handles, 'write').mockImplementation(() =>
    Promise.reject(Object.assign(new Error(`${code}: trouble`), { code })),
  );
  const { content, clock } = await device(storage);
  await expect(content.packageFolder(PACKAGE, { signal: stopAfter(100) })).rejects.toMatchObject({
    code: expected,
    message: expect.stringMatching(words),
  });
  expect(storage.requests.length).toBeLessThanOrEqual(32);
  expect(clock.slept).toEqual([]);
  // What the disk says next time is another matter.
  vi.restoreAllMocks();
  await expectFiles(storage, await content.packageFolder(PACKAGE));
  content.close();
});

test.each(['0', '', 'Thu, 01 Jan 1970 00:00:00 GMT', '-5'])(
  'storage that is busy and says "Retry-After: %s" is asked with pauses that grow',
  async (retryAfter) => {
    storage.files = new Map([['setup.cmd', BIG.subarray(0, 1000)]]);
    storage.fault = () => ({ status: 503, headers: { 'retry-after': retryAfter } });
    const { content, clock, variables } = await device(storage);
    variables.set('SMSTSDownloadRetryCount', '1');
    await expect(content.packageFolder(PACKAGE, { signal: stopAfter(100) })).rejects.toMatchObject({
      code: 'E_RT_CONTENT_DOWNLOAD',
      message: expect.stringContaining('HTTP 503'),
    });
    expect(storage.requests.length).toBeLessThanOrEqual(20);
    expect(clock.slept.slice(0, 3)).toEqual([250, 500, 1000]);
    expect(clock.slept.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(119_000);
    content.close();
  },
);

/** The storage's list, once; then what `later` does, as often as it is asked. */
function sourceWith(later: (count: number) => ReturnType<ContentSource['contentList']>): ContentSource {
  let count = 0;
  return {
    contentLocations: () => storage.contentLocations(),
    contentList: () => (count++ === 0 ? storage.contentList() : later(count - 1)),
  };
}

test.each([
  ['cannot be reached', () => new MediaError('E_RT_CMG_UNREACHABLE', 'gateway: ECONNREFUSED')],
  ['is busy', () => new BusyError('gateway: HTTP 503', 0)],
])(
  'a gateway that %s when new addresses are wanted is asked again in the next attempt',
  async (_name, error) => {
    // As often as it is asked in one attempt.
    const source = sourceWith((count) => (count <= 5 ? Promise.reject(error()) : storage.contentList()));
    const { content, log } = await device(storage, { source });
    await content.describe(PACKAGE);
    storage.goodGeneration = 2;
    await expectFiles(storage, await content.packageFolder(PACKAGE));
    expect(log.filter((one) => one.includes('attempt 2 of 2 in 15 s'))).toHaveLength(1);
    content.close();
    const never = sourceWith(() => Promise.reject(error()));
    const other = await device(storage, { source: never });
    await other.content.describe(PACKAGE);
    storage.goodGeneration = 3;
    await expect(other.content.packageFolder(PACKAGE)).rejects.toMatchObject({ code: error().code });
    other.content.close();
  },
);

test('a cancelled download does not wait for the gateway, nor does it ask it any further', async () => {
  const stop = new AbortController();
  let asked = 0;
  const source = sourceWith((count) => {
    asked = count;
    if (count === 2)
      setTimeout(() => {
        stop.abort(new Error('enough'));
      }, 5);
    return count < 2
      ? Promise.reject(new MediaError('E_RT_CMG_UNREACHABLE', 'gateway: ECONNREFUSED'))
      : new Promise(() => undefined);
  });
  const { content, clock } = await device(storage, { source });
  await content.describe(PACKAGE);
  storage.goodGeneration = 2;
  await expect(content.packageFolder(PACKAGE, { signal: stop.signal })).rejects.toThrow('enough');
  expect(asked).toBe(2);
  const { length } = clock.slept;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect([asked, clock.slept.length]).toEqual([2, length]);
  content.close();
}, 10_000);

test('who waits for new addresses is not disturbed by another one who stops waiting', async () => {
  const stop = new AbortController();
  const gate = new EventEmitter();
  const opened = once(gate, 'open');
  let asked = 0;
  const source = sourceWith(async (count) => {
    asked = count;
    await opened;
    return await storage.contentList();
  });
  const { content } = await device(storage, { source });
  await content.describe(PACKAGE);
  storage.goodGeneration = 2;
  const staying = content.packageFolder(PACKAGE);
  const read = async (): Promise<void> => {
    const stream = content.streamFile(PACKAGE, 'sources/install.wim', { signal: stop.signal });
    for await (const chunk of stream) expect(chunk.length).toBeGreaterThan(0);
  };
  const leaving = read();
  leaving.catch(() => undefined);
  await vi.waitFor(() => {
    expect(asked).toBe(1);
  });
  stop.abort(new Error('enough'));
  await expect(leaving).rejects.toThrow('enough');
  gate.emit('open');
  await expectFiles(storage, await staying);
  content.close();
});
