/**
 * One run: a medium on its way to any number of drives, each with a pipeline, memory and speed of its own. Drives join
 * and leave while it goes on; all they share is the source files, which are opened once and read by position, and what
 * follows from medium and geometry alone: the layout and the checksums.
 * Trap: nothing here may wait for a drive on behalf of another one.
 */
import { PlanChecksums } from '#image/plan-checksums.ts';
import { MediaError, toErrorData } from '#base/errors/media-error.ts';
import { systemRandom, type RandomSource } from '#platform/random.ts';
import { runDrive } from './drive-pipeline.ts';
import type {
  DriveResult,
  DriveRunOptions,
  DriveRunWithSources,
  DriveTarget,
  SourceNews,
} from './drive-run.ts';
import type { DriveSystem } from './drive-system.ts';
import type { MediumSpec } from './medium-spec.ts';
import { filesOf, neededBytes, planMedium, type DriveGeometry } from './plan-medium.ts';
import { systemRunClock, within, type RunClock } from './run-clock.ts';
import { geometryKey, SharedPlans } from './shared-plans.ts';
import { RunSources, type OpenSource } from './sources.ts';

export interface DriveBatchInput {
  readonly system: DriveSystem;
  readonly medium: MediumSpec;
  readonly openSource: OpenSource;
  /** For the search for counterfeit capacity; the operating system's generator unless told. */
  readonly random?: RandomSource | undefined;
  /** The computer's unless told. */
  readonly clock?: RunClock | undefined;
  /** What has a checksum of its own, bytes; that of `executePlan` unless told. */
  readonly chunkBytes?: number | undefined;
  /**
   * Chunks that one call takes while a drive is alone; 2 unless told. It is the only thing of a drive that depends on the
   * others; with 1 nothing does.
   */
  readonly loneChunks?: number | undefined;
}

/** Closing the sources may hang with a network share that is gone; the run ends all the same. */
const CLOSE_LIMIT_MS = 5000;

/**
 * Opens the sources and begins a run without drives; they join by `add`. The run goes on until `end` was called and all
 * drives have their results; until then the sources stay open.
 * @throws MediaError when the medium cannot be laid out at all, or when one of its sources cannot be opened or has another
 * size than planned
 */
export async function beginRun(
  input: DriveBatchInput,
  options: DriveRunOptions = {},
): Promise<DriveRunWithSources> {
  const needed = neededBytes(input.medium);
  const sources = await RunSources.open(filesOf(input.medium), input.openSource);
  return new DriveBatch(input, { options, sources, neededBytes: needed });
}

interface Begun {
  readonly options: DriveRunOptions;
  readonly sources: RunSources;
  readonly neededBytes: number;
}

class DriveBatch implements DriveRunWithSources {
  readonly #input: DriveBatchInput;
  readonly #begun: Begun;
  readonly #clock: RunClock;
  /** By device path: how to cancel those under way. */
  readonly #active = new Map<string, AbortController>();
  /** Devices with a call that never came back; they cannot be written again before it does. */
  readonly #hanging = new Set<string>();
  readonly #results = new Set<Promise<DriveResult>>();
  readonly #plans: SharedPlans;
  /** By geometry: drives of the same size get the same plan to the byte. */
  readonly #checksums = new Map<string, PlanChecksums>();
  #ending: Promise<void> | undefined;

  constructor(input: DriveBatchInput, begun: Begun) {
    this.#input = input;
    this.#begun = begun;
    this.#clock = input.clock ?? systemRunClock;
    this.#plans = new SharedPlans((geometry) =>
      planMedium(input.medium, geometry, (content) => begun.sources.content(content)),
    );
  }

  add(target: DriveTarget): Promise<DriveResult> {
    const { device } = target.identity;
    if (this.#ending !== undefined) {
      return refused(device, new MediaError('E_CANCELLED', `the run has ended, ${device} cannot join it`));
    }
    if (this.#active.has(device) || this.#hanging.has(device)) {
      const why = this.#active.has(device)
        ? 'is being written by this run'
        : 'still hangs in a former attempt';
      return refused(device, new MediaError('E_DEVICE_IN_USE', `${device} ${why}`));
    }
    const abort = new AbortController();
    this.#active.set(device, abort);
    const { system, medium, random = systemRandom } = this.#input;
    const { options } = this.#begun;
    const result = runDrive(
      {
        target,
        medium,
        system,
        random,
        neededBytes: this.#begun.neededBytes,
        isAlone: () => this.#active.size === 1,
        plans: this.#plans,
        checksumsFor: (geometry) => this.#checksumsFor(geometry),
      },
      {
        clock: this.#clock,
        signal: abort.signal,
        chunkBytes: this.#input.chunkBytes,
        loneChunks: this.#input.loneChunks,
        onState: options.onState,
        onHanging: (released) => {
          this.#hanging.add(device);
          void released.then(() => this.#hanging.delete(device));
        },
      },
    ).finally(() => {
      this.#active.delete(device);
      this.#results.delete(result);
    });
    this.#results.add(result);
    return result;
  }

  #checksumsFor(geometry: DriveGeometry): PlanChecksums {
    const key = geometryKey(geometry);
    const known = this.#checksums.get(key) ?? new PlanChecksums();
    this.#checksums.set(key, known);
    return known;
  }

  cancel(device?: string): void {
    const reason = new MediaError('E_CANCELLED', 'cancelled');
    if (device === undefined) for (const abort of this.#active.values()) abort.abort(reason);
    else this.#active.get(device)?.abort(reason);
  }

  source(news: SourceNews): void {
    this.#begun.sources.tell(news);
  }

  end(): Promise<void> {
    this.#ending ??= this.#finish();
    return this.#ending;
  }

  async #finish(): Promise<void> {
    await Promise.all(this.#results);
    await within(this.#clock, CLOSE_LIMIT_MS, this.#begun.sources.close());
  }
}

function refused(device: string, error: MediaError): Promise<DriveResult> {
  const data = toErrorData(error);
  return Promise.resolve({
    device,
    outcome: 'failed',
    error: data,
    offset: null,
    badBytes: null,
    retries: 0,
  });
}
