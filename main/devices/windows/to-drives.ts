/**
 * Windows' records as drives. Every doubt makes a drive more protected, never less: a disk Windows marks as its own, the
 * disk below an attached image that holds Windows, and every member of a storage pool while a storage space holds it
 * are the system's.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { Drive, DriveUse, Volume } from '../drive.ts';
import type { DiskDriveRecord, DiskRecord, PartitionRecord, WindowsRecords } from './records.ts';
import { isDynamic, letterPath, volumeOf, volumesOf, type WindowsVolume } from './volumes.ts';

/** MSFT_Disk.BusType in the words of drivelist. */
const BUS_TYPES: Readonly<Record<number, string>> = {
  ...{ 1: 'scsi', 2: 'ata', 3: 'ata', 4: 'ieee1394', 6: 'fibre', 7: 'usb', 8: 'raid', 9: 'iscsi', 10: 'sas' },
  ...{ 11: 'sata', 12: 'sd', 13: 'mmc', 14: 'virtual', 15: 'image', 16: 'storage-spaces', 17: 'nvme' },
};
const REMOVABLE_MEDIA = 7;
const IN_A_POOL = 2;

interface Context {
  readonly records: WindowsRecords;
  readonly volumes: readonly WindowsVolume[];
  /** Keys of volumes that hold Windows or this program, and why. */
  readonly systemVolumes: ReadonlyMap<string, string>;
  /** Keys of volumes with a page file, and its path. */
  readonly pageVolumes: ReadonlyMap<string, string>;
}

/**
 * @param programPaths files of this program, links resolved
 * @throws MediaError E_DEVICE_LIST when no drive holds Windows: then something was not understood, and a list without
 * the system drive would offer it
 */
export function toDrives(records: WindowsRecords, programPaths: readonly string[]): readonly Drive[] {
  const volumes = volumesOf(records);
  const context: Context = {
    records,
    volumes,
    systemVolumes: systemVolumes(records, volumes, programPaths),
    pageVolumes: keysOf(
      records.pageFiles.map(({ Name }) => Name),
      volumes,
    ),
  };
  const numbers = new Set([
    ...records.disks.map((one) => one.Number),
    ...records.diskDrives.map((one) => one.Index),
  ]);
  const uses = new Map([...numbers].map((number) => [number, usesOf(number, context)]));
  passDown(uses, context);
  const drives = [...numbers]
    .sort((a, b) => a - b)
    .map((number) => drive(number, uses.get(number) ?? [], context));
  if (!drives.some(({ isSystem }) => isSystem)) {
    throw new MediaError(
      'E_DEVICE_LIST',
      `none of the ${drives.length} drives holds Windows by what it tells`,
    );
  }
  return drives;
}

function systemVolumes(
  records: WindowsRecords,
  volumes: readonly WindowsVolume[],
  programPaths: readonly string[],
): ReadonlyMap<string, string> {
  const { systems, folders, roles, partitions } = records;
  const found = keysOf(
    [...systems.flatMap((one) => [one.SystemDrive, one.WindowsDirectory]), ...folders, ...programPaths],
    volumes,
  );
  const add = (path: string | null | undefined, why: string): void => {
    const key = volumes.find((one) => one.key === path?.toLowerCase())?.key;
    if (key !== undefined && !found.has(key)) found.set(key, why);
  };
  for (const { DeviceID, BootVolume, SystemVolume } of roles) {
    if (BootVolume || SystemVolume)
      add(DeviceID, BootVolume ? 'the volume of Windows' : 'where Windows starts from');
  }
  for (const { AccessPaths, IsBoot, IsSystem } of partitions) {
    if (IsBoot || IsSystem) for (const path of AccessPaths) add(path, 'where Windows starts from');
  }
  return found;
}

/** The volumes that hold these paths, with the first path of each. */
function keysOf(paths: readonly (string | null)[], volumes: readonly WindowsVolume[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const path of paths) {
    const key = path === null ? undefined : volumeOf(path, volumes)?.key;
    if (path !== null && key !== undefined && !found.has(key)) found.set(key, path);
  }
  return found;
}

