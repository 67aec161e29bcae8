/** The facts the guard is fed with on this very machine: nothing of them is forgotten. stat(1) judges the numbers. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readLinuxFacts } from '#devices/linux/facts.ts';
import { readBtrfs } from '#devices/linux/sysfs.ts';
import { loop, loopTest } from '../support/loop.ts';
import { oracle, testWith } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';

/** "8:1", the number of the file system a file is on. */
const numberOf = (path: string): string => oracle('stat', ['-c', '%Hd:%Ld', path]).stdout.trim();

testWith(
  ['lsblk', 'stat'],
  'the program, its runtime and its temporary folder are among its own files',
  async () => {
    const { ownFiles } = await readLinuxFacts();
    for (const path of [process.execPath, tmpdir()]) {
      expect(ownFiles).toContainEqual({ path, number: numberOf(path) });
    }
    expect(ownFiles.length).toBeGreaterThanOrEqual(3);
  },
);

testWith(['lsblk'], 'the mounts of the first process are there wherever they may be read', async () => {
  const expected = await readFile('/proc/1/mountinfo', 'utf8').catch(() => null);
  const { outerMountinfo } = await readLinuxFacts();
  const root = (text: string | null): string | undefined =>
    text?.split('\n').find((line) => line.split(' ')[4] === '/');
  expect(root(outerMountinfo)).toBe(root(expected));
});

loopTest('the file system behind a loop device is known by its number', async () => {
  const { device, file } = await loop();
  const { loopFiles } = await readLinuxFacts();
  expect(loopFiles[device.slice('/dev/'.length)]).toBe(numberOf(file));
});

test('the members of each btrfs are read', async () => {
  const root = await tempFolder('sysfs');
  for (const member of ['1-2-3/devices/sda1', '1-2-3/devices/sdb', 'features/none']) {
    const path = join(root, 'fs/btrfs', member);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, '');
  }
  expect(await readBtrfs(root)).toEqual([['sda1', 'sdb'], []]);
});
