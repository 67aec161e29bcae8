/** What is stored is there afterwards: whole, once, for its owner only, whatever happens in between. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MediaError } from '#base/errors/media-error.ts';
import { withLock } from '#platform/store-lock.ts';
import { codeOfPromise } from '../../support/codes.ts';
import { numberStore } from '../../support/number-store.ts';
import { oracle } from '../../support/oracle.ts';
import { tempFolder } from '../../support/temp.ts';

const helper = resolve(import.meta.dirname, '../../support/store-writer-helper.ts');
const root = await tempFolder('json-store');
let folders = 0;

function newFolder(): string {
  folders += 1;
  return join(root, `store ${folders}`);
}

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
}

async function otherProcess(...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), helper, ...args], {
    stdio: 'inherit',
  });
  // Sound: "close" gives these two.
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal };
}

/** A process id nobody has: that of a process that has just ended. */
function deadProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

describe('a store', () => {
  test('has its empty value before the first write, and makes nothing by being read', async () => {
    const folder = newFolder();
    expect(await numberStore(folder).read()).toEqual([]);
    await expect(stat(folder)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('keeps what was written, for its owner only, and nothing beside it', async () => {
    const folder = newFolder();
    const store = numberStore(folder);
    expect(await store.update(() => [1, 2])).toEqual([1, 2]);
    expect(await numberStore(folder).read()).toEqual([1, 2]);
    expect(await readdir(folder)).toEqual(['numbers.json']);
    expect(JSON.parse(await readFile(store.path, 'utf8'))).toEqual({ version: 1, value: [1, 2] });
    if (process.platform !== 'win32') {
      const modes = [await stat(folder), await stat(store.path)].map(({ mode }) => mode % 0o1000);
      expect(modes).toEqual([0o700, 0o600]);
    }
  });

  test('is as before after a change that fails or gives a wrong value', async () => {
    const store = numberStore(newFolder());
    await store.update(() => [1]);
    const before = await readFile(store.path, 'utf8');
    await expect(
      store.update(() => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await codeOfPromise(store.update(() => [0.5]))).toBe('E_STORE_VALUE');
    expect(await codeOfPromise(store.update(() => Array.from({ length: 9000 }, () => 100)))).toBe(
      'E_STORE_VALUE',
    );
    expect(await readFile(store.path, 'utf8')).toBe(before);
    expect(await readdir(join(store.path, '..'))).toEqual(['numbers.json']);
  });

  test('can be removed, and removed again', async () => {
    const store = numberStore(newFolder());
    await store.update(() => [1]);
    await store.remove();
    await store.remove();
    expect(await store.read()).toEqual([]);
  });

  test('says so when its folder cannot be used', async () => {
    const folder = newFolder();
    await writeFile(folder, 'a file');
    const store = numberStore(folder);
    expect(await codeOfPromise(store.read())).toBe('E_STORE_UNUSABLE');
    expect(await codeOfPromise(store.update(() => [1]))).toBe('E_STORE_UNUSABLE');
  });
});

test('a disk that is full leaves what was stored', async ({ skip }) => {
  const folder = newFolder();
  await mkdir(folder, { recursive: true });
  if (oracle('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', folder]).exitCode !== 0) {
    skip('NOT RUN: mounting a small tmpfs needs root');
  }
  try {
    const store = numberStore(folder);
    await store.update(() => [1]);
    const many = Array.from({ length: 2700 }, () => 100);
    expect(await codeOfPromise(store.update(() => many))).toBe('E_STORE_UNUSABLE');
    expect(await store.read()).toEqual([1]);
    // Not even the lock has room.
    await writeFile(join(folder, 'large'), new Uint8Array(65_536)).catch(() => undefined);
    expect(await codeOfPromise(store.update(() => [2]))).toBe('E_STORE_UNUSABLE');
    expect(await readdir(folder)).toEqual(['large', 'numbers.json']);
    await rm(join(folder, 'large'));
    expect(await store.update((numbers) => [...numbers, 2])).toEqual([1, 2]);
    expect(await readdir(folder)).toEqual(['numbers.json']);
  } finally {
    oracle('umount', [folder]);
  }
});

describe('a file that cannot be read is kept aside, reported, and replaced at the next write', () => {
  test.each([
    ['an empty file', ''],
    ['half a file', '{"version":1,"value":[1,2'],
    ['no object', '[1,2]'],
    ['a newer version', '{"version":2,"value":[1,2]}'],
    ['no version', '{"value":[1,2]}'],
    ['another value', '{"version":1,"value":["1"]}'],
    ['too much', `{"version":1,"value":[${'1,'.repeat(15_000)}1]}`],
    ['brackets without end', `{"version":1,"value":${'['.repeat(9000)}${']'.repeat(9000)}}`],
  ])('%s', async (_name, text) => {
    const folder = newFolder();
    await mkdir(folder);
    const problems: MediaError[] = [];
    const store = numberStore(folder, (problem) => problems.push(problem));
    await writeFile(store.path, text);
    expect(await store.read()).toEqual([]);
    const [aside = ''] = await readdir(folder);
    expect(aside).toMatch(/^numbers\.json\.broken-/);
    expect(await readFile(join(folder, aside), 'utf8')).toBe(text);
    expect(problems.map(({ code }) => code)).toEqual(['E_STORE_BROKEN']);
    expect(problems[0]?.message).toContain(aside);
    await store.update((numbers) => [...numbers, 7]);
    expect(await store.read()).toEqual([7]);
    expect(await readFile(join(folder, aside), 'utf8')).toBe(text);
  });
});

describe('several processes', () => {
  test(
    'lose no update of each other, also when a dead one has left its lock',
    { timeout: 120_000 },
    async () => {
      const folder = newFolder();
      await mkdir(folder);
      await writeFile(join(folder, 'numbers.json.lock'), `${hostname()} ${deadProcess()} left-behind`);
      const starts = [0, 100, 200];
      const ended = await Promise.all(starts.map((start) => otherProcess(folder, String(start), '30')));
      expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
      const numbers = [...(await numberStore(folder).read())].sort((a, b) => a - b);
      expect(numbers).toEqual(
        starts.flatMap((start) => Array.from({ length: 30 }, (_, index) => start + index)),
      );
      expect(await readdir(folder)).toEqual(['numbers.json']);
    },
  );

  test('two stores of one process lose none either', async () => {
    const folder = newFolder();
    const [first, second] = [numberStore(folder), numberStore(folder)];
    await Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        (number % 2 === 0 ? first : second).update((numbers) => [...numbers, number]),
      ),
    );
    expect([...(await numberStore(folder).read())].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, number) => number),
    );
  });
});