function usesOf(number: number, context: Context): DriveUse[] {
  const { records, volumes, systemVolumes, pageVolumes } = context;
  const disk = records.disks.find((one) => one.Number === number);
  const device = deviceOf(number);
  const uses: DriveUse[] = [];
  if (disk?.IsBoot === true || disk?.IsSystem === true) {
    uses.push({ kind: 'system', device, detail: 'marked by Windows as its own disk' });
  }
  for (const volume of volumes.filter((one) => one.disks.has(number))) {
    const system = systemVolumes.get(volume.key);
    const page = pageVolumes.get(volume.key);
    if (system !== undefined) uses.push({ kind: 'system', device: volume.device, detail: system });
    if (page !== undefined) uses.push({ kind: 'swap', device: volume.device, detail: page });
    if (system === undefined) {
      for (const path of volume.mountpoints)
        uses.push({ kind: 'mounted', device: volume.device, detail: path });
    }
    const others = [...volume.disks].filter((one) => one !== number);
    if (others.length > 0) {
      const detail = `a volume that may span disk ${others.join(' and ')}`;
      uses.push({ kind: 'held', device: volume.device, detail });
    }
  }
  const partitions = records.partitions.filter((one) => one.DiskNumber === number);
  if (partitions.some(isDynamic)) uses.push({ kind: 'held', device, detail: 'the dynamic disks of Windows' });
  if (isPooled(number, records)) uses.push({ kind: 'held', device, detail: 'a storage pool' });
  return uses;
}

/** What a virtual disk is used for uses the disks below it: those of its image file, those of its pool. */
function passDown(uses: Map<number, DriveUse[]>, { records, volumes }: Context): void {
  const isSystem = (number: number): boolean =>
    (uses.get(number) ?? []).some(({ kind }) => kind === 'system' || kind === 'swap');
  // An image may lie on a disk that is an image itself; so often at most as there are disks.
  for (const _round of records.disks) {
    for (const disk of records.disks) {
      const below =
        disk.BusType === 16
          ? [...uses.keys()].filter((number) => isPooled(number, records))
          : isImage(disk)
            ? [...(volumeOf(disk.Location ?? '', volumes)?.disks ?? [])]
            : [];
      const kind = isSystem(disk.Number) ? 'system' : 'held';
      const detail = disk.BusType === 16 ? `storage space ${deviceOf(disk.Number)}` : (disk.Location ?? '');
      for (const number of below.filter((one) => one !== disk.Number)) {
        const known = uses.get(number) ?? [];
        if (known.some((one) => one.kind === kind && one.detail === detail)) continue;
        uses.set(number, [...known, { kind, device: deviceOf(number), detail }]);
      }
    }
  }
}

function drive(number: number, uses: readonly DriveUse[], context: Context): Drive {
  const { records, volumes } = context;
  const disk = records.disks.find((one) => one.Number === number);
  const hardware = records.diskDrives.find((one) => one.Index === number);
  const port = records.ports.find((one) => one.Index === number);
  const mine = volumes.filter((one) => one.disks.has(number));
  const letters = mine.flatMap((one) => one.mountpoints.filter((path) => letterPath(path) !== null));
  const busType = busOf(disk, hardware);
  const isCard = busType === 'sd' || busType === 'mmc';
  const image = disk !== undefined && isImage(disk);
  const isSpace = busType === 'storage-spaces';
  return {
    device: deviceOf(number),
    raw: deviceOf(number),
    displayName: `Disk ${number}${letters.length > 0 ? ` (${letters.map((path) => path.slice(0, 2)).join(', ')})` : ''}`,
    description: descriptionOf(disk, hardware) ?? `Disk ${number}`,
    enumerator: 'cim',
    busType,
    devicePath: port?.LocationPath ?? (image ? null : (disk?.Location ?? null)),
    size: disk?.Size ?? hardware?.Size ?? 0,
    logicalBlockSize: positive(disk?.LogicalSectorSize) ?? positive(hardware?.BytesPerSector) ?? 512,
    blockSize: positive(disk?.PhysicalSectorSize) ?? positive(disk?.LogicalSectorSize) ?? 512,
    partitionTableType: disk?.PartitionStyle === 1 ? 'mbr' : disk?.PartitionStyle === 2 ? 'gpt' : null,
    mountpoints: mine.flatMap(({ mountpoints, label }) => mountpoints.map((path) => ({ path, label }))),
    isSystem: uses.some(({ kind }) => kind === 'system' || kind === 'swap'),
    isReadOnly: disk?.IsReadOnly === true,
    isRemovable:
      busType === 'usb' ||
      isCard ||
      hardware?.MediaType === 'Removable Media' ||
      hardware?.Capabilities.includes(REMOVABLE_MEDIA) === true,
    isUSB: busType === 'usb',
    isCard,
    isVirtual: image || isSpace,
    error: errorOf(number, disk, records),
    kind: image ? 'loop' : isSpace || busType === 'virtual' ? 'other' : 'disk',
    serial: disk?.SerialNumber ?? hardware?.SerialNumber ?? null,
    attachment: port?.Arrival ?? null,
    volumes: volumesOn(number, context),
    uses,
  };
}

