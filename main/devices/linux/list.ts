/**
 * The drives of a Linux machine, worked out of its facts; no I/O. sysfs says which drives there are and what uses them,
 * lsblk which file systems and labels are on them.
 */
import type { Drive, Volume } from '../drive.ts';
import { describeDrive, printableText } from '../drive-text.ts';
import { isSystemUse } from '../guard.ts';
import type { LinuxFacts } from './facts.ts';
import { buildGraph, devicePath, type BlockGraph } from './graph.ts';
import { parseLsblk, type LsblkRow } from './lsblk.ts';
import { portPath } from './port-path.ts';
import type { BlockFacts } from './sysfs.ts';
import { parseMountTable } from './tables.ts';

/** sysfs counts sizes in units of 512 bytes, whatever the sector size is (Linux: Documentation/ABI/stable/sysfs-block). */
const SYSFS_SECTOR_BYTES = 512;

/** Devices that are made of others, live in memory, or are no storage a medium could be on. */
const NO_DRIVE = /^(dm-|md|zram|ram|sr|fd|nbd|zd|bcache|drbd|mtdblock|mmcblk\d+(boot|rpmb|gp))/;

interface Machine {
  readonly facts: LinuxFacts;
  readonly rows: ReadonlyMap<string, LsblkRow>;
  readonly graph: BlockGraph;
}

/** @throws MediaError E_DEVICE_LIST when lsblk's answer has not the known form */
export function listLinuxDrives(facts: LinuxFacts): readonly Drive[] {
  const machine = understand(facts);
  return Object.entries(facts.blocks)
    .filter(([name, block]) => isDrive(name, block))
    .map(([name, block]) => driveOf(name, block, machine))
    .sort((a, b) => a.device.localeCompare(b.device, 'en', { numeric: true }));
}

/** The graph of a machine, with what only lsblk knows (members of ZFS pools). */
export function graphOf(facts: LinuxFacts): BlockGraph {
  return understand(facts).graph;
}

function understand(facts: LinuxFacts): Machine {
  const rows = parseLsblk(facts.lsblk);
  const zfsMembers = Object.keys(facts.blocks).filter((name) =>
    [rows.get(name)?.fstype, facts.probed?.[name]?.['TYPE']].includes('zfs_member'),
  );
  return { facts, rows, graph: buildGraph(facts, zfsMembers) };
}

function isDrive(name: string, { attributes }: BlockFacts): boolean {
  if (attributes['partition'] !== undefined || attributes['hidden'] === '1' || NO_DRIVE.test(name))
    return false;
  return !isLoop(name) || attributes['loop/backing_file'] !== undefined;
}

function driveOf(name: string, block: BlockFacts, machine: Machine): Drive {
  const { attributes, folder } = block;
  const row = machine.rows.get(name);
  const table = row?.pttype ?? machine.facts.probed?.[name]?.['PTTYPE'];
  const device = devicePath(name);
  const isUSB = /\/usb\d/.test(folder);
  const isSdCard = attributes['device/type'] === 'SD';
  const volumes = volumesOf(name, machine);
  const uses = machine.graph.usesOf(name);
  const description = describe(name, block, row);
  return {
    device,
    raw: device,
    displayName: device,
    description,
    enumerator: 'lsblk',
    busType: busType(name, block, row),
    devicePath: portPath(folder),
    size: sizeOf(block),
    logicalBlockSize: Number(attributes['queue/logical_block_size'] ?? 512),
    blockSize: Number(
      attributes['queue/physical_block_size'] ?? attributes['queue/logical_block_size'] ?? 512,
    ),
    partitionTableType: table === 'gpt' ? 'gpt' : table === 'dos' ? 'mbr' : null,
    mountpoints: volumes.flatMap(({ label, mountpoints }) => mountpoints.map((path) => ({ path, label }))),
    isSystem: isSystemUse(uses),
    isReadOnly: attributes['ro'] === '1',
    isRemovable: attributes['removable'] === '1' || isUSB || isSdCard,
    isUSB,
    isCard: isSdCard || (isUSB && /card|sd\/?mmc|multi.?reader/i.test(description)),
    isVirtual: isLoop(name),
    error: row === undefined ? 'lsblk does not list it' : null,
    kind: isLoop(name) ? 'loop' : 'disk',
    serial: serialOf(block, row),
    attachment: attributes['diskseq'] ?? null,
    volumes,
    uses,
  };
}

