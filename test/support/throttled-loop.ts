/**
 * Drives slower than the machine: a control group in which given block devices move at most so many bytes per second,
 * for the processes that join it. Version 1 (`blkio`) and version 2 (`io.max`) of control groups are both used.
 * No test library here: benches use it, too.
 * Traps: the limit is applied where a process submits to the loop device, so it holds for direct reads and writes of
 * the members only (what goes through the page cache is written later, by the kernel itself). A whole process joins,
 * with all its threads, and must have left before the group can be removed.
 */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface ThrottledDrive {
  /** "/dev/loop3" */
  readonly device: string;
  readonly writeBytesPerSecond: number;
  readonly readBytesPerSecond: number;
}

export interface ThrottleGroup {
  /** A process that writes its own id into this file joins: `sh -c 'echo $$ > FILE; exec dd …'`. */
  readonly joinFile: string;
  /** Lets a process join. */
  join(pid: number): void;
  /** Sends a process back where this one came from. */
  leave(pid: number): void;
  /** All members must have ended or left. */
  remove(): void;
}

interface Hierarchy {
  readonly version: 1 | 2;
  /** Where groups are made. */
  readonly folder: string;
  /** The group this process is in. */
  readonly home: string;
}

/** Why no drive can be slowed down here; undefined when it can. */
export function whyNoThrottle(): string | undefined {
  if (process.getuid?.() !== 0) return 'control groups need root';
  return findHierarchy() === undefined ? 'no control group with the controller for block devices' : undefined;
}

/** Makes the group. @throws Error where `whyNoThrottle` says why; the system's error when a limit is refused */
export function throttleGroup(drives: readonly ThrottledDrive[]): ThrottleGroup {
  const hierarchy = findHierarchy();
  if (hierarchy === undefined) throw new Error(whyNoThrottle() ?? 'no control groups');
  const { version, folder, home } = hierarchy;
  const group = join(folder, `media-builder-${process.pid}-${performance.now().toFixed(0)}`);
  mkdirSync(group);
  for (const { device, writeBytesPerSecond, readBytesPerSecond } of drives) {
    const number = readFileSync(`/sys/block/${basename(device)}/dev`, 'utf8').trim();
    if (version === 1) {
      writeFileSync(join(group, 'blkio.throttle.write_bps_device'), `${number} ${writeBytesPerSecond}`);
      writeFileSync(join(group, 'blkio.throttle.read_bps_device'), `${number} ${readBytesPerSecond}`);
    } else {
      const limits = `wbps=${writeBytesPerSecond} rbps=${readBytesPerSecond}`;
      writeFileSync(join(group, 'io.max'), `${number} ${limits}`);
    }
  }
  const joinFile = join(group, 'cgroup.procs');
  return {
    joinFile,
    join: (pid) => {
      writeFileSync(joinFile, `${pid}`);
    },
    leave: (pid) => {
      writeFileSync(join(home, 'cgroup.procs'), `${pid}`);
    },
    remove: () => {
      rmdirSync(group);
    },
  };
}

/** Version 1 wins where both are mounted and it has the controller: then version 2 does not have it. */
function findHierarchy(): Hierarchy | undefined {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => /^\S+ \S+ \S+ \S+ (\S+) .* - (cgroup2?) \S+ (\S+)$/.exec(line))
    .filter((match) => match !== null);
  const membership = readFileSync('/proc/self/cgroup', 'utf8');
  for (const [, folder = '', kind, options = ''] of mounts) {
    if (kind === 'cgroup' && options.split(',').includes('blkio')) {
      const own = /^\d+:(?:[^:]*,)?blkio(?:,[^:]*)?:(.*)$/m.exec(membership)?.[1] ?? '/';
      return { version: 1, folder, home: join(folder, own) };
    }
    if (kind === 'cgroup2' && isTurnedOn(folder)) {
      const own = /^0::(.*)$/m.exec(membership)?.[1] ?? '/';
      return { version: 2, folder, home: join(folder, own) };
    }
  }
  return undefined;
}

/** In version 2 a controller must be handed down to the groups below. */
function isTurnedOn(folder: string): boolean {
  const controllers = join(folder, 'cgroup.controllers');
  if (!existsSync(controllers) || !/\bio\b/.test(readFileSync(controllers, 'utf8'))) return false;
  try {
    writeFileSync(join(folder, 'cgroup.subtree_control'), '+io');
    return true;
  } catch {
    return false;
  }
}
