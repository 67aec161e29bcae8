/**
 * What every command is handed: streams, output, cancellation, clock, drives and their writer, so that commands can be
 * tested without a process and without drives.
 */
import type { GuardedDrives } from '#devices/open-drive.ts';
import type { DriveWriter } from '#jobs/drive-run.ts';
import type { SecretStorage } from '#platform/secret-storage.ts';
import type { Output } from './output.ts';
import type { SecretInput } from './secrets.ts';

export interface CommandContext {
  readonly output: Output;
  readonly secrets: SecretInput;
  readonly signal: AbortSignal;
  readonly clock: () => Date;
  /** Where connections, snapshots and history of this user lie. */
  readonly dataFolder: string;
  /** Opens the system's secret storage, or says why it does not work. */
  readonly secretStorage: () => Promise<SecretStorage>;
  /** For looking at drives; whoever writes them is behind `openWriter`. */
  readonly machine: Machine;
  /** Starts the writer, which may ask the user for administrator rights. @throws MediaError E_WRITER_*, E_CANCELLED */
  readonly openWriter: () => Promise<DriveWriter>;
}

export type Machine = Pick<GuardedDrives, 'list' | 'find' | 'openForReading' | 'hints'>;
