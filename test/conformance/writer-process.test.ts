/**
 * The writer as a process: started by launchWriter, with drives that are files. What it does on its own when its parent,
 * its pipe or its terminal goes, and what the parent is told when the writer goes.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { open, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ErrorCode } from '../../main/base/errors/catalog.ts';
import type { DriveState } from '../../main/jobs/drive-run.ts';
import { launchWriter, type LaunchOptions } from '../../main/jobs/writer/launch.ts';
import type { WriterConnection } from '../../main/jobs/writer/client.ts';
import type { ElevationFacts } from '../../main/platform/elevation.ts';
import {
  bundleWriter,
  fileWriter,
  imageOf,
  insisting,
  MIB,
  sampleImage,
  type FileWriter,
} from '../support/file-writer.ts';
import { oracle } from '../support/oracle.ts';

let writer: FileWriter;
let image: string;
const IMAGE_BYTES = 32 * MIB;

beforeAll(async () => {
  writer = await fileWriter(['one.img', 'two.img', 'slow-one.img', 'system-one.img', 'loop-one.img']);
  image = await sampleImage(writer.folder, IMAGE_BYTES);
});

const facts: ElevationFacts = {
  platform: 'linux',
  isAdministrator: true,
  hasTerminal: false,
  hasGraphicalSession: false,
  pkexec: undefined,
  sudo: undefined,
  env: process.env,
};

function childPids(parent = process.pid): readonly number[] {
  const text = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8');
  return text
    .trim()
    .split(' ')
    .filter((pid) => pid !== '')
    .map(Number);
}

async function launched(options: LaunchOptions = {}): Promise<{ connection: WriterConnection; pid: number }> {
  const before = new Set(childPids());
  const connection = await launchWriter({ script: writer.script, facts, ...options });
  const pid = childPids().find((child) => !before.has(child));
  if (pid === undefined) throw new Error('the writer is no child of this process');
  return { connection, pid };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A process that nobody has asked about yet is still listed, but it is dead.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

const gone = async (pid: number): Promise<void> => {
  const check = (): void => {
    expect(isAlive(pid)).toBe(false);
  };
  await vi.waitFor(check, { timeout: 30_000, interval: 50 });
};

async function chosen(connection: WriterConnection, name: string) {
  const drive = (await connection.list()).find(({ device }) => device === writer.drivePath(name));
  if (drive === undefined) throw new Error(`${name} is not listed`);
  return insisting(drive);
}

async function firstSector(name: string, of = writer): Promise<Buffer> {
  const handle = await open(of.drivePath(name), 'r');
  const sector = Buffer.alloc(512);
  await handle.read(sector, 0, 512, 0);
  await handle.close();
  return sector;
}

describe.each(['pipes', 'socket'] as const)('over %s', (channel) => {
  test('a medium is written to two drives and verified, then the process ends', async () => {
    const { connection, pid } = await launched({ channel });
    const states: DriveState[] = [];
    const run = await connection.begin(imageOf(image, IMAGE_BYTES), {
      onState: (state) => states.push(state),
    });
    const targets = [await chosen(connection, 'one.img'), await chosen(connection, 'two.img')];
    const results = await Promise.all(targets.map((target) => run.add(target)));
    await run.end();
    expect(results.map(({ outcome, device }) => [outcome, device])).toEqual([
      ['verified', writer.drivePath('one.img')],
      ['verified', writer.drivePath('two.img')],
    ]);
    expect(states.length).toBeGreaterThan(0);
    const written = await readFile(writer.drivePath('two.img'));
    expect(written.subarray(0, IMAGE_BYTES).equals(await readFile(image))).toBe(true);
    await connection.close();
    await gone(pid);
  });

  test('it holds no port: no internet socket at all, and nothing that listens', async () => {
    const { connection, pid } = await launched({ channel });
    const { stdout } = oracle('ss', ['-H', '-a', '-n', '-p', '-A', 'inet,unix']);
    const own = stdout.split('\n').filter((line) => line.includes(`pid=${pid},`));
    expect(own.filter((line) => !line.startsWith('u_str') || line.includes('LISTEN'))).toEqual([]);
    await connection.close();
  });
});

test('the system drive is refused although the caller insists, and the process goes on', async () => {
  const { connection } = await launched();
  const run = await connection.begin(imageOf(image, IMAGE_BYTES), {});
  const before = await firstSector('system-one.img');
  const result = await run.add(await chosen(connection, 'system-one.img'));
  expect(result).toMatchObject({ outcome: 'failed', error: { code: 'E_DEVICE_SYSTEM' } });
  expect((await firstSector('system-one.img')).equals(before)).toBe(true);
  const target = await chosen(connection, 'one.img');
  const swapped = { ...target, identity: { ...target.identity, serial: 'another' } };
  expect(await run.add(swapped)).toMatchObject({ outcome: 'failed', error: { code: 'E_DEVICE_CHANGED' } });
  expect(await run.add(target)).toMatchObject({ outcome: 'verified' });
  await connection.close();
});

/** Begins to write the slow drive and resolves when bytes are on it. */
async function writingSlowly(connection: WriterConnection) {
  const begun: { resolve?: () => void } = {};
  const hasBegun = new Promise<void>((resolve) => {
    begun.resolve = resolve;
  });
  const run = await connection.begin(imageOf(image, IMAGE_BYTES), {
    onState: ({ phase, done }) => {
      if (phase === 'write' && done > 0) begun.resolve?.();
    },
  });
  const result = run.add(await chosen(connection, 'slow-one.img'));
  await hasBegun;
  return { run, result };
}

const cannotBoot = async (name: string, of = writer): Promise<void> => {
  expect((await firstSector(name, of)).every((byte) => byte === 0)).toBe(true);
};

