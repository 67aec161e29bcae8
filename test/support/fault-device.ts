/**
 * A drive that fails on order, for tests: fault-fs.py (a program of its own, in another language, that shares nothing
 * with ours) holds it, as a file and as a loop device over that file. It takes itself down when its standard input
 * ends, so neither a failed test nor a killed test run leaves a mount or a loop device behind.
 * Trap: counting begins with `setFaults`; whatever looks at the drive between that call and the run (listing drives
 * reads their first sectors) is counted, too. Arm it after opening.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, open, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, test } from 'vitest';
import { hasProgram, oracle } from './oracle.ts';
import { tempFolder } from './temp.ts';

/** Debian's own interpreter: the module belongs to it, not to another one that comes first on the PATH. */
const PYTHON = '/usr/bin/python3';

/** See fault-fs.py. Operations come in pieces of at most 128 KiB. */
export interface Fault {
  readonly op: 'read' | 'write' | 'fsync' | 'any';
  /** Only operations that touch this byte count. */
  readonly offset?: number;
  /** Counted from 0; it fires at this one and the following ones. */
  readonly nth?: number;
  /** How often it fires; null: for ever. Once unless told. */
  readonly times?: number | null;
  readonly action: 'error' | 'tear' | 'short' | 'drop' | 'flip';
  readonly errno?: 'EIO' | 'ENODEV' | 'ENOSPC';
  readonly bytes?: number;
  readonly bit?: number;
}

export interface FaultCall {
  readonly op: 'read' | 'write' | 'fsync';
  readonly offset: number;
  readonly length: number;
}

/** In order of arrival. */
export interface FaultJournal {
  readonly calls: readonly FaultCall[];
  /** Those at which a fault has fired. */
  readonly fired: readonly FaultCall[];
}

export interface FaultDevice {
  /** The drive as a file, with its faults. */
  readonly file: string;
  /** The drive as a block device, with its faults. */
  readonly device: string;
  /** What it really holds, without faults. */
  readonly backing: string;
  /** Replaces all faults and counts from 0; `wrapAt` is the real capacity of a drive that claims more. */
  setFaults(faults: readonly Fault[], wrapAt?: number): Promise<void>;
  /** What was done since `setFaults`. */
  journal(): Promise<FaultJournal>;
  /** Replaces what it really holds, and takes all faults away. */
  reset(bytes: Uint8Array): Promise<void>;
}

const running: { readonly child: ChildProcess; readonly ended: Promise<unknown> }[] = [];

afterAll(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.stdin?.end();
    await ended;
  }
});

/** Sets one up; it goes away when the tests of the file have ended. `loopOptions` go to losetup. */
export async function faultDevice(
  sizeBytes: number,
  loopOptions: readonly string[] = [],
): Promise<FaultDevice> {
  const folder = await tempFolder('fault');
  const mountpoint = join(folder, 'mount');
  const backing = join(folder, 'backing');
  await mkdir(mountpoint);
  await writeFile(backing, '');
  await truncate(backing, sizeBytes);
  const program = join(import.meta.dirname, 'fault-fs.py');
  const child = spawn(PYTHON, [program, mountpoint, backing], { stdio: ['pipe', 'pipe', 'inherit'] });
  running.push({ child, ended: once(child, 'exit') });
  const replies = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const order = async (message: Readonly<Record<string, unknown>>): Promise<unknown> => {
    child.stdin.write(`${JSON.stringify(message)}\n`);
    const { value, done } = await replies.next();
    if (done === true) throw new Error('fault-fs.py ended');
    return JSON.parse(value);
  };
  const { device, error } = (await order({ attach: loopOptions })) as { device?: string; error?: string };
  if (device === undefined) throw new Error(`losetup: ${error ?? 'no device'}`);
  const setFaults = async (faults: readonly Fault[], wrapAt?: number): Promise<void> => {
    await order({ faults, wrapAt: wrapAt ?? null });
  };
  return {
    file: join(mountpoint, 'drive'),
    device,
    backing,
    setFaults,
    // Sound: what fault-fs.py reports.
    journal: async () => (await order({ journal: true })) as FaultJournal,
    reset: async (bytes) => {
      await setFaults([]);
      const handle = await open(backing, 'r+');
      await handle.write(bytes);
      await handle.close();
    },
  };
}

function whyNot(): string | undefined {
  if (!existsSync('/dev/fuse')) return '/dev/fuse missing';
  if (!hasProgram('fusermount3') || spawnSync(PYTHON, ['-c', 'import fusepy']).status !== 0) {
    return 'python3-fusepy or fuse3 missing';
  }
  if (!hasProgram('losetup')) return 'losetup missing';
  if (process.getuid?.() !== 0 || oracle('losetup', ['-f']).exitCode !== 0) {
    return 'no loop device can be set up here';
  }
  return undefined;
}

const reason = whyNot();

/** A test that needs such a drive: skipped by name where there can be none, failing when REQUIRE_ORACLES=1. */
export function faultTest(name: string, body: () => Promise<void>): void {
  if (reason === undefined) test(name, body);
  else if (process.env['REQUIRE_ORACLES'] === '1') {
    test(name, () => {
      throw new Error(reason);
    });
  } else test.skip(`${name} [NOT RUN: ${reason}]`, body);
}
