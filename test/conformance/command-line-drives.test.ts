/**
 * The commands that list and write drives, in this process, over drives in memory: what is shown, what is asked, what is
 * refused whatever anybody says, and what each drive's result is.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { GIB, MIB } from '#base/units.ts';
import type { Drive } from '#devices/drive.ts';
import type { DriveWriter } from '#jobs/drive-run.ts';
import { runCommandLine } from '../../main/hosts/cli/program.ts';
import { volume } from '../support/drives.ts';
import { ramMachine, type RamMachine } from '../support/ram-machine.ts';
import { storedZip } from '../support/stored-zip.ts';
import { tempFolder } from '../support/temp.ts';

const folder = await tempFolder('command-line-drives');
const image = join(folder, 'stick.img');
const bytes = sampleImage();
writeFileSync(image, bytes);

function sampleImage(): Uint8Array {
  const sample = new Uint8Array(6 * MIB).map((_, at) => (at * 7919) % 251);
  sample.set([0x55, 0xaa], 510);
  return sample;
}

interface RunOptions {
  readonly stdin?: string;
  readonly isTTY?: boolean;
  /** Cancels when this was printed. */
  readonly cancelAt?: string;
  readonly onText?: (text: string) => void;
}

async function run(machine: RamMachine, args: readonly string[], options: RunOptions = {}) {
  const abort = new AbortController();
  const watched = () => {
    const stream = new PassThrough();
    stream.on('data', (data: Buffer) => {
      options.onText?.(String(data));
      if (options.cancelAt !== undefined && data.includes(options.cancelAt)) abort.abort();
    });
    return stream;
  };
  const stdout = watched();
  const stderr = watched();
  const outputs = Promise.all([text(stdout), text(stderr)]);
  const stdin = Object.assign(Readable.from([options.stdin ?? '']), { isTTY: options.isTTY === true });
  const exitCode = await runCommandLine(args, {
    stdin,
    stdout,
    stderr,
    signal: abort.signal,
    clock: () => new Date('2026-11-21T12:00:00Z'),
    machine,
    openWriter: machine.openWriter,
  });
  stdout.end();
  stderr.end();
  const [out, err] = await outputs;
  return { exitCode, stdout: out, stderr: err };
}

const objects = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** Compared as hashes: a difference of megabytes says nothing in print. */
const sha256 = (data: Uint8Array = new Uint8Array()) => createHash('sha256').update(data).digest('hex');
const written = (machine: RamMachine, device: string) =>
  sha256(machine.drives.get(device)?.ram.bytes.subarray(0, bytes.length));

describe('media-builder drives', () => {
  const machine = ramMachine();
  machine.plug('/dev/sdb', {
    volumes: [volume({ label: 'HOLIDAYS', usedBytes: 2e9, mountpoints: ['/media/anna/HOLIDAYS'] })],
  });
  machine.plug('/dev/sdc', { isReadOnly: true, description: 'A stick with a very long name '.repeat(4) });
  machine.plug('/dev/sdd', { size: 2000e9, isRemovable: false, description: 'Backup' });
  machine.plug('/dev/sde', { size: 0, description: 'Card reader' });
  machine.plug('/dev/sda', { isSystem: true, uses: [{ kind: 'system', device: '/dev/sda1', detail: '/' }] });
  machine.plug('/dev/loop0', { kind: 'loop', isVirtual: true });

  test('shows each drive, what is on it and whether it can be written, within 80 columns', async () => {
    const { stdout, exitCode } = await run(machine, ['drives']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /\/dev\/sdb +50\.3 MB +usb +SanDisk Ultra\n +vfat "HOLIDAYS", 2\.00 GB of 31\.0 GB used, at \/media\/anna\/HOLIDAYS\n +can be written: .*will be\n +unmounted/,
    );
    expect(stdout).toMatch(/\/dev\/sdc [^]+never written: \/dev\/sdc is read-only/);
    expect(stdout).toMatch(
      /\/dev\/sdd +2\.00 TB [^]+asks for confirmation: \/dev\/sdd \(2\.00 TB\) is not a removable/,
    );
    expect(stdout).toMatch(/\/dev\/sda [^]+never written: \/dev\/sda holds the running system/);
    expect(stdout).not.toContain('/dev/loop0');
    expect(stdout).toContain('2 not shown');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect((await run(machine, ['drives', '--all'])).stdout).toContain('/dev/loop0');
  });

  test('prints one object a drive for machines, with the guard’s codes', async () => {
    const { stdout } = await run(machine, ['drives', '--json']);
    const list = objects(stdout);
    expect(list.map((one) => [one['type'], one['device'], one['canWrite']])).toEqual([
      ['drive', '/dev/sdb', 'yes'],
      ['drive', '/dev/sdc', 'never'],
      ['drive', '/dev/sdd', 'asks'],
      ['drive', '/dev/sda', 'never'],
    ]);
    expect(list[1]?.['findings']).toMatchObject([{ severity: 'never', code: 'E_DEVICE_READ_ONLY' }]);
  });

  test('--watch prints what comes and goes, until it is cancelled', async () => {
    const own = ramMachine();
    own.plug('/dev/sdb');
    let looks = 0;
    const watched: RamMachine = {
      ...own,
      list: async () => {
        looks += 1;
        if (looks === 2) own.plug('/dev/sdc');
        if (looks === 3) own.drives.delete('/dev/sdb');
        return await own.list();
      },
    };
    const { stdout, exitCode } = await run(watched, ['drives', '--watch', '--json'], {
      cancelAt: 'drive-removed',
    });
    expect(exitCode).toBe(0);
    expect(objects(stdout).map((one) => [one['type'], one['device']])).toEqual([
      ['drive', '/dev/sdb'],
      ['drive-added', '/dev/sdc'],
      ['drive-removed', '/dev/sdb'],
    ]);
  });
});

