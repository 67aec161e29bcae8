/**
 * The facts of a drive on Linux, from sysfs and procfs. Everything that lies on a drive is found by following the
 * kernel's own links: partitions, holders and slaves (LVM, LUKS, RAID), loop devices over partitions, and the members
 * of a mounted btrfs, which are linked to each other because the mount table names only one of them.
 * Trap: lists that cannot be read are an error, never "nothing is mounted".
 */
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import { deviceError, systemCode } from './device-errors.ts';
import type { DriveFacts, DriveIdentity } from './system-drive-guard.ts';

/** Where the facts come from; tests put copies of other machines' files here. */
export interface LinuxSystem {
  readonly sys: string;
  readonly proc: string;
  /** Link-free path and "major:minor" of a block device. @throws MediaError when it is none */
  identify(path: string): Promise<{ readonly path: string; readonly deviceNumber: string }>;
}

export const thisLinux: LinuxSystem = { sys: '/sys', proc: '/proc', identify: identifyHere };

/** sysfs counts sizes in units of 512 bytes, whatever the sector size is (Linux: Documentation/ABI/stable/sysfs-block). */
const SYSFS_SECTOR_BYTES = 512;

interface Graph {
  /** "8:16" -> "sdb" */
  readonly nameByNumber: ReadonlyMap<string, string>;
  /** "sdb" -> what lies on it directly. */
  readonly above: ReadonlyMap<string, ReadonlySet<string>>;
  readonly partitions: ReadonlySet<string>;
}

/**
 * All the guard needs to know about the drive behind `path`.
 * @throws MediaError E_DEVICE_MISSING, E_DEVICE_TARGET (not a block device), E_DEVICE_IO (facts cannot be read)
 */
export async function gatherDriveFacts(path: string, system: LinuxSystem = thisLinux): Promise<DriveFacts> {
  const found = await system.identify(path);
  try {
    const graph = await readGraph(system);
    const name = graph.nameByNumber.get(found.deviceNumber);
    if (name === undefined)
      throw new MediaError('E_DEVICE_MISSING', `the kernel does not list ${found.path}`);
    const stack = everythingOn(name, graph);
    const folder = join(system.sys, 'class/block', name);
    return {
      ...found,
      name,
      kind: await kindOf(folder, name),
      isRemovable: await isRemovable(folder),
      isReadOnly: (await readText(folder, 'ro')) === '1',
      sizeBytes: Number((await readText(folder, 'size')) ?? 0) * SYSFS_SECTOR_BYTES,
      sectorBytes: Number((await readText(folder, 'queue/logical_block_size')) ?? 512),
      serial:
        (await readText(folder, 'serial')) ??
        (await readText(folder, 'device/serial')) ??
        (await usbSerial(folder)),
      model: await readText(folder, 'device/model'),
      attachment: await readText(folder, 'diskseq'),
      mounts: (await readMounts(system, graph)).filter(({ device }) => stack.has(device)),
      swaps: (await readSwaps(system)).filter((device) => stack.has(device)),
      holders: [...stack].filter((one) => one !== name && !graph.partitions.has(one)),
    };
  } catch (error) {
    throw deviceError(error, found.path);
  }
}

/** What to compare later: is it still this drive? */
export function identityOf({ path, serial, sizeBytes, attachment }: DriveFacts): DriveIdentity {
  return { path, serial, sizeBytes, attachment };
}

async function identifyHere(path: string): Promise<{ path: string; deviceNumber: string }> {
  try {
    const target = await realpath(path);
    const facts = await stat(target, { bigint: true });
    if (!facts.isBlockDevice()) throw new MediaError('E_DEVICE_TARGET', `${path} is not a drive`);
    return { path: target, deviceNumber: deviceNumber(facts.rdev) };
  } catch (error) {
    throw deviceError(error, path);
  }
}

/** "major:minor" of Linux' 64-bit device number: major in bits 8-19 and 32-63, minor in bits 0-7 and 20-31. */
export function deviceNumber(rdev: bigint): string {
  const major = ((rdev / 0x100n) % 0x1000n) + (rdev / 0x1_0000_0000n) * 0x1000n;
  const minor = (rdev % 0x100n) + ((rdev / 0x10_0000n) % 0x1000n) * 0x100n;
  return `${major}:${minor}`;
}

