/**
 * What the runtime wants from the computer it runs on. On a device this is Linux with BusyBox (linux.ts); tests give a
 * fake, so the whole program runs unprivileged on a developer's machine.
 */
import type { LookupFunction } from 'node:net';
import type { Terminal } from '../console/terminal.ts';
import type { OpenDisks } from '../disks/disks.ts';
import type { CommandRequest, CommandResult, FactsPort } from '../engine/ports.ts';
import type { StepEnvironment } from '../engine/state.ts';

/** A block device that may hold the medium. */
export interface Volume {
  /** "sda1", "sr0" */
  readonly name: string;
  /** "sda1 (Kingston DataTraveler, 32 GB)": for messages. */
  readonly description: string;
}

/** A wired network adapter. */
export interface Adapter {
  /** "eth0" */
  readonly name: string;
  readonly macAddress: string;
  /** A cable is connected and the other end is up. */
  readonly hasLink: boolean;
}

export interface Lease {
  readonly address: string;
  readonly router: string | undefined;
  readonly nameServers: readonly string[];
}

/** Node takes longer ones for 1 ms: 24 days. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface Clock {
  now(): Date;
  /** Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Platform {
  readonly terminals: readonly Terminal[];
  readonly clock: Clock;
  /** How names are found; absent: as the system does it. */
  readonly lookup?: LookupFunction | undefined;
  /** Silence after which a connection is given up, milliseconds; absent: 30 s. Tests have less time. */
  readonly idleMs?: number | undefined;
  /** Folder in memory for log, content and copies of what is needed from the medium; exists. */
  readonly workFolder: string;
  listVolumes(): Promise<readonly Volume[]>;
  /** Folder at which the volume can be read, undefined when it holds no file system we read; unmounts a former one. */
  mountReadOnly(volume: Volume): Promise<string | undefined>;
  unmount(): Promise<void>;
  /** This volume is the medium: its drive is no longer offered as a disk. */
  takeMedium(volume: Volume): void;
  /** Puts a file onto the medium, when it can be written; true when it is there. */
  keepOnMedium(path: string, data: Uint8Array): Promise<boolean>;
  /** Disks and volumes, but those of the medium. */
  readonly disks: OpenDisks;
  /** What conditions ask of this computer. */
  readonly facts: FactsPort;
  /** The boot image was started from the disk, to go on with a task sequence without a medium. */
  isResumedFromDisk(): Promise<boolean>;
  /** Tells the firmware what to start next; a firmware that takes no such wish is no failure. */
  startNext(environment: StepEnvironment): Promise<void>;
  /** Wired adapters, brought up so that their link can be seen. */
  listAdapters(): Promise<readonly Adapter[]>;
  /** Asks for an address and keeps it renewed; undefined when none is given. */
  requestLease(adapter: Adapter): Promise<Lease | undefined>;
  /** Variables about this computer: _SMSTSMake, _SMSTSModel, _SMSTSSerialNumber, _SMSTSBootUEFI, … */
  machineFacts(): Promise<Readonly<Record<string, string>>>;
  /** Runs a command line through the shell. */
  runCommand(request: CommandRequest): Promise<CommandResult>;
  /** Do not come back on a device; on a fake they do. */
  restart(): Promise<void>;
  powerOff(): Promise<void>;
}
