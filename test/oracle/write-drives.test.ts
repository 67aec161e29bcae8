/**
 * `write`, `create --drive` and `verify --request` on loop devices: what cmp, sgdisk and fsck.fat find on the drive
 * afterwards, and once the whole way through the writer process.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { beforeAll, expect } from 'vitest';
import { GIB, MIB } from '#base/units.ts';
import { thisMachine } from '#devices/this-machine.ts';
import { directWriter } from '#jobs/direct-writer.ts';
import { runCommandLine } from '../../main/hosts/cli/program.ts';
import { loop, loopTest } from '../support/loop.ts';
import { hasProgram, oracle } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';

const folder = await tempFolder('write-drives');
const passwordFile = join(folder, 'password.txt');
const requestFile = join(folder, 'request.json');
const image = join(folder, 'stick.img');
const iso = join(folder, 'disc.iso');
const LOOPS = ['--allow-loop-drives'];

interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onText?: (text: string) => void;
}

async function run(args: readonly string[], { signal, onText }: RunOptions = {}) {
  const streams = [new PassThrough(), new PassThrough()] as const;
  for (const stream of streams) stream.on('data', (data: Buffer) => onText?.(String(data)));
  const outputs = Promise.all(streams.map((stream) => text(stream)));
  const exitCode = await runCommandLine(args, {
    stdin: Readable.from([]),
    stdout: streams[0],
    stderr: streams[1],
    signal: signal ?? new AbortController().signal,
    clock: () => new Date(),
    openWriter: () => Promise.resolve(directWriter(thisMachine())),
  });
  for (const stream of streams) stream.end();
  return { exitCode, output: (await outputs).join('') };
}

const lab = ['--data', join(folder, 'lab')];
const create = (...more: string[]) =>
  run(['create', 'bootable', ...lab, '--request', requestFile, '--password-file', passwordFile, ...more]);

beforeAll(async () => {
  await writeFile(passwordFile, 'mT4kWq9zRb7XsHn2Vd\n', { mode: 0o600 });
  const request = { kind: 'bootable', mediaManagement: 'internet-based', bootImageId: 'PS100001' };
  await writeFile(requestFile, JSON.stringify({ ...request, cmg: 'contoso-cmg.contoso.test' }));
  const made = await create('--image', image, '--iso', iso);
  expect(made.output).toContain('Media ID');
});

/** Packs a file; undefined when the program is missing. */
function pack(program: string, args: readonly string[], path: string): string | undefined {
  if (!hasProgram(program)) return undefined;
  const result = oracle('sh', ['-c', `${program} ${args.join(' ')}`]);
  if (result.exitCode !== 0) throw new Error(result.output);
  return path;
}

loopTest('an image and an ISO file, packed in every way, arrive byte for byte', async () => {
  const { device } = await loop([], 96 * MIB);
  const named = (name: string) => join(folder, name);
  const sources = [
    [image, image],
    [iso, iso],
    [image, pack('gzip', ['-1c', image, '>', named('a.gz')], named('a.gz'))],
    [image, pack('xz', ['-0c', image, '>', named('a.xz')], named('a.xz'))],
    [iso, pack('zstd', ['-q', '-1', '-c', iso, '>', named('a.zst')], named('a.zst'))],
    [iso, pack('zip', ['-q', '-j', '-1', named('a.zip'), iso], named('a.zip'))],
  ] as const;
  for (const [original, source] of sources) {
    if (source === undefined) continue;
    const done = await run(['write', source, '--full', ...LOOPS, '--drive', device]);
    expect([source, done.exitCode, done.output]).toEqual([source, 0, expect.stringContaining('verified')]);
    const bytes = oracle('stat', ['-c', '%s', original]).stdout.trim();
    expect(oracle('cmp', ['-n', bytes, original, device])).toMatchObject({ exitCode: 0 });
    if (original === image) {
      expect(oracle('fsck.fat', ['-n', '-V', partition(device)])).toMatchObject({ exitCode: 0 });
    }
    expect((await run(['verify', device])).output).toContain('intact');
  }
});

