/**
 * Everything Linux tells about block devices, collected at one moment as plain text: sysfs, procfs and lsblk. What it
 * means is worked out in `graph.ts` and `list.ts` without I/O, so that a recording of another machine is a fixture.
 * Trap: what cannot be read is an error, never "nothing is mounted"; only single attributes may be missing, since
 * drives come and go while this reads.
 */
import { readFile, realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { MediaError } from '#base/errors/media-error.ts';
import { runChecked, runProgram } from '#platform/spawn.ts';
import { readBlocks, readBtrfs, type BlockFacts } from './sysfs.ts';
import { parseMountTable, parseSwaps } from './tables.ts';

export interface LinuxFacts {
  /** By the kernel's name: "sdb", "sdb1", "dm-0". */
  readonly blocks: Readonly<Record<string, BlockFacts>>;
  /** Names of the members of each assembled btrfs. */
  readonly btrfs: readonly (readonly string[])[];
  /** proc_pid_mountinfo(5) as this process sees it. */
  readonly mountinfo: string;
  /** The same of the first process: inside a container it sees mounts this one does not. Null where that is forbidden. */
  readonly outerMountinfo: string | null;
  /** /proc/swaps */
  readonly swaps: string;
  /** Where links that the tables name lead to: "/dev/mapper/vg-root" -> "/dev/dm-0". */
  readonly links: Readonly<Record<string, string>>;
  /** The file system ("8:17") behind loop devices, where losetup could tell. */
  readonly loopFiles: Readonly<Record<string, string>>;
  /** The program's own files and the number of the file system each is on. */
  readonly ownFiles: readonly { readonly path: string; readonly number: string }[];
  /** What lsblk --json printed. */
  readonly lsblk: unknown;
  /** What blkid found by looking itself ("sdb1" -> TYPE, LABEL, PTTYPE); only where there is no udev lsblk could ask. */
  readonly probed?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
}

const LSBLK_ARGUMENTS = ['--json', '--bytes', '--output-all', '--paths', '--all'];

/** The system's own folders come first: this may run as root with the PATH of a user. */
const SYSTEM_PATH = ['/usr/sbin', '/usr/bin', '/sbin', '/bin', process.env['PATH'] ?? ''].join(':');
export const PROGRAM_ENVIRONMENT = { LC_ALL: 'C', PATH: SYSTEM_PATH };

/**
 * Reads all facts of this machine.
 * @throws MediaError E_DEVICE_LIST naming the program or file that failed
 */
export async function readLinuxFacts(signal?: AbortSignal): Promise<LinuxFacts> {
  return await explained(signal, async () => {
    const lsblk = await runLsblk(signal);
    const kernel = await readKernelFacts();
    const hasLoops = backingFiles(kernel).some((path) => path !== '');
    const [loopFiles, probed] = await Promise.all([
      hasLoops ? readLoopFiles(signal) : {},
      probe(kernel.blocks, signal),
    ]);
    return { ...kernel, loopFiles, lsblk, probed };
  });
}

/**
 * All facts once more, for a second look soon after a first one, which starts no programs when that is safe: all that the
 * guard judges by is read anew (devices and how they hang together, mounts, swap, files of the program); what programs
 * said is taken from `earlier` while not one device has changed.
 * Why that is safe: the kernel gives a number (diskseq) to each medium that comes, and never twice, so the same numbers
 * mean the same drives with the same serial numbers, and the same files behind loop devices. Where the kernel has no such
 * numbers (before 5.15), or ZFS is mounted (only lsblk knows its members), programs are asked again.
 * @throws as `readLinuxFacts`
 */
export async function readLinuxFactsAgain(earlier: LinuxFacts, signal?: AbortSignal): Promise<LinuxFacts> {
  const kernel = await explained(signal, readKernelFacts);
  if (!mayReuseAnswers(earlier, kernel)) return await readLinuxFacts(signal);
  const { loopFiles, lsblk, probed } = earlier;
  return { ...kernel, loopFiles, lsblk, probed };
}

/** What needs no program. */
export type KernelFacts = Omit<LinuxFacts, 'loopFiles' | 'lsblk' | 'probed'>;

/** Do the answers of programs in `earlier` still hold? */
export function mayReuseAnswers(earlier: KernelFacts, now: KernelFacts): boolean {
  const isNumbered = Object.values(now.blocks).every(
    ({ attributes }) => attributes['partition'] !== undefined || attributes['diskseq'] !== undefined,
  );
  const hasZfs = [now.mountinfo, now.outerMountinfo ?? '']
    .flatMap(parseMountTable)
    .some(({ type }) => type === 'zfs');
  return isNumbered && !hasZfs && isDeepStrictEqual(earlier.blocks, now.blocks);
}

async function readKernelFacts(): Promise<KernelFacts> {
  const blocks = await readBlocks('/sys');
  const mountinfo = await readFile('/proc/self/mountinfo', 'utf8');
  const outerMountinfo = await readFile('/proc/1/mountinfo', 'utf8').catch(() => null);
  const swaps = await readFile('/proc/swaps', 'utf8');
  const named = [...parseMountTable(mountinfo), ...parseMountTable(outerMountinfo ?? '')].map(
    ({ source }) => source,
  );
  const links = [...named, ...backingFiles({ blocks }), ...parseSwaps(swaps).map(({ path }) => path)];
  return {
    blocks,
    btrfs: await readBtrfs('/sys'),
    mountinfo,
    outerMountinfo,
    swaps,
    links: await resolveLinks(links),
    ownFiles: await readOwnFiles(),
  };
}

function backingFiles({ blocks }: Pick<KernelFacts, 'blocks'>): readonly string[] {
  return Object.values(blocks).map(({ attributes }) => attributes['loop/backing_file'] ?? '');
}

async function explained<T>(signal: AbortSignal | undefined, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (signal?.aborted === true) throw new MediaError('E_CANCELLED', 'cancelled', { cause });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MediaError('E_DEVICE_LIST', `the drives cannot be listed: ${reason}`, { cause });
  }
}