describe.skipIf(process.platform === 'win32')('a process that is killed', () => {
  test.each([
    ['before the new file has its name', 'rename', [1]],
    ['after the new file has its name', 'rm', [1, 2]],
  ])('%s leaves a whole file and holds up nobody', async (_name, call, value) => {
    const folder = newFolder();
    const store = numberStore(folder);
    await store.update(() => [1]);
    expect(await otherProcess(folder, '2', '1', call)).toMatchObject({ signal: 'SIGKILL' });
    expect(await readdir(folder)).toContain('numbers.json.lock');
    expect(await store.read()).toEqual(value);
    const begunMs = performance.now();
    await store.update((numbers) => [...numbers, 3]);
    // A dead holder is not waited for.
    expect(performance.now() - begunMs).toBeLessThan(5000);
    expect(await store.read()).toEqual([...value, 3]);
    expect(await readdir(folder)).toEqual(['numbers.json']);
  });
});

describe('a lock', () => {
  test('is held by one at a time', async () => {
    const path = join(root, 'held.lock');
    let holders = 0;
    const most = await Promise.all(
      Array.from({ length: 8 }, () =>
        withLock(path, async () => {
          holders += 1;
          const seen = holders;
          // Others get their turn to break in.
          for (let look = 0; look < 3; look += 1) await stat(path);
          holders -= 1;
          return seen;
        }),
      ),
    );
    expect(most).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('of an hour ago is taken away, also from another computer; the one who comes back notices', async () => {
    const path = join(root, 'old.lock');
    const seen: boolean[] = [];
    await withLock(path, async (slept) => {
      await writeFile(path, 'another-computer 1 left-behind');
      const anHourAgo = new Date(Date.now() - 3_600_000);
      await utimes(path, anHourAgo, anHourAgo);
      await withLock(path, async (lock) => {
        seen.push(await lock.isHeld(), await slept.isHeld());
      });
    });
    expect(seen).toEqual([true, false]);
  });
});