/** The file system of a stick as a file of its own: partitions of loop devices are not made here. */
function partition(device: string): string {
  const path = join(folder, 'volume');
  const { stdout } = oracle('sgdisk', ['-i', '1', device]);
  const first = /First sector: (\d+)/.exec(stdout)?.[1] ?? '';
  const size = /Partition size: (\d+)/.exec(stdout)?.[1] ?? '';
  expect(oracle('dd', [`if=${device}`, `of=${path}`, `skip=${first}`, `count=${size}`]).exitCode).toBe(0);
  return path;
}

loopTest('two drives at once, one of them read-only: the other is verified, exit code 1', async () => {
  const good = await loop([], 96 * MIB);
  const locked = await loop(['-r'], 96 * MIB);
  const done = await run(['write', image, ...LOOPS, '--drive', good.device, '--drive', locked.device]);
  expect(done.exitCode).toBe(1);
  expect(done.output).toMatch(new RegExp(`${locked.device} +FAILED +E_DEVICE_READ_ONLY`));
  expect(done.output).toContain('1 of 2 drives verified.');
  expect(oracle('sgdisk', ['-p', good.device]).stdout).toMatch(/EF00 +EFI System partition/);
  expect((await run(['verify', good.device])).exitCode).toBe(0);
});

loopTest('the drive of the running system is refused although everything insists', async () => {
  const list = await thisMachine().list();
  const system = list.find((drive) => drive.isSystem)?.device;
  if (system === undefined) return;
  const insist = ['--full', '--confirm-drive', system, ...LOOPS];
  for (const done of [
    await run(['write', image, '--drive', system, ...insist]),
    await create('--drive', system, ...insist),
  ]) {
    expect(done.exitCode).toBe(1);
    expect(done.output).toContain('E_DEVICE_SYSTEM');
  }
});

loopTest('cancelled in the middle: 130, no partition table, and it is called incomplete', async () => {
  const { device, file } = await loop([], 96 * MIB);
  const abort = new AbortController();
  const done = await run(['write', image, ...LOOPS, '--drive', device], {
    signal: abort.signal,
    onText: (shown) => {
      if (shown.includes(': write')) abort.abort();
    },
  });
  expect(done.exitCode).toBe(130);
  expect(done.output).toMatch(/cancelled\n +If writing had begun/);
  expect(oracle('sfdisk', ['-d', file]).exitCode).not.toBe(0);
  expect((await run(['inspect', device])).output).toMatch(/E_IMAGE_INCOMPLETE|E_IMAGE_UNKNOWN/);
});

loopTest('create updates a drive that holds our medium, and writes little; --full writes all', async () => {
  const { device } = await loop([], 512 * MIB);
  const numbers = async (...more: string[]) => {
    const done = await create('--json', ...LOOPS, '--drive', device, ...more);
    const lines = done.output.split('\n').filter((line) => line.includes('"type":"result"'));
    expect([done.exitCode, lines.length]).toEqual([0, 1]);
    return JSON.parse(lines[0] ?? '') as { bytesWritten: number; bytesKept: number };
  };
  const first = await numbers();
  const second = await numbers('--variable', 'Site=North');
  expect(second.bytesWritten).toBeLessThan(first.bytesWritten / 10);
  expect(second.bytesKept).toBeGreaterThan(first.bytesWritten / 2);
  expect((await run(['verify', device, '--request', requestFile, ...lab])).output).toContain('intact');
  expect((await numbers('--full')).bytesWritten).toBeGreaterThanOrEqual(first.bytesWritten);
});

loopTest(
  'two drives and two files in one run: sgdisk and verify --request find all of them right',
  async () => {
    const plain = await loop([], 2 * GIB);
    const large = await loop(['-b', '4096'], 2 * GIB);
    const files = [join(folder, 'run.img'), join(folder, 'run.iso')] as const;
    const outputs = [
      '--drive',
      plain.device,
      '--drive',
      large.device,
      '--image',
      files[0],
      '--iso',
      files[1],
    ];
    const made = await create(...LOOPS, ...outputs);
    expect([made.exitCode, made.output]).toEqual([0, expect.stringContaining('2 of 2 drives verified.')]);
    for (const { device } of [plain, large]) {
      expect(oracle('sgdisk', ['-v', device]).output).toContain('No problems found');
    }
    for (const target of [plain.device, large.device, ...files]) {
      const verified = await run(['verify', target, '--request', requestFile, ...lab]);
      expect([target, verified.output]).toEqual([
        target,
        expect.stringContaining('are as the request makes them'),
      ]);
    }
  },
);

