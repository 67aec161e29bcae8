/**
 * What the runtime wants from the computer it runs on. On a device this is Linux with BusyBox (linux.ts); tests give a
 * fake, so the whole program runs unprivileged on a developer's machine.
 */
import type { LookupFunction } from 'node:net';
import type { Terminal } from '../console/terminal.ts';
import type { CommandRequest, CommandResult } from '../engine/ports.ts';

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
  /** Folder in memory for log, content and copies of what is needed from the medium; exists. */
  readonly workFolder: string;
  listVolumes(): Promise<readonly Volume[]>;
  /** Folder at which the volume can be read, undefined when it holds no file system we read; unmounts a former one. */
  mountReadOnly(volume: Volume): Promise<string | undefined>;
  unmount(): Promise<void>;
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