async function readGraph({ sys }: LinuxSystem): Promise<Graph> {
  const folder = join(sys, 'class/block');
  const names = await readdir(folder);
  const nameByNumber = new Map<string, string>();
  const above = new Map<string, Set<string>>(names.map((name) => [name, new Set()]));
  const partitions = new Set<string>();
  const link = (below: string, on: string): void => {
    above.get(below)?.add(on);
  };
  for (const name of names) {
    const own = join(folder, name);
    const number = await readText(own, 'dev');
    if (number !== undefined) nameByNumber.set(number, name);
    if ((await readText(own, 'partition')) !== undefined) partitions.add(name);
    for (const child of await list(own)) {
      if (above.has(child) && (await readText(own, `${child}/partition`)) !== undefined) link(name, child);
    }
    for (const holder of await list(join(own, 'holders'))) link(name, holder);
    for (const slave of await list(join(own, 'slaves'))) link(slave, name);
    const backing = await readText(own, 'loop/backing_file');
    if (backing?.startsWith('/dev/') === true) link(basename(await resolveHere(backing)), name);
  }
  for (const pool of await list(join(sys, 'fs/btrfs'))) {
    const members = await list(join(sys, 'fs/btrfs', pool, 'devices'));
    for (const one of members) for (const other of members) link(one, other);
  }
  return { nameByNumber, above, partitions };
}

/** The drive itself and all that lies on it. */
function everythingOn(name: string, { above }: Graph): ReadonlySet<string> {
  const found = new Set([name]);
  // A set may grow while it is walked; what is added is walked, too.
  for (const one of found) for (const other of above.get(one) ?? []) found.add(other);
  return found;
}

async function kindOf(folder: string, name: string): Promise<DriveFacts['kind']> {
  if ((await readText(folder, 'partition')) !== undefined) return 'partition';
  if (/^loop\d+$/.test(name)) return 'loop';
  return /^(dm-|md|zram|ram|sr|fd|nbd|zd|bcache|drbd)/.test(name) ? 'other' : 'disk';
}

async function isRemovable(folder: string): Promise<boolean> {
  if ((await readText(folder, 'removable')) === '1') return true;
  if ((await readText(folder, 'device/type')) === 'SD') return true;
  return (await resolveHere(folder)).includes('/usb');
}

/** A USB drive's serial number belongs to the USB device some folders further up, the first that has a vendor id. */
async function usbSerial(folder: string): Promise<string | undefined> {
  let place = await resolveHere(folder);
  while (place.includes('/usb')) {
    if ((await readText(place, 'idVendor')) !== undefined) return await readText(place, 'serial');
    place = dirname(place);
  }
  return undefined;
}

async function readMounts(
  { proc }: LinuxSystem,
  { nameByNumber }: Graph,
): Promise<readonly { device: string; mountPoint: string }[]> {
  // Inside a container the first process often sees mounts this one does not.
  const tables = [await readFile(join(proc, 'self/mountinfo'), 'utf8')];
  const outer = await readText(proc, '1/mountinfo');
  if (outer !== undefined) tables.push(outer);
  const mounts = new Map<string, { device: string; mountPoint: string }>();
  for (const line of tables.join('\n').split('\n')) {
    // proc_pid_mountinfo(5): id parent major:minor root mount-point options [tags] - type source options
    const [left = '', right = ''] = line.split(' - ');
    const [, , number, , rawMountPoint] = left.split(' ');
    const source = unescape(right.split(' ')[1] ?? '');
    if (number === undefined || rawMountPoint === undefined) continue;
    // btrfs has numbers of its own ("0:31"); its source still names a device.
    const device =
      nameByNumber.get(number) ??
      (source.startsWith('/dev/') ? basename(await resolveHere(source)) : undefined);
    if (device === undefined) continue;
    const mountPoint = unescape(rawMountPoint);
    mounts.set(`${device} ${mountPoint}`, { device, mountPoint });
  }
  return [...mounts.values()];
}

async function readSwaps({ proc }: LinuxSystem): Promise<readonly string[]> {
  const lines = (await readFile(join(proc, 'swaps'), 'utf8')).trim().split('\n').slice(1);
  return await Promise.all(
    lines.map(async (line) => basename(await resolveHere(unescape(line.split(/\s/)[0] ?? '')))),
  );
}

/** The kernel writes blanks in these tables as octal escapes. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

async function resolveHere(path: string): Promise<string> {
  return await realpath(path).catch(() => path);
}

/** Trimmed text of an attribute; undefined when it is not there or has no text. */
async function readText(folder: string, attribute: string): Promise<string | undefined> {
  try {
    const text = (await readFile(join(folder, attribute), 'utf8')).trim();
    return text === '' ? undefined : text;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

async function list(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

/** Not there, or (drives come and go) not there any more; a folder where an attribute was looked for; no rights to see. */
function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EISDIR', 'ENODEV', 'ENXIO', 'EACCES', 'EPERM', 'EINVAL'].includes(
    systemCode(error) ?? '',
  );
}