test('a drive that was cancelled says so and does not boot', async () => {
  const { connection } = await launched();
  const { run, result } = await writingSlowly(connection);
  run.cancel(writer.drivePath('slow-one.img'));
  expect(await result).toMatchObject({ outcome: 'cancelled' });
  await run.end();
  await cannotBoot('slow-one.img');
  await connection.close();
});

test('closing cancels what is being written', async () => {
  const { connection, pid } = await launched();
  const { result } = await writingSlowly(connection);
  await connection.close();
  expect(await result).toMatchObject({ outcome: 'cancelled' });
  await gone(pid);
  await cannotBoot('slow-one.img');
});

test('when the writer is killed, every drive has its result and later calls fail at once', async () => {
  const { connection, pid } = await launched();
  const { run, result } = await writingSlowly(connection);
  process.kill(pid, 'SIGKILL');
  expect(await result).toMatchObject({ outcome: 'failed', error: { code: 'E_WRITER_LOST' } });
  await run.end();
  await expect(connection.list()).rejects.toMatchObject({ code: 'E_WRITER_LOST' });
  await expect(connection.begin(imageOf(image, IMAGE_BYTES), {})).rejects.toMatchObject({
    code: 'E_WRITER_LOST',
  });
  await cannotBoot('slow-one.img');
  await connection.close();
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s cancels what is being written', async (signal) => {
  const { connection, pid } = await launched();
  const { result } = await writingSlowly(connection);
  process.kill(pid, signal);
  expect(await result).toMatchObject({ outcome: 'cancelled' });
  await gone(pid);
  await cannotBoot('slow-one.img');
});

test('a stopped parent is noticed by its silence', async () => {
  const impatient = await fileWriter(['glacial-one.img']);
  await writeFile(join(impatient.folder, 'impatient'), '');
  const { parent, pid } = await parentThatWrites('glacial-one.img', impatient);
  parent.kill('SIGSTOP');
  await gone(pid);
  await cannotBoot('glacial-one.img', impatient);
});

test('a killed parent takes the writer with it, and the drive does not boot', async () => {
  const { parent, pid } = await parentThatWrites('slow-one.img');
  parent.kill('SIGKILL');
  await gone(pid);
  await cannotBoot('slow-one.img');
});

/** A builder of its own that is writing, and the writer below it. */
async function parentThatWrites(drive: string, of = writer): Promise<{ parent: ChildProcess; pid: number }> {
  const script = join(of.folder, 'parent.cjs');
  bundleWriter('test/support/writer-parent-helper.ts', script);
  const args = [script, of.script, image, of.drivePath(drive)];
  const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    parent.kill('SIGKILL');
  });
  await once(parent.stdout, 'data');
  const [pid] = childPids(parent.pid ?? 0);
  if (pid === undefined) throw new Error('the parent has no writer');
  return { parent, pid };
}

test('sources that are no files are refused with their names, and the process goes on', async () => {
  const { connection } = await launched();
  const fifo = join(writer.folder, 'fifo');
  oracle('mkfifo', [fifo]);
  const refusals: readonly (readonly [string, ErrorCode])[] = [
    [fifo, 'E_IMAGE_SOURCE'],
    ['/dev/zero', 'E_IMAGE_SOURCE'],
    [writer.folder, 'E_IMAGE_SOURCE'],
    ['/proc/self/mem', 'E_IMAGE_SOURCE'],
    ['/proc/self/environ', 'E_IMAGE_SOURCE'],
    ['sample.img', 'E_IMAGE_SOURCE'],
    [join(writer.folder, 'missing'), 'E_IMAGE_CONTENT_READ'],
    [`/${'x'.repeat(30_000)}`, 'E_IMAGE_CONTENT_READ'],
  ];
  for (const [path, code] of refusals) {
    await expect(connection.begin(imageOf(path, MIB, true), {})).rejects.toMatchObject({ code });
  }
  const link = join(writer.folder, 'link.img');
  await symlink(image, link);
  const run = await connection.begin(imageOf(link, IMAGE_BYTES), {});
  await run.end();
  await connection.close();
});

test('the answer "no" and a writer that cannot start are told apart', async () => {
  const plan =
    (script: string, declinedCodes: readonly number[]): LaunchOptions['plan'] =>
    () => ({
      how: 'sudo',
      program: '/bin/sh',
      args: ['-c', script],
      env: {},
      declinedCodes,
    });
  for (const channel of ['pipes', 'socket'] as const) {
    const start = (script: string, codes: readonly number[]) =>
      launchWriter({ script: writer.script, facts, channel, plan: plan(script, codes) });
    await expect(start('echo no >&2; exit 126', [126, 127])).rejects.toMatchObject({
      code: 'E_WRITER_DECLINED',
      message: '/bin/sh ended with 126: no',
    });
    await expect(start('exit 9', [126])).rejects.toMatchObject({ code: 'E_WRITER_START' });
    const missing = launchWriter({ script: writer.script, facts, channel, nodePath: '/nowhere/node' });
    await expect(missing).rejects.toMatchObject({
      code: 'E_WRITER_START',
      message: '/nowhere/node: spawn /nowhere/node ENOENT',
    });
    const signal = AbortSignal.timeout(200);
    const waiting = launchWriter({
      script: writer.script,
      facts,
      channel,
      signal,
      plan: plan('exec sleep 600', []),
    });
    await expect(waiting).rejects.toMatchObject({ code: 'E_CANCELLED' });
  }
  await expect(launchWriter({ script: '/nowhere.cjs', facts })).rejects.toMatchObject({
    code: 'E_WRITER_START',
  });
});
