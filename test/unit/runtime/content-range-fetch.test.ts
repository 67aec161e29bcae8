/** How long one range of a file is waited for, by a time that passes as the test says. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MediaError } from '#base/errors/media-error.ts';
import { BlobFailure, type BlobRequest } from '../../../resources/runtime/content/blob-http.ts';
import { fetchRange, type FetchContext } from '../../../resources/runtime/content/range-fetch.ts';

let nowMs = 0;

beforeEach(() => {
  nowMs = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const file = { path: 'one.bin', sizeBytes: 100, sha256: '' };
const cut = (): BlobFailure => new BlobFailure('cut', new MediaError('E_RT_CMG_UNREACHABLE', 'ETIMEDOUT'));

/** `get` as the storage's; a clock that sleeps no time at all, or as long as it says. */
function contextOf(get: (request: BlobRequest) => Promise<void>, isReal: boolean): FetchContext {
  return {
    http: { get },
    urls: {
      of: () => ({ url: new URL('https://storage.contoso.test/one.bin'), generation: 1 }),
      renew: () => Promise.reject(new Error('nothing was refused')),
    },
    clock: {
      now: () => new Date(),
      sleep: (ms) => {
        if (isReal) nowMs += ms;
        return Promise.resolve();
      },
    },
    log: () => undefined,
  };
}

const request = {
  file,
  range: { first: 0, last: 99 },
  take: (): undefined => undefined,
};

test.each([false, true])(
  'two minutes without a byte are two minutes, also when they pass in connections that stay silent',
  async (isReal) => {
    let count = 0;
    const silent = (): Promise<void> => {
      count += 1;
      nowMs += 30_000;
      return Promise.reject(cut());
    };
    await expect(fetchRange(request, contextOf(silent, isReal))).rejects.toMatchObject({
      code: 'E_RT_CONTENT_DOWNLOAD',
    });
    expect(count).toBe(4);
  },
);

test('pauses alone make two minutes, too', async () => {
  let count = 0;
  const refused = (): Promise<void> => {
    count += 1;
    return Promise.reject(cut());
  };
  await expect(fetchRange(request, contextOf(refused, true))).rejects.toMatchObject({
    code: 'E_RT_CONTENT_DOWNLOAD',
  });
  expect([count, nowMs >= 121_000, nowMs < 137_000]).toEqual([14, true, true]);
});

test('a byte now and then, and a disk that takes its time, are waited for without end', async () => {
  const onByte = vi.fn();
  const slowly = async ({ range, onChunk }: BlobRequest): Promise<void> => {
    nowMs += 110_000;
    await onChunk(Buffer.from([range.first]));
    nowMs += 5000;
    if (range.first < 99) throw cut();
  };
  const take = (chunk: Buffer): Promise<void> => {
    onByte(chunk[0]);
    nowMs += 600_000;
    return Promise.resolve();
  };
  await fetchRange({ ...request, take }, contextOf(slowly, true));
  expect(onByte.mock.calls.flat()).toEqual(Array.from({ length: 100 }, (_, index) => index));
});

test('the time it took to get new addresses is not held against the storage', async () => {
  const answers: (() => Promise<void>)[] = [
    () => Promise.reject(new BlobFailure('denied', new MediaError('E_RT_CONTENT_DOWNLOAD', 'HTTP 403'))),
    () => Promise.reject(cut()),
    () => Promise.resolve(),
  ];
  const get = async ({ range, onChunk }: BlobRequest): Promise<void> => {
    await (answers.shift() ?? (() => Promise.reject(new Error('once too often'))))();
    await onChunk(Buffer.alloc(range.last - range.first + 1));
  };
  const context = contextOf(get, true);
  const renew = (): Promise<void> => {
    nowMs += 125_000;
    return Promise.resolve();
  };
  await fetchRange(request, { ...context, urls: { ...context.urls, renew } });
  expect(answers).toEqual([]);
});
