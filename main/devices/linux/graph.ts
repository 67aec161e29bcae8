/**
 * What lies on a drive, at any depth, by the kernel's own links: partitions, holders and slaves (LVM, LUKS, RAID,
 * multipath, bcache), loop devices over partitions and over files, members of one btrfs; and what of it is mounted, is
 * swap, or holds the program's own files. sysfs and procfs alone decide this; lsblk shows only one mount table and does
 * not follow files.
 * Trap: in doubt a drive has more uses than it should have, never fewer.
 */
import type { DriveUse } from '../drive.ts';
import { useOfMount } from '../guard.ts';
import type { LinuxFacts } from './facts.ts';
import { mountFinder, type MountFinder } from './mount-finder.ts';
import { parseMountTable, parseSwaps, type Mount } from './tables.ts';

export interface BlockGraph {
  /** The drive and all that lies on it, itself first, outer before inner; no btrfs neighbours. */
  stackOf(name: string): readonly string[];
  /** All uses of what lies on it, neighbours of one file system included. */
  usesOf(name: string): readonly DriveUse[];
  /** Places where a device itself is mounted. */
  mountPointsOf(name: string): readonly string[];
  /** Mounts of this process that must go before the drive is free, those upon others first. */
  unmountOrder(name: string): readonly Mount[];
}

interface Edges {
  readonly above: ReadonlyMap<string, ReadonlySet<string>>;
  /** The device whose very bytes a loop device shows: who writes the one writes the other. */
  readonly below: ReadonlyMap<string, ReadonlySet<string>>;
  /** Members of the same file system on other devices. */
  readonly peers: ReadonlyMap<string, ReadonlySet<string>>;
}

/** @param zfsMembers names of devices that lsblk calls members of a ZFS pool */
export function buildGraph(facts: LinuxFacts, zfsMembers: readonly string[] = []): BlockGraph {
  const ours = parseMountTable(facts.mountinfo);
  const outer = facts.outerMountinfo === null ? [] : parseMountTable(facts.outerMountinfo);
  const finder = mountFinder(facts, [ours, outer], zfsMembers);
  const edges = linkAll(facts, finder);
  const mounted = placesByDevice([...ours, ...outer], finder);
  const used = [...swapUses(facts, finder), ...ownFileUses(facts, finder)];
  const sameBytes = (name: string): readonly string[] => [...closure([name], edges.below)];
  const all = (name: string): ReadonlySet<string> => closure(sameBytes(name), edges.above, edges.peers);

  return {
    stackOf: (name) => [...closure([name], edges.above)],
    mountPointsOf: (name) => [...(mounted.get(name) ?? [])],
    usesOf: (name) => {
      const stack = all(name);
      const own = sameBytes(name);
      const peers = new Set([...stack].flatMap((one) => [...(edges.peers.get(one) ?? [])]));
      const structural = closure(own, edges.above);
      const mounts = [...stack].flatMap((one) =>
        [...(mounted.get(one) ?? [])].map((place) => useOfMount(devicePath(one), place)),
      );
      const held = [...stack].filter(
        (one) => !own.includes(one) && !isPartition(facts, one) && (structural.has(one) || !peers.has(one)),
      );
      return [
        ...used.filter(({ name: one }) => stack.has(one)).map(({ use }) => use),
        ...mounts,
        ...held.map((one): DriveUse => ({
          kind: 'held',
          device: devicePath(one),
          detail: nameOf(facts, one),
        })),
      ];
    },
    unmountOrder: (name) => {
      const stack = all(name);
      return unmountOrder(ours, (mount) => finder.devicesOf(mount).some((one) => stack.has(one)));
    },
  };
}

function linkAll(facts: LinuxFacts, finder: MountFinder): Edges {
  const above = new Map<string, Set<string>>(Object.keys(facts.blocks).map((name) => [name, new Set()]));
  const sameBytes = new Map<string, ReadonlySet<string>>();
  const peers = new Map<string, Set<string>>();
  const link = (below: string, on: string): void => {
    if (below !== on && above.has(on)) above.get(below)?.add(on);
  };
  for (const [name, { folder, attributes, holders, slaves }] of Object.entries(facts.blocks)) {
    const parent = folder.split('/').at(-2) ?? '';
    if (attributes['partition'] !== undefined) link(parent, name);
    for (const holder of holders) link(name, holder);
    for (const slave of slaves) link(slave, name);
    const backing = attributes['loop/backing_file'];
    if (backing !== undefined) {
      const device = finder.nameByPath(backing);
      if (device !== undefined) sameBytes.set(name, new Set([device]));
      const number = facts.loopFiles[name];
      const path = backing.replace(/ \(deleted\)$/, '');
      // A path is right only if this process sees the file where the one who set it up saw it; a number always is.
      const below = device !== undefined ? [device] : finder.devicesOfPath(path);
      for (const one of [...below, ...(number === undefined ? [] : finder.devicesOfNumber(number))]) {
        link(one, name);
      }
    }
  }
  for (const members of facts.btrfs) {
    for (const one of members) peers.set(one, new Set([...(peers.get(one) ?? []), ...members]));
  }
  return { above, below: sameBytes, peers };
}

