/**
 * Which drives may be written: rules over a drive's record, no I/O, so that every machine's situation is one line in a
 * test. "never" is final: nothing a caller says lifts it, but `allowLoop` for the one rule on loop devices and attached
 * images. "confirm" wants the user to type that this very drive is meant; "warning" is told and goes on.
 * Trap: "removable" is what the drive says of itself; USB hard disks say no, some internal card readers say yes. It
 * decides what is asked, never what is allowed.
 */
import type { ErrorCode } from '#base/errors/catalog.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { formatBytes, GIB } from '#base/units.ts';
import { pathIsBelow } from './drive-paths.ts';
import type { Drive, DriveUse } from './drive.ts';

export type Severity = 'never' | 'confirm' | 'warning';

export interface DriveFinding {
  readonly severity: Severity;
  readonly code: ErrorCode;
  readonly message: string;
}

export interface GuardOptions {
  /** For tests and the lab: loop devices and attached disk images may be written. */
  readonly allowLoop?: boolean | undefined;
  /** Larger drives are asked for; 256 GiB unless the user set another limit. */
  readonly largeBytes?: number | undefined;
  /** Bytes the medium needs, when known. */
  readonly neededBytes?: number | undefined;
  /** Files and drives that are read from, links resolved. */
  readonly sourcePaths?: readonly string[] | undefined;
}

/** Drives sold as 256 GB hold up to 256.06e9 bytes; nothing is made between that and 256 GiB. Larger ones are often backups. */
const LARGE_BYTES = 256 * GIB;

/**
 * Sticks have one file system, or two (a boot partition beside the data: Ventoy, Rufus, hybrid ISO images, macOS). Three
 * are an installed system or somebody's order.
 */
const USUAL_DATA_PARTITIONS = 2;

/** Where desktops and people put what they plug in; the unmounting of anything else is asked for. */
const USER_MOUNT_FOLDERS = ['/media', '/run/media', '/mnt', '/Volumes'];

/** Places a running system lives in; those of live systems are the medium it was started from. */
const SYSTEM_FOLDERS = [
  ...['/boot', '/efi', '/etc', '/home', '/lib', '/nix', '/opt', '/root', '/srv', '/usr', '/var', '/snap'],
  ...['/bin', '/sbin', '/gnu', '/sysroot', '/ostree'],
  ...['/cdrom', '/isodevice', '/rofs', '/run/live', '/run/initramfs', '/run/archiso', '/run/miso'],
  ...['/System', '/Library', '/Applications', '/Users', '/private'],
];

/** All that speaks against writing the drive, the strongest first; none means: go on. */
export function judgeDrive(drive: Drive, options: GuardOptions = {}): readonly DriveFinding[] {
  const findings = [
    ...judgeUse(drive),
    ...judgeKind(drive, options),
    ...judgeState(drive, options),
    ...judgeSources(drive, options),
    ...judgeUnusual(drive, options),
  ];
  const order: readonly Severity[] = ['never', 'confirm', 'warning'];
  return order.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
}

/**
 * The guard's verdict as an error.
 * @throws MediaError with the strongest finding: E_DEVICE_SYSTEM, E_DEVICE_IN_USE, E_DEVICE_LOOP, E_DEVICE_TARGET,
 * E_DEVICE_READ_ONLY, E_DEVICE_EMPTY, E_DEVICE_TOO_SMALL, E_DEVICE_SOURCE; unless confirmed E_DEVICE_FIXED,
 * E_DEVICE_LARGE, E_DEVICE_DATA, E_DEVICE_IN_USE, E_DEVICE_LIST
 */
export function refuseUnwritable(
  drive: Drive,
  options: GuardOptions & { readonly isConfirmed?: boolean | undefined } = {},
): void {
  for (const { severity, code, message } of judgeDrive(drive, options)) {
    if (severity === 'never' || (severity === 'confirm' && options.isConfirmed !== true)) {
      throw new MediaError(code, message);
    }
  }
}

