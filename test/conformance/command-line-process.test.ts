/**
 * The command line as a process of its own: what Ctrl+C, a closed pipe and other commands at the same time do to it, and
 * what the machine's process list shows of it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { openStore } from '#lab/store.ts';
import { tempFolder } from '../support/temp.ts';

const PASSWORD = 'mT4kWq9zRb7XsHn2Vd';
const HIDDEN = 'Hidden-Value-7316';
const folder = await tempFolder('command-line-process');
const passwordFile = join(folder, 'password.txt');
await writeFile(passwordFile, PASSWORD, { mode: 0o600 });

function create(data: string, ...args: string[]): ChildProcess & { stdout: NodeJS.ReadableStream } {
  const child = spawn(
    process.execPath,
    [
      ...['--import', 'tsx', 'main/hosts/cli/index.ts', 'create', 'bootable', '--data', join(folder, data)],
      ...['--media-management', 'internet-based', '--boot-image', 'PS100001'],
      ...['--cmg', 'contoso-cmg.contoso.test', '--json', ...args],
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  child.stderr.resume();
  return child;
}

/** Waits for a text in the output and leaves the stream readable. */
async function untilPrinted(child: ReturnType<typeof create>, wanted: string): Promise<string> {
  let seen = '';
  for await (const data of child.stdout.iterator({ destroyOnReturn: false })) {
    seen += String(data);
    if (seen.includes(wanted)) break;
  }
  return seen;
}

async function leftOf(data: string, prefix: string): Promise<readonly string[]> {
  const here = (await readdir(folder)).filter((name) => name.startsWith(prefix));
  const lab = (await readdir(join(folder, data))).filter((name) => name === 'lab.json');
  return [...here, ...lab];
}

describe('media-builder create as a process', { timeout: 60_000 }, () => {
  test('Ctrl+C while it writes ends with 130, closes the lab and leaves no file', async () => {
    const child = create('lab-1', '--password-file', passwordFile, '--iso', join(folder, 'one.iso'));
    await untilPrinted(child, '"phase":"write"');
    child.kill('SIGINT');
    child.stdout.resume();
    expect(await once(child, 'close')).toEqual([130, null]);
    expect(await leftOf('lab-1', 'one.iso')).toEqual([]);
  });

  test('Ctrl+C while it waits for the password on standard input ends with 130', async () => {
    const openToAll = join(folder, 'certificate-password.txt');
    await writeFile(openToAll, 'unused', { mode: 0o644 });
    const certificate = ['--certificate', openToAll, '--certificate-password-file', openToAll];
    const child = create('lab-2', ...certificate, '--password-file', '-', '--iso', join(folder, 'two.iso'));
    // The remark about this file is the last thing said before standard input is waited for.
    await untilPrinted(child, 'others on this computer may read');
    child.kill('SIGINT');
    expect(await text(child.stdout)).toContain('"code":"E_CANCELLED"');
    expect(child.exitCode ?? (await once(child, 'exit'))[0]).toBe(130);
  });

  test('a reader that goes away cancels it: no file is left and the lab is closed', async () => {
    const child = create('lab-3', '--password-file', passwordFile, '--iso', join(folder, 'three.iso'));
    await untilPrinted(child, '"phase":"prepare"');
    child.stdout.destroy();
    expect(await once(child, 'close')).toEqual([130, null]);
    expect(await leftOf('lab-3', 'three.iso')).toEqual([]);
  });

  test('two at once on one data folder both succeed, and the lab remembers both certificates', async () => {
    const runs = ['four.iso', 'five.iso'].map((name) =>
      create('lab-4', '--password-file', passwordFile, '--iso', join(folder, name)),
    );
    const outputs = await Promise.all(runs.map((child) => text(child.stdout)));
    for (const output of outputs) expect(output).toContain('"type":"created"');
    const store = await openStore(join(folder, 'lab-4'));
    expect(store.certificates().map((one) => one.isBlocked)).toEqual([false, false]);
  });

  test('secrets are in no argument list or environment of any process it starts, nor in the lab or on the disc', async () => {
    const hiddenFile = join(folder, 'hidden.txt');
    await writeFile(hiddenFile, `OSDSecret=${HIDDEN}\n`);
    const iso = join(folder, 'six.iso');
    const child = create(
      'lab-5',
      ...['--password-file', '-', '--hidden-variable-file', hiddenFile, '--iso', iso],
    );
    child.stdin?.end(PASSWORD);
    let shown = '';
    let output = '';
    for await (const data of child.stdout) {
      output += String(data);
      shown += await processTexts(child.pid);
    }
    expect(output).toContain('"type":"created"');
    expect(shown).toContain('create');
    const places = [['process list', Buffer.from(shown)] as const, ['output', Buffer.from(output)] as const];
    const files = [iso];
    for (const entry of await readdir(join(folder, 'lab-5'), { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
    }
    const read = await Promise.all(files.map(async (file) => [file, await readFile(file)] as const));
    const found = [...places, ...read].filter(([, bytes]) =>
      [PASSWORD, HIDDEN].some((secret) => bytes.includes(secret) || bytes.includes(secret, 0, 'utf16le')),
    );
    expect(found.map(([name]) => name)).toEqual([]);
  });
});

/** Arguments and environment of a process and of those it started. */
async function processTexts(pid = 0): Promise<string> {
  const own = await Promise.all(
    ['cmdline', 'environ'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
  );
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const below = await Promise.all(
    children
      .trim()
      .split(' ')
      .filter((one) => one !== '')
      .map((one) => processTexts(Number(one))),
  );
  return [...own, ...below].join('\n');
}
