/**
 * A computer for the on-device runtime without a computer: terminals that tests read and type on, a folder as the
 * medium, a clock that does not wait. Commands really run, through the developer's own shell.
 * Trap: sleeps without a signal end at once; those with one (countdowns beside a question) only end by `clock.advance`
 * or by the answer, so that a test has all the time it needs to press a key.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import type { LookupFunction } from 'node:net';
import { dirname, join } from 'node:path';
import type { TargetVolume } from '../../resources/runtime/engine/disk-port.ts';
import type { OpenDisks } from '../../resources/runtime/disks/disks.ts';
import { linuxFacts } from '../../resources/runtime/platform/facts.ts';
import type { Terminal } from '../../resources/runtime/console/terminal.ts';
import type { Adapter, Clock, Lease, Platform } from '../../resources/runtime/platform/platform.ts';
import { runShell } from '../../resources/runtime/platform/shell.ts';
import { tempFolder } from './temp.ts';

/** How long a test waits for a text; only reached when it never comes. */
const EXPECT_MS = 20_000;

export class FakeTerminal implements Terminal {
  readonly name: string;
  readonly kind: 'screen' | 'serial';
  readonly columns: number;
  readonly rows: number;
  /** Everything written so far. */
  output = '';
  #position = 0;
  readonly #listeners = new Set<(bytes: Uint8Array) => void>();
  readonly #checks = new Set<() => void>();

  constructor(name: string, kind: 'screen' | 'serial', size = { columns: 80, rows: 25 }) {
    this.name = name;
    this.kind = kind;
    this.columns = size.columns;
    this.rows = size.rows;
  }

  write(text: string): void {
    this.output += text;
    for (const check of [...this.#checks]) check();
  }

  onInput(listener: (bytes: Uint8Array) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  type(text: string): void {
    for (const listener of this.#listeners) listener(Buffer.from(text, 'utf8'));
  }

  /** Waits for a text behind the last one that was expected, and gives everything up to its end. */
  async expect(wanted: string): Promise<string> {
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#checks.delete(check);
        reject(new Error(`"${wanted}" never came; the rest was:\n${this.output.slice(this.#position)}`));
      }, EXPECT_MS);
      const check = (): void => {
        const at = this.output.indexOf(wanted, this.#position);
        if (at < 0) return;
        clearTimeout(timer);
        this.#checks.delete(check);
        const passed = this.output.slice(this.#position, at + wanted.length);
        this.#position = at + wanted.length;
        resolve(passed);
      };
      this.#checks.add(check);
      check();
    });
  }
}

export class FakeClock implements Clock {
  /** Added to the machine's time. */
  aheadMs = 0;
  /** Every sleep that ended at once, milliseconds. */
  readonly slept: number[] = [];
  readonly #held = new Set<{ leftMs: number; readonly wake: () => void }>();

  now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal === undefined) {
      this.slept.push(ms);
      await new Promise((resolve) => setImmediate(resolve));
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const onAbort = (): void => {
        this.#held.delete(held);
        reject(new Error('aborted'));
      };
      const wake = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const held = { leftMs: ms, wake };
      this.#held.add(held);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Lets held sleeps go on, second by second. */
  async advance(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 1000) {
      for (const held of [...this.#held]) {
        held.leftMs -= 1000;
        if (held.leftMs > 0) continue;
        this.#held.delete(held);
        held.wake();
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

export interface FakeDevice extends Platform {
  readonly clock: FakeClock;
  readonly screen: FakeTerminal;
  readonly serial: FakeTerminal;
  /** What the device has and does not have; tests change it while it runs. */
  readonly hardware: {
    /** Folders that look like volumes, in order. */
    volumes: string[];
    adapters: Adapter[];
    lease: Lease | undefined;
    /** Folder that is the only volume of the only disk, "C:". */
    target: string | undefined;
    /** Started by the staged boot image of the disk. */
    isResumedFromDisk: boolean;
    /** Takes files, as a stick does; undefined: as a disc, which does not. */
    stick: string | undefined;
  };
  /** What the firmware was asked to start next. */
  readonly nextStarts: string[];
}

/** A disk whose one volume is a folder, "C:", from which a BIOS would start; it cannot be partitioned. */
function folderDisks(folder: () => string | undefined): OpenDisks {
  const volume: TargetVolume = {
    letter: 'C',
    diskIndex: 0,
    partition: 1,
    device: '/dev/fake1',
    kind: 'data',
    fileSystem: 'ntfs',
    label: 'Windows',
    sizeBytes: 64e9,
    partitionId: '11111111-2222-4333-8444-555555555555',
    startBytes: 1_048_576,
    isActive: true,
  };
  const refuse = async (): Promise<never> => await Promise.reject(new Error('a folder is no disk'));
  return {
    disks: () => Promise.resolve([]),
    volumes: () => Promise.resolve(folder() === undefined ? [] : [volume]),
    mount: () => Promise.resolve(folder() ?? ''),
    withDevice: refuse,
    pathOf: (path) => Promise.resolve(join(folder() ?? '', path.slice(2).replaceAll('\\', '/'))),
    runTool: refuse,
    settle: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

/** A device whose medium is a folder, with one adapter that gets an address. */
export async function fakeDevice(
  mediumFolder: string | undefined,
  options: { readonly lookup?: LookupFunction; readonly facts?: Readonly<Record<string, string>> } = {},
): Promise<FakeDevice> {
  const workFolder = join(await tempFolder('device'), 'work');
  await mkdir(workFolder, { recursive: true });
  const screen = new FakeTerminal('tty1', 'screen');
  const serial = new FakeTerminal('ttyS0', 'serial');
  const hardware: FakeDevice['hardware'] = {
    volumes: mediumFolder === undefined ? [] : [mediumFolder],
    adapters: [{ name: 'eth0', macAddress: '52:54:00:12:34:56', hasLink: true }],
    lease: { address: '192.0.2.10', router: '192.0.2.1', nameServers: ['192.0.2.1'] },
    target: undefined,
    isResumedFromDisk: false,
    stick: undefined,
  };
  const disks = folderDisks(() => hardware.target);
  const nextStarts: string[] = [];
  return {
    terminals: [screen, serial],
    screen,
    serial,
    hardware,
    clock: new FakeClock(),
    lookup: options.lookup,
    workFolder,
    listVolumes: () =>
      Promise.resolve(hardware.volumes.map((name, index) => ({ name, description: `disk${index}` }))),
    mountReadOnly: (volume) => Promise.resolve(volume.name),
    unmount: () => Promise.resolve(),
    takeMedium: () => undefined,
    keepOnMedium: async (path, data) => {
      if (hardware.stick === undefined) return false;
      await mkdir(dirname(join(hardware.stick, path)), { recursive: true });
      await writeFile(join(hardware.stick, path), data);
      return true;
    },
    disks,
    facts: linuxFacts({ disks, systemFacts: () => Promise.resolve(undefined) }),
    isResumedFromDisk: () => Promise.resolve(hardware.isResumedFromDisk),
    startNext: (environment) => {
      nextStarts.push(environment);
      return Promise.resolve();
    },
    nextStarts,
    listAdapters: () => Promise.resolve(hardware.adapters),
    requestLease: () => Promise.resolve(hardware.lease),
    machineFacts: () => Promise.resolve({ _SMSTSMake: 'Contoso', _SMSTSBootUEFI: 'true', ...options.facts }),
    runCommand: async (request) => await runShell(request, workFolder),
    restart: () => Promise.resolve(),
    powerOff: () => Promise.resolve(),
  };
}