function closure(
  start: readonly string[],
  ...edges: readonly ReadonlyMap<string, ReadonlySet<string>>[]
): ReadonlySet<string> {
  const found = new Set(start);
  // A set may grow while it is walked; what is added is walked, too.
  for (const one of found) for (const map of edges) for (const other of map.get(one) ?? []) found.add(other);
  return found;
}

function placesByDevice(mounts: readonly Mount[], finder: MountFinder): Map<string, Set<string>> {
  const places = new Map<string, Set<string>>();
  // The images a live system's root is made of are parts of the root, even where its overlay names no folder one can find.
  const hasOverlayRoot = mounts.some(({ mountPoint, type }) => mountPoint === '/' && type === 'overlay');
  for (const mount of mounts) {
    for (const device of finder.devicesOf(mount)) {
      const known = places.get(device) ?? new Set();
      known.add(mount.mountPoint);
      if (hasOverlayRoot && ['squashfs', 'erofs'].includes(mount.type)) known.add('/');
      places.set(device, known);
    }
  }
  return places;
}

interface NamedUse {
  readonly name: string;
  readonly use: DriveUse;
}

function swapUses(facts: LinuxFacts, finder: MountFinder): readonly NamedUse[] {
  return parseSwaps(facts.swaps).flatMap(({ path, isFile }) => {
    const names = isFile ? finder.devicesOfPath(path) : [finder.nameByPath(path)];
    return names.flatMap((name) =>
      name === undefined
        ? []
        : [{ name, use: { kind: 'swap' as const, device: devicePath(name), detail: path } }],
    );
  });
}

function ownFileUses(facts: LinuxFacts, finder: MountFinder): readonly NamedUse[] {
  // A file of a btrfs has the number of its subvolume, which no mount needs to have.
  return facts.ownFiles.flatMap(({ path, number }) =>
    [...new Set([...finder.devicesOfNumber(number), ...finder.devicesOfPath(path)])].map((name) => ({
      name,
      use: { kind: 'system' as const, device: devicePath(name), detail: path },
    })),
  );
}

/** Mounts of the chosen kind and everything mounted upon them; those upon others come first. */
function unmountOrder(mounts: readonly Mount[], isChosen: (mount: Mount) => boolean): readonly Mount[] {
  const ids = new Set(mounts.filter(isChosen).map(({ id }) => id));
  const byParent = (id: string): readonly Mount[] => mounts.filter(({ parent }) => parent === id);
  for (const id of ids) for (const upon of byParent(id)) ids.add(upon.id);
  const byId = new Map(mounts.map((mount) => [mount.id, mount]));
  const depth = (mount: Mount): number => {
    let steps = 0;
    const seen = new Set<string>();
    for (
      let one = byId.get(mount.parent);
      one !== undefined && !seen.has(one.id);
      one = byId.get(one.parent)
    ) {
      seen.add(one.id);
      steps += 1;
    }
    return steps;
  };
  return mounts.filter(({ id }) => ids.has(id)).sort((a, b) => depth(b) - depth(a));
}

function isPartition(facts: LinuxFacts, name: string): boolean {
  return facts.blocks[name]?.attributes['partition'] !== undefined;
}

/** "/dev/mapper/luks-1234" for "dm-0". */
function nameOf(facts: LinuxFacts, name: string): string {
  const mapped = facts.blocks[name]?.attributes['dm/name'];
  return mapped === undefined ? devicePath(name) : `/dev/mapper/${mapped}`;
}

/** "/dev/cciss/c0d0" for the kernel's "cciss!c0d0". */
export function devicePath(name: string): string {
  return `/dev/${name.replaceAll('!', '/')}`;
}
