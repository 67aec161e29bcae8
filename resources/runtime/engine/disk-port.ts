/**
 * Disks and volumes as steps see them. Letters are the ones Windows would use: a volume gets the next free one from C,
 * and paths like "C:\Windows" are turned into paths of the environment by `pathOf`.
 * Trap: a volume is either mounted or worked on as a device, never both; `withDevice` unmounts for the time.
 */

export interface Disk {
  /** As Format and Partition Disk counts: 0 is the first one that is not the medium. */
  readonly index: number;
  /** "/dev/sda" */
  readonly device: string;
  readonly description: string;
  readonly sizeBytes: number;
  readonly sectorBytes: number;
  readonly isRemovable: boolean;
  /** What its partition table is; "none" for an empty or unreadable one. */
  readonly style: 'gpt' | 'mbr' | 'none';
}

export type VolumeKind = 'efi' | 'msr' | 'recovery' | 'data';
export type FileSystem = 'ntfs' | 'fat32' | 'none';

export interface TargetVolume {
  /** "C", undefined for one without a letter. */
  readonly letter: string | undefined;
  readonly diskIndex: number;
  /** 1-based number of the partition. */
  readonly partition: number;
  /** "/dev/sda3" */
  readonly device: string;
  readonly kind: VolumeKind;
  readonly fileSystem: FileSystem;
  readonly label: string;
  readonly sizeBytes: number;
  /** PARTUUID as blkid prints it: "0fc63daf-…" (GPT), "1a2b3c4d-02" (MBR). */
  readonly partitionId: string;
  /** First byte on its disk. */
  readonly startBytes: number;
  /** A BIOS starts from it (MBR only). */
  readonly isActive: boolean;
}

export interface DisksPort {
  disks(): Promise<readonly Disk[]>;
  /** Volumes of all disks but the medium, in the order of disk and partition. */
  volumes(): Promise<readonly TargetVolume[]>;
  /** Folder at which a volume can be read and written; mounts it when it is not mounted. */
  mount(volume: TargetVolume): Promise<string>;
  /** Runs an action on the device of a volume that is mounted nowhere for that time. */
  withDevice<T>(volume: TargetVolume, action: (device: string) => Promise<T>): Promise<T>;
  /** Path in this environment for a Windows path with a letter. @throws MediaError E_TS_VOLUME when no volume has it. */
  pathOf(windowsPath: string): Promise<string>;
  /** Runs a program of the environment (sgdisk, mkntfs, wimlib-imagex …) with arguments, never through a shell. */
  runTool(program: string, args: readonly string[], options?: ToolOptions): Promise<ToolResult>;
  /** Writes everything down and makes the kernel read the partition table of a disk anew. */
  settle(device: string): Promise<void>;
}

export interface ToolOptions {
  readonly input?: AsyncIterable<Uint8Array> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Lines of its standard output as they come (progress). */
  readonly onLine?: ((line: string) => void) | undefined;
}

export interface ToolResult {
  readonly exitCode: number | undefined;
  readonly output: string;
}
