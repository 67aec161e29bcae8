/**
 * What the engine and its steps need from their surroundings. The device in the boot image, the installed system and the
 * tests each give their own; a step never reaches for a file, a program or the network by itself.
 */
import type { ClientPort } from './client-port.ts';
import type { ContentPort } from './content-port.ts';
import type { DisksPort } from './disk-port.ts';
import type { SequenceStep } from './sequence.ts';
import type { EngineState, StepEnvironment } from './state.ts';

export type { StepEnvironment };

/** A command line to run through the shell of the environment. */
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

/** What a step is doing at the moment; whole states. */
export interface StepActivity {
  /** "Downloading install.wim", "Writing the image": for the screen. */
  readonly text: string;
  readonly doneBytes?: number | undefined;
  readonly totalBytes?: number | undefined;
}

/** What conditions ask of the computer. `undefined`: cannot be known in this environment, which is logged. */
export interface FactsPort {
  /** A file or folder by its Windows path ("C:\Windows\win.ini"), letters as the volumes have them. */
  stat(windowsPath: string): Promise<FileFacts | undefined>;
  /** Version of the installed operating system ("10.0.26100.1"), of the running one or the one on the target. */
  osVersion(): Promise<string | undefined>;
  /** Locale identifier of the installed system's language (1033). */
  osLanguage(): Promise<number | undefined>;
  /** Answers of the firmware and the hardware as WMI classes name them: Win32_ComputerSystem.Model, … */
  wmiRows(className: string): Promise<readonly Readonly<Record<string, string | number>>[] | undefined>;
}

export interface FileFacts {
  readonly isFolder: boolean;
  readonly modified: Date;
  /** Of a program file, when it has one. */
  readonly version: string | undefined;
}

export interface EnginePorts {
  readonly environment: StepEnvironment;
  readonly content: ContentPort;
  readonly disks: DisksPort;
  readonly client: ClientPort;
  readonly facts: FactsPort;
  runCommand(request: CommandRequest): Promise<CommandResult>;
  /** Resolves to true when the state would survive a power cut, to false while there is no disk yet to keep it on. */
  saveState(state: EngineState): Promise<boolean>;
  /** A line for the log; the text holds no secret. */
  log(text: string, severity?: 'info' | 'warning' | 'error'): void;
  sleep(ms: number): Promise<void>;
  now(): Date;
}

/** Where an engine stands; whole states, one after every change. */
export interface EngineProgress {
  readonly group: string;
  readonly step: string;
  /** 1-based number of the step among all enabled steps. */
  readonly stepNumber: number;
  readonly stepCount: number;
  readonly percent: number;
  readonly activity?: StepActivity | undefined;
}

export type EngineEvent =
  | { readonly kind: 'started'; readonly stepCount: number }
  | { readonly kind: 'resumed'; readonly stepNumber: number; readonly stepCount: number }
  | { readonly kind: 'step-started'; readonly progress: EngineProgress }
  | { readonly kind: 'step-progress'; readonly progress: EngineProgress }
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
  /** Where to start from next: the medium (or its image on the disk) or the installed system. */
  readonly target: 'boot-image' | 'installed-system';
  readonly message: string | undefined;
  readonly delaySeconds: number;
  /** The step that asks goes on after the restart: it is run again, there knowing that it was begun. */
  readonly isAgain?: boolean | undefined;
}

export type SequenceResult =
  | { readonly kind: 'succeeded'; readonly restart: RestartRequest | undefined }
  /** The rest comes after the restart: the state is saved and names where to go on. */
  | { readonly kind: 'restart'; readonly restart: RestartRequest }
  | { readonly kind: 'failed'; readonly step: SequenceStep; readonly error: unknown };
