/** What the recipe of the boot image keeps and takes away; the recipe itself runs in test/boot/recipe.test.ts. */
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { holdsWanted } from '../../../resources/boot/packages.ts';
import { scratchFolder } from '../../../resources/boot/scratch.ts';
import { packageList } from '../../support/boot-packages.ts';
import { tempFolder } from '../../support/temp.ts';

test('scratch folders of builds that were killed go; those of running ones and everything else stay', async () => {
  const cache = await tempFolder('boot-cache');
  const gone = spawnSync('true').pid;
  const others = [`layer-${process.ppid}`, 'package', 'layers', 'download', 'package-old'];
  for (const name of [`scratch-${gone}`, `package-${gone}`, `layer-${gone}`, ...others])
    await mkdir(join(cache, name, 'inside'), { recursive: true });
  const own = await scratchFolder(cache, 'package');
  expect((await readdir(cache)).sort()).toEqual([...others, `package-${process.pid}`].sort());
  expect(await readdir(own)).toEqual([]);
});

test('the on-device program starts with an environment that names no other roots', async () => {
  const init = await readFile(new URL('../../../resources/boot/templates/init.sh', import.meta.url), 'utf8');
  const names = /^ *setsid env -i ((?:\w+=\S* )+)node \/runtime/m.exec(init)?.[1]?.match(/\w+(?==)/g);
  expect(names).toEqual(['PATH', 'HOME', 'TERM', 'LANG']);
});

test('a list of packages that lacks one the recipe wants, or has another Node, is not used', () => {
  const list = packageList();
  expect(holdsWanted(list)).toBe(true);
  for (const { name } of list) expect(holdsWanted(list.filter((one) => one.name !== name))).toBe(false);
  expect(holdsWanted(list.map((one) => ({ ...one, version: '20.1.0' })))).toBe(false);
});
