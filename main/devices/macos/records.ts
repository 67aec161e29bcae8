/**
 * What macOS tells of drives, checked on arrival: `diskutil list -plist` (all disks, partitions and mount points),
 * `diskutil info -plist diskN` (one disk's hardware) and `ioreg -a` below the USB devices (serial number and port, which
 * diskutil does not know). Key names are those of the programs' output; most are missing where they do not apply.
 */
import { z } from 'zod';
import { MediaError } from '#base/errors/media-error.ts';
import { printableText } from '../drive-text.ts';
import { parsePlist, type PlistValue } from './plist.ts';

const flag = z.boolean().optional().default(false);
const size = z.number().nonnegative().optional().default(0);
const text = z.string().optional().default('').transform(printableText);
/** A mount point; "" where nothing is mounted. Not made printable: it is compared with paths. */
const place = z.string().optional().default('');

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
  CapacityInUse: z.number().optional(),
  VolumeName: text,
  MountPoint: place,
  /** The sealed system volume itself is not mounted, its snapshot is: at "/". */
  MountedSnapshots: z
    .array(z.object({ SnapshotMountPoint: place }))
    .optional()
    .default([]),
});
const wholeDisk = z.object({
  DeviceIdentifier: z.string(),
  Content: text,
  Size: size,
  VolumeName: text,
  MountPoint: place,
  Partitions: z.array(partition).optional().default([]),
  APFSVolumes: z.array(apfsVolume).optional().default([]),
  /** Of a disk that APFS made ("synthesized"): the partitions it lies on. */
  APFSPhysicalStores: z
    .array(z.object({ DeviceIdentifier: z.string() }))
    .optional()
    .default([]),
});
const diskList = z.object({ AllDisksAndPartitions: z.array(wholeDisk) });

const diskInfo = z.object({
  DeviceIdentifier: z.string(),
  BusProtocol: text,
  MediaName: text,
  IORegistryEntryName: text,
  DeviceBlockSize: z.number().positive().optional(),
  DeviceTreePath: z.string().optional(),
  Internal: flag,
  Removable: flag,
  RemovableMedia: flag,
  WritableMedia: z.boolean().optional().default(true),
  VirtualOrPhysical: text,
  /** Of a Core Storage volume: the partitions it lies on. */
  CoreStoragePVs: z
    .array(z.object({ CoreStoragePVDisk: z.string() }))
    .optional()
    .default([]),
  OpticalDeviceType: z.string().optional(),
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
  return check(diskList, plist, 'diskutil list').AllDisksAndPartitions;
}

/** @throws MediaError E_DEVICE_LIST */
export function parseDiskInfo(plist: string): DiskInfo {
  return check(diskInfo, plist, 'diskutil info');
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

function check<T extends z.ZodType>(form: T, plist: string, program: string): z.infer<T> {
  const parsed = form.safeParse(parsePlist(plist));
  if (parsed.success) return parsed.data;
  throw new MediaError('E_DEVICE_LIST', `${program} has another form: ${z.prettifyError(parsed.error)}`, {
    cause: parsed.error,
  });
}
