/** Small texts that survive a power cut, and copies of trees. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  copyTree,
  diskFiles,
  readKept,
  removeKept,
  treeBytes,
  writeKept,
  type Files,
} from '../../../../resources/runtime/client/files.ts';
import { tempFolder } from '../../../support/temp.ts';
import { CuttingPower, PowerCut } from './cut-files.ts';

test('a kept text is the old or the new one, wherever the power goes', async () => {
  const counter = new CuttingPower();
  const first = join(await tempFolder('kept'), 'one.json');
  await writeKept(counter.files, first, 'x');
  const changes = counter.count;
  expect(changes).toBeGreaterThan(2);
  const seen = new Set<string | undefined>();
  for (let after = 0; after < changes; after++) {
    const path = join(await tempFolder('kept'), 'one.json');
    await writeKept(diskFiles, path, 'old');
    await expect(writeKept(new CuttingPower(after).files, path, 'the new text')).rejects.toThrow(PowerCut);
    const found = await readKept(diskFiles, path);
    seen.add(found);
    expect(['old', 'the new text']).toContain(found);
    await writeKept(diskFiles, path, 'the one after');
    expect(await readKept(diskFiles, path)).toBe('the one after');
  }
  expect([...seen].sort()).toEqual(['old', 'the new text']);
});

test('a kept text that was never complete is none, and both forms go', async () => {
  const path = join(await tempFolder('kept'), 'one.json');
  await expect(writeKept(new CuttingPower(0).files, path, 'text')).rejects.toThrow(PowerCut);
  expect(await readKept(diskFiles, path)).toBeUndefined();
  await writeKept(diskFiles, path, 'text');
  await removeKept(diskFiles, path);
  expect(await readKept(diskFiles, path)).toBeUndefined();
});

test('a tree is copied with its files and folders, and without links', async () => {
  const folder = await tempFolder('tree');
  await mkdir(join(folder, 'from/deep/empty'), { recursive: true });
  await writeFile(join(folder, 'from/deep/a.txt'), 'abc');
  await writeFile(join(folder, 'from/b.txt'), 'de');
  await symlink('/etc/passwd', join(folder, 'from/link'));
  await copyTree(diskFiles, join(folder, 'from'), join(folder, 'to'));
  expect(await diskFiles.list(join(folder, 'to'))).toEqual(['b.txt', 'deep']);
  expect(await diskFiles.list(join(folder, 'to/deep'))).toEqual(['a.txt', 'empty']);
  expect(await treeBytes(diskFiles, join(folder, 'to'))).toBe(5);
});

test('two that replace a kept text at once do not lose it, and who reads meanwhile finds one', async () => {
  const path = join(await tempFolder('kept'), 'one.json');
  await writeKept(diskFiles, path, '0');
  const texts = ['1', '2', '3', '4'];
  const writes = texts.map(async (text) => {
    await writeKept(diskFiles, path, text);
  });
  const reads = texts.map(async () => await readKept(diskFiles, path));
  await Promise.all(writes);
  expect(await Promise.all(reads)).toEqual(['4', '4', '4', '4']);
  expect(await readKept(diskFiles, path)).toBe('4');
});

/** Files in memory: every step takes a turn of promises only, so who overtakes whom is always the same. */
function memoryFiles(
  there: Readonly<Record<string, string>>,
): Files & { readonly texts: Map<string, string> } {
  const texts = new Map(Object.entries(there));
  const isFolder = (path: string): boolean => [...texts.keys()].some((one) => one.startsWith(`${path}/`));
  return {
    texts,
    stat: async (path) => {
      const text = await Promise.resolve(texts.get(path));
      if (text !== undefined) return { kind: 'file', sizeBytes: text.length };
      return isFolder(path) ? { kind: 'folder', sizeBytes: 0 } : undefined;
    },
    read: async (path) => {
      const text = await Promise.resolve(texts.get(path));
      return text === undefined ? undefined : Buffer.from(text);
    },
    list: async (path) => {
      const inside = [...texts.keys()].filter((one) => one.startsWith(`${path}/`));
      const names = inside.map((one) => one.slice(path.length + 1).split('/')[0] ?? '');
      return await Promise.resolve([...new Set(names)].sort());
    },
    write: async (path, data) => {
      texts.set(path, '');
      await Promise.resolve();
      texts.set(path, Buffer.from(data).toString());
    },
    copyFile: async (from, to) => {
      const text = await Promise.resolve(texts.get(from));
      if (text === undefined) throw new Error(`ENOENT ${from}`);
      texts.set(to, text);
    },
    rename: async (from, to) => {
      const text = await Promise.resolve(texts.get(from));
      if (text === undefined) throw new Error(`ENOENT ${from}`);
      texts.delete(from);
      texts.set(to, text);
    },
    remove: async (path) => {
      await Promise.resolve();
      texts.delete(path);
    },
    makeFolder: () => Promise.resolve(),
    freeBytes: () => Promise.resolve(1e12),
  };
}

test('a tree is copied with every kept text whole while it is replaced, wherever the copy begins', async () => {
  const found: (string | undefined)[] = [];
  for (let turns = 0; turns < 40; turns++) {
    const files = memoryFiles({ '/CCM/a.log': 'a', '/CCM/z.log': 'z' });
    await writeKept(files, '/CCM/token.json', 'old');
    const writing = writeKept(files, '/CCM/token.json', 'new');
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    await copyTree(files, '/CCM', '/NewOS');
    await writing;
    expect(await files.list('/NewOS')).toEqual(['a.log', 'token.json', 'z.log']);
    found.push(await readKept(files, '/NewOS/token.json'));
  }
  expect([...new Set(found)]).toEqual(['new']);
});

test('a kept text that begins to be replaced while a tree is copied arrives as it was or as it becomes', async () => {
  const found = new Set<string | undefined>();
  for (let turns = 0; turns < 40; turns++) {
    const files = memoryFiles({ '/CCM/a.log': 'a', '/CCM/z.log': 'z' });
    await writeKept(files, '/CCM/token.json', 'old');
    const copying = copyTree(files, '/CCM', '/NewOS');
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    await Promise.all([writeKept(files, '/CCM/token.json', 'new'), copying]);
    const text = await readKept(files, '/NewOS/token.json');
    found.add(text);
    expect([turns, ['old', 'new'].includes(text ?? '')]).toEqual([turns, true]);
  }
  expect([...found].sort()).toEqual(['new', 'old']);
});

test('a kept text that could not be written does not hold up the next one', async () => {
  const path = join(await tempFolder('kept'), 'one.json');
  let isFull = true;
  const files: Files = {
    ...diskFiles,
    write: async (...args) => {
      if (isFull) throw new Error('ENOSPC');
      await diskFiles.write(...args);
    },
  };
  const first = writeKept(files, path, 'one');
  await expect(first).rejects.toThrow('ENOSPC');
  isFull = false;
  await writeKept(files, path, 'two');
  expect(await readKept(files, path)).toBe('two');
});
