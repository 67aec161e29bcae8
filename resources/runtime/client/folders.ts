/**
 * Where the client keeps things in the installed system: the one table of its folders and files.
 * Trap: everything is below the root of the system volume, which is "/system" while the system runs, a mount point of the
 * boot image while it is being made, and any folder in tests; nothing here is an absolute path by itself.
 */
import { join } from 'node:path';

/** Where init mounts the system volume. */
export const SYSTEM_ROOT = '/system';

export interface ClientFolders {
  /** Root of the volume that Windows would call C:. */
  readonly root: string;
  readonly windows: string;
  /** Facts of the system: { name, version, built }. */
  readonly systemFacts: string;
  readonly unattend: string;
  readonly client: string;
  readonly program: string;
  /** What Setup Windows and ConfigMgr left behind; without it the client has nothing to do. */
  readonly setup: string;
  readonly logs: string;
  /** Key and certificate of this client. */
  readonly identity: string;
  /** Site token and when it is to be renewed. */
  readonly token: string;
  /** What the site said this computer may run, and when. */
  readonly policy: string;
  readonly history: string;
  /** Numbers of the last reports. */
  readonly reports: string;
  /** What this client installed. */
  readonly installed: string;
  /** Packages fetched in the installed system. */
  readonly cache: string;
  /** State of a running task sequence. */
  readonly sequenceState: string;
  /** Parts of an upgrade that is not finished (the folder Windows Setup uses, too). */
  readonly upgrade: string;
  /** The system before the last upgrade. */
  readonly previous: string;
}

export function foldersOf(root: string): ClientFolders {
  const windows = join(root, 'Windows');
  const client = join(windows, 'CCM');
  return {
    root,
    windows,
    systemFacts: join(windows, 'system.json'),
    unattend: join(windows, 'Panther/unattend/Unattend.xml'),
    client,
    program: join(client, 'client.cjs'),
    setup: join(client, 'setup.json'),
    logs: join(client, 'Logs'),
    identity: join(client, 'identity.json'),
    token: join(client, 'token.json'),
    policy: join(client, 'policy.json'),
    history: join(client, 'history.json'),
    reports: join(client, 'reports.json'),
    installed: join(client, 'installed.json'),
    cache: join(windows, 'ccmcache'),
    sequenceState: join(root, '_SMSTaskSequence'),
    upgrade: join(root, '$WINDOWS.~BT'),
    previous: join(root, 'Windows.old'),
  };
}
