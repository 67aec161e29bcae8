/**
 * A meeting of the builder and its writer where elevation cuts the pipes (macOS, Windows). The builder, without rights,
 * listens on a socket only its user can reach; the writer, with rights, only ever connects. Address and one-time secrets
 * are in a file that the writer reads and deletes, so that none of them is in an argument list.
 * Trap: the first one to connect is the only one: a wrong one ends the start, it does not get a second try.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { RandomSource } from '#platform/random.ts';
import type { MeetingSecrets } from './secrets.ts';

export const meetingFile = z.strictObject({
  address: z.string().check(z.minLength(1), z.maxLength(1000)),
  builder: z.string().check(z.length(64)),
  writer: z.string().check(z.length(64)),
});
export type MeetingFile = z.infer<typeof meetingFile>;

export const WINDOWS_PIPE_PREFIX = String.raw`\\.\pipe\media-builder-`;

export interface Meeting {
  /** The file for the writer. */
  readonly path: string;
  readonly secrets: MeetingSecrets;
  /** Resolves with the first connection; afterwards nothing listens any more. */
  readonly connected: Promise<Socket>;
  /** Stops listening and removes the folder. */
  close(): Promise<void>;
}

/** Listens, and writes the file. The folder is new, and nobody but its owner (0700) can look into it. */
export async function arrangeMeeting(random: RandomSource): Promise<Meeting> {
  const hex = (count: number): string => Buffer.from(random.bytes(count)).toString('hex');
  const folder = await mkdtemp(join(tmpdir(), 'media-builder-'));
  const address = process.platform === 'win32' ? `${WINDOWS_PIPE_PREFIX}${hex(32)}` : join(folder, 'socket');
  const secrets = { builder: hex(32), writer: hex(32) };
  const server = createServer();
  const connected = new Promise<Socket>((resolve) => {
    server.once('connection', (socket) => {
      server.close();
      resolve(socket);
    });
  });
  await listen(server, address);
  const path = join(folder, 'meeting.json');
  const content: MeetingFile = { address, ...secrets };
  await writeFile(path, JSON.stringify(content), { mode: 0o600, flag: 'wx' });
  return {
    path,
    secrets,
    connected,
    async close() {
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function listen(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(address, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
