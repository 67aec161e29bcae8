/**
 * Keeps the opening of files with a user's rights apart from the work on drives. Taking on other rights concerns every
 * thread: a drive that is being opened or asked about on another one would be refused, or would seem to tell less than it
 * does; and a thread that is inside a call to a drive takes part only when that call is over, while the whole process
 * waits for it.
 * Trap: a drive may hang for ever, so nothing here may wait for one without an end.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { DriveSystem } from '#jobs/drive-system.ts';
import { systemRunClock, within, type RunClock } from '#jobs/run-clock.ts';
import type { BlockDevice } from '#image/block-device.ts';

/**
 * So long somebody waits for a file. A drive may take longer, while the system writes out what it still has for it; then
 * whoever begins another run is told which drive it is.
 */
const LIMIT_MS = 60_000;
/** A transfer that takes longer belongs to a drive that may hang. */
const USUAL_TRANSFER_MS = 5000;

interface Work {
  /** Which drive, for messages. */
  readonly what: string;
  readonly sinceMs: number;
  /** From which age on files are not opened beside it. */
  readonly harmlessMs: number;
  readonly over: Promise<void>;
}

export class DriveGate {
  readonly #work = new Set<Work>();
  readonly #clock: RunClock;

  constructor(clock = systemRunClock) {
    this.#clock = clock;
  }

  /** The same drives; files wait while they are listed or opened, and while one of them seems to hang. */
  guard(system: DriveSystem): DriveSystem {
    return {
      list: () => this.#watch('the list of drives', system.list()),
      openForWriting: async (target, wishes) => {
        const { device } = target.identity;
        const opened = await this.#watch(device, system.openForWriting(target, wishes));
        return { ...opened, device: this.#watchTransfers(opened.device) };
      },
      // Asks the system, not the drive, and reads what every account may read.
      isPresent: (identity) => system.isPresent(identity),
    };
  }

  /**
   * Does something synchronous at a moment when no drive is being listed or opened and none seems to hang.
   * @throws MediaError E_DEVICE_HANGS with the drive, when there was no such moment for a minute
   */
  async whenQuiet(action: () => void): Promise<void> {
    const end = this.#clock.now() + LIMIT_MS;
    for (;;) {
      const now = this.#clock.now();
      const inTheWay = [...this.#work].filter(({ sinceMs, harmlessMs }) => now - sinceMs >= harmlessMs);
      const [first] = inTheWay;
      if (first === undefined) {
        action();
        return;
      }
      if (now >= end) {
        const seconds = Math.round((now - first.sinceMs) / 1000);
        const message = `no file can be opened: ${first.what} has not answered for ${seconds} s`;
        throw new MediaError('E_DEVICE_HANGS', message);
      }
      await within(this.#clock, end - now, Promise.all(inTheWay.map(({ over }) => over)));
    }
  }

  async #watch<T>(what: string, promise: Promise<T>, harmlessMs = 0): Promise<T> {
    const over = promise.then(nothing, nothing);
    const work = { what, sinceMs: this.#clock.now(), harmlessMs, over };
    this.#work.add(work);
    try {
      return await promise;
    } finally {
      this.#work.delete(work);
    }
  }

  #watchTransfers(device: BlockDevice): BlockDevice {
    const { name, sizeBytes, alignmentBytes, isZeroed } = device;
    const watch = <T>(promise: Promise<T>): Promise<T> => this.#watch(name, promise, USUAL_TRANSFER_MS);
    return {
      name,
      sizeBytes,
      alignmentBytes,
      isZeroed,
      allocate: (bytes) => device.allocate(bytes),
      read: (offset, target) => watch(device.read(offset, target)),
      write: (offset, source) => watch(device.write(offset, source)),
      truncate: (bytes) => watch(device.truncate(bytes)),
      flush: () => watch(device.flush()),
      // It gives the drive back to the system, which takes the rights of this process.
      close: () => this.#watch(name, device.close()),
    };
  }
}

function nothing(): void {
  // How the work ended is for the one who began it.
}
