/**
 * Which devices a mount, a file system's number or a path leads to.
 * Trap: mounts name their device in many ways: by number; by source (btrfs has numbers of its own); by the folders below
 * (overlay, as in live systems); not at all (ZFS). In doubt more devices are named than there are, never fewer.
 */
import { pathIsBelow } from '../drive-paths.ts';
import type { LinuxFacts } from './facts.ts';
import type { Mount } from './tables.ts';

export interface MountFinder {
  devicesOf(mount: Mount): readonly string[];
  devicesOfPath(path: string): readonly string[];
  /** Of a file system's number: the device that has it, or those of mounts that have it. */
  devicesOfNumber(number: string): readonly string[];
  nameByPath(path: string): string | undefined;
}

/** @param zfsMembers names of devices that lsblk calls members of a ZFS pool */
export function mountFinder(
  facts: LinuxFacts,
  tables: readonly (readonly Mount[])[],
  zfsMembers: readonly string[],
): MountFinder {
  const names = new Map(Object.entries(facts.blocks).map(([name, { number }]) => [number, name]));
  const nameByNumber = (number: string): string | undefined => names.get(number);
  const nameByPath = (path: string): string | undefined => {
    const name = (facts.links[path] ?? path).replace(/^\/dev\//, '').replaceAll('/', '!');
    if (name in facts.blocks) return name;
    const mapped = path.startsWith('/dev/mapper/') ? path.slice('/dev/mapper/'.length) : undefined;
    return mapped === undefined
      ? undefined
      : Object.keys(facts.blocks).find((one) => facts.blocks[one]?.attributes['dm/name'] === mapped);
  };
  const devicesOf = (mount: Mount, seen: ReadonlySet<Mount> = new Set()): readonly string[] => {
    if (seen.has(mount)) return [];
    const direct = nameByNumber(mount.number);
    if (direct !== undefined) return [direct];
    if (mount.type === 'zfs') return zfsMembers;
    const bySource = [mount.source, ...mount.source.split(':')].flatMap((one) => nameByPath(one) ?? []);
    if (bySource.length > 0) return [...new Set(bySource)];
    // Named by something nobody can find: any of them, then.
    if (mount.type === 'btrfs') return facts.btrfs.flat();
    const deeper = new Set([...seen, mount]);
    return foldersBelow(mount).flatMap((path) => devicesOfPath(path, deeper));
  };
  const devicesOfPath = (path: string, seen: ReadonlySet<Mount> = new Set()): readonly string[] =>
    tables.flatMap((table) => {
      const mount = mountOfPath(table, path, seen);
      return mount === undefined ? [] : devicesOf(mount, seen);
    });
  return {
    devicesOf: (mount) => devicesOf(mount),
    devicesOfPath: (path) => devicesOfPath(path),
    devicesOfNumber: (number) => {
      const direct = nameByNumber(number);
      if (direct !== undefined) return [direct];
      return tables.flat().flatMap((mount) => (mount.number === number ? devicesOf(mount) : []));
    },
    nameByPath,
  };
}

/** Folders and files a mount is made of: those of an overlay, the file or folder of a stacked file system. */
function foldersBelow({ type, source, options }: Mount): readonly string[] {
  if (type === 'overlay' || type === 'aufs') {
    const values = options.split(/,(?=[a-z_]+=)/).flatMap((option) => {
      const [key, value] = splitOnce(option, '=');
      return /^(lowerdir\+?|datadir\+|upperdir|workdir|br)$/.test(key) ? value.split(':') : [];
    });
    return values.filter((path) => path.startsWith('/'));
  }
  return source.startsWith('/') && !source.startsWith('/dev/') ? [source] : [];
}

/** The mount a path lies on: the longest mount point; of equal ones the last, which hides the others. */
function mountOfPath(table: readonly Mount[], path: string, not: ReadonlySet<Mount>): Mount | undefined {
  let found: Mount | undefined;
  for (const mount of table) {
    if (not.has(mount) || !pathIsBelow(path, mount.mountPoint)) continue;
    if (found === undefined || mount.mountPoint.length >= found.mountPoint.length) found = mount;
  }
  return found;
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
