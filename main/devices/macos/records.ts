/**
 * What macOS tells of drives, checked on arrival: `diskutil list -plist` (all disks, partitions and mount points),
 * `diskutil info -plist diskN` (one disk's hardware) and `ioreg -a` below the USB devices (serial number and port, which
 * diskutil does not know). Key names are those of the programs' output; most are missing where they do not apply.
 */
import * as z from 'zod/mini';
import { checkAnswer } from '../check-answer.ts';
import { printableText } from '../drive-text.ts';
import { parsePlist, type PlistValue } from './plist.ts';

const flag = z._default(z.boolean(), false);
const size = z._default(z.number().check(z.nonnegative()), 0);
const text = z.pipe(z._default(z.string(), ''), z.transform(printableText));
/** A mount point; "" where nothing is mounted. Not made printable: it is compared with paths. */
const place = z._default(z.string(), '');

const partition = z.object({
  DeviceIdentifier: z.string(),
  Content: text,
  Size: size,
  VolumeName: text,
  MountPoint: place,
});
const apfsVolume = z.object({
  DeviceIdentifier: z.string(),
  Size: size,
  CapacityInUse: z.optional(z.number()),
  VolumeName: text,
  MountPoint: place,
  /** The sealed system volume itself is not mounted, its snapshot is: at "/". */
  MountedSnapshots: z._default(z.array(z.object({ SnapshotMountPoint: place })), []),
});
const wholeDisk = z.object({
  DeviceIdentifier: z.string(),
  Content: text,
  Size: size,
  VolumeName: text,
  MountPoint: place,
  Partitions: z._default(z.array(partition), []),
  APFSVolumes: z._default(z.array(apfsVolume), []),
  /** Of a disk that APFS made ("synthesized"): the partitions it lies on. */
  APFSPhysicalStores: z._default(z.array(z.object({ DeviceIdentifier: z.string() })), []),
});
const diskList = z.object({ AllDisksAndPartitions: z.array(wholeDisk) });

const diskInfo = z.object({
  DeviceIdentifier: z.string(),
  BusProtocol: text,
  MediaName: text,
  IORegistryEntryName: text,
  DeviceBlockSize: z.optional(z.number().check(z.positive())),
  DeviceTreePath: z.optional(z.string()),
  Internal: flag,
  Removable: flag,
  RemovableMedia: flag,
  WritableMedia: z._default(z.boolean(), true),
  VirtualOrPhysical: text,
  /** Of a Core Storage volume: the partitions it lies on. */
  CoreStoragePVs: z._default(z.array(z.object({ CoreStoragePVDisk: z.string() })), []),
  OpticalDeviceType: z.optional(z.string()),
});

export type WholeDisk = z.infer<typeof wholeDisk>;
export type DiskInfo = z.infer<typeof diskInfo>;

/** What the I/O registry knows of a drive on USB. */
export interface UsbFacts {
  readonly serial: string | null;
  /** "usb@14200000": controller and the ports passed on the way, a hexadecimal digit each (Apple's locationID). */
  readonly port: string | null;
  /** The registry's number of this very medium; a medium that comes back has another. */
  readonly attachment: string | null;
}

/** @throws MediaError E_DEVICE_LIST */
export function parseDiskList(plist: string): readonly WholeDisk[] {
  return checkAnswer(diskList, parsePlist(plist), 'diskutil list has another form').AllDisksAndPartitions;
}

/** @throws MediaError E_DEVICE_LIST */
export function parseDiskInfo(plist: string): DiskInfo {
  return checkAnswer(diskInfo, parsePlist(plist), 'diskutil info has another form');
}

/**
 * USB facts by disk ("disk4"). Nothing at all is what ioreg prints when there is no USB device.
 * @throws MediaError E_DEVICE_LIST
 */
export function parseUsbTree(plist: string): ReadonlyMap<string, UsbFacts> {
  const found = new Map<string, UsbFacts>();
  if (plist.trim() !== '') walk(parsePlist(plist), { serial: null, port: null }, found);
  return found;
}

type Owner = Pick<UsbFacts, 'serial' | 'port'>;

function walk(node: PlistValue, owner: Owner, found: Map<string, UsbFacts>): void {
  if (isList(node)) {
    for (const one of node) walk(one, owner, found);
    return;
  }
  if (typeof node !== 'object') return;
  const { idVendor, locationID } = node;
  // A hub's own numbers end at the next device below it.
  const serial = node['USB Serial Number'] ?? node['kUSBSerialNumberString'];
  const nearest: Owner =
    idVendor === undefined
      ? owner
      : {
          serial: typeof serial === 'string' && printableText(serial) !== '' ? printableText(serial) : null,
          port: typeof locationID === 'number' ? `usb@${locationID.toString(16).padStart(8, '0')}` : null,
        };
  const disk = node['BSD Name'];
  if (typeof disk === 'string' && node['Whole'] === true) {
    const id = node['IORegistryEntryID'];
    found.set(disk, { ...nearest, attachment: typeof id === 'number' ? String(id) : null });
  }
  const children = node['IORegistryEntryChildren'];
  if (children !== undefined) walk(children, nearest, found);
}

function isList(value: PlistValue): value is readonly PlistValue[] {
  return Array.isArray(value);
}
