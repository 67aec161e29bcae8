/**
 * Runs one of the environment's programs with an argument list, its progress told line by line.
 * Traps: programs that draw a progress line end it with a carriage return; and when the input that is piped into a
 * program turns out to be wrong at its end, the program must be ended before it takes the input for complete.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import type { ToolOptions, ToolResult } from '../engine/disk-port.ts';

const OUTPUT_LIMIT = 64 * 1024;
/** What a shell gives for a program that is not there. */
const NOT_FOUND = 127;

/**
 * Runs a program to its end. Exit code 127 when it cannot be started, undefined when a signal ended it.
 * @throws what `options.input` throws, and the signal's reason; the program has ended then.
 */
export async function runTool(
  program: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolResult> {
  const { input, signal } = options;
  signal?.throwIfAborted();
  const child = spawn(program, [...args], {
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    // Programs whose words are read here must not speak the language of whoever set this computer up.
    env: { ...process.env, LC_ALL: 'C' },
    detached: true,
  });
  const collected = collect(child, options.onLine);
  const kill = (): void => {
    end(child);
  };
  signal?.addEventListener('abort', kill, { once: true });
  try {
    const ended = new Promise<ToolResult>((resolve) => {
      child.on('error', (error) => {
        resolve({ exitCode: NOT_FOUND, output: error.message });
      });
      child.on('close', (code) => {
        resolve({ exitCode: code ?? undefined, output: collected() });
      });
    });
    if (input !== undefined) await feed(child, input);
    const result = await ended;
    signal?.throwIfAborted();
    return result;
  } finally {
    signal?.removeEventListener('abort', kill);
  }
}

/** Pours the input into the program; what is left of it is not asked for once the program has ended. */
async function feed(child: ChildProcess, input: AsyncIterable<Uint8Array>): Promise<void> {
  const { stdin } = child;
  if (stdin === null) return;
  const state = { isClosed: false };
  const closed = new Promise<void>((resolve) => {
    const done = (): void => {
      state.isClosed = true;
      resolve();
    };
    stdin.on('error', done).on('close', done);
    child.on('close', done).on('error', done);
  });
  try {
    for await (const chunk of input) {
      if (state.isClosed) return;
      if (!stdin.write(chunk)) await Promise.race([once(stdin, 'drain').catch(() => undefined), closed]);
    }
    stdin.end();
  } catch (error) {
    end(child);
    await closed;
    throw error;
  }
}

function collect(child: ChildProcess, onLine: ((line: string) => void) | undefined): () => string {
  let output = '';
  let rest = '';
  const decoder = new StringDecoder('utf8');
  child.stdout?.on('data', (data: Buffer) => {
    const text = decoder.write(data);
    output = (output + text).slice(-OUTPUT_LIMIT);
    if (onLine === undefined) return;
    const lines = (rest + text).split(/[\r\n]+/);
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onLine(line);
  });
  child.stderr?.on('data', (data: Buffer) => {
    output = (output + data.toString('utf8')).slice(-OUTPUT_LIMIT);
  });
  child.on('close', () => {
    if (rest !== '') onLine?.(rest);
  });
  return () => output;
}

/** The whole group: some programs start others. */
function end(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself in the meantime, which is what was wanted.
  }
}