function volumesOf(name: string, { facts, rows, graph }: Machine): readonly Volume[] {
  const types = mountedTypes(facts);
  return graph.stackOf(name).flatMap((one): readonly Volume[] => {
    const block = facts.blocks[one];
    if (block === undefined) return [];
    const row = rows.get(one);
    const mountpoints = graph.mountPointsOf(one);
    // Without rights lsblk may not look for a file system; a mounted one is known all the same.
    const probed = facts.probed?.[one];
    const fileSystem = row?.fstype ?? probed?.['TYPE'] ?? types.get(block.number) ?? null;
    // The drive itself counts as a volume only when a file system lies on it without partitions.
    if (one === name && fileSystem === null && mountpoints.length === 0) return [];
    const label = printableText(row?.label ?? probed?.['LABEL'] ?? '');
    return [
      {
        device: row?.path ?? devicePath(one),
        kind: one === name ? 'whole' : volumeKind(one, block, row),
        fileSystem,
        label: label === '' ? null : label,
        size: sizeOf(block),
        usedBytes: row?.fsused ?? null,
        mountpoints,
      },
    ];
  });
}

function mountedTypes({ mountinfo }: LinuxFacts): ReadonlyMap<string, string> {
  return new Map(parseMountTable(mountinfo).map(({ number, type }) => [number, type]));
}

function volumeKind(name: string, { attributes }: BlockFacts, row: LsblkRow | undefined): Volume['kind'] {
  if (attributes['partition'] !== undefined) return 'partition';
  if (isLoop(name)) return 'loop';
  if (name.startsWith('md')) return 'raid';
  const mapped = attributes['dm/uuid'] ?? '';
  if (mapped.startsWith('CRYPT-') || row?.type === 'crypt') return 'crypt';
  if (mapped.startsWith('LVM-') || row?.type === 'lvm') return 'lvm';
  return row?.type?.startsWith('raid') === true ? 'raid' : 'other';
}

function describe(name: string, { attributes }: BlockFacts, row: LsblkRow | undefined): string {
  const backing = attributes['loop/backing_file'];
  if (backing !== undefined) return `Loop device over ${printableText(backing.split('/').at(-1) ?? '')}`;
  // Buses that have no vendor put their own name or number there.
  const vendor = [attributes['device/vendor'], row?.vendor].find(
    (one) => typeof one === 'string' && !/^(ATA|0x[\da-f]+)$/i.test(one.trim()),
  );
  const model = attributes['device/model'] ?? attributes['device/name'] ?? row?.model ?? undefined;
  const usb = describeDrive(attributes['usb/manufacturer'], attributes['usb/product'], `Drive ${name}`);
  return describeDrive(vendor ?? undefined, model, usb);
}

function busType(name: string, { attributes, folder }: BlockFacts, row: LsblkRow | undefined): string {
  if (isLoop(name)) return 'loop';
  if (/\/usb\d/.test(folder)) return 'usb';
  if (attributes['device/type'] === 'SD') return 'sd';
  if (name.startsWith('mmcblk')) return 'mmc';
  if (name.startsWith('nvme')) return 'nvme';
  if (/\/virtio\d/.test(folder) || name.startsWith('vd')) return 'virtio';
  if (/\/ata\d/.test(folder)) return 'ata';
  const tran = row?.tran ?? (/\/host\d+\//.test(folder) ? 'scsi' : 'unknown');
  return tran === 'sata' ? 'ata' : tran.toLowerCase();
}

/**
 * A USB drive's number is that of its USB device; of others what the bus gives. sysfs comes first: it says the same to
 * every account and from the first moment on, while lsblk's answer waits for udev.
 */
function serialOf({ attributes }: BlockFacts, row: LsblkRow | undefined): string | null {
  const found = [
    attributes['serial'],
    attributes['device/serial'],
    attributes['usb/serial'],
    attributes['device/vpd_pg80'],
    row?.serial,
  ].find((one) => typeof one === 'string' && printableText(one) !== '');
  return found === undefined || found === null ? null : printableText(found);
}

function sizeOf({ attributes }: BlockFacts): number {
  return Number(attributes['size'] ?? 0) * SYSFS_SECTOR_BYTES;
}

function isLoop(name: string): boolean {
  return /^loop\d+$/.test(name);
}