function volumesOn(number: number, { records, volumes }: Context): readonly Volume[] {
  const partitions = records.partitions.filter((one) => one.DiskNumber === number);
  const listed = new Set<string>();
  const found = partitions.map((partition): Volume => {
    const volume = volumes.find(({ key }) =>
      partition.AccessPaths.some((path) => path.toLowerCase() === key),
    );
    if (volume !== undefined) listed.add(volume.key);
    return {
      device: volume?.device ?? partitionDevice(partition),
      kind: partition.Offset === 0 ? 'whole' : 'partition',
      fileSystem: volume?.fileSystem ?? null,
      label: volume?.label ?? null,
      size: partition.Size ?? volume?.size ?? 0,
      usedBytes: volume?.usedBytes ?? null,
      mountpoints: volume?.mountpoints ?? [],
    };
  });
  const others = volumes.filter(({ key, disks }) => disks.has(number) && !listed.has(key));
  return [
    ...found,
    ...others.map(({ device, fileSystem, label, size, usedBytes, mountpoints }): Volume => {
      return { device, kind: 'other', fileSystem, label, size, usedBytes, mountpoints };
    }),
  ];
}

function errorOf(number: number, disk: DiskRecord | undefined, { problems }: WindowsRecords): string | null {
  const missing = disk === undefined ? [`the storage service does not list disk ${number}`] : [];
  // Without its port a drive is still told from others by serial number and size.
  const all = [...missing, ...problems.filter((one) => !one.startsWith('Win32_PnPEntity:'))];
  return all.length === 0 ? null : all.join('; ');
}

function busOf(disk: DiskRecord | undefined, hardware: DiskDriveRecord | undefined): string {
  const known = BUS_TYPES[disk?.BusType ?? 0];
  if (known !== undefined) return known;
  return /^(usb|ide|scsi)$/i.test(hardware?.InterfaceType ?? '')
    ? (hardware?.InterfaceType ?? '').toLowerCase()
    : 'unknown';
}

function descriptionOf(disk: DiskRecord | undefined, hardware: DiskDriveRecord | undefined): string | null {
  if (disk?.FriendlyName != null) return disk.FriendlyName;
  const parts = [disk?.Manufacturer, disk?.Model].filter((one) => one != null);
  return parts.length > 0 ? parts.join(' ') : (hardware?.Model ?? null);
}

/** An attached VHD or VHDX; Windows tells the path of the file as the place of the disk. */
function isImage({ BusType, Location }: DiskRecord): boolean {
  return BusType === 15 || (BusType === 14 && /^([A-Za-z]:|\\\\).*\.\w+$/.test(Location ?? ''));
}

function isPooled(number: number, { physicalDisks }: WindowsRecords): boolean {
  return physicalDisks.some(
    ({ DeviceId, CannotPoolReason }) => DeviceId === String(number) && CannotPoolReason.includes(IN_A_POOL),
  );
}

function deviceOf(number: number): string {
  return `\\\\.\\PHYSICALDRIVE${number}`;
}

function partitionDevice({ DiskNumber, PartitionNumber }: PartitionRecord): string {
  return `\\\\?\\GLOBALROOT\\Device\\Harddisk${DiskNumber}\\Partition${PartitionNumber ?? 0}`;
}

function positive(value: number | null | undefined): number | undefined {
  return value == null || value === 0 ? undefined : value;
}
