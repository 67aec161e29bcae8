/**
 * What is known of a drive at one moment, whichever operating system said it. The names are those of the `drivelist`
 * package, so that its users find their way and it can be one of the sources; what it does not know (serial number,
 * what lies on the drive at any depth, what uses it) has names of ours.
 * A drive is listed whole; its partitions and everything built upon them are its `volumes`.
 */

/** Who told: the adapter that made the record. */
export type DriveEnumerator = 'lsblk' | 'cim' | 'diskutil' | 'drivelist';

export interface Drive {
  /** What is opened: "/dev/sdb", "\\\\.\\PHYSICALDRIVE1", "/dev/disk4"; links resolved. */
  readonly device: string;
  /** The unbuffered form where there is one ("/dev/rdisk4"), else the same. */
  readonly raw: string;
  /** How users know it: "/dev/sdb", "Disk 1 (E:)", "disk4". */
  readonly displayName: string;
  /** Vendor and model in one line; never empty. Control and direction characters are already taken out. */
  readonly description: string;
  readonly enumerator: DriveEnumerator;
  /** "usb", "sd", "mmc", "nvme", "ata", "scsi", "virtio", "loop", "image", "unknown" …; lower case. */
  readonly busType: string;
  /** Where it is plugged in ("pci-0000:00:14.0-usb-0:2:1.0-scsi-0:0:0:0", a location path): stays with the port. */
  readonly devicePath: string | null;
  /** Bytes; 0 when there is no medium in it. */
  readonly size: number;
  /** Logical sector: what raw reads and writes must be multiples of. */
  readonly logicalBlockSize: number;
  /** Physical sector. */
  readonly blockSize: number;
  readonly partitionTableType: 'gpt' | 'mbr' | null;
  /** All places where something of the drive, however deep, can be reached. */
  readonly mountpoints: readonly { readonly path: string; readonly label: string | null }[];
  /** It holds the running system, its swap, or the program itself; the same verdict as the guard's "never". */
  readonly isSystem: boolean;
  readonly isReadOnly: boolean;
  /** The drive says so itself, or it is on USB, or it is a card. */
  readonly isRemovable: boolean;
  readonly isUSB: boolean;
  readonly isCard: boolean;
  /** A loop device, an attached disk image, a RAM disk: nothing one can put into a pocket. */
  readonly isVirtual: boolean;
  /** Why some of the above could not be found out; null when everything could. */
  readonly error: string | null;

  // Ours:
  readonly kind: 'disk' | 'partition' | 'loop' | 'other';
  readonly serial: string | null;
  /** Counts up with every drive that is attached (Linux: diskseq), where the system has such a thing. */
  readonly attachment: string | null;
  /** Everything on the drive at any depth, outermost first. */
  readonly volumes: readonly Volume[];
  /** Everything that uses the drive right now. */
  readonly uses: readonly DriveUse[];
}

/** A partition, or something built upon one. */
export interface Volume {
  /** "/dev/sdb1", "/dev/mapper/vg-root", "\\\\?\\Volume{…}\\", "/dev/disk4s1". */
  readonly device: string;
  readonly kind: 'partition' | 'crypt' | 'lvm' | 'raid' | 'loop' | 'whole' | 'other';
  /** "vfat", "ntfs", "ext4", "apfs" …, as the system names it; null when none was recognised. */
  readonly fileSystem: string | null;
  readonly label: string | null;
  readonly size: number;
  /** Bytes in use; known for mounted file systems only. */
  readonly usedBytes: number | null;
  readonly mountpoints: readonly string[];
}

/** One reason why a drive is not idle. */
export interface DriveUse {
  /**
   * "system": something of the running operating system or of this program; "swap"; "mounted": a file system that can be
   * unmounted; "held": a device built upon it (LVM, LUKS, RAID, loop) without anything mounted from it.
   */
  readonly kind: 'system' | 'swap' | 'mounted' | 'held';
  /** The volume or device that is used: "/dev/sdb1", "/dev/dm-0". */
  readonly device: string;
  /** Where or by whom: "/boot/efi", "C:\\", "/dev/mapper/luks-1234". */
  readonly detail: string;
}

/** What makes a drive the one that was chosen; compared again by the writer right before it writes. */
export interface DriveIdentity {
  readonly device: string;
  readonly serial: string | null;
  readonly size: number;
  readonly devicePath: string | null;
  readonly attachment: string | null;
}

export function identityOf({ device, serial, size, devicePath, attachment }: Drive): DriveIdentity {
  return { device, serial, size, devicePath, attachment };
}

const IDENTITY_WORDS = {
  device: 'path',
  serial: 'serial number',
  size: 'size',
  devicePath: 'port',
  attachment: 'attachment number',
} as const satisfies Record<keyof DriveIdentity, string>;

/** What differs between the drive that was chosen and the one that is there now; undefined when it is the same. */
export function identityChange(chosen: DriveIdentity, found: DriveIdentity): string | undefined {
  // Sound: the table has exactly the keys of an identity.
  const keys = Object.keys(IDENTITY_WORDS) as (keyof DriveIdentity)[];
  const changed = keys.filter((key) => chosen[key] !== found[key]);
  if (changed.length === 0) return undefined;
  return changed
    .map((key) => `${IDENTITY_WORDS[key]} was ${chosen[key] ?? 'unknown'}, now is ${found[key] ?? 'unknown'}`)
    .join('; ');
}
