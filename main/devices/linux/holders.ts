/**
 * Who holds a drive or a file system: processes with a file, a folder or a program on it, found in /proc.
 * Trap: of other users' processes only root sees the files; the answer may be incomplete, so "nobody" only means that
 * nobody was found. Paths are those the process itself sees; in another mount namespace they may differ.
 */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pathIsBelow } from '../drive-paths.ts';
import { printableText } from '../drive-text.ts';

export interface Holder {
  readonly pid: number;
  readonly name: string;
}

/** More would not help the user. */
const MOST_HOLDERS = 5;

/** Processes that hold one of the folders (or anything below), or have one of the devices open. */
export async function findHolders(
  proc: string,
  { folders, devices }: { readonly folders: readonly string[]; readonly devices: readonly string[] },
): Promise<readonly Holder[]> {
  const isIt = (path: string): boolean =>
    devices.includes(path) || folders.some((folder) => pathIsBelow(path, folder));
  const pids = (await readdir(proc).catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found: Holder[] = [];
  for (const pid of pids) {
    if (found.length >= MOST_HOLDERS) break;
    const folder = join(proc, pid);
    if (!(await holds(folder, isIt))) continue;
    const name = printableText(await readFile(join(folder, 'comm'), 'utf8').catch(() => ''));
    found.push({ pid: Number(pid), name: name === '' ? 'a program' : name });
  }
  return found;
}

/** "bash (1234), less (1301)"; "another program" when nobody was found. */
export function namesOf(holders: readonly Holder[]): string {
  if (holders.length === 0) return 'another program or the system itself';
  return holders.map(({ pid, name }) => `${name} (process ${pid})`).join(', ');
}

async function holds(folder: string, isIt: (path: string) => boolean): Promise<boolean> {
  for (const link of ['cwd', 'root', 'exe']) {
    if (isIt(await follow(join(folder, link)))) return true;
  }
  for (const file of await readdir(join(folder, 'fd')).catch(() => [])) {
    if (isIt(await follow(join(folder, 'fd', file)))) return true;
  }
  // proc_pid_maps(5): address perms offset dev inode path
  const maps = await readFile(join(folder, 'maps'), 'utf8').catch(() => '');
  return maps.split('\n').some((line) => isIt(/^(?:\S+\s+){5}(\/.*)$/.exec(line)?.[1] ?? ''));
}

async function follow(link: string): Promise<string> {
  // A process that ended meanwhile holds nothing.
  return await readlink(link).catch(() => '');
}
