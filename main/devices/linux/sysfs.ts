/**
 * Block devices as sysfs shows them, collected as plain text.
 * Trap: drives come and go while this reads, so single attributes may be missing; a list that cannot be read is an error.
 * What the kernel answers out of its memory is read in place: a thread for each of some hundred attributes takes ten times
 * as long. Other threads read what may wait for a device: the strings of USB devices (one that is being reset) and serial
 * numbers (a virtio disk is asked for its own each time, without a limit of time).
 */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../device-errors.ts';

/** One entry of /sys/class/block. */
export interface BlockFacts {
  /** "8:16" */
  readonly number: string;
  /** Its place in the tree of devices: "/devices/pci0000:00/0000:00:14.0/usb2/2-2/2-2:1.0/host6/…/block/sdb". */
  readonly folder: string;
  /** The attributes of `ATTRIBUTES` that are there, `serial`, and `usb/…` of the USB device it belongs to. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly holders: readonly string[];
  readonly slaves: readonly string[];
}

const ATTRIBUTES = [
  ...['size', 'ro', 'removable', 'partition', 'diskseq', 'hidden'],
  ...['queue/logical_block_size', 'queue/physical_block_size', 'loop/backing_file', 'dm/name', 'dm/uuid'],
  ...['device/vendor', 'device/model', 'device/serial', 'device/type', 'device/name', 'device/vpd_pg80'],
];

const ATTRIBUTE_FOLDERS = ['queue', 'loop', 'dm', 'device'];

/** Of the USB device above a block device, the first folder upwards that has a vendor id. */
const USB_ATTRIBUTES = ['idVendor', 'idProduct', 'serial', 'manufacturer', 'product'];

/** All block devices below a sysfs root. */
export async function readBlocks(sys: string): Promise<Readonly<Record<string, BlockFacts>>> {
  const folder = join(sys, 'class/block');
  const names = await readdir(folder);
  const root = await realpath(sys).catch(() => sys);
  const entries = await Promise.all(
    names.map(async (name) => [name, await readBlock(sys, { root, name })] as const),
  );
  // One that has no number went away while it was read, or is hidden (paths of NVMe multipathing).
  return Object.fromEntries(entries.flatMap(([name, facts]) => (facts === undefined ? [] : [[name, facts]])));
}

async function readBlock(
  sys: string,
  { root, name }: { readonly root: string; readonly name: string },
): Promise<BlockFacts | undefined> {
  const link = join(sys, 'class/block', name);
  const number = textOf(join(link, 'dev'));
  if (number === undefined) return undefined;
  const place = placeOf(link);
  const attributes = attributesOf(link);
  const serial = existsSync(join(link, 'serial')) ? await readText(join(link, 'serial')) : undefined;
  const facts: Omit<BlockFacts, 'attributes'> = {
    number,
    folder: place.startsWith(root) ? place.slice(root.length) : place,
    holders: namesIn(join(link, 'holders')),
    slaves: namesIn(join(link, 'slaves')),
  };
  const asked = { ...(serial === undefined ? {} : { serial }), ...(await readUsbDevice(place)) };
  return { ...facts, attributes: { ...attributes, ...asked } };
}

/** Those of `ATTRIBUTES` that are there. To try to read one that is not costs several times as much as listing its folder. */
function attributesOf(link: string): Record<string, string> {
  const own = namesIn(link);
  const folders = ATTRIBUTE_FOLDERS.filter((folder) => own.includes(folder));
  const nested = folders.flatMap((folder) => namesIn(join(link, folder)).map((name) => `${folder}/${name}`));
  const there = new Set([...own, ...nested]);
  const attributes: Record<string, string> = {};
  for (const attribute of ATTRIBUTES.filter((one) => there.has(one))) {
    const text = textOf(join(link, attribute));
    if (text !== undefined) attributes[attribute] = text;
  }
  return attributes;
}

async function readUsbDevice(place: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (let folder = place; /\/usb\d/.test(folder); folder = join(folder, '..')) {
    if ((await readText(join(folder, 'idVendor'))) === undefined) continue;
    for (const attribute of USB_ATTRIBUTES) {
      const text = await readText(join(folder, attribute));
      if (text !== undefined) found[`usb/${attribute}`] = text;
    }
    break;
  }
  return found;
}

/** Names of the members of each assembled btrfs below a sysfs root. */
export async function readBtrfs(sys: string): Promise<readonly (readonly string[])[]> {
  const pools = await listFolder(join(sys, 'fs/btrfs'));
  return await Promise.all(pools.map((pool) => listFolder(join(sys, 'fs/btrfs', pool, 'devices'))));
}

/** Trimmed text of an attribute; undefined when it is not there or has no text. */
async function readText(file: string): Promise<string | undefined> {
  try {
    return trimmed(await readFile(file, 'latin1'));
  } catch (error) {
    throwUnlessAbsent(error);
    return undefined;
  }
}

/** `readText` of an attribute that is in the kernel's memory. */
function textOf(file: string): string | undefined {
  try {
    return trimmed(readFileSync(file, 'latin1'));
  } catch (error) {
    throwUnlessAbsent(error);
    return undefined;
  }
}

function trimmed(attribute: string): string | undefined {
  // vpd_pg80 (SCSI unit serial number) has four bytes of header, not text; NUL pads some others.
  const text = attribute.replace(/\p{Cc}/gu, ' ').trim();
  return text === '' ? undefined : Buffer.from(text, 'latin1').toString('utf8');
}

async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    throwUnlessAbsent(error);
    return [];
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throwUnlessAbsent(error);
    return [];
  }
}

function placeOf(link: string): string {
  try {
    return realpathSync.native(link);
  } catch {
    return link;
  }
}

/** @throws the error when it says something else than that there is nothing */
function throwUnlessAbsent(error: unknown): void {
  if (!isAbsent(error)) throw error;
}

/** Not there, or (drives come and go) not there any more; a folder where an attribute was looked for; no rights to see. */
function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EISDIR', 'ENODEV', 'ENXIO', 'EACCES', 'EPERM', 'EINVAL', 'EIO'].includes(
    systemCode(error) ?? '',
  );
}
