/**
 * macOS' records as drives. What macOS calls a disk is often a layer: a disk made by APFS or Core Storage lies on
 * partitions of others. Only disks one can hold in the hand and attached images become drives; the layers' volumes and
 * mount points are told of every drive below them.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { describeDrive } from '../drive-text.ts';
import { pathIsBelow } from '../drive-paths.ts';
import type { Drive, DriveUse, Volume } from '../drive.ts';
import { isSystemUse, useOfMount } from '../guard.ts';
import type { DiskInfo, UsbFacts, WholeDisk } from './records.ts';

export interface MacRecords {
  readonly disks: readonly WholeDisk[];
  /** By disk; needed of all that APFS did not make. */
  readonly infos: ReadonlyMap<string, DiskInfo>;
  readonly usb: ReadonlyMap<string, UsbFacts>;
  /** Why `usb` is empty, when it could not be asked for. */
  readonly usbProblem: string | null;
}

/** `BusProtocol` in drivelist's words. */
const BUS_TYPES: Readonly<Record<string, string>> = {
  ...{ usb: 'usb', 'secure digital': 'sd', 'pci-express': 'nvme', 'apple fabric': 'nvme', sata: 'sata' },
  ...{ 'disk image': 'image', 'virtual interface': 'image', thunderbolt: 'thunderbolt' },
};
/** `Content` of partitions in the names of file systems; "Windows_NTFS" and "Microsoft Basic Data" may be several. */
const FILE_SYSTEMS: Readonly<Record<string, string>> = {
  ...{ DOS_FAT_12: 'msdos', DOS_FAT_16: 'msdos', DOS_FAT_32: 'msdos', Windows_FAT_16: 'msdos' },
  ...{ Windows_FAT_32: 'msdos', EFI: 'msdos', Apple_HFS: 'hfs', Apple_HFSX: 'hfs' },
};
const LAYER_CONTENTS = /^Apple_(CoreStorage|RAID)/;
/** Where the swap files are, with and without a volume of their own. */
const SWAP_FOLDERS = ['/System/Volumes/VM', '/private/var/vm'];

/**
 * @param programPaths files of this program, links resolved
 * @throws MediaError E_DEVICE_LIST when no drive holds "/": then a layer was not understood
 */
export function toDrives(records: MacRecords, programPaths: readonly string[]): readonly Drive[] {
  const layers = new Map<string, WholeDisk[]>();
  for (const disk of records.disks) {
    for (const base of basesOf(disk, records)) {
      layers.set(base, [...(layers.get(base) ?? []), disk]);
    }
  }
  const programPlaces = programPaths.map((path) => placeOf(path, records.disks));
  const drives = records.disks.flatMap((disk) => {
    const info = records.infos.get(disk.DeviceIdentifier);
    if (info === undefined || info.OpticalDeviceType !== undefined) return [];
    if (basesOf(disk, records).length > 0) return [];
    return [drive(disk, info, { records, onIt: everythingOn(disk, layers), programPlaces })];
  });
  if (!drives.some(({ isSystem }) => isSystem)) {
    throw new MediaError(
      'E_DEVICE_LIST',
      `none of the ${drives.length} drives holds / by what diskutil tells`,
    );
  }
  return drives;
}

/** The disks a layer lies on; none for a disk that is no layer. */
function basesOf(disk: WholeDisk, { disks, infos }: MacRecords): readonly string[] {
  const stores = disk.APFSPhysicalStores.map((one) => one.DeviceIdentifier);
  const info = infos.get(disk.DeviceIdentifier);
  stores.push(...(info?.CoreStoragePVs ?? []).map((one) => one.CoreStoragePVDisk));
  if (stores.length === 0 && info?.VirtualOrPhysical === 'Virtual' && busOf(info) !== 'image') {
    // A layer that does not tell: any disk with a part of one may be below it.
    const parts = disks.filter((one) => one.Partitions.some(({ Content }) => LAYER_CONTENTS.test(Content)));
    stores.push(...parts.map((one) => one.DeviceIdentifier));
  }
  return [...new Set(stores.map(wholeOf))].filter((one) => one !== disk.DeviceIdentifier);
}

/** The disk and all layers over it, however deep. */
function everythingOn(
  disk: WholeDisk,
  layers: ReadonlyMap<string, readonly WholeDisk[]>,
): readonly WholeDisk[] {
  const found = new Set([disk]);
  // A set may grow while it is walked; what is added is walked, too.
  for (const one of found) for (const layer of layers.get(one.DeviceIdentifier) ?? []) found.add(layer);
  return [...found];
}

interface Surroundings {
  readonly records: MacRecords;
  readonly onIt: readonly WholeDisk[];
  readonly programPlaces: readonly (string | undefined)[];
}

