/** `create --drive` from the command line onto loop devices: what other programs find on the drive afterwards. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { GIB, MIB } from '#base/units.ts';
import { runCommandLine } from '../../main/hosts/cli/program.ts';
import { loop, loopTest } from '../support/loop.ts';
import { oracle } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';

const folder = await tempFolder('create-drive');
const passwordFile = join(folder, 'password.txt');

async function run(...args: string[]) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const outputs = Promise.all([text(stdout), text(stderr)]);
  const exitCode = await runCommandLine(args, {
    stdin: Readable.from([]),
    stdout,
    stderr,
    signal: new AbortController().signal,
    clock: () => new Date(),
  });
  stdout.end();
  stderr.end();
  return { exitCode, output: (await outputs).join('') };
}

async function create(...more: string[]) {
  await writeFile(passwordFile, 'mT4kWq9zRb7XsHn2Vd\n', { mode: 0o600 });
  return await run(
    ...['create', 'bootable', '--data', join(folder, 'lab'), '--media-management', 'internet-based'],
    ...[
      '--boot-image',
      'PS100001',
      '--cmg',
      'contoso-cmg.contoso.test',
      '--password-file',
      passwordFile,
      ...more,
    ],
  );
}

loopTest('two drives at once, GPT on 512-byte and 4096-byte sectors; the whole drive is used', async () => {
  const plain = await loop([], 2 * GIB);
  const large = await loop(['-b', '4096'], 2 * GIB);
  const created = await create('--allow-loop-drives', '--drive', plain.device, '--drive', large.device);
  expect(created).toMatchObject({ exitCode: 0 });
  for (const { device } of [plain, large]) {
    expect((await run('verify', device)).output).toContain('intact');
    expect(oracle('sgdisk', ['-v', device]).output).toContain('No problems found');
  }
  const volume = ['-i', `${plain.file}@@2M`];
  expect(oracle('minfo', [...volume, '::']).output).toMatch(/total clusters|big size: 41\d{5} sectors/);
  expect(oracle('mtype', [...volume, '::/MediaLabel.txt']).stdout).toContain('label=Configuration Manager');
});

loopTest('MBR style on request, and sfdisk finds one active FAT32 partition', async () => {
  const { device } = await loop([], 512 * MIB);
  const created = await create('--allow-loop-drives', '--partition-style', 'mbr', '--drive', device);
  expect(created).toMatchObject({ exitCode: 0 });
  const table = oracle('sfdisk', ['-d', device]).stdout;
  expect(table).toMatch(/label: dos/);
  expect(table).toMatch(/type=c, bootable/);
});

loopTest('without the flag a loop device is refused, and so is a drive that is too small', async () => {
  const { device } = await loop([], 40 * MIB);
  const refused = await create('--drive', device);

  expect(refused.output).toContain('E_DEVICE_LOOP');
  expect(refused.exitCode).toBe(1);
  const small = await create('--allow-loop-drives', '--drive', device);
  expect(small.output).toMatch(/E_(FAT_VOLUME|DISK)_TOO_SMALL/);
  expect(small.exitCode).toBe(1);
});
