/**
 * One job under way: its state, its cancellation, and the drives that are written by it and may still join. What the
 * work itself is comes from outside.
 * Traps: a drive may be cancelled, or join, before the run on drives has begun; both are remembered until then. A drive
 * is held from its admission to its result, so that no two jobs write it and nobody looks into it meanwhile.
 */
import { MediaError, toErrorData, type ErrorData } from '#base/errors/media-error.ts';
import type { Progress } from '#base/progress.ts';
import type { CreatedMedium, JobState, VerifyView } from '#contract/jobs.ts';
import type { DriveTarget } from '#jobs/drive-run.ts';
import type { JobBook, LogKey, LogValues } from './job-book.ts';
import { contentOutcome, failureOf, outcomeOf, type RowEnd, type RowResult } from './job-rows.ts';
import type { DriveOptions } from './run-drives.ts';
import type { JudgedDrives } from './write-targets.ts';

/** What is told to the runner. */
export interface JobPorts {
  readonly hold: (device: string) => void;
  readonly release: (device: string) => void;
  readonly isHeld: (device: string) => boolean;
  /** At once: a row or the job has ended. */
  readonly onNews: (isUrgent: boolean) => void;
  readonly localise: (error: ErrorData) => ErrorData;
}

export class RunningJob {
  readonly #book: JobBook;
  readonly #ports: JobPorts;
  readonly #abort = new AbortController();
  readonly #held = new Set<string>();
  #firstTargets: readonly DriveTarget[] = [];
  /** Everybody who was admitted, for the record. */
  readonly #targets: DriveTarget[] = [];
  readonly #cancelled = new Set<string>();
  readonly #judging = new Set<Promise<unknown>>();
  readonly #waiting: DriveTarget[] = [];
  #join: ((target: DriveTarget) => void) | undefined;
  #cancelDrive: ((device: string) => void) | undefined;
  #isJoinable: boolean;

