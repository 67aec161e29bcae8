/**
 * One drive from "chosen" to its result: open, look for counterfeit capacity, write, flush, boot sector and partition
 * table, read back. Everything a drive can do ends in a `DriveResult`; nothing here throws, and nothing waits longer for
 * a drive than the watchdog allows.
 *
 * What is promised when it does not end well:
 *  - When anything was written, the boot sectors and partition tables are zeroed (again), as far as the drive still takes
 *    writes, and the device is closed. When nothing was written, the drive is as it was.
 *  - Cancelling ends with the calls under way. A drive that hangs in a call, or needs longer, is given up after at most
 *    30 s: the result is given, and device and memory are released when the operating system gives the call back. Only
 *    then, and only if the boot sector may be there (it hung in "finish" or "verify"), the zeros over it follow. Trap:
 *    when this process ends before, they do not; such a medium is complete, though not verified.
 */
import { isMediaError, MediaError, toErrorData } from '#base/errors/media-error.ts';
import type { ImagePlan } from '#base/extent.ts';
import { childAbort, throwIfCancelled, type ChildAbort } from '#base/progress.ts';
import type { Drive } from '#devices/drive.ts';
import type { BlockDevice } from '#image/block-device.ts';
import { allocateSlots, CHUNK_BYTES, executePlan, revokeBoot } from '#image/execute.ts';
import type { PlanChecksums } from '#image/plan-checksums.ts';
import { probeCapacity } from '#image/probe-capacity.ts';
import { retryingDevice } from '#image/retrying-device.ts';
import { verifyWritten } from '#image/verify.ts';
import type { RandomSource } from '#platform/random.ts';
import { DRIVE_PHASES, type DriveResult, type DriveState, type DriveTarget } from './drive-run.ts';
import type { DriveSystem, OpenedDrive } from './drive-system.ts';
import { DriveWatchdog, PRESENCE_LIMIT_MS } from './drive-watchdog.ts';
import type { MediumSpec } from './medium-spec.ts';
import { filesOf, type DriveGeometry } from './plan-medium.ts';
import { measureReading } from './reading-speed.ts';
import { pause, within, type RunClock } from './run-clock.ts';
import type { SharedPlans } from './shared-plans.ts';
import { StateReporter } from './state-reporter.ts';
import { WatchedDevice } from './watched-device.ts';

export interface DriveJob {
  readonly target: DriveTarget;
  readonly medium: MediumSpec;
  readonly system: DriveSystem;
  readonly random: RandomSource;
  readonly neededBytes: number;
  /** No other drive is being written by this run now. */
  readonly isAlone: () => boolean;
  /** The layouts, shared by all drives of the same geometry. */
  readonly plans: SharedPlans;
  /** The checksums that all drives of this geometry share. */
  readonly checksumsFor: (geometry: DriveGeometry) => PlanChecksums;
}

export interface DriveJobOptions {
  readonly clock: RunClock;
  readonly signal: AbortSignal;
  /** What has a checksum of its own; that of `executePlan` unless told. */
  readonly chunkBytes?: number | undefined;
  /** Chunks that one call takes while the drive is alone; 2 unless told. */
  readonly loneChunks?: number | undefined;
  readonly onState: ((state: DriveState) => void) | undefined;
  /** The drive was given up while a call hangs; resolves when the operating system has let go of it. */
  readonly onHanging: (released: Promise<void>) => void;
}

/** Writes and verifies one drive. Never rejects. */
export async function runDrive(job: DriveJob, options: DriveJobOptions): Promise<DriveResult> {
  return await new DrivePipeline(job, options).run();
}

/**
 * Buffers of 4 MiB for each of several drives: one is filled while two are written, and verifying has three reads under
 * way.
 */
const SLOTS = 3;
/**
 * A drive that is alone when its writing begins gets two buffers of two chunks each: half as many calls take a tenth less
 * processor time. Of several drives each would wait more often for its buffers: four were written at 0.94 instead of
 * 1.11 x dd. An update needs a third buffer, to compare.
 */
const LONE_SLOTS = 2;
const LONE_CHUNKS = 2;

type Verified = Extract<DriveResult, { readonly outcome: 'verified' }>;

class DrivePipeline {
  readonly #job: DriveJob;
  readonly #options: DriveJobOptions;
  readonly #name: string;
  readonly #states: StateReporter;
  readonly #abort: ChildAbort;
  readonly #watchdog: DriveWatchdog;
  readonly #givenUp: Promise<never>;
  #giveUp: (error: MediaError) => void = () => undefined;
  #watched: WatchedDevice | undefined;
  #openingSinceMs: number | undefined;
  #verified: Verified | undefined;

