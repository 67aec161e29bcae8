/** Slow contents, fetched once for all who read them. */
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { ContentFile } from '#base/extent.ts';
import { sha256Hex } from '#base/hash.ts';
import { MIB } from '#base/units.ts';
import { planDiskImage } from '#image/disk-image.ts';
import type { SourceNews } from '#jobs/drive-run.ts';
import { contentsInOrder, createSpool, type Spool } from '#jobs/spool.ts';
import { readAll } from '../../support/content.ts';
import { patterned } from '../../support/fake-sources.ts';
import { tempFolder } from '../../support/temp.ts';

interface Slow {
  readonly content: ContentFile;
  readonly opened: () => number;
  /** Lets this many more bytes arrive. */
  readonly arrive: (bytes: number) => void;
}

function slow(
  name: string,
  bytes: Uint8Array,
  options: { sha256?: string; all?: boolean; sizeBytes?: number } = {},
): Slow {
  let opened = 0;
  let allowed = options.all === true ? bytes.length : 0;
  const wake = new Set<() => void>();
  const content: ContentFile = {
    name,
    sizeBytes: options.sizeBytes ?? bytes.length,
    ...(options.sha256 === undefined ? {} : { sha256: options.sha256 }),
    open(signal) {
      opened += 1;
      let position = 0;
      return Promise.resolve({
        async readInto(target) {
          while (position >= allowed && allowed < bytes.length) {
            if (signal.aborted) throw new Error('aborted');
            await new Promise<void>((resolve) => {
              wake.add(resolve);
              signal.addEventListener('abort', () => {
                resolve();
              });
            });
          }
          const part = bytes.subarray(position, Math.min(allowed, position + target.length));
          target.set(part);
          position += part.length;
          return part.length;
        },
        close: () => Promise.resolve(),
      });
    },
  };
  const arrive = (more: number): void => {
    allowed = Math.min(bytes.length, allowed + more);
    for (const resolve of wake) resolve();
    wake.clear();
  };
  return { content, opened: () => opened, arrive };
}

function newsOf(spool: Spool): SourceNews[] {
  const news: SourceNews[] = [];
  spool.listen((one) => news.push(one));
  return news;
}

const BYTES = patterned(3 * MIB + 5);

test('each content is fetched once while others already read it, and its file is private', async () => {
  const parentFolder = await tempFolder('spool');
  const big = slow('big', BYTES, { sha256: sha256Hex(BYTES) });
  const small = slow('small', BYTES.subarray(0, 100), { all: true });
  const spool = await createSpool([big.content, small.content, big.content], { parentFolder });
  const news = newsOf(spool);
  const filling = spool.fill();
  const readers = Promise.all([readAll(spool.view(big.content)), readAll(spool.view(big.content), 99_991)]);
  big.arrive(2 * MIB);
  await expect
    .poll(() => news.some((one) => 'availableBytes' in one && one.availableBytes >= 2 * MIB))
    .toBe(true);
  big.arrive(BYTES.length);
  for (const found of await readers) expect(Buffer.compare(found, BYTES)).toBe(0);
  await filling;
  expect(await readAll(spool.view(small.content))).toEqual(BYTES.subarray(0, 100));
  expect([big.opened(), small.opened()]).toEqual([1, 1]);
  const place = spool.placeOf(big.content);
  expect(place).toMatchObject({ isGrowing: true });
  const path = place?.path ?? '';
  if (process.platform !== 'win32') {
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(path))).mode & 0o777).toBe(0o700);
  }
  await spool.remove();
  expect(await readdir(parentFolder)).toEqual([]);
});

test('the last byte is announced after the checksum was right, and never when it is wrong', async () => {
  const right = slow('right', BYTES, { sha256: sha256Hex(BYTES), all: true });
  const wrong = slow('wrong', BYTES, { sha256: 'ab'.repeat(32), all: true });
  const spool = await createSpool([right.content, wrong.content], {
    parentFolder: await tempFolder('spool'),
  });
  const news = newsOf(spool);
  await spool.fill();
  const last = (id: string): number =>
    Math.max(...news.map((one) => ('availableBytes' in one && one.id === id ? one.availableBytes : 0)));
  expect(last(spool.placeOf(wrong.content)?.id ?? '')).toBe(BYTES.length - 1);
  const failed = news.filter((one) => 'failed' in one);
  expect(failed[0]).toMatchObject({
    failed: { code: 'E_IMAGE_CONTENT_CHANGED', message: expect.stringContaining('abab') },
  });
  await expect(readAll(spool.view(wrong.content))).rejects.toMatchObject({ code: 'E_IMAGE_CONTENT_CHANGED' });
  // A listener that comes late is told the same.
  expect(newsOf(spool).filter((one) => 'failed' in one)).toEqual(failed);
  await spool.remove();
});