function drive(disk: WholeDisk, info: DiskInfo, { records, onIt, programPlaces }: Surroundings): Drive {
  const name = disk.DeviceIdentifier;
  const busType = busOf(info);
  const usb = records.usb.get(name);
  const volumes = onIt.flatMap(volumesOf);
  const uses = usesOf(volumes, onIt, programPlaces);
  const isImage = busType === 'image';
  const isVirtual = isImage || info.VirtualOrPhysical === 'Virtual';
  const missing = busType === 'usb' && usb === undefined;
  return {
    device: `/dev/${name}`,
    raw: `/dev/r${name}`,
    displayName: name,
    description: describeDrive(
      undefined,
      info.MediaName === '' ? info.IORegistryEntryName : info.MediaName,
      name,
    ),
    enumerator: 'diskutil',
    busType,
    devicePath: usb?.port ?? info.DeviceTreePath ?? null,
    size: disk.Size,
    logicalBlockSize: info.DeviceBlockSize ?? 512,
    blockSize: info.DeviceBlockSize ?? 512,
    partitionTableType: tableOf(disk.Content),
    mountpoints: volumes.flatMap(({ mountpoints, label }) => mountpoints.map((path) => ({ path, label }))),
    isSystem: isSystemUse(uses),
    isReadOnly: !info.WritableMedia,
    isRemovable: info.RemovableMedia || info.Removable || busType === 'usb' || busType === 'sd',
    isUSB: busType === 'usb',
    isCard: busType === 'sd',
    isVirtual,
    error: missing ? (records.usbProblem ?? 'the I/O registry does not know it as a USB device') : null,
    kind: isImage ? 'loop' : isVirtual ? 'other' : 'disk',
    serial: usb?.serial ?? null,
    attachment: usb?.attachment ?? null,
    volumes,
    uses,
  };
}

function volumesOf(disk: WholeDisk): readonly Volume[] {
  const partitions = disk.Partitions.map((one) =>
    volume(one, 'partition', FILE_SYSTEMS[one.Content] ?? null),
  );
  const apfs = disk.APFSVolumes.map((one) => {
    const snapshots = one.MountedSnapshots.map(({ SnapshotMountPoint }) => SnapshotMountPoint);
    const made = volume(one, 'other', 'apfs');
    const mountpoints = [...made.mountpoints, ...snapshots.filter((path) => path !== '')];
    return { ...made, mountpoints, usedBytes: one.CapacityInUse ?? null };
  });
  // A disk without a partition table, or a Core Storage volume, is one volume itself.
  const isWhole = disk.MountPoint !== '' || disk.VolumeName !== '';
  return [
    ...(isWhole ? [volume(disk, 'whole', FILE_SYSTEMS[disk.Content] ?? null)] : []),
    ...partitions,
    ...apfs,
  ];
}

function volume(
  one: Pick<WholeDisk, 'DeviceIdentifier' | 'Size' | 'VolumeName' | 'MountPoint'>,
  kind: Volume['kind'],
  fileSystem: string | null,
): Volume {
  return {
    device: `/dev/${one.DeviceIdentifier}`,
    kind,
    fileSystem,
    label: one.VolumeName === '' ? null : one.VolumeName,
    size: one.Size,
    usedBytes: null,
    mountpoints: one.MountPoint === '' ? [] : [one.MountPoint],
  };
}

function usesOf(
  volumes: readonly Volume[],
  onIt: readonly WholeDisk[],
  programPlaces: readonly (string | undefined)[],
): readonly DriveUse[] {
  const mounts = volumes.flatMap(({ device, mountpoints }) =>
    mountpoints.map((path): DriveUse => {
      if (SWAP_FOLDERS.includes(path)) return { kind: 'swap', device, detail: path };
      if (programPlaces.includes(path)) return { kind: 'system', device, detail: path };
      return useOfMount(device, path);
    }),
  );
  const layered = onIt.flatMap(({ Partitions }) =>
    Partitions.filter(({ Content }) => LAYER_CONTENTS.test(Content)),
  );
  return [
    ...mounts,
    ...layered.map(({ DeviceIdentifier, Content }): DriveUse => {
      return { kind: 'held', device: `/dev/${DeviceIdentifier}`, detail: Content };
    }),
  ];
}

/** The mount point a file lies below: the longest. */
function placeOf(path: string, disks: readonly WholeDisk[]): string | undefined {
  const places = disks.flatMap((disk) => volumesOf(disk).flatMap(({ mountpoints }) => mountpoints));
  return places.filter((place) => pathIsBelow(path, place)).sort((a, b) => b.length - a.length)[0];
}

function busOf({ BusProtocol }: DiskInfo): string {
  const protocol = BusProtocol.toLowerCase();
  return BUS_TYPES[protocol] ?? (protocol === '' ? 'unknown' : protocol);
}

function tableOf(content: string): Drive['partitionTableType'] {
  if (content === 'GUID_partition_scheme') return 'gpt';
  return content === 'FDisk_partition_scheme' ? 'mbr' : null;
}

/** "disk4" of "disk4s1" and "disk4s1s1". */
export function wholeOf(identifier: string): string {
  return /^disk\d+/.exec(identifier)?.[0] ?? identifier;
}
