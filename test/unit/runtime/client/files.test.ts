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
