/**
 * Where the device keeps what is under way: never where a file of the package may lie, whatever its name, and never
 * longer than it is good for anything.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sha256Hex } from '#base/hash.ts';
import { device } from '../support/content-device.ts';
import { FaultyStorage } from '../support/faulty-storage.ts';
import { testWith } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';

const PACKAGE = 'PS100001';
const INDEX = `${PACKAGE}.files.json`;
const bytesOf = (count: number): Uint8Array => new Uint8Array(randomBytes(count));

/** Every name a program could think of for something unfinished beside its file. */
const AWKWARD: ReadonlyMap<string, Uint8Array> = new Map([
  ['app.js', bytesOf(40_000)],
  ['app.js.map', bytesOf(50_001)],
  ['app.js.map.new', bytesOf(3)],
  ['app.js.part', bytesOf(60_002)],
  ['setup.exe', bytesOf(900_003)],
  ['setup.exe.part', bytesOf(20_004)],
  ['setup.exe.part.part', bytesOf(20_005)],
  ['setup.exe.copy', bytesOf(20_006)],
  ['data', bytesOf(7)],
  ['data.part/inner.map', bytesOf(8)],
  ['data.map/inner.part', new Uint8Array()],
  [`${PACKAGE}.under-way/data.part`, bytesOf(9)],
  [`${'n'.repeat(250)}.wim`, bytesOf(10)],
]);

let storage: FaultyStorage;

beforeAll(async () => {
  storage = await FaultyStorage.start(await tempFolder('storage'));
});
afterAll(async () => {
  await storage.close();
});
beforeEach(() => {
  storage.reset(AWKWARD);
});

test.each([
  ['one that ends in .map', ['app.js', 'app.js.map']],
  ['one that ends in .map.new', ['app.js', 'app.js.map.new']],
  ['one that ends in .part', ['setup.exe', 'setup.exe.part']],
  ['a folder that ends in .part', ['data', 'data.part/inner.map']],
  ['a folder that ends in .map', ['data', 'data.map/inner.part']],
  ['the folder of what is under way', ['data', `${PACKAGE}.under-way/data.part`]],
  ['one that leaves no room for an ending', [`${'n'.repeat(250)}.wim`]],
  ['all of them', [...AWKWARD.keys()]],
])('no file of a package is lost or changed for the name it has: %s', async (_name, names) => {
  storage.files = new Map(names.map((name) => [name, AWKWARD.get(name) ?? bytesOf(1)]));
  const { content, cache } = await device(storage);
  await expectExactly(await content.packageFolder(PACKAGE), storage.files);
  expect((await readdir(cache)).toSorted()).toEqual([PACKAGE, INDEX]);
  content.close();
});

test('nor is one when the download is cut short and goes on later', async () => {
  const cache = await tempFolder('cache');
  storage.fault = ({ path, first }) =>
    path.startsWith('data') || path.endsWith('.map') || first >= 300_000
      ? { status: 404 }
      : { cutAfter: 300_000 };
  const before = await device(storage, { cache });
  await expect(before.content.packageFolder(PACKAGE)).rejects.toMatchObject({
    code: 'E_RT_CONTENT_DOWNLOAD',
  });
  before.content.close();
  // So far only files of the package are in its folder, right ones.
  for (const [path, hash] of await hashesIn(join(cache, PACKAGE)))
    expect([path, hash]).toEqual([path, sha256Hex(storage.files.get(path) ?? new Uint8Array())]);
  storage.fault = () => undefined;
  storage.requests.length = 0;
  const after = await device(storage, { cache });
  await expectExactly(await after.content.packageFolder(PACKAGE), storage.files);
  expect((await readdir(cache)).toSorted()).toEqual([PACKAGE, INDEX]);
  const asked = storage.requests.filter(({ path }) => path === 'setup.exe');
  expect(Math.min(...asked.map(({ first }) => first))).toBeGreaterThan(0);
  after.content.close();
});