loopTest('MBR style on request, and sfdisk finds one active FAT32 partition', async () => {
  const { device } = await loop([], 512 * MIB);
  const made = await create(...LOOPS, '--partition-style', 'mbr', '--drive', device);
  expect(made.exitCode).toBe(0);
  const table = oracle('sfdisk', ['-d', device]).stdout;
  expect(table).toMatch(/label: dos/);
  expect(table).toMatch(/type=c, bootable/);
});

loopTest('without the flag a loop device is refused, and so is a drive that is too small', async () => {
  const { device } = await loop([], 40 * MIB);
  const refused = await create('--drive', device);
  expect([refused.exitCode, refused.output]).toEqual([1, expect.stringContaining('E_DEVICE_LOOP')]);
  const small = await create(...LOOPS, '--drive', device);
  expect([small.exitCode, small.output]).toEqual([1, expect.stringMatching(/E_DEVICE_TOO_SMALL|E_FAT_/)]);
});

loopTest('verify --request names what a changed sector belongs to', async () => {
  const { device } = await loop([], 512 * MIB);
  expect((await create(...LOOPS, '--drive', device)).exitCode).toBe(0);
  const info = oracle('sgdisk', ['-i', '1', device]).stdout;
  const start = Number(/First sector: (\d+)/.exec(info)?.[1]) * 512;
  const cases: readonly (readonly [number, RegExp])[] = [
    [2 * 512 + 200, /partition table \(GPT entries\)/],
    [MIB + 600, /BIOS boot partition/],
    [start + 100_000_000, /^$/],
    [512 * MIB - 100, /backup of the partition table/],
  ];
  for (const [offset, part] of cases) {
    await flip(device, offset);
    const verified = await run(['verify', device, '--request', requestFile, ...lab]);
    if (part.source === '^$') expect(verified.exitCode).toBe(0);
    else
      expect(verified.output).toMatch(
        new RegExp(
          `NOT intact, not as made: 1 range of sectors and 0 files[^]+sector ${Math.floor(offset / 512)} +${part.source}`,
        ),
      );
    await flip(device, offset);
  }
});

async function flip(device: string, offset: number): Promise<void> {
  const handle = await open(device, 'r+');
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, offset);
  await handle.write(Buffer.from([255 - (byte[0] ?? 0)]), 0, 1, offset);
  await handle.close();
}

loopTest('the whole way: the command, its writer process, two drives, Ctrl+C to both processes', async () => {
  const [first, second] = [await loop([], 96 * MIB), await loop([], 96 * MIB)];
  expect(oracle('node', ['scripts/build.mjs']).exitCode).toBe(0);
  expect(existsSync('dist/media-builder-writer.cjs')).toBe(true);
  const program = (...args: string[]) => {
    const options = { stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'], detached: true };
    const child = spawn(process.execPath, ['dist/media-builder.mjs', ...args, ...LOOPS], options);
    return { child, ended: once(child, 'close') as Promise<[number | null]>, output: text(child.stdout) };
  };
  const drives = ['--drive', first.device, '--drive', second.device];
  const good = program('write', image, ...drives);
  good.child.stderr.resume();
  expect([await good.ended, await good.output]).toEqual([[0, null], expect.stringContaining('2 of 2')]);
  expect((await run(['verify', second.device])).exitCode).toBe(0);

  const cancelled = program('write', image, '--full', ...drives);
  for await (const shown of cancelled.child.stderr) if (String(shown).includes('prepare')) break;
  // As a terminal does it: both processes get the signal.
  process.kill(-(cancelled.child.pid ?? 0), 'SIGINT');
  expect([await cancelled.ended, await cancelled.output]).toEqual([
    [130, null],
    expect.stringContaining('0 of 2'),
  ]);
});