describe('media-builder write', () => {
  test('writes two drives; a third that is read-only fails by itself and makes the exit code 1', async () => {
    const machine = ramMachine();
    machine.plug('/dev/sdb');
    machine.plug('/dev/sdc', { isReadOnly: true });
    machine.plug('/dev/sdd');
    const args = ['write', image, '--drive', '/dev/sdb', '--drive', '/dev/sdc', '--drive', '/dev/sdd'];
    const { stdout, exitCode } = await run(machine, args);
    expect(exitCode).toBe(1);
    for (const device of ['/dev/sdb', '/dev/sdd']) expect(written(machine, device)).toBe(sha256(bytes));
    expect(machine.drives.get('/dev/sdc')?.opened).toBe(0);
    expect(stdout).toMatch(/\/dev\/sdc {2}FAILED {2}E_DEVICE_READ_ONLY\n/);
    expect(stdout).toMatch(/\/dev\/sdb +verified +6\.\d+ MB/);
    expect(stdout).toContain('2 of 3 drives verified.');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('tells machines states and results', async () => {
    const machine = ramMachine();
    machine.plug('/dev/sdb');
    const { stdout, exitCode } = await run(machine, ['write', image, '--json', '--drive', '/dev/sdb']);
    expect(exitCode).toBe(0);
    const list = objects(stdout);
    const phases = list.filter((one) => one['type'] === 'state').map((one) => one['phase']);
    expect([...new Set(phases)]).toEqual(
      expect.arrayContaining(['prepare', 'write', 'flush', 'finish', 'verify']),
    );
    expect(list.filter((one) => one['type'] === 'result')).toMatchObject([
      { device: '/dev/sdb', outcome: 'verified', retries: 0 },
    ]);
    expect(list.at(-1)).toEqual({ type: 'summary', drives: 1, verified: 1, failed: 0, cancelled: 0 });
  });

  test.each([
    [
      'the running system',
      { isSystem: true, uses: [{ kind: 'system', device: '/dev/sdb1', detail: '/' }] },
      'E_DEVICE_SYSTEM',
    ],
    ['swap', { uses: [{ kind: 'swap', device: '/dev/sdb2', detail: 'swap' }] }, 'E_DEVICE_SYSTEM'],
    [
      'a held volume',
      { uses: [{ kind: 'held', device: '/dev/sdb1', detail: '/dev/dm-0' }] },
      'E_DEVICE_IN_USE',
    ],
    ['a partition', { kind: 'partition' }, 'E_DEVICE_TARGET'],
    ['a loop device', { kind: 'loop', isVirtual: true }, 'E_DEVICE_LOOP'],
    ['too little room', { size: 5 * MIB }, 'E_DEVICE_TOO_SMALL'],
  ] as const)('never writes %s, whatever is confirmed, and starts no writer', async (_what, change, code) => {
    const machine = ramMachine();
    const drive = machine.plug('/dev/sdb', change);
    const args = ['write', image, '--full', '--drive', '/dev/sdb', '--confirm-drive', '/dev/sdb'];
    const { stdout, exitCode } = await run(machine, args, { isTTY: true, stdin: '/dev/sdb\n' });
    expect(exitCode).toBe(1);
    expect(stdout).toContain(code);
    expect([drive.opened, machine.writersStarted]).toEqual([0, 0]);
  });

  describe('a large fixed drive', () => {
    const large = { size: 2000 * GIB, isRemovable: false };
    const tryIt = async (args: readonly string[], options: RunOptions = {}) => {
      const machine = ramMachine();
      const drive = machine.plug('/dev/sdb', large);
      const result = await run(machine, ['write', image, '--drive', '/dev/sdb', ...args], options);
      return { ...result, opened: drive.opened };
    };

    test('is refused without a terminal, and the way to confirm it is named', async () => {
      const { stdout, exitCode, opened } = await tryIt([]);
      expect([exitCode, opened]).toEqual([1, 0]);
      expect(stdout).toMatch(/E_DEVICE_FIXED[^]+--confirm-drive/);
    });

    test('is written when its path is given to --confirm-drive', async () => {
      expect((await tryIt(['--confirm-drive', '/dev/sdb'])).opened).toBe(1);
      expect((await tryIt(['--confirm-drive', '/dev/sdc'])).opened).toBe(0);
    });

    test.each([
      ['/dev/sdb\n', 1],
      ['2.15 TB\n', 1],
      ['y\n', 0],
      ['\n', 0],
      ['/dev/sdc\n', 0],
    ])('on a terminal %j opens it %i times', async (answer, times) => {
      const { opened, stderr } = await tryIt([], { isTTY: true, stdin: answer });
      expect(opened).toBe(times);
      expect(stderr).toContain('Everything on it will be lost. Type /dev/sdb or 2.15 TB');
    });

    test('is not written when the input ends before an answer', async () => {
      expect(await tryIt([], { isTTY: true, stdin: '' })).toMatchObject({ exitCode: 130, opened: 0 });
    });
  });

  test('refuses one drive under two names, no drive, --update with --full, and --join without a terminal', async () => {
    const machine = ramMachine();
    machine.plug('/dev/sdb');
    for (const args of [
      ['--drive', '/dev/sdb', '--drive', '/dev/disk/by-id/sdb'],
      [],
      ['--drive', '/dev/sdb', '--update', '--full'],
      ['--drive', '/dev/sdb', '--join'],
    ]) {
      const { exitCode, stderr } = await run(machine, ['write', image, ...args]);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining('E_USAGE')]);
    }
    expect(machine.writersStarted).toBe(0);
  });

  test('the second time only what differs is written, with --full everything', async () => {
    const machine = ramMachine();
    machine.plug('/dev/sdb');
    const result = async (...more: string[]) => {
      const { stdout } = await run(machine, ['write', image, '--json', '--drive', '/dev/sdb', ...more]);
      return objects(stdout).find((one) => one['type'] === 'result');
    };
    await result();
    expect(await result('--update')).toMatchObject({ outcome: 'verified' });
    const again = await result('--update');
    expect(Number(again?.['bytesWritten'])).toBeLessThan(bytes.length / 10);
    expect(Number((await result('--full'))?.['bytesWritten'])).toBeGreaterThanOrEqual(bytes.length);
  });

  test('an incomplete drive is written in full, so that counterfeit capacity is looked for again', async () => {
    const machine = ramMachine();
    const { ram } = machine.plug('/dev/sdb');
    await run(machine, ['write', image, '--drive', '/dev/sdb']);
    ram.bytes.fill(0, 0, 64 * 1024);
    expect((await run(machine, ['drives'])).stdout).toContain('incomplete: writing it was not finished');
    const result = async (...more: string[]) => {
      const { stdout } = await run(machine, ['write', image, '--json', '--drive', '/dev/sdb', ...more]);
      return objects(stdout).find((one) => one['type'] === 'result');
    };
    expect(await result()).toMatchObject({ outcome: 'verified', bytesKept: 0 });
    ram.bytes.fill(0, 0, 64 * 1024);
    expect((await result('--update'))?.['bytesKept']).toBeGreaterThan(bytes.length / 2);
  });

  test('cancelled while it writes: 130, the drive says incomplete, nothing is left in the temporary folder', async () => {
    const machine = ramMachine();
    machine.plug('/dev/sdb');
    const packed = join(folder, 'cancel.gz');
    writeFileSync(packed, gzipSync(bytes));
    const { exitCode, stdout, stderr } = await run(machine, ['write', packed, '--drive', '/dev/sdb'], {
      cancelAt: '/dev/sdb: write',
    });
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/\/dev\/sdb {2}cancelled\n +If writing had begun/);
    expect(stderr).toContain('Ctrl+C again ends at once');
    const shown = await run(machine, ['drives']);
    expect(shown.stdout).toMatch(/incomplete|no file system/);
    expect((await readdir(tmpdir())).filter((name) => name.includes(`spool-${process.pid}-`))).toEqual([]);
  });

  test('an archive that turns out to be damaged leaves no drive that starts', async () => {
    const machine = ramMachine();
    const { ram } = machine.plug('/dev/sdb');
    // Stored, so that every byte of it can be changed without spoiling the stream.
    const zip = storedZip('stick.img', bytes);
    zip[200] = (zip[200] ?? 0) ^ 1;
    const path = join(folder, 'damaged.zip');
    writeFileSync(path, zip);
    const { exitCode, stdout } = await run(machine, ['write', path, '--drive', '/dev/sdb']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('E_UNPACK_DAMAGED');
    expect(ram.bytes.subarray(0, 64 * 1024).every((byte) => byte === 0)).toBe(true);
  });

  test('a zip and a gzip of an image are written as the image', async () => {
    for (const [name, packed] of [
      ['good.zip', storedZip('stick.img', bytes)],
      ['good.gz', gzipSync(readFileSync(image))],
    ] as const) {
      const machine = ramMachine();
      machine.plug('/dev/sdb');
      const path = join(folder, name);
      writeFileSync(path, packed);
      expect((await run(machine, ['write', path, '--drive', '/dev/sdb'])).exitCode).toBe(0);
      expect(written(machine, '/dev/sdb')).toBe(sha256(bytes));
    }
  });
});