/** What a mounted file system means; adapters make their records with it, so that list and guard agree. */
export function useOfMount(device: string, mountPoint: string): DriveUse {
  return { kind: isSystemFolder(mountPoint) ? 'system' : 'mounted', device, detail: mountPoint };
}

/** `Drive.isSystem` for these uses: the same verdict as the guard's. */
export function isSystemUse(uses: readonly DriveUse[]): boolean {
  return uses.some(({ kind, detail }) => kind === 'system' || kind === 'swap' || isSystemFolder(detail));
}

/** Is the folder one the running system lives in, or below one? */
function isSystemFolder(folder: string): boolean {
  return folder === '/' || SYSTEM_FOLDERS.some((one) => pathIsBelow(folder, one));
}

function judgeUse(drive: Drive): readonly DriveFinding[] {
  const { device, isSystem, uses } = drive;
  // An adapter that forgot a use still names the place among the mount points.
  const known = new Set(uses.map(({ detail }) => detail));
  const others = placesOf(drive).filter((path) => !known.has(path));
  const findings = [...uses, ...others.map((path) => useOfMount(device, path))]
    // Of many reasons people know the root file system best; a mount point says more than a folder of this program.
    .sort((a, b) => wellKnown(drive, b) - wellKnown(drive, a))
    .map((use) => judgeOneUse(drive, use));
  if (isSystem && !findings.some(({ code }) => code === 'E_DEVICE_SYSTEM')) {
    findings.push(never('E_DEVICE_SYSTEM', `${device} holds the running system`));
  }
  // The system's own drive is the stronger word when both apply.
  return findings.sort((a, b) => Number(b.code === 'E_DEVICE_SYSTEM') - Number(a.code === 'E_DEVICE_SYSTEM'));
}

function wellKnown(drive: Drive, { detail }: DriveUse): number {
  if (detail === '/') return 2;
  return mountPointsOf(drive).includes(detail) ? 1 : 0;
}

function mountPointsOf({ mountpoints, volumes }: Drive): readonly string[] {
  return [...mountpoints.map(({ path }) => path), ...volumes.flatMap((one) => one.mountpoints)];
}

/** Everywhere something of the drive can be reached. */
function placesOf(drive: Drive): readonly string[] {
  return [
    ...new Set([
      ...mountPointsOf(drive),
      ...drive.uses.flatMap(({ kind, detail }) => (kind === 'mounted' || kind === 'system' ? [detail] : [])),
    ]),
  ];
}

function judgeOneUse(owner: Drive, { kind, device, detail }: DriveUse): DriveFinding {
  const drive = owner.device;
  switch (isSystemUse([{ kind, device, detail }]) && kind !== 'swap' ? 'system' : kind) {
    case 'system':
      return never(
        'E_DEVICE_SYSTEM',
        `${drive} holds the running system or this program: ${placeText(owner, { kind, device, detail })}`,
      );
    case 'swap':
      return never('E_DEVICE_SYSTEM', `${drive} holds swap space of the system: ${device}`);
    case 'held':
      // Not ours to take down: an opened LUKS volume or a RAID may be somebody's work in progress, and its members may
      // lie on other drives. The kernel would not give the drive away either.
      return never('E_DEVICE_IN_USE', `${drive} is in use: ${device} is held by ${detail}`);
    case 'mounted': {
      const isUsual = /^[A-Za-z]:/.test(detail) || USER_MOUNT_FOLDERS.some((one) => pathIsBelow(detail, one));
      const message = `${device} is mounted at ${detail} and will be unmounted`;
      return { severity: isUsual ? 'warning' : 'confirm', code: 'E_DEVICE_IN_USE', message };
    }
  }
}

