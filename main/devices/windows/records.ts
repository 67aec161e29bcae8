/**
 * What the script of list-script.ts answers, checked on arrival. The names are those of the CIM classes.
 * Traps: PowerShell writes a list of one as that one where a property was not made a list; 64-bit numbers stay below
 * 2^53 (8 PiB); a drive letter that is not there is the character 0.
 */
import * as z from 'zod/mini';
import { MediaError } from '#base/errors/media-error.ts';
import { checkAnswer } from '../check-answer.ts';
import { printableText } from '../drive-text.ts';

const text = z.pipe(
  z.nullish(z.string()),
  z.transform((value) => {
    const clean = printableText(value ?? '');
    return clean === '' ? null : clean;
  }),
);
const count = z.nullish(z.number().check(z.nonnegative()));
const flag = z.pipe(
  z.nullish(z.boolean()),
  z.transform((value) => value === true),
);
/** A list, one entry where PowerShell unrolled it, or nothing. */
function list<T extends z.ZodMiniType>(item: T): z.ZodMiniPipe<z.ZodMiniTransform, z.ZodMiniArray<T>> {
  return z.pipe(
    z.transform((value): unknown => {
      if (value === null || value === undefined) return [];
      const values: readonly unknown[] = Array.isArray(value) ? value : [value];
      return values.filter((one) => one !== null);
    }),
    z.array(item),
  );
}

const disk = z.object({
  Number: z.int().check(z.nonnegative()),
  FriendlyName: text,
  Manufacturer: text,
  Model: text,
  SerialNumber: text,
  Size: count,
  LogicalSectorSize: count,
  PhysicalSectorSize: count,
  /** MSFT_Disk: 7 USB, 12 SD, 13 MMC, 14 virtual, 15 file backed virtual, 16 Storage Spaces, 17 NVMe … */
  BusType: z.nullish(z.int()),
  IsReadOnly: flag,
  IsOffline: flag,
  IsSystem: flag,
  IsBoot: flag,
  /** 0 unknown (RAW), 1 MBR, 2 GPT. */
  PartitionStyle: z.nullish(z.int()),
  Path: text,
  /** Of a file backed virtual disk: the path of its file. */
  Location: text,
});
const partition = z.object({
  DiskNumber: z.int().check(z.nonnegative()),
  PartitionNumber: z.nullish(z.int()),
  /** "E:\\", "C:\\mounts\\x\\", and always "\\\\?\\Volume{…}\\" when there is a volume. */
  AccessPaths: list(z.string()),
  Offset: count,
  Size: count,
  GptType: text,
  MbrType: z.nullish(z.int()),
  IsSystem: flag,
  IsBoot: flag,
});
const volume = z.object({
  Path: text,
  DriveLetter: text,
  FileSystem: text,
  FileSystemLabel: text,
  Size: count,
  SizeRemaining: count,
  /** 2 removable, 3 fixed, 4 remote, 5 optical, 6 RAM. */
  DriveType: z.nullish(z.int()),
});
const physicalDisk = z.object({
  DeviceId: text,
  MediaType: z.nullish(z.int()),
  /** 2: in a storage pool already. */
  CannotPoolReason: list(z.int()),
});
const diskDrive = z.object({
  Index: z.int().check(z.nonnegative()),
  PNPDeviceID: text,
  InterfaceType: text,
  /** "Removable Media", "External hard disk media", "Fixed hard disk media"; null without a medium. */
  MediaType: text,
  Model: text,
  SerialNumber: text,
  Size: count,
  BytesPerSector: count,
  /** 7: removable media. */
  Capabilities: list(z.int()),
});
const role = z.object({
  DeviceID: text,
  DriveLetter: text,
  BootVolume: flag,
  SystemVolume: flag,
  PageFilePresent: flag,
});

const records = z.object({
  disks: list(disk),
  partitions: list(partition),
  volumes: list(volume),
  physicalDisks: list(physicalDisk),
  diskDrives: list(diskDrive),
  roles: list(role),
  pageFiles: list(z.object({ Name: text })),
  systems: list(z.object({ SystemDrive: text, WindowsDirectory: text })),
  /** Which letter has an extent on which partition ("Disk #1, Partition #0"); several for a spanned volume. */
  extents: list(z.object({ Letter: z.string(), Partition: z.string() })),
  ports: list(z.object({ Index: z.int(), LocationPath: text, Arrival: text })),
  folders: list(z.string()),
  problems: list(z.string()),
});

export type WindowsRecords = z.infer<typeof records>;
export type DiskRecord = WindowsRecords['disks'][number];
export type DiskDriveRecord = WindowsRecords['diskDrives'][number];
export type PartitionRecord = WindowsRecords['partitions'][number];

/** Without these nobody can say what a drive is or holds; without the others some detail is missing. */
const NEEDED = ['MSFT_Disk', 'MSFT_Partition', 'MSFT_Volume', 'Win32_OperatingSystem', 'Win32_PageFileUsage'];

/**
 * Reads the script's answer after its Base64 form was undone.
 * @throws MediaError E_DEVICE_LIST when it is not that answer, or a class without which the guard would be blind could
 * not be read
 */
export function parseRecords(json: string): WindowsRecords {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new MediaError('E_DEVICE_LIST', `PowerShell answered something else: ${json.slice(0, 200)}`, {
      cause,
    });
  }
  const parsed = checkAnswer(records, value, 'PowerShell’s list of drives has another form');
  const blind = parsed.problems.filter((problem) => NEEDED.some((name) => problem.startsWith(`${name}:`)));
  if (blind.length > 0) throw new MediaError('E_DEVICE_LIST', `Windows did not answer: ${blind.join('; ')}`);
  return parsed;
}
