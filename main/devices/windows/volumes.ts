/**
 * Which volume lies on which disks. Windows itself answers that per volume ("disk extents"); without native code it is
 * put together from what CIM tells: the access paths of partitions (basic disks, Storage Spaces) and the extents of
 * lettered volumes (also those that span dynamic disks).
 * A volume of a dynamic disk without a letter is told by neither: it may lie on any of the dynamic disks and is taken to
 * lie on all of them, so that the guard errs on the safe side.
 */
import { pathIsBelow } from '../drive-paths.ts';
import type { PartitionRecord, WindowsRecords } from './records.ts';

export interface WindowsVolume {
  /** "\\\\?\\Volume{…}\\" in lower case; of a volume without one its letter ("e:"). */
  readonly key: string;
  /** As Windows writes it. */
  readonly device: string;
  /** "E:\\" and mount folders. */
  readonly mountpoints: readonly string[];
  /** Numbers of all disks that hold a part of it. */
  readonly disks: ReadonlySet<number>;
  readonly fileSystem: string | null;
  readonly label: string | null;
  /** Bytes; 0 for a volume that is locked (BitLocker) or not formatted. */
  readonly size: number;
  readonly usedBytes: number | null;
}

/** Windows' marks of partitions that belong to a dynamic disk (Logical Disk Manager). */
const DYNAMIC_GPT_TYPES = ['5808c8aa-7e8f-42e0-85d2-e1e90434cfb3', 'af9b60a0-1431-4f62-bc68-3311714a69ad'];
const DYNAMIC_MBR_TYPE = 0x42;
/** MSFT_Volume.DriveType of what lies on disks. */
const DISK_DRIVE_TYPES = [2, 3];

export function isDynamic({ GptType, MbrType }: PartitionRecord): boolean {
  const type = GptType?.replace(/[{}]/g, '').toLowerCase() ?? '';
  return DYNAMIC_GPT_TYPES.includes(type) || MbrType === DYNAMIC_MBR_TYPE;
}

/** "E", "E:" or "E:\\" as "E:\\"; null for anything else. */
export function letterPath(letter: string | null): string | null {
  const found = /^([A-Za-z]):?\\?$/.exec(letter ?? '')?.[1];
  return found === undefined ? null : `${found.toUpperCase()}:\\`;
}

interface Draft {
  readonly device: string;
  readonly mountpoints: Set<string>;
  readonly disks: Set<number>;
}

/** All volumes that lie on disks. */
export function volumesOf(records: WindowsRecords): readonly WindowsVolume[] {
  const drafts = new Map<string, Draft>();
  const draft = (device: string): Draft => {
    const key = keyOf(device);
    const found = drafts.get(key) ?? { device, mountpoints: new Set<string>(), disks: new Set<number>() };
    drafts.set(key, found);
    return found;
  };
  for (const { DiskNumber, AccessPaths } of records.partitions) {
    const device = AccessPaths.find(isVolumePath) ?? AccessPaths[0];
    if (device === undefined) continue;
    const { disks, mountpoints } = draft(device);
    disks.add(DiskNumber);
    for (const path of AccessPaths) if (!isVolumePath(path)) mountpoints.add(letterPath(path) ?? path);
  }
  const disked = records.volumes.filter(({ DriveType }) => DISK_DRIVE_TYPES.includes(DriveType ?? 0));
  for (const { Path, DriveLetter } of disked) addLetter(draft, Path, DriveLetter);
  for (const { DeviceID, DriveLetter } of records.roles) {
    if (DeviceID !== null && drafts.has(keyOf(DeviceID))) addLetter(draft, DeviceID, DriveLetter);
  }
  for (const { Letter, Partition } of records.extents) {
    const number = /Disk #(\d+)/.exec(Partition)?.[1];
    const path = letterPath(Letter);
    if (number === undefined || path === null) continue;
    const owner = [...drafts.values()].find(({ mountpoints }) => mountpoints.has(path)) ?? draft(path);
    owner.mountpoints.add(path);
    owner.disks.add(Number(number));
  }
  const dynamic = records.partitions.filter(isDynamic).map(({ DiskNumber }) => DiskNumber);
  for (const { disks } of drafts.values()) {
    if (disks.size === 0) for (const number of dynamic) disks.add(number);
  }
  return [...drafts].map(([key, found]) => finish(key, found, records));
}

/** The volume that holds a file or folder: that of the longest mount point; undefined for other places (networks). */
export function volumeOf(path: string, volumes: readonly WindowsVolume[]): WindowsVolume | undefined {
  const candidates = volumes.flatMap((volume) =>
    [...volume.mountpoints, volume.device]
      .filter((folder) => pathIsBelow(path, folder))
      .map((folder) => ({ volume, length: folder.length })),
  );
  return candidates.sort((a, b) => b.length - a.length)[0]?.volume;
}

function addLetter(draft: (device: string) => Draft, path: string | null, letter: string | null): void {
  const device = path ?? letterPath(letter);
  if (device === null) return;
  const mount = letterPath(letter);
  const { mountpoints } = draft(device);
  if (mount !== null) mountpoints.add(mount);
}

function finish(key: string, { device, mountpoints, disks }: Draft, records: WindowsRecords): WindowsVolume {
  const letters = [...mountpoints];
  const facts = records.volumes.find(
    ({ Path, DriveLetter }) =>
      keyOf(Path ?? '') === key || letters.includes(letterPath(DriveLetter) ?? 'none'),
  );
  const size = facts?.Size ?? 0;
  const isReadable = size > 0 && facts?.FileSystem != null;
  return {
    key,
    device,
    mountpoints: letters,
    disks,
    fileSystem: facts?.FileSystem?.toLowerCase() ?? null,
    label: facts?.FileSystemLabel ?? null,
    size,
    usedBytes: isReadable ? size - (facts.SizeRemaining ?? 0) : null,
  };
}

function isVolumePath(path: string): boolean {
  return path.startsWith('\\\\?\\Volume{');
}

function keyOf(device: string): string {
  return device.toLowerCase();
}
