/**
 * Whose rights count: the writer may run as root for a user who is not, and then files are opened with that user's
 * rights, so that nobody gets to read on a stick what he may not read on the disk.
 * Trap: effective ids belong to the whole process (glibc tells every thread), so whoever opens files with a user's
 * rights must make sure that nothing else is opened meanwhile (`sources.ts`).
 */
import { userInfo } from 'node:os';
import { MediaError } from '#base/errors/media-error.ts';

/** The calls that change rights; a port, so that tests can watch their order. */
export interface RightsPort {
  geteuid(): number;
  seteuid(uid: number): void;
  setegid(gid: number): void;
  /** Supplementary groups of a user, from the group database. */
  initgroups(uid: number, gid: number): void;
  /** The group of the user whose effective rights the process has. @throws when the system does not know the user */
  primaryGroup(): number;
}

/** undefined where users have no numbers (Windows). */
export function systemRights(): RightsPort | undefined {
  // Sound: Node has it on every POSIX system; the type package lacks it.
  const calls = process as NodeJS.Process & { readonly initgroups?: RightsPort['initgroups'] };
  const { geteuid, seteuid, setegid, initgroups } = calls;
  if (geteuid === undefined || seteuid === undefined || setegid === undefined || initgroups === undefined) {
    return undefined;
  }
  return { geteuid, seteuid, setegid, initgroups, primaryGroup: () => userInfo().gid };
}

/**
 * The user for whom root was asked, as sudo and pkexec tell; they clear these names of the caller's environment and set
 * their own. undefined when there is nobody else: root itself, or a writer without rights.
 * @throws MediaError E_WRITER_START when the two tell different users, or no number
 */
export function askingUser(
  env: Readonly<Record<string, string | undefined>>,
  ownUid: number,
): number | undefined {
  const told = ['PKEXEC_UID', 'SUDO_UID'].map((name) => env[name]).filter((value) => value !== undefined);
  if (ownUid !== 0 || told.length === 0) return undefined;
  const [first, ...others] = told;
  if (first === undefined || !/^\d{1,10}$/.test(first) || others.some((other) => other !== first)) {
    throw new MediaError('E_WRITER_START', `it is not clear for which user to work: ${told.join(', ')}`);
  }
  const uid = Number(first);
  return uid === 0 ? undefined : uid;
}

/** Does something with the rights by which files are opened. */
export type WithRights = <T>(action: () => T) => T;

/**
 * Prepares for working with a user's rights. The groups are the user's from now on: root needs none of its own, and they
 * are the slow part of the change. Nothing asynchronous may be in `action`.
 * @throws MediaError E_WRITER_START when the system refuses
 */
export function rightsOf(uid: number | undefined, port: RightsPort | undefined): WithRights {
  if (uid === undefined || port === undefined) return (action) => action();
  const asUser: WithRights = (action) => {
    const own = port.geteuid();
    port.seteuid(uid);
    try {
      return action();
    } finally {
      port.seteuid(own);
    }
  };
  try {
    const gid = asUser(() => port.primaryGroup());
    port.initgroups(uid, gid);
    port.setegid(gid);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MediaError('E_WRITER_START', `the rights of user ${uid} cannot be taken on: ${why}`, { cause });
  }
  return asUser;
}