async function runLsblk(signal: AbortSignal | undefined): Promise<unknown> {
  const text = await runChecked('lsblk', LSBLK_ARGUMENTS, {
    env: PROGRAM_ENVIRONMENT,
    // A drive that hangs must not hang the list for ever.
    timeoutMs: 30_000,
    ...(signal === undefined ? {} : { signal }),
  });
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new MediaError('E_DEVICE_LIST', `lsblk printed no JSON: ${text.slice(0, 200)}`, { cause });
  }
}

async function resolveLinks(paths: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const path of new Set(paths)) {
    if (!path.startsWith('/dev/')) continue;
    const target = await realpath(path).catch(() => path);
    if (target !== path) found[path] = target;
  }
  return found;
}

/** File systems and labels of small systems (live media, containers) that have no udev. Best effort: needs root. */
async function probe(
  blocks: LinuxFacts['blocks'],
  signal: AbortSignal | undefined,
): Promise<LinuxFacts['probed']> {
  const hasUdev = (await stat('/run/udev/data').catch(() => undefined)) !== undefined;
  if (hasUdev || process.getuid?.() !== 0) return undefined;
  const names = Object.keys(blocks).filter((name) => blocks[name]?.attributes['size'] !== '0');
  // One program for all: starting many from a process with much memory costs more than what they do. Each device in a
  // call of its own, since blkid ends at the first one that holds nothing it knows.
  const result = await runProgram('sh', ['-c', PROBE_EACH, 'sh', ...names.map((name) => `/dev/${name}`)], {
    env: PROGRAM_ENVIRONMENT,
    timeoutMs: 10_000,
    ...(signal === undefined ? {} : { signal }),
  }).catch(() => undefined);
  const answers = (result?.stdout ?? '').split(END_OF_ANSWER);
  return Object.fromEntries(names.map((name, index) => [name, parseProbe(answers[index] ?? '')]));
}

const END_OF_ANSWER = '\n--\n';
const PROBE_EACH = 'for device; do blkid --probe --output export "$device"; printf "\\n--\\n"; done';

/** blkid's "export" form: lines of KEY=value, with the shell's escapes. */
export function parseProbe(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split('\n').flatMap((line): [string, string][] => {
      const at = line.indexOf('=');
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1).replace(/\\(.)/g, '$1')]];
    }),
  );
}

/** losetup knows the number of the file system, the kernel's table only a path; without rights there is the path. */
async function readLoopFiles(signal: AbortSignal | undefined): Promise<Readonly<Record<string, string>>> {
  try {
    const columns = ['--list', '--noheadings', '--raw', '--output', 'NAME,BACK-MAJ:MIN'];
    const text = await runChecked('losetup', columns, {
      env: PROGRAM_ENVIRONMENT,
      timeoutMs: 30_000,
      ...(signal === undefined ? {} : { signal }),
    });
    return parseLoopFiles(text);
  } catch {
    return {};
  }
}

/** losetup's "raw" form: columns with a blank between. Trap: util-linux 2.38 pads numbers with blanks written as "\x20". */
export function parseLoopFiles(text: string): Readonly<Record<string, string>> {
  const rows = text
    .replaceAll('\\x20', ' ')
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  return Object.fromEntries(
    rows.flatMap(([name, number]) =>
      name?.startsWith('/dev/') === true && number !== undefined && /^\d+:\d+$/.test(number)
        ? [[name.slice('/dev/'.length), number]]
        : [],
    ),
  );
}

async function readOwnFiles(): Promise<LinuxFacts['ownFiles']> {
  const files: { path: string; number: string }[] = [];
  for (const path of new Set([import.meta.dirname, process.execPath, tmpdir()])) {
    const facts = await stat(path, { bigint: true }).catch(() => undefined);
    if (facts !== undefined) files.push({ path, number: deviceNumber(facts.dev) });
  }
  return files;
}

/** "major:minor" of Linux' 64-bit device number: major in bits 8-19 and 32-63, minor in bits 0-7 and 20-31. */
export function deviceNumber(rdev: bigint): string {
  const major = ((rdev / 0x100n) % 0x1000n) + (rdev / 0x1_0000_0000n) * 0x1000n;
  const minor = (rdev % 0x100n) + ((rdev / 0x10_0000n) % 0x1000n) * 0x100n;
  return `${major}:${minor}`;
}