  constructor(job: DriveJob, options: DriveJobOptions) {
    this.#job = job;
    this.#options = options;
    const { clock } = options;
    this.#name = job.target.identity.device;
    this.#states = new StateReporter(this.#name, clock, options.onState);
    this.#abort = childAbort(options.signal);
    this.#givenUp = new Promise<never>((_resolve, reject) => {
      this.#giveUp = reject;
    });
    this.#givenUp.catch(() => undefined);
    this.#watchdog = new DriveWatchdog(
      {
        name: this.#name,
        silentMs: () =>
          this.#openingSinceMs === undefined ? this.#watched?.silentMs : clock.now() - this.#openingSinceMs,
        isPresent: () => job.system.isPresent(job.target.identity),
        onTick: () => {
          this.#states.refresh();
        },
        abandon: (error) => {
          this.#watched?.abandon(error);
          this.#giveUp(error);
        },
      },
      clock,
    );
  }

  async run(): Promise<DriveResult> {
    const { signal, onHanging } = this.#options;
    const onCancel = (): void => {
      this.#watchdog.stopSoon(new MediaError('E_CANCELLED', 'cancelled', { cause: signal.reason }));
    };
    if (signal.aborted) onCancel();
    else signal.addEventListener('abort', onCancel, { once: true });
    const work = this.#work();
    // It rejects only when the drive was given up.
    const ended = work.catch((error: unknown) => this.#resultOf(error));
    try {
      return await Promise.race([ended, this.#givenUp]);
    } catch (error) {
      onHanging(ended.then(() => undefined));
      return this.#verified ?? this.#resultOf(error);
    } finally {
      signal.removeEventListener('abort', onCancel);
      this.#watchdog.end();
      this.#states.finish();
      this.#abort.abort(new MediaError('E_CANCELLED', 'the drive has its result'));
      this.#abort.release();
    }
  }

  async #work(): Promise<DriveResult> {
    throwIfCancelled(this.#abort.signal);
    this.#states.note('prepare', 0, 0);
    const { drive, device } = await this.#open();
    const watched = new WatchedDevice(device, this.#options.clock);
    this.#watched = watched;
    try {
      throwIfCancelled(this.#abort.signal);
      this.#verified = await this.#writeAndVerify(drive, watched);
      this.#watchdog.stopSoon(new MediaError('E_CANCELLED', 'closing the drive takes too long'));
      return this.#verified;
    } finally {
      // Everything that counts was flushed and read back, or has failed already.
      await watched.close().catch(() => undefined);
    }
  }

  async #open(): Promise<OpenedDrive> {
    const { system, target, medium, neededBytes } = this.#job;
    this.#openingSinceMs = this.#options.clock.now();
    try {
      const sourcePaths = [...new Set(filesOf(medium).map(({ path }) => path))];
      return await system.openForWriting(target, { neededBytes, sourcePaths, signal: this.#abort.signal });
    } finally {
      this.#openingSinceMs = undefined;
    }
  }

  async #writeAndVerify(drive: Drive, watched: WatchedDevice): Promise<Verified> {
    const device = this.#retrying(watched, this.#abort.signal);
    const sizeBytes = device.sizeBytes ?? drive.size;
    const geometry = { sizeBytes, sectorBytes: drive.logicalBlockSize };
    const { plans, checksumsFor } = this.#job;
    return await plans.use(geometry, this.#abort.signal, async (plan) => {
      throwIfCancelled(this.#abort.signal);
      try {
        return await this.#process(plan, device, checksumsFor(geometry));
      } catch (error) {
        const failure = await this.#explain(error, watched);
        if (watched.hasWritten && failure.code !== 'E_DEVICE_GONE') {
          this.#watchdog.stopSoon(failure);
          await this.#revoke(plan, watched);
        }
        throw failure;
      }
    });
  }

  /** Never rejects: the first error is what the user must see; a drive that takes no writes any more fails here, too. */
  async #revoke(plan: ImagePlan, watched: WatchedDevice): Promise<void> {
    // A cancelled run rides out passing troubles here as well: this is what its promise depends on.
    await revokeBoot(plan, this.#retrying(watched, undefined)).catch(() => undefined);
    const mayStart = DRIVE_PHASES.indexOf(this.#states.phase) >= DRIVE_PHASES.indexOf('finish');
    const released = mayStart ? await watched.released() : undefined;
    if (released !== undefined) await revokeBoot(plan, released).catch(() => undefined);
  }

  async #process(plan: ImagePlan, device: BlockDevice, checksums: PlanChecksums): Promise<Verified> {
    const states = this.#states;
    const { signal } = this.#abort;
    const { target, random: source } = this.#job;
    const random = (count: number): Uint8Array => source.bytes(count);
    states.note('probe', 0, 0);
    await measureReading(plan, device, { clock: this.#options.clock, rate: states.rate });
    throwIfCancelled(signal);
    // The search writes all over the drive; what an update would keep must not be lost to it.
    if (!target.isUpdate) await probeCapacity(device, { random, signal });
    const onProgress = ({ phase, done, total }: { phase: string; done: number; total: number }): void => {
      const known = DRIVE_PHASES.find((one) => one === phase);
      if (known !== undefined) states.note(known, done, total);
    };
    const { chunkBytes = CHUNK_BYTES } = this.#options;
    const slots = this.#slotsFor(device, chunkBytes);
    const mode = target.isUpdate ? 'update' : 'full';
    const writing = { signal, onProgress, chunkBytes, slots, mode, checksums } as const;
    const receipt = await executePlan(plan, device, writing);
    const bytesVerified = await verifyWritten(receipt, device, { signal, onProgress, slots, random });
    throwIfCancelled(signal);
    return {
      device: this.#name,
      outcome: 'verified',
      sizeBytes: plan.sizeBytes,
      bytesWritten: receipt.bytesWritten,
      bytesKept: receipt.bytesKept,
      bytesVerified,
      retries: states.retries,
    };
  }

  #slotsFor(device: BlockDevice, chunkBytes: number): readonly Uint8Array[] {
    const { loneChunks = LONE_CHUNKS } = this.#options;
    const isLone = loneChunks > 1 && this.#job.isAlone() && !this.#job.target.isUpdate;
    const shape = isLone ? { count: LONE_SLOTS, chunks: loneChunks } : { count: SLOTS };
    return allocateSlots(device, chunkBytes, shape);
  }

  #retrying(watched: WatchedDevice, cancelled: AbortSignal | undefined): BlockDevice {
    return retryingDevice(watched.device, {
      isPresent: () => this.#isPresent(),
      pause: (delayMs, signal) => pause(this.#options.clock, delayMs, signal),
      onRetry: () => {
        this.#states.noteRetry();
      },
      signal: cancelled,
    });
  }

  /** Counts as present while nobody says otherwise. */
  async #isPresent(): Promise<boolean> {
    const { system, target } = this.#job;
    const { clock } = this.#options;
    return (await within(clock, PRESENCE_LIMIT_MS, system.isPresent(target.identity))) !== false;
  }

  /** What the error means for the user: an error of a drive that is no longer there means that it was pulled out. */
  async #explain(error: unknown, watched: WatchedDevice): Promise<MediaError> {
    const call = watched.failedCallOf(error);
    const failure = asMediaError(error, call === undefined ? undefined : this.#name);
    const isOfDrive = failure.code.startsWith('E_DEVICE_') || failure.code === 'E_IMAGE_VERIFY_MISMATCH';
    if (!isOfDrive) return failure;
    const { system, target } = this.#job;
    const isPresent = await within(this.#options.clock, PRESENCE_LIMIT_MS, system.isPresent(target.identity));
    const place = failure.place ?? call?.place;
    const isGone = isPresent === false;
    return new MediaError(isGone ? 'E_DEVICE_GONE' : failure.code, failure.message, { cause: error, place });
  }

  #resultOf(error: unknown): DriveResult {
    const device = this.#name;
    const { retries } = this.#states;
    const isCancelled = isMediaError(error) ? error.code === 'E_CANCELLED' : this.#options.signal.aborted;
    if (isCancelled) return { device, outcome: 'cancelled', retries };
    const place = isMediaError(error) ? error.place : undefined;
    return {
      device,
      outcome: 'failed',
      error: toErrorData(error),
      offset: place?.offset ?? null,
      badBytes: place?.badBytes ?? null,
      retries,
    };
  }
}

/** Adapters translate the operating system's errors; what is left over of a drive is an I/O error in its own words. */
function asMediaError(error: unknown, drive: string | undefined): MediaError {
  if (isMediaError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return drive === undefined
    ? new MediaError('E_INTERNAL', message, { cause: error })
    : new MediaError('E_DEVICE_IO', `${drive}: ${message}`, { cause: error });
}
