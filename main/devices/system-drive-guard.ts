/**
 * Which drives may be written: rules over facts, no I/O, so that every machine's situation is one line in a test.
 * A drive is refused when anything on it is in use, however deep: partition, LVM, LUKS, RAID, loop. There is no option
 * that lifts a "refuse" but `allowLoop`, and that one only for loop devices.
 * Trap: "removable" is what the drive says of itself; USB hard disks say no, some internal card readers say yes. It
 * decides what is asked, never what is allowed.
 */
import type { ErrorCode } from '#base/errors/catalog.ts';
import { formatBytes } from '#base/units.ts';

/** What is known of a drive at one moment. */
export interface DriveFacts {
  /** "/dev/sdb", links resolved. */
  readonly path: string;
  /** The kernel's name: "sdb". */
  readonly name: string;
  /** "8:16", major and minor. */
  readonly deviceNumber: string;
  readonly kind: 'disk' | 'partition' | 'loop' | 'other';
  /** The drive says so itself, or it is on USB, or it is an SD card. */
  readonly isRemovable: boolean;
  readonly isReadOnly: boolean;
  readonly sizeBytes: number;
  /** Logical sector: what direct reads and writes must be multiples of. */
  readonly sectorBytes: number;
  readonly serial: string | undefined;
  readonly model: string | undefined;
  /** Counts up with every drive that is attached (Linux 5.15 and later): the same stick plugged in again has another. */
  readonly attachment: string | undefined;
  /** What is mounted from the drive or from anything that lies on it. */
  readonly mounts: readonly { readonly device: string; readonly mountPoint: string }[];
  /** Swap areas on the drive or on anything that lies on it. */
  readonly swaps: readonly string[];
  /** Devices built on the drive or its partitions: "dm-0", "md127", "loop3". */
  readonly holders: readonly string[];
}

/** What makes a drive the one that was chosen. */
export interface DriveIdentity {
  readonly path: string;
  readonly serial: string | undefined;
  readonly sizeBytes: number;
  readonly attachment: string | undefined;
}

export interface DriveFinding {
  /** "refuse" is final; "confirm" asks the user to confirm this very drive. */
  readonly severity: 'refuse' | 'confirm';
  readonly code: ErrorCode;
  readonly message: string;
}

export interface GuardOptions {
  /** For tests: loop devices may be written. */
  readonly allowLoop?: boolean;
}

/** Larger drives are more often backup disks than sticks (ours). */
const LARGE_BYTES = 300e9;

const SYSTEM_FOLDERS = ['/boot', '/efi', '/etc', '/home', '/nix', '/opt', '/root', '/srv', '/usr', '/var'];

/** All reasons not to write the drive, the final ones first; none means: go on. */
export function judgeDrive(facts: DriveFacts, options: GuardOptions = {}): readonly DriveFinding[] {
  return [
    ...judgeKind(facts, options),
    ...judgeUse(facts),
    ...judgeState(facts),
    ...judgeUnusual(facts, options),
  ];
}

function judgeKind({ path, kind }: DriveFacts, { allowLoop }: GuardOptions): readonly DriveFinding[] {
  switch (kind) {
    case 'disk':
      return [];
    case 'loop':
      return allowLoop === true ? [] : [refuse('E_DEVICE_LOOP', `${path} is a loop device`)];
    case 'partition':
      return [refuse('E_DEVICE_TARGET', `${path} is a partition; name the whole drive`)];
    case 'other':
      return [refuse('E_DEVICE_TARGET', `${path} is not a drive of its own (RAID, LVM, RAM, optical)`)];
  }
}

function judgeUse({ path, mounts, swaps, holders }: DriveFacts): readonly DriveFinding[] {
  const findings = mounts.map(({ device, mountPoint }) =>
    isSystemFolder(mountPoint)
      ? refuse('E_DEVICE_SYSTEM', `${path} holds the running system: ${device} is mounted at ${mountPoint}`)
      : refuse('E_DEVICE_IN_USE', `${path} is in use: ${device} is mounted at ${mountPoint}`),
  );
  findings.push(
    ...swaps.map((device) => refuse('E_DEVICE_SYSTEM', `${path} holds swap space of the system: ${device}`)),
  );
  if (findings.length === 0 && holders.length > 0) {
    findings.push(refuse('E_DEVICE_IN_USE', `${path} is in use by ${holders.join(', ')}`));
  }
  // The system's own drive is the stronger word when both apply.
  return findings.sort((a, b) => Number(b.code === 'E_DEVICE_SYSTEM') - Number(a.code === 'E_DEVICE_SYSTEM'));
}

function judgeState({ path, sizeBytes, isReadOnly }: DriveFacts): readonly DriveFinding[] {
  const findings: DriveFinding[] = [];
  if (sizeBytes === 0) findings.push(refuse('E_DEVICE_EMPTY', `${path} reports a size of 0 bytes`));
  if (isReadOnly) findings.push(refuse('E_DEVICE_READ_ONLY', `${path} is read-only`));
  return findings;
}

function judgeUnusual(facts: DriveFacts, options: GuardOptions): readonly DriveFinding[] {
  const { path, kind, isRemovable, sizeBytes } = facts;
  if (kind === 'loop' && options.allowLoop === true) return [];
  const findings: DriveFinding[] = [];
  const size = formatBytes(sizeBytes);
  if (!isRemovable) findings.push(confirm('E_DEVICE_FIXED', `${path} (${size}) is not a removable drive`));
  if (sizeBytes > LARGE_BYTES) {
    findings.push(confirm('E_DEVICE_LARGE', `${path} holds ${size}, more than ${formatBytes(LARGE_BYTES)}`));
  }
  return findings;
}

function isSystemFolder(mountPoint: string): boolean {
  return (
    mountPoint === '/' ||
    SYSTEM_FOLDERS.some((folder) => mountPoint === folder || mountPoint.startsWith(`${folder}/`))
  );
}

/** What differs between the drive that was chosen and the one that is there now; undefined when it is the same. */
export function identityChange(chosen: DriveIdentity, found: DriveIdentity): string | undefined {
  const names = ['path', 'serial', 'sizeBytes', 'attachment'] as const;
  const changed = names.filter((name) => chosen[name] !== found[name]);
  if (changed.length === 0) return undefined;
  return changed
    .map((name) => `${name} was ${chosen[name] ?? 'unknown'}, now is ${found[name] ?? 'unknown'}`)
    .join('; ');
}

function refuse(code: ErrorCode, message: string): DriveFinding {
  return { severity: 'refuse', code, message };
}

function confirm(code: ErrorCode, message: string): DriveFinding {
  return { severity: 'confirm', code, message };
}