/** "/dev/sda2 is mounted at /"; a detail that is no path is the adapter's own words. */
function placeText(drive: Drive, { kind, device, detail }: DriveUse): string {
  const isMountPoint = kind === 'mounted' || detail === '/' || mountPointsOf(drive).includes(detail);
  if (isMountPoint) return `${device} is mounted at ${detail}`;
  return /^(?:\/|[A-Za-z]:)/.test(detail) ? `${detail} lies on ${device}` : `${device} is ${detail}`;
}

function judgeKind({ device, kind, isVirtual }: Drive, { allowLoop }: GuardOptions): readonly DriveFinding[] {
  if (kind === 'partition') {
    return [never('E_DEVICE_TARGET', `${device} is a partition; name the whole drive`)];
  }
  if (kind === 'other') {
    return [never('E_DEVICE_TARGET', `${device} is not a drive of its own (RAID, LVM, RAM, optical)`)];
  }
  if ((kind === 'loop' || isVirtual) && allowLoop !== true) {
    return [never('E_DEVICE_LOOP', `${device} is a loop device or an attached disk image`)];
  }
  return [];
}

function judgeState(drive: Drive, { neededBytes }: GuardOptions): readonly DriveFinding[] {
  const { device, size, isReadOnly } = drive;
  const findings: DriveFinding[] = [];
  if (size === 0) findings.push(never('E_DEVICE_EMPTY', `${device} reports a size of 0 bytes`));
  if (isReadOnly) findings.push(never('E_DEVICE_READ_ONLY', `${device} is read-only`));
  if (size > 0 && neededBytes !== undefined && neededBytes > size) {
    const message = `the medium needs ${formatBytes(neededBytes)}, ${device} holds ${formatBytes(size)}`;
    findings.push(never('E_DEVICE_TOO_SMALL', `${message} (${neededBytes} and ${size} bytes)`));
  }
  return findings;
}

function judgeSources(drive: Drive, { sourcePaths = [] }: GuardOptions): readonly DriveFinding[] {
  const { device, raw, volumes } = drive;
  const devices = [device, raw, ...volumes.map((volume) => volume.device)];
  const folders = placesOf(drive);
  const onIt = sourcePaths.filter(
    (path) => devices.includes(path) || folders.some((folder) => pathIsBelow(path, folder)),
  );
  return onIt.map((path) => never('E_DEVICE_SOURCE', `${path} lies on ${device}, which is to be written`));
}

function judgeUnusual(
  drive: Drive,
  { allowLoop, largeBytes = LARGE_BYTES }: GuardOptions,
): readonly DriveFinding[] {
  const { device, kind, isVirtual, isRemovable, size, error } = drive;
  // Who asks for loop devices knows what they are.
  if ((kind === 'loop' || isVirtual) && allowLoop === true) return [];
  const findings: DriveFinding[] = [];
  if (!isRemovable) {
    findings.push(confirm('E_DEVICE_FIXED', `${device} (${formatBytes(size)}) is not a removable drive`));
  }
  if (size > largeBytes) {
    const message = `${device} holds ${formatBytes(size)}, more than ${formatBytes(largeBytes)}`;
    findings.push(confirm('E_DEVICE_LARGE', message));
  }
  const data = drive.volumes.filter((one) => one.kind === 'partition' && one.fileSystem !== null);
  if (data.length > USUAL_DATA_PARTITIONS) {
    const names = data.map((one) => `${one.device} (${one.label ?? one.fileSystem ?? ''})`).join(', ');
    const message = `${device} has ${data.length} partitions with data, more than ${USUAL_DATA_PARTITIONS}`;
    findings.push(confirm('E_DEVICE_DATA', `${message}: ${names}`));
  }
  if (error !== null) findings.push(confirm('E_DEVICE_LIST', `not all is known of ${device}: ${error}`));
  return findings;
}

function never(code: ErrorCode, message: string): DriveFinding {
  return { severity: 'never', code, message };
}

function confirm(code: ErrorCode, message: string): DriveFinding {
  return { severity: 'confirm', code, message };
}
