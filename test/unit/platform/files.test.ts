/** Content from disks: sizes, order, and what is refused. */
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ImagePlan } from '#base/extent.ts';
import { executePlan } from '#image/execute.ts';
import { fileContent, folderTree } from '#platform/files.ts';
import { ramDevice } from '../../support/ram-device.ts';
import { tempFolder } from '../../support/temp.ts';

test('a folder becomes a tree in the order of its names, empty folders included', async () => {
  const folder = await tempFolder('tree');
  await mkdir(join(folder, 'b', 'empty'), { recursive: true });
  await mkdir(join(folder, 'B'));
  await writeFile(join(folder, 'b', 'ü.txt'), 'abc');
  await writeFile(join(folder, 'B', 'x'), '');
  await writeFile(join(folder, 'a'), '1');
  const files = await folderTree(folder);
  expect(files.map(({ path, content }) => `${path} ${content.sizeBytes}`)).toEqual([
    'B/x 0',
    'a 1',
    'b/empty/ 0',
    'b/ü.txt 3',
  ]);
});

test('a link in a folder is refused by name', async () => {
  const folder = await tempFolder('tree');
  await symlink('/etc/passwd', join(folder, 'passwords'));
  await expect(folderTree(folder)).rejects.toMatchObject({
    code: 'E_IMAGE_SOURCE',
    message: expect.stringContaining('passwords" is neither a file nor a folder') as unknown,
  });
});

test.each([
  ['fileContent of a folder', () => fileContent('/'), 'E_IMAGE_SOURCE'],
  ['fileContent of nothing', () => fileContent('/no/such'), 'E_IMAGE_CONTENT_READ'],
  ['folderTree of a file', () => folderTree('/proc/self/status'), 'E_IMAGE_SOURCE'],
  ['folderTree of nothing', () => folderTree('/no/such'), 'E_IMAGE_CONTENT_READ'],
])('%s is refused', async (_, action, code) => {
  await expect(action()).rejects.toMatchObject({ code });
});

test.each([
  ['grew', 2000],
  ['shrank', 10],
])('a file that %s after it was planned is found out', async (_, sizeBytes) => {
  const folder = await tempFolder('tree');
  const path = join(folder, 'boot.wim');
  await writeFile(path, new Uint8Array(1000).fill(1));
  const content = await fileContent(path);
  await truncate(path, sizeBytes);
  const plan: ImagePlan = {
    sizeBytes: 4096,
    extents: [{ offset: 0, length: 4096, source: { kind: 'content', content } }],
    writtenLast: [],
  };
  await expect(executePlan(plan, ramDevice({ sizeBytes: 4096 }))).rejects.toMatchObject({
    code: 'E_IMAGE_CONTENT_CHANGED',
  });
});