describe('--join', () => {
  /** A machine on which a stick is plugged in while the first drive is still at work. */
  function stationWithGuest(guest: Partial<Drive> = {}) {
    const machine = ramMachine();
    machine.plug('/dev/sdb');
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const begin = async (): Promise<DriveWriter> => {
      const writer = await machine.openWriter();
      const delayed: DriveWriter['begin'] = async (medium, options) => {
        const real = await writer.begin(medium, options);
        return {
          ...real,
          add: async (target) => {
            const isFirst = target.identity.device === '/dev/sdb';
            if (isFirst) machine.plug('/dev/sdc', guest);
            const result = await real.add(target);
            // The first drive is at work until the second one was asked for.
            if (isFirst) await held;
            return result;
          },
        };
      };
      return { list: () => writer.list(), close: () => writer.close(), begin: delayed };
    };
    return { machine: { ...machine, openWriter: begin }, letGo };
  }

  const station = async (answer: string, guest: Partial<Drive> = {}) => {
    const { machine, letGo } = stationWithGuest(guest);
    const done = await run(machine, ['write', image, '--join', '--drive', '/dev/sdb'], {
      isTTY: true,
      stdin: answer,
      onText: (shown) => {
        if (/to write it, too|cannot join/.test(shown)) letGo();
      },
    });
    return { ...done, guestOpened: machine.drives.get('/dev/sdc')?.opened };
  };

  test('a stick whose path is typed is written, too', async () => {
    const { exitCode, stdout, guestOpened } = await station('/dev/sdc\n');
    expect([exitCode, guestOpened]).toEqual([0, 1]);
    expect(stdout).toContain('2 of 2 drives verified.');
  });

  test('any other answer leaves it alone', async () => {
    expect(await station('yes\n')).toMatchObject({ exitCode: 0, guestOpened: 0 });
  });

  test('a read-only one is only named', async () => {
    const { stderr, guestOpened } = await station('/dev/sdc\n', { isReadOnly: true });
    expect(guestOpened).toBe(0);
    expect(stderr).toContain('/dev/sdc cannot join: /dev/sdc is read-only');
  });
});