  constructor(
    book: JobBook,
    { isJoinable, ...ports }: JobPorts & { /** Drives may join. */ readonly isJoinable: boolean },
  ) {
    this.#book = book;
    this.#isJoinable = isJoinable;
    this.#ports = ports;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The drives the run on drives begins with. */
  get firstTargets(): readonly DriveTarget[] {
    return this.#firstTargets;
  }

  /** The drives that were admitted, those that joined later, too. */
  get targets(): readonly DriveTarget[] {
    return this.#targets;
  }

  get isEnded(): boolean {
    return this.#book.isEnded;
  }

  /** For `runDrives`. */
  get driveOptions(): DriveOptions {
    return {
      signal: this.signal,
      onState: (state) => {
        this.#book.noteDrive(state);
        this.#ports.onNews(false);
      },
      onResult: (result) => {
        this.endRow(result.device, outcomeOf(result));
      },
      onBegun: (cancelDrive) => {
        this.#cancelDrive = cancelDrive;
        for (const device of this.#cancelled) cancelDrive(device);
      },
      join: (add) => {
        this.#join = add;
        for (const target of this.#waiting.splice(0)) this.#add(target);
        return {
          settled: async () => {
            await Promise.allSettled(this.#judging);
          },
          stop: () => {
            this.#join = undefined;
            this.#isJoinable = false;
          },
        };
      },
    };
  }

  state(): JobState {
    return this.#book.snapshot();
  }

  note(id: string, progress: Progress): void {
    this.#book.note(id, progress);
    this.#ports.onNews(false);
  }

  endRow(id: string, result: RowEnd): void {
    const { localise } = this.#ports;
    const told = result.outcome === 'failed' ? { ...result, error: localise(result.error) } : result;
    this.#book.endRow(id, told);
    if (this.#held.delete(id)) this.#ports.release(id);
    this.#ports.onNews(true);
  }

  /** The same for what is fetched or unpacked once: the row ends when all of it is there. */
  noteContent(id: string, progress: Progress): void {
    this.note(id, progress);
    if (progress.done === progress.total) this.endRow(id, contentOutcome(progress.total));
  }

  log(key: LogKey, values: LogValues = {}, level: 'info' | 'warning' | 'error' = 'info'): void {
    this.#book.log(key, values, level);
    this.#ports.onNews(false);
  }

  /** What was made, as far as it is known. */
  setCreated(created: CreatedMedium): void {
    this.#book.created = created;
  }

  setVerified(verified: VerifyView): void {
    this.#book.verified = verified;
  }

  /** Takes in the drives of the beginning; without any, none can join either. */
  begin(judged: JudgedDrives): void {
    this.#firstTargets = this.#admit(judged);
    this.#isJoinable &&= this.#firstTargets.length > 0;
  }

  /** Takes drives in; those that are refused, or written already, get a row that says so. */
  #admit({ targets, refused }: JudgedDrives): readonly DriveTarget[] {
    const admitted: DriveTarget[] = [];
    for (const { target, name } of targets) {
      const { device } = target.identity;
      if (this.#ports.isHeld(device)) {
        this.#refuse({ device, name, error: inUse(device) });
        continue;
      }
      this.#book.addRow({ id: device, kind: 'drive', name });
      this.#ports.hold(device);
      this.#held.add(device);
      this.#cancelled.delete(device);
      this.#targets.push(target);
      admitted.push(target);
    }
    refused.forEach((one) => {
      this.#refuse(one);
    });
    return admitted;
  }

  /**
   * Lets drives join.
   * @throws MediaError E_JOB_STATE when that is too late or the job writes no drives; when all are refused, why
   */
  async addDrives(judge: () => Promise<JudgedDrives>): Promise<void> {
    this.#requireJoinable();
    const judging = this.#judgeAndAdd(judge);
    this.#judging.add(judging);
    try {
      await judging;
    } finally {
      this.#judging.delete(judging);
    }
  }

  /** Cancels everything. A second call does nothing. */
  cancel(): void {
    if (this.isEnded || this.signal.aborted) return;
    this.#book.cancelling();
    this.#ports.onNews(true);
    this.#abort.abort(new MediaError('E_CANCELLED', 'cancelled'));
  }

  /** Cancels one drive; without any other output left to make, the whole job. @throws MediaError E_JOB_STATE */
  cancelDrive(device: string): void {
    const row = this.#book.rowOf(device)?.row;
    if (row?.kind !== 'drive') {
      throw new MediaError('E_JOB_STATE', `the job writes no drive ${device.slice(0, 200)}`);
    }
    if (row.result !== null || this.#cancelled.has(device)) return;
    this.#cancelled.add(device);
    const others = this.#book.rows.filter((one) => one.isOutput && one.row.result === null);
    if (this.#cancelDrive === undefined && others.every((one) => this.#cancelled.has(one.row.id))) {
      this.cancel();
      return;
    }
    this.log('cancel-asked', { name: row.name }, 'warning');
    this.#cancelDrive?.(device);
  }

  /** The work has ended, with an error or without: every row gets a result and the job its state. */
  finish(thrown: { readonly error: unknown } | undefined): void {
    const error = thrown === undefined ? undefined : this.#ports.localise(toErrorData(thrown.error));
    const isCancelled = this.signal.aborted;
    let cause = isCancelled ? undefined : error;
    for (const { row } of this.#book.rows) {
      if (row.result !== null) continue;
      // Whatever was going on when the job failed shows why; what had not begun was never tried.
      this.endRow(row.id, cause === undefined ? { outcome: 'cancelled' } : failureOf(cause));
      if (row.phase === 'wait') continue;
      cause = undefined;
    }
    this.#isJoinable = false;
    const outputs = this.#book.rows.filter((one) => one.isOutput).map(({ row }) => row.result?.outcome);
    const isVerify = this.state().kind === 'verify';
    const end = endOf(outputs, { isCancelled, hasFailed: error !== undefined, isVerify });
    this.#book.end(end, end === 'failed' ? (error ?? null) : null);
    this.#ports.onNews(true);
  }

  async #judgeAndAdd(judge: () => Promise<JudgedDrives>): Promise<void> {
    const judged = await judge();
    this.#requireJoinable();
    const free = judged.targets.filter(({ target }) => !this.#ports.isHeld(target.identity.device));
    const [refused] = judged.refused;
    const [held] = judged.targets;
    if (free.length === 0 && (refused !== undefined || held !== undefined)) {
      const error = refused?.error ?? inUse(held?.target.identity.device ?? '');
      throw new MediaError(error.code, error.message);
    }
    for (const target of this.#admit(judged)) {
      const { device } = target.identity;
      this.log('drive-joined', { name: this.#book.rowOf(device)?.row.name ?? device });
      if (this.#join === undefined) this.#waiting.push(target);
      else this.#add(target);
    }
  }

  #add(target: DriveTarget): void {
    this.#join?.(target);
    const { device } = target.identity;
    if (this.#cancelled.has(device)) this.#cancelDrive?.(device);
  }

  #refuse({
    device,
    name,
    error,
  }: {
    readonly device: string;
    readonly name: string;
    readonly error: ErrorData;
  }): void {
    // A drive that is being written by this very job keeps its row.
    if (this.#held.has(device)) return;
    this.#book.addRow({ id: device, kind: 'drive', name });
    this.endRow(device, failureOf(error));
  }

  #requireJoinable(): void {
    if (this.#isJoinable && !this.isEnded && !this.signal.aborted) return;
    throw new MediaError('E_JOB_STATE', 'no drive can join this job (any more)');
  }
}

function inUse(device: string): ErrorData {
  return toErrorData(new MediaError('E_DEVICE_IN_USE', `${device} is being written by another job`));
}

/** How a job ended, from its outputs: one that can be used is enough, and what was cancelled is no failure. */
function endOf(
  outputs: readonly (RowResult['outcome'] | undefined)[],
  how: { readonly isCancelled: boolean; readonly hasFailed: boolean; readonly isVerify: boolean },
): 'done' | 'failed' | 'cancelled' {
  const isAll = (outcome: RowResult['outcome']): boolean => outputs.every((one) => one === outcome);
  if (how.isCancelled) return outputs.length > 0 && isAll('verified') ? 'done' : 'cancelled';
  if (how.hasFailed) return 'failed';
  // A medium that is not intact is an answer, not a failure.
  if (how.isVerify || outputs.includes('verified')) return 'done';
  return isAll('cancelled') ? 'cancelled' : 'failed';
}