test.each([
  ['too short', 1],
  ['too long', -1],
])('a content that is %s ends in an error', async (_what, difference) => {
  const odd = slow('odd', BYTES, { all: true, sizeBytes: BYTES.length + difference });
  const spool = await createSpool([odd.content], { parentFolder: await tempFolder('spool') });
  await spool.fill();
  expect(newsOf(spool).at(-1)).toMatchObject({ failed: { code: 'E_IMAGE_CONTENT_CHANGED' } });
  await spool.remove();
});

test('too little room is said before anything is fetched, with both numbers', async () => {
  const parentFolder = await tempFolder('spool');
  const { content, opened } = slow('big', BYTES);
  const creating = createSpool([content], { parentFolder, freeBytes: () => Promise.resolve(1000) });
  await expect(creating).rejects.toMatchObject({
    code: 'E_SPOOL',
    message: expect.stringMatching(new RegExp(`\\(${BYTES.length} bytes\\).*\\(1000 bytes\\)`)),
  });
  expect(opened()).toBe(0);
  expect(await readdir(parentFolder)).toEqual([]);
});

test('cancelling ends the fetching and everybody who waits for it', async () => {
  const one = slow('one', BYTES);
  const done = slow('done', BYTES.subarray(0, 9), { all: true });
  const spool = await createSpool([done.content, one.content], { parentFolder: await tempFolder('spool') });
  const news = newsOf(spool);
  const abort = new AbortController();
  const filling = spool.fill({ signal: abort.signal });
  const reading = expect(readAll(spool.view(one.content))).rejects.toMatchObject({ code: 'E_CANCELLED' });
  await expect.poll(() => news.length).toBeGreaterThanOrEqual(2);
  abort.abort(new Error('enough'));
  await filling;
  await reading;
  expect(news.filter((item) => 'failed' in item)).toMatchObject([{ failed: { code: 'E_CANCELLED' } }]);
  expect(await readAll(spool.view(done.content))).toEqual(BYTES.subarray(0, 9));
  await spool.remove();
});

test('what a crashed process left behind is removed at the next start, what a living one uses is not', async () => {
  const parentFolder = await tempFolder('spool');
  // The largest number Linux can give, plus one: nobody has it.
  const dead = 'media-builder-spool-4194305-abcdef';
  const alive = `media-builder-spool-${process.pid}-abcdef`;
  for (const name of [dead, alive, 'something-else']) {
    await mkdir(join(parentFolder, name));
    await writeFile(join(parentFolder, name, 'spool-0'), 'x');
  }
  await (await createSpool([], { parentFolder })).remove();
  expect((await readdir(parentFolder)).sort()).toEqual([alive, 'something-else'].sort());
});

test('the order is that in which the medium is written', () => {
  const file = (path: string, sizeBytes: number) => ({
    path,
    content: slow(path, BYTES.subarray(0, sizeBytes)).content,
  });
  const contents = [file('a', 900), file('b/z', 5000), file('empty', 0), file('c', MIB), file('b/a', 70_000)];
  const plan = planDiskImage({
    files: contents,
    partitionStyle: 'gpt',
    sectorBytes: 512,
    label: 'ORDER',
    ids: {
      diskGuid: '11111111-1111-4111-8111-111111111111',
      partitionGuids: ['22222222-2222-4222-8222-222222222222', '33333333-3333-4333-8333-333333333333'],
      volumeId: 1,
    },
    modified: new Date('2026-01-01T00:00:00Z'),
  });
  const order = contentsInOrder(plan);
  // From large to small, as FAT32 volumes have it; an empty file has no place and is not fetched.
  expect(order.map(({ name }) => name)).toEqual(['c', 'b/a', 'b/z', 'a']);
  const places = order.map(
    (content) =>
      plan.extents.find(({ source }) => source.kind === 'content' && source.content === content)?.offset ??
      -1,
  );
  expect(places.toSorted((one, other) => one - other)).toEqual(places);
});
