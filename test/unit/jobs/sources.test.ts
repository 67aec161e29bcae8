/** Source files of a run: opened once, read by position, waited for while they grow. */
import { expect, test } from 'vitest';
import { concatBytes } from '#base/bytes.ts';
import { MediaError, toErrorData } from '#base/errors/media-error.ts';
import type { FileContent } from '#jobs/medium-spec.ts';
import { RunSources } from '#jobs/sources.ts';
import { fakeSources, patterned } from '../../support/fake-sources.ts';

const BYTES = patterned(10_000);

function file(id: string, path: string, sizeBytes: number, isGrowing = false): FileContent {
  return { kind: 'file', id, path, sizeBytes, isGrowing };
}

const GROWING = file('a', '/a', BYTES.length, true);

async function growing(): Promise<RunSources> {
  return await RunSources.open([GROWING], fakeSources({ '/a': BYTES }).openSource);
}

const never = new AbortController().signal;

/** Lets everything happen that does not wait for news. */
async function settled<T>(promise: Promise<T>): Promise<{ readonly value: T } | 'waits'> {
  const turn = new Promise<'waits'>((resolve) => setImmediate(resolve, 'waits'));
  return await Promise.race([promise.then((value) => ({ value })), turn]);
}

test('any number of readers share one handle, each with a position of its own', async () => {
  const fake = fakeSources({ '/a': BYTES, '/b': BYTES.subarray(0, 10) });
  const a = file('a', '/a', BYTES.length);
  const sources = await RunSources.open(
    [a, file('b', '/b', 10), a, file('c', '/a', BYTES.length)],
    fake.openSource,
  );
  const readers = await Promise.all([1, 2, 3].map(() => sources.content(a).open(never)));
  const pieces: Uint8Array[][] = [[], [], []];
  for (let round = 0; round < 4; round += 1) {
    for (const [index, reader] of readers.entries()) {
      const target = new Uint8Array(2999 + index);
      pieces[index]?.push(target.subarray(0, await reader.readInto(target)));
    }
  }
  for (const list of pieces) expect(concatBytes(list)).toEqual(BYTES);
  for (const reader of readers) expect(await reader.readInto(new Uint8Array(1))).toBe(0);
  await sources.close();
  expect([...fake.opened].sort()).toEqual([
    ['/a', 1],
    ['/b', 1],
  ]);
  expect([...fake.closed].sort()).toEqual([...fake.opened].sort());
});

test('when one file cannot be opened, those already open are closed', async () => {
  const fake = fakeSources({ '/a': BYTES });
  const opening = RunSources.open([file('a', '/a', BYTES.length), file('b', '/none', 1)], fake.openSource);
  await expect(opening).rejects.toMatchObject({
    code: 'E_IMAGE_CONTENT_READ',
    message: expect.stringContaining('/none'),
  });
  expect([...fake.closed]).toEqual([...fake.opened]);
});

test('a file of another size than planned is refused, and one id means one file', async () => {
  const { openSource } = fakeSources({ '/a': BYTES, '/b': BYTES });
  await expect(RunSources.open([file('a', '/a', 9999)], openSource)).rejects.toMatchObject({
    code: 'E_IMAGE_CONTENT_CHANGED',
    message: '"/a" was planned with 9999 bytes, it has 10000',
  });
  const twice = [file('a', '/a', BYTES.length), file('a', '/b', BYTES.length)];
  await expect(RunSources.open(twice, openSource)).rejects.toMatchObject({ code: 'E_IMAGE_SOURCE' });
});

test('a reader of a growing file waits until enough is there, and no longer', async () => {
  const sources = await growing();
  const reader = await sources.content(GROWING).open(never);
  const target = new Uint8Array(4000);
  const first = reader.readInto(target);
  expect(await settled(first)).toBe('waits');
  sources.tell({ id: 'a', availableBytes: 3999 });
  expect(await settled(first)).toBe('waits');
  // News that comes late or twice changes nothing.
  sources.tell({ id: 'a', availableBytes: 5 });
  sources.tell({ id: 'unknown', availableBytes: 9999 });
  sources.tell({ id: 'a', availableBytes: 4000 });
  expect(await first).toBe(4000);
  expect(target).toEqual(BYTES.subarray(0, 4000));
  const rest = reader.readInto(new Uint8Array(8000));
  sources.tell({ id: 'a', availableBytes: 999_999 });
  expect(await rest).toBe(6000);
  expect(await reader.readInto(new Uint8Array(1))).toBe(0);
});

test('a source that fails ends who needs more of it, and nobody else', async () => {
  const sources = await growing();
  const needy = await sources.content(GROWING).open(never);
  const modest = await sources.content(GROWING).open(never);
  sources.tell({ id: 'a', availableBytes: 5000 });
  const waiting = needy.readInto(new Uint8Array(6000));
  const failure = new MediaError('E_SITE_CONTENT', 'the server is gone');
  sources.tell({ id: 'a', failed: toErrorData(failure) });
  await expect(waiting).rejects.toMatchObject({ code: 'E_SITE_CONTENT', message: 'the server is gone' });
  expect(await modest.readInto(new Uint8Array(5000))).toBe(5000);
  await expect(modest.readInto(new Uint8Array(1))).rejects.toMatchObject({ code: 'E_SITE_CONTENT' });
});

test('a reader whose drive is cancelled stops waiting at once; the others go on', async () => {
  const sources = await growing();
  const cancelled = new AbortController();
  const one = await sources.content(GROWING).open(cancelled.signal);
  const other = await sources.content(GROWING).open(never);
  const first = one.readInto(new Uint8Array(10));
  const second = other.readInto(new Uint8Array(10));
  cancelled.abort(new Error('enough'));
  await expect(first).rejects.toMatchObject({ code: 'E_CANCELLED' });
  expect(await settled(second)).toBe('waits');
  sources.tell({ id: 'a', availableBytes: 10 });
  expect(await second).toBe(10);
});

test('closing ends those who still wait', async () => {
  const sources = await growing();
  const reader = await sources.content(GROWING).open(never);
  const waiting = expect(reader.readInto(new Uint8Array(10))).rejects.toMatchObject({ code: 'E_CANCELLED' });
  await sources.close();
  await waiting;
});
