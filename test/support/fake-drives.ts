/**
 * A machine full of sticks in memory, each with a speed and faults of its own, under a virtual clock. A stick handles one
 * request after the other, as real ones do, so a run's requests side by side do not make it faster.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { BlockDevice } from '#image/block-device.ts';
import { identityOf, type Drive, type DriveIdentity } from '#devices/drive.ts';
import type { DriveTarget } from '#jobs/drive-run.ts';
import type { DriveSystem, OpenDriveWishes, OpenedDrive } from '#jobs/drive-system.ts';
import { STICK } from './drives.ts';
import { ramDevice, type RamDevice } from './ram-device.ts';
import type { VirtualClock } from './virtual-clock.ts';

export type DeviceCall = 'read' | 'write' | 'flush' | 'open' | 'close';

/** The n-th call of a kind (from 0) fails with this; once, or from then on. */
export interface CallFault {
  readonly kind: DeviceCall;
  readonly nth: number;
  readonly error: Error;
  readonly staysBroken?: boolean;
}

export interface FakeDriveOptions {
  readonly sizeBytes?: number;
  readonly sectorBytes?: 512 | 4096;
  /** Bytes per second; as a function of the virtual time, too. */
  readonly writeSpeed?: number | ((nowMs: number) => number);
  readonly readSpeed?: number | ((nowMs: number) => number);
  /** What takes no bytes: opening, flushing, closing. */
  readonly otherMs?: number;
  /** The n-th call of a kind (from 0) never comes back, unless `letGo` is called. */
  readonly hangAt?: { readonly kind: DeviceCall; readonly nth: number };
  readonly failAt?: CallFault | readonly CallFault[];
  /** It is pulled out at this virtual time: everything fails from then on. */
  readonly goneAtMs?: number;
  /** One bit of what is written here is stored wrongly. */
  readonly flipAt?: number;
  /** Real capacity: what is written behind it lands at the front. */
  readonly wrapBytes?: number;
}

export class FakeDrive {
  readonly drive: Drive;
  readonly ram: RamDevice;
  opened = 0;
  closed = 0;
  /** Calls begun, by kind. */
  readonly counts: Record<DeviceCall, number> = { read: 0, write: 0, flush: 0, open: 0, close: 0 };
  readonly #clock: VirtualClock;
  readonly #options: FakeDriveOptions;
  readonly #hanging: (() => void)[] = [];
  #busyUntilMs = 0;

  constructor(device: string, clock: VirtualClock, options: FakeDriveOptions) {
    const { sizeBytes = 2 * 1024 * 1024, sectorBytes = 512 } = options;
    this.#clock = clock;
    this.#options = options;
    this.ram = ramDevice({ sizeBytes, alignmentBytes: sectorBytes, dirt: 0xdd });
    this.drive = fakeDrive(device, sizeBytes, sectorBytes);
  }

  get target(): DriveTarget {
    return { identity: identityOf(this.drive), isConfirmed: false, allowLoop: false, isUpdate: false };
  }

  get isGone(): boolean {
    return this.#clock.now() >= (this.#options.goneAtMs ?? Number.POSITIVE_INFINITY);
  }

  /** What hangs comes back. */
  letGo(): void {
    for (const resolve of this.#hanging.splice(0)) resolve();
  }

  async open(): Promise<BlockDevice> {
    await this.#call('open', this.#options.otherMs ?? 0);
    this.opened += 1;
    const { readSpeed = 100e6, writeSpeed = 20e6, otherMs = 0 } = this.#options;
    return {
      ...this.ram,
      name: this.drive.device,
      read: async (offset, target) => {
        await this.#call('read', this.#duration(target.length, readSpeed));
        return await this.ram.read(this.#place(offset), target);
      },
      write: async (offset, source) => {
        await this.#call('write', this.#duration(source.length, writeSpeed));
        await this.#store(offset, source);
      },
      flush: () => this.#call('flush', otherMs),
      close: async () => {
        await this.#call('close', otherMs);
        this.closed += 1;
      },
    };
  }

  async #store(offset: number, source: Uint8Array): Promise<void> {
    const { flipAt } = this.#options;
    const stored = source.slice();
    const at = (flipAt ?? -1) - offset;
    const byte = stored[at];
    if (byte !== undefined) stored[at] = byte ^ 4;
    await this.ram.write(this.#place(offset), stored);
  }

  #place(offset: number): number {
    const { wrapBytes } = this.#options;
    return wrapBytes === undefined ? offset : offset % wrapBytes;
  }

  #duration(bytes: number, speed: number | ((nowMs: number) => number)): number {
    const now = Math.max(this.#busyUntilMs, this.#clock.now());
    return (bytes / (typeof speed === 'number' ? speed : speed(now))) * 1000;
  }

  async #call(kind: DeviceCall, durationMs: number): Promise<void> {
    const number = this.counts[kind];
    this.counts[kind] += 1;
    const { hangAt, failAt = [] } = this.#options;
    if (hangAt?.kind === kind && hangAt.nth === number) {
      await new Promise<void>((resolve) => this.#hanging.push(resolve));
    }
    this.#busyUntilMs = Math.max(this.#busyUntilMs, this.#clock.now()) + durationMs;
    await this.#clock.sleep(this.#busyUntilMs - this.#clock.now());
    if (this.isGone && kind !== 'close') throw new MediaError('E_DEVICE_IO', `${kind}: EIO: i/o error`);
    const fault = [failAt]
      .flat()
      .find(
        (one) => one.kind === kind && (number === one.nth || (one.staysBroken === true && number > one.nth)),
      );
    if (fault !== undefined) throw fault.error;
  }
}

export class FakeMachine implements DriveSystem {
  readonly #clock: VirtualClock;
  readonly #drives = new Map<string, FakeDrive>();
  readonly wishes: OpenDriveWishes[] = [];

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  plug(device: string, options: FakeDriveOptions = {}): FakeDrive {
    const drive = new FakeDrive(device, this.#clock, options);
    this.#drives.set(device, drive);
    return drive;
  }

  list(): Promise<readonly Drive[]> {
    return Promise.resolve([...this.#drives.values()].filter((one) => !one.isGone).map(({ drive }) => drive));
  }

  async openForWriting(target: DriveTarget, wishes: OpenDriveWishes): Promise<OpenedDrive> {
    this.wishes.push(wishes);
    const found = this.#drives.get(target.identity.device);
    if (found === undefined || found.isGone) {
      throw new MediaError('E_DEVICE_MISSING', `${target.identity.device} is not there`);
    }
    return { drive: found.drive, device: await found.open() };
  }

  isPresent(identity: DriveIdentity): Promise<boolean> {
    return Promise.resolve(this.#drives.get(identity.device)?.isGone === false);
  }
}

function fakeDrive(device: string, size: number, sectorBytes: number): Drive {
  return {
    ...STICK,
    device,
    raw: device,
    displayName: device,
    description: 'Fake Stick',
    devicePath: `port-of-${device}`,
    size,
    logicalBlockSize: sectorBytes,
    blockSize: sectorBytes,
    serial: `serial-of-${device}`,
    attachment: null,
  };
}
