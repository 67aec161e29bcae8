/** Linux machines in a few words: the facts `readLinuxFacts` would have collected there, and what is made of them. */
import type { Drive } from '#devices/drive.ts';
import { judgeDrive } from '#devices/guard.ts';
import type { LinuxFacts } from '#devices/linux/facts.ts';
import { listLinuxDrives } from '#devices/linux/list.ts';
import type { BlockFacts } from '#devices/linux/sysfs.ts';

export interface MachineParts {
  readonly blocks: Readonly<Record<string, BlockFacts>>;
  readonly mountinfo?: readonly string[];
  readonly outerMountinfo?: readonly string[];
  /** Lines of /proc/swaps below its heading. */
  readonly swaps?: readonly string[];
  readonly btrfs?: readonly (readonly string[])[];
  readonly links?: Readonly<Record<string, string>>;
  readonly loopFiles?: Readonly<Record<string, string>>;
  readonly ownFiles?: LinuxFacts['ownFiles'];
  /** Columns of lsblk by the kernel's name. */
  readonly lsblk?: Readonly<Record<string, Readonly<Record<string, string | number | null>>>>;
}

export function machine(parts: MachineParts): LinuxFacts {
  const rows = Object.keys(parts.blocks).map((name) => ({
    name: `/dev/${name}`,
    kname: `/dev/${name}`,
    path: `/dev/${name}`,
    ...parts.lsblk?.[name],
  }));
  return {
    blocks: parts.blocks,
    btrfs: parts.btrfs ?? [],
    mountinfo: (parts.mountinfo ?? []).join('\n'),
    outerMountinfo: parts.outerMountinfo?.join('\n') ?? null,
    swaps: ['Filename Type Size Used Priority', ...(parts.swaps ?? [])].join('\n'),
    links: parts.links ?? {},
    loopFiles: parts.loopFiles ?? {},
    ownFiles: parts.ownFiles ?? [],
    lsblk: { blockdevices: rows },
  };
}

/** The drive that the product's adapter makes of such a machine. */
export function driveOf(parts: MachineParts, device = '/dev/sdb'): Drive {
  const drive = listLinuxDrives(machine(parts)).find((one) => one.device === device);
  if (drive === undefined) throw new Error(`${device} is not listed`);
  return drive;
}

/** What the guard says of a drive: "never E_DEVICE_SYSTEM". */
export function verdictsOn(drive: Drive): readonly string[] {
  return judgeDrive(drive).map(({ severity, code }) => `${severity} ${code}`);
}

const USB_FOLDER = '/devices/pci0000:00/0000:00:14.0/usb2/2-2/2-2:1.0/host6/target6:0:0/6:0:0:0/block';

/** A USB stick of 32 GB. */
export function disk(
  name: string,
  number: string,
  attributes: Readonly<Record<string, string>> = {},
  folder = `${USB_FOLDER}/${name}`,
): Record<string, BlockFacts> {
  return {
    [name]: {
      number,
      folder,
      attributes: {
        size: '62500000',
        ro: '0',
        removable: '1',
        'queue/logical_block_size': '512',
        'queue/physical_block_size': '512',
        ...attributes,
      },
      holders: [],
      slaves: [],
    },
  };
}

export function partition(
  parent: string,
  name: string,
  number: string,
  holders: readonly string[] = [],
): Record<string, BlockFacts> {
  return {
    [name]: {
      number,
      folder: `${USB_FOLDER}/${parent}/${name}`,
      attributes: { partition: '1', size: '2048' },
      holders,
      slaves: [],
    },
  };
}

/** A device made of others: "dm-0", "md127", "loop3". */
export function stacked(
  name: string,
  number: string,
  more: Partial<BlockFacts> = {},
): Record<string, BlockFacts> {
  const folder = `/devices/virtual/block/${name}`;
  return { [name]: { number, folder, attributes: { size: '2048' }, holders: [], slaves: [], ...more } };
}
