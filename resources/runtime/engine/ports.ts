/** What the engine needs from its surroundings; the flow on the device and the tests each give their own. */
import type { SequenceStep } from './sequence.ts';

/** A command line to run through the shell of the boot image. */
export interface CommandRequest {
  readonly command: string;
  /** undefined: the work folder of the runtime. */
  readonly folder: string | undefined;
  readonly timeoutMs: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface CommandResult {
  /** undefined when the command was ended by a signal. */
  readonly exitCode: number | undefined;
  readonly hasTimedOut: boolean;
  /** Both streams in the order they arrived, at most the last 64 KiB. */
  readonly output: string;
}

export interface EnginePorts {
  runCommand(request: CommandRequest): Promise<CommandResult>;
  /** Downloads a package if that was not done before and gives the folder of its files. */
  packageFolder(packageId: string): Promise<string>;
  /** A line for the log; the text holds no secret. */
  log(text: string, severity?: 'info' | 'warning' | 'error'): void;
  sleep(ms: number): Promise<void>;
}

/** Where an engine stands; whole states, one after every change. */
export interface EngineProgress {
  readonly group: string;
  readonly step: string;
  /** 1-based number of the step among all enabled steps. */
  readonly stepNumber: number;
  readonly stepCount: number;
  readonly percent: number;
}

export type EngineEvent =
  | { readonly kind: 'started'; readonly stepCount: number }
  | { readonly kind: 'step-started'; readonly progress: EngineProgress }
  | { readonly kind: 'step-succeeded'; readonly progress: EngineProgress; readonly exitCode: number }
  | { readonly kind: 'step-skipped'; readonly progress: EngineProgress; readonly reason: string }
  | {
      readonly kind: 'step-failed';
      readonly progress: EngineProgress;
      readonly error: unknown;
      readonly exitCode: number;
      readonly isIgnored: boolean;
    }
  | { readonly kind: 'group-skipped'; readonly group: string; readonly reason: string }
  | { readonly kind: 'group-failed'; readonly group: string; readonly isIgnored: boolean };

/** What a step leaves behind when it did not fail. */
export interface StepSuccess {
  readonly exitCode: number;
  /** Set when the computer must be restarted after the step. */
  readonly restart?: RestartRequest | undefined;
}

export interface RestartRequest {
  /** Where to start from next: the medium (or its image) or the installed system. */
  readonly target: 'boot-image' | 'installed-system';
  readonly message: string | undefined;
  readonly delaySeconds: number;
}

export type SequenceResult =
  | { readonly kind: 'succeeded'; readonly restart: RestartRequest | undefined }
  | { readonly kind: 'failed'; readonly step: SequenceStep; readonly error: unknown };
