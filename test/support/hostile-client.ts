/** A client of the writer process that says what it likes: raw bytes in, frames out. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { vi } from 'vitest';
import { readFrames } from '../../main/jobs/writer/frames.ts';
import { PROTOCOL_VERSION } from '../../main/jobs/writer/messages.ts';

export const HELLO = { type: 'hello', version: PROTOCOL_VERSION, secret: null };

/** Any value as a frame, however wrong. */
export function frame(value: unknown): Buffer {
  return framed(Buffer.from(JSON.stringify(value)));
}

export function framed(body: Buffer, length = body.length): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(length);
  return Buffer.concat([head, body]);
}

export interface Reply {
  readonly type: string;
  readonly run?: number | null;
  readonly error?: { readonly code: string; readonly message: string };
  readonly result?: { readonly outcome: string; readonly error?: { readonly code: string } };
  readonly drives?: readonly unknown[];
}

export interface HostileClient {
  readonly child: ChildProcess;
  readonly replies: readonly Reply[];
  /** Sends bytes; resolves when the pipe has taken them or is gone. */
  send(...parts: readonly (Buffer | object)[]): Promise<void>;
  /** Resolves with the first reply of the type. */
  reply(type: string): Promise<Reply>;
  /** The exit code, or the signal, once the process is gone. */
  readonly ended: Promise<number | string>;
}

export function hostileClient(
  command: readonly [string, ...string[]],
  options: { readonly uid?: number; readonly env?: Record<string, string> } = {},
): HostileClient {
  const [program, ...args] = command;
  const env = { PATH: process.env['PATH'] ?? '', ...options.env };
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], ...options, env });
  child.stdin.on('error', () => undefined);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const replies: Reply[] = [];
  void (async () => {
    try {
      const limits = { bytes: 64 * 1024 * 1024 };
      for await (const message of readFrames(child.stdout, () => limits)) replies.push(message as Reply);
    } catch (error) {
      replies.push({ type: `unreadable: ${String(error)}` });
    }
  })();
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  return {
    child,
    replies,
    ended,
    async send(...parts) {
      for (const part of parts) {
        const bytes = Buffer.isBuffer(part) ? part : frame(part);
        if (!child.stdin.write(bytes)) await Promise.race([once(child.stdin, 'drain'), ended]);
      }
    },
    async reply(type) {
      return await vi.waitFor(
        () => {
          const found = replies.find((one) => one.type === type);
          if (found === undefined) {
            throw new Error(`no "${type}" among ${JSON.stringify(replies).slice(0, 2000)}; ${stderr}`);
          }
          return found;
        },
        { timeout: 20_000, interval: 20 },
      );
    },
  };
}
