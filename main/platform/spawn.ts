/**
 * The only place of the builder and the lab that starts programs. Arguments are never a shell line, secrets never
 * arguments: what a program must keep to itself goes to its standard input.
 */
import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { withDeadline } from '#base/deadline.ts';
import { MediaError } from '#base/errors/media-error.ts';

export interface SpawnOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Bytes for standard input; closed at once when absent. */
  readonly input?: string | Uint8Array;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

export interface SpawnResult {
  /** undefined when a signal ended the program. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end and collects what it printed.
 * @throws MediaError E_PROGRAM_START when it cannot be started or runs into `timeoutMs`; a non-zero exit is a result.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<SpawnResult> {
  return await withDeadline(
    options,
    async (signal) => await collected(program, args, { ...options, signal }),
  );
}

async function collected(
  program: string,
  args: readonly string[],
  options: SpawnOptions & { readonly signal: AbortSignal },
): Promise<SpawnResult> {
  return await new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      cwd: options.cwd,
      env: options.env === undefined ? process.env : { ...process.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      // Else every question to PowerShell opens a window where the program has no console.
      windowsHide: true,
      signal: options.signal,
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => stdout.push(data));
    child.stderr.on('data', (data: Buffer) => stderr.push(data));
    child.stdin.on('error', () => {
      // The program may end without reading its input; its exit code tells what happened.
    });
    child.on('error', (cause) => {
      // Node only says that it was aborted; why stands in the signal.
      const reason: unknown = options.signal.reason;
      const why = reason instanceof Error ? reason.message : cause.message;
      reject(new MediaError('E_PROGRAM_START', `${program}: ${why}`, { cause }));
    });
    child.on('close', (code) => {
      resolve({
        exitCode: code ?? undefined,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      });
    });
    child.stdin.end(options.input ?? '');
  });
}

/**
 * Runs a program that must succeed and gives its standard output.
 * @throws MediaError E_PROGRAM_FAILED with exit code and the end of its error output.
 */
export async function runChecked(
  program: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<string> {
  const result = await runProgram(program, args, options);
  if (result.exitCode !== 0) {
    const tail = (result.stderr.trim() === '' ? result.stdout : result.stderr).trim().slice(-2000);
    throw new MediaError(
      'E_PROGRAM_FAILED',
      `${program} ended with ${result.exitCode ?? 'a signal'}: ${tail}`,
    );
  }
  return result.stdout;
}

/** How a program ended. */
export interface ProgramEnd {
  /** undefined when a signal ended it or it could not be started. */
  readonly exitCode: number | undefined;
  /** One sentence: exit code or signal, or why it could not be started. */
  readonly words: string;
  /** The end of what it printed as errors, at most 4000 characters. */
  readonly stderr: string;
}

/** A program under way whose standard input and output are a conversation. */
export interface RunningProgram {
  readonly pid: number | undefined;
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Resolves when it has ended or could not be started; never rejects. */
  readonly ended: Promise<ProgramEnd>;
  kill(signal: NodeJS.Signals): void;
}

const STDERR_KEPT = 4000;

/**
 * Starts a program and lets it run. It shares our session, so it can ask on the terminal. `env` is the whole
 * environment: nothing of ours is passed on that is not named there.
 */
export function startProgram(
  program: string,
  args: readonly string[],
  options: { readonly env: Readonly<Record<string, string | undefined>> },
): RunningProgram {
  const child = spawn(program, [...args], {
    env: options.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    // The question for rights has a window of its own; the program that asks needs none.
    windowsHide: true,
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_KEPT);
  });
  child.stdin.on('error', () => {
    // The program ended without reading on; `ended` tells.
  });
  const ended = new Promise<ProgramEnd>((resolve) => {
    child.on('error', (error) => {
      resolve({ exitCode: undefined, words: `${program}: ${error.message}`, stderr });
    });
    child.on('close', (code, signal) => {
      const how = signal === null ? `ended with ${code ?? 'no exit code'}` : `was ended by ${signal}`;
      resolve({ exitCode: code ?? undefined, words: `${program} ${how}`, stderr: stderr.trim() });
    });
  });
  return {
    pid: child.pid,
    stdin: child.stdin,
    stdout: child.stdout,
    ended,
    kill(signal) {
      child.kill(signal);
    },
  };
}

/**
 * Starts a program that outlives this one and has nothing to do with it: not with its terminal, not with its Ctrl+C.
 * @returns false when it cannot be started
 */
export async function startDetached(program: string, args: readonly string[]): Promise<boolean> {
  return await new Promise((resolve) => {
    const child = spawn(program, [...args], { detached: true, stdio: 'ignore', windowsHide: true });
    child.once('error', () => {
      resolve(false);
    });
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
