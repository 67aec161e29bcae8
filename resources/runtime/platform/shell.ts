/**
 * Starts programs on the device: the only place of the runtime that does. Command lines of task sequences go through the
 * shell because that is what they are; our own calls are argument lists.
 * Trap: a time-out must end the whole process group, or a shell dies and its child goes on.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import type { CommandRequest, CommandResult } from '../engine/ports.ts';
import { LONGEST_TIMER_MS } from './platform.ts';

const OUTPUT_LIMIT = 64 * 1024;

/** Runs one of our own programs; exit code 127 when it cannot be started. */
export async function run(
  program: string,
  args: readonly string[],
  timeoutMs = 30_000,
): Promise<CommandResult> {
  return await collect(spawn(program, [...args], { stdio: ['ignore', 'pipe', 'pipe'], detached: true }), {
    timeoutMs,
  });
}

/** Runs a command line through `sh -c`. */
export async function runShell(request: CommandRequest, defaultFolder: string): Promise<CommandResult> {
  const child = spawn('/bin/sh', ['-c', request.command], {
    cwd: request.folder ?? defaultFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  return await collect(child, { timeoutMs: request.timeoutMs, signal: request.signal });
}

async function collect(
  child: ChildProcess,
  limits: { readonly timeoutMs: number | undefined; readonly signal?: AbortSignal | undefined },
): Promise<CommandResult> {
  let output = '';
  let hasTimedOut = false;
  const take = (data: Buffer): void => {
    output = (output + data.toString('utf8')).slice(-OUTPUT_LIMIT);
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  const kill = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended by itself in the meantime, which is what was wanted.
    }
  };
  // A step that may run for longer than any timer has no limit.
  const timer =
    limits.timeoutMs === undefined || limits.timeoutMs > LONGEST_TIMER_MS
      ? undefined
      : setTimeout(() => {
          hasTimedOut = true;
          kill();
        }, limits.timeoutMs);
  limits.signal?.addEventListener('abort', kill, { once: true });
  try {
    return await new Promise<CommandResult>((resolve) => {
      child.on('error', (error) => {
        resolve({ exitCode: 127, hasTimedOut: false, output: error.message });
      });
      // "exit", not "close": a command may leave a program behind that keeps the pipes open for ever.
      child.on('exit', (code) => {
        setImmediate(() => {
          resolve({ exitCode: code ?? undefined, hasTimedOut, output });
        });
      });
    });
  } finally {
    clearTimeout(timer);
    limits.signal?.removeEventListener('abort', kill);
  }
}
