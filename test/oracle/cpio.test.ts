import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect } from 'vitest';
import { encodeCpio, type CpioEntry } from '../../resources/boot/cpio.ts';
import { oracle, testWith } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';

const entries: readonly CpioEntry[] = [
  { kind: 'file', path: 'init', isExecutable: true, content: Buffer.from('#!/bin/sh\n') },
  { kind: 'link', path: 'sbin', target: 'bin' },
  { kind: 'file', path: 'a/deep/folder/file', isExecutable: false, content: Buffer.alloc(5, 'x') },
  { kind: 'file', path: 'empty', isExecutable: false, content: new Uint8Array(0) },
];

async function archive(list: readonly CpioEntry[]): Promise<Buffer> {
  return await buffer(Readable.from(encodeCpio(list)));
}

testWith(['cpio'], 'cpio reads our archive: types, rights, owners, parents and content', async () => {
  const folder = await tempFolder('cpio');
  const path = join(folder, 'archive.cpio');
  await writeFile(path, await archive(entries));
  const listing = oracle('cpio', ['-itv', '--numeric-uid-gid', '--quiet', '-F', path]);
  const shown = listing.stdout
    .trim()
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').replace(/ \w{3} \d+ [\d:]+ /, ' '));
  expect(shown).toEqual([
    'drwxr-xr-x 2 0 0 0 a',
    'drwxr-xr-x 2 0 0 0 a/deep',
    'drwxr-xr-x 2 0 0 0 a/deep/folder',
    '-rw-r--r-- 1 0 0 5 a/deep/folder/file',
    '-rw-r--r-- 1 0 0 0 empty',
    '-rwxr-xr-x 1 0 0 10 init',
    'lrwxrwxrwx 1 0 0 3 sbin -> bin',
  ]);
  expect(oracle('cpio', ['-i', '--quiet', '--to-stdout', '-F', path, 'init']).stdout).toBe('#!/bin/sh\n');
});

testWith([], 'the order in which entries are given does not change the archive', async () => {
  expect(await archive([...entries].reverse())).toEqual(await archive(entries));
});