test('nor is one that is copied from the medium, into the cache or into a folder of the step', async () => {
  const { content } = await device(storage);
  const medium = await tempFolder('medium');
  await cp(await content.packageFolder(PACKAGE), join(medium, PACKAGE), { recursive: true });
  content.close();
  await writeFile(join(medium, PACKAGE, 'data'), 'another');
  const folder = await tempFolder('custom');
  for (const options of [{}, { folder }]) {
    const { content: copying, cache } = await device(storage, { mediumFolder: medium });
    await expectExactly(await copying.packageFolder(PACKAGE, options), storage.files);
    expect((await readdir(options.folder ?? cache)).toSorted()).toEqual([PACKAGE, INDEX]);
    copying.close();
  }
});

test('into a folder of the step an interrupted download goes on as well', async () => {
  storage.files = new Map([['one.bin', bytesOf(900_000)]]);
  storage.fault = ({ first }) => (first < 300_000 ? { cutAfter: 300_000 } : { status: 404 });
  const folder = await tempFolder('custom');
  const { content } = await device(storage);
  await expect(content.packageFolder(PACKAGE, { folder })).rejects.toThrow('404');
  expect(await hashesIn(join(folder, PACKAGE))).toEqual([]);
  storage.fault = () => undefined;
  storage.requests.length = 0;
  await expectExactly(await content.packageFolder(PACKAGE, { folder }), storage.files);
  expect(Math.min(...storage.requests.map(({ first }) => first))).toBeGreaterThan(0);
  expect((await readdir(folder)).toSorted()).toEqual([PACKAGE, INDEX]);
  content.close();
});

test('what was under way goes with the package when its step is done with it', async () => {
  storage.fault = ({ path }) => (path === 'data' ? { status: 404 } : { cutAfter: 1000 });
  const { content, cache } = await device(storage);
  await expect(content.packageFolder(PACKAGE)).rejects.toThrow('404');
  await content.release(PACKAGE);
  expect(await readdir(cache)).toEqual([]);
  content.close();
});

testWith(['mount', 'umount'], 'what is left of another version takes no room from this one', async () => {
  const cache = await tempFolder('small');
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', cache]).status !== 0) return;
  try {
    storage.files = new Map([['one.bin', bytesOf(3_000_000)]]);
    storage.fault = ({ first }) => (first < 1_500_000 ? undefined : { status: 404 });
    const before = await device(storage, { cache });
    await expect(before.content.packageFolder(PACKAGE)).rejects.toThrow('404');
    before.content.close();
    for (const isBefore of [true, false]) {
      storage.files = new Map([['one.bin', bytesOf(3_000_000)]]);
      storage.fault = () => undefined;
      const after = await device(storage, { cache });
      if (isBefore) await after.content.prefetch([PACKAGE]);
      await expectExactly(await after.content.packageFolder(PACKAGE), storage.files);
      await after.content.release(PACKAGE);
      after.content.close();
    }
  } finally {
    spawnSync('umount', [cache]);
  }
});

test('a package of which a file has gone meanwhile is not taken for complete', async () => {
  const { content, cache } = await device(storage);
  const folder = await content.packageFolder(PACKAGE);
  await rm(join(folder, 'setup.exe'));
  storage.fault = ({ path }) => {
    if (path === 'setup.exe') spawnSync('rm', [join(folder, 'app.js.map')]);
    return undefined;
  };
  await rm(join(cache, INDEX));
  await expect(content.packageFolder(PACKAGE)).rejects.toMatchObject({
    code: 'E_RT_CONTENT_DOWNLOAD',
    message: expect.stringContaining('"app.js.map" (50001 bytes)'),
  });
  expect(await readdir(cache)).not.toContain(INDEX);
  storage.fault = () => undefined;
  await expectExactly(await content.packageFolder(PACKAGE), storage.files);
  content.close();
});

/** Names, sizes and bytes of everything in the folder. */
async function expectExactly(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const expected = [...files].map(([path, bytes]) => [path, sha256Hex(bytes)] as const);
  expect(await hashesIn(folder)).toEqual(expected.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

async function hashesIn(folder: string): Promise<readonly (readonly [string, string])[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const found = entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  const hashes = found.map(
    async (path) => [path.slice(folder.length + 1), sha256Hex(await readFile(path))] as const,
  );
  return (await Promise.all(hashes)).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
