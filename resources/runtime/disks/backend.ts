/**
 * What the volumes of a computer are made of: the real machine (linux-backend.ts) or a set of image files (tests).
 */
import type { DisksPort } from '../engine/disk-port.ts';

export interface RawDisk {
  /** Path that is read and written: "/dev/sda", or an image file. */
  readonly device: string;
  readonly description: string;
  readonly sizeBytes: number;
  readonly sectorBytes: number;
  readonly isRemovable: boolean;
}

/** A piece of a disk. */
export interface RawPartition {
  readonly disk: RawDisk;
  readonly number: number;
  readonly startBytes: number;
  readonly sizeBytes: number;
}

export interface DiskBackend {
  /** Disks in the order of their numbers; the medium is never among them. */
  list(): Promise<readonly RawDisk[]>;
  /** Name of a partition's device, for messages; it may not exist before `open`. */
  nameOf(partition: RawPartition): string;
  /** Path of a partition's device, made when it must be. @throws MediaError E_TS_VOLUME when it does not appear. */
  open(partition: RawPartition): Promise<string>;
  close(device: string): Promise<void>;
  /** Where the running system has mounted a partition by itself; it stays mounted there. */
  mountedAt(partition: RawPartition): Promise<string | undefined>;
  mount(device: string, fileSystem: 'ntfs' | 'fat32', folder: string): Promise<void>;
  unmount(folder: string): Promise<void>;
  /** Makes the kernel read the partition table anew. */
  reread(disk: RawDisk): Promise<void>;
  readonly runTool: DisksPort['runTool'];
}
