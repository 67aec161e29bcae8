/**
 * One run: a medium written to any number of drives, each at its own speed. These are the words that the writer
 * process, its client, the command line and the wizard share.
 */
import * as z from 'zod/mini';
import type { Drive } from '#devices/drive.ts';
import type { ErrorData } from '#base/errors/media-error.ts';
import type { MediumSpec } from './medium-spec.ts';

export const driveIdentity = z.strictObject({
  device: z.string().check(z.minLength(1), z.maxLength(1000)),
  serial: z.nullable(z.string().check(z.maxLength(1000))),
  size: z.int().check(z.nonnegative()),
  devicePath: z.nullable(z.string().check(z.maxLength(4000))),
  attachment: z.nullable(z.string().check(z.maxLength(100))),
});

/** A drive to be written. */
export const driveTarget = z.strictObject({
  identity: driveIdentity,
  /** The user confirmed that this unusual drive is meant. Never lifts a "never" of the guard. */
  isConfirmed: z.boolean(),
  /** For tests and the lab: a loop device may be written. */
  allowLoop: z.boolean(),
  /** From which size on `isConfirmed` is asked for; the guard's own limit unless the user set another. */
  largeBytes: z.optional(z.int().check(z.positive())),
  /** Rewrite only what differs; the writer falls back to a full write by itself. */
  isUpdate: z.boolean(),
});
export type DriveTarget = z.infer<typeof driveTarget>;

export const DRIVE_PHASES = [
  /** Chosen, not begun. */
  'wait',
  /** Unmounting, opening, checking identity. */
  'prepare',
  /** Looking for counterfeit capacity. */
  'probe',
  'write',
  /** Waiting until the drive has everything. */
  'flush',
  /** Boot sector and partition table. */
  'finish',
  'verify',
] as const;
export type DrivePhase = (typeof DRIVE_PHASES)[number];

/** The state of one drive, whole each time; `done` and `total` count the bytes of the phase. */
export const driveState = z.strictObject({
  device: z.string(),
  phase: z.enum(DRIVE_PHASES),
  done: z.int().check(z.nonnegative()),
  total: z.int().check(z.nonnegative()),
  /** Over the last seconds; null while there is nothing to say. */
  bytesPerSecond: z.nullable(z.number().check(z.nonnegative())),
  /** To the end of the whole run of this drive, verifying included. */
  remainingSeconds: z.nullable(z.number().check(z.nonnegative())),
  /** Transient errors that were tried again, so far. */
  retries: z.int().check(z.nonnegative()),
});
export type DriveState = z.infer<typeof driveState>;

export type DriveResult =
  | {
      readonly device: string;
      readonly outcome: 'verified';
      readonly sizeBytes: number;
      readonly bytesWritten: number;
      /** Bytes that were there already (update in place). */
      readonly bytesKept: number;
      readonly bytesVerified: number;
      readonly retries: number;
    }
  | {
      readonly device: string;
      readonly outcome: 'failed';
      readonly error: ErrorData;
      /** First bad byte on the drive, when the error has a place. */
      readonly offset: number | null;
      /** How much reads back differently or could not be written, when known. */
      readonly badBytes: number | null;
      readonly retries: number;
    }
  | { readonly device: string; readonly outcome: 'cancelled'; readonly retries: number };

/** A run under way. Every drive ends in exactly one result; none of them waits for another. */
export interface DriveRun {
  /** Lets a drive join; resolves with its result and never rejects. */
  add(target: DriveTarget): Promise<DriveResult>;
  /** Cancels one drive, or all. What was being written does not boot afterwards. */
  cancel(device?: string): void;
  /** No more drives join; resolves when all have their results and the sources are closed. */
  end(): Promise<void>;
}

export interface DriveRunOptions {
  /** At most ten states per second and drive. */
  readonly onState?: ((state: DriveState) => void) | undefined;
}

/** How much of a growing source is there; `failed` ends every drive that still needs more of it. */
export type SourceNews =
  | { readonly id: string; readonly availableBytes: number }
  | { readonly id: string; readonly failed: ErrorData };

/** The one who may write drives: a process with the rights for it, or (in tests) the engine itself. */
export interface DriveWriter {
  list(): Promise<readonly Drive[]>;
  /** Begins a run. @throws MediaError when the medium is refused or its sources cannot be opened */
  begin(medium: MediumSpec, options: DriveRunOptions): Promise<DriveRunWithSources>;
  /** Ends the process; runs still under way are cancelled. */
  close(): Promise<void>;
}

export interface DriveRunWithSources extends DriveRun {
  /** Tells how far growing sources have got. */
  source(news: SourceNews): void;
}
