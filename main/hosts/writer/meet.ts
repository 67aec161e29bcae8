/**
 * Where elevation cut the pipes: reads the meeting file, deletes it, and connects. This side never listens.
 * Trap: the path comes from the side without rights, so the file is judged by what was opened (a file of its owner
 * alone, no link), and it is deleted with the rights of that owner and not of root.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync, unlinkSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { MediaError } from '#base/errors/media-error.ts';
import { meetingFile, WINDOWS_PIPE_PREFIX, type MeetingFile } from '#jobs/writer/meeting.ts';
import type { WithRights } from './rights.ts';

const MEETING_BYTES = 4096;

export interface MeetingFacts {
  readonly meeting: MeetingFile;
  /** The owner of the file: the user who asked. */
  readonly uid: number;
}

/** @throws MediaError E_WRITER_START */
export function readMeeting(path: string): MeetingFacts {
  const refuse = (why: string, cause?: unknown): MediaError =>
    new MediaError('E_WRITER_START', `"${path}" is no meeting file: ${why}`, { cause });
  const isWindows = process.platform === 'win32';
  let fd: number;
  try {
    // No link, and no waiting for the other end of a pipe.
    const flags = constants.O_RDONLY + constants.O_NOFOLLOW + constants.O_NONBLOCK;
    fd = openSync(path, isWindows ? 'r' : flags);
  } catch (cause) {
    throw refuse(cause instanceof Error ? cause.message : String(cause), cause);
  }
  try {
    const facts = fstatSync(fd);
    const { uid, mode, nlink, size } = facts;
    const permissions = mode.toString(8).slice(-3);
    if (!facts.isFile() || size > MEETING_BYTES) throw refuse('it is no small file');
    if (!isWindows && (permissions !== '600' || nlink !== 1)) {
      throw refuse(`its permissions are ${permissions} and it has ${nlink} names`);
    }
    const parsed = meetingFile.safeParse(parse(readFileSync(fd, 'utf8')));
    if (!parsed.success) throw refuse('its content is another');
    const { address } = parsed.data;
    const isOurs = isWindows ? address.startsWith(WINDOWS_PIPE_PREFIX) : dirname(address) === dirname(path);
    if (!isOurs) throw refuse('its address is another');
    return { meeting: parsed.data, uid };
  } finally {
    closeSync(fd);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Deletes the file and connects. @throws MediaError E_WRITER_START */
export async function goToMeeting(
  path: string,
  { address }: MeetingFile,
  withRights: WithRights,
): Promise<Socket> {
  try {
    withRights(() => {
      unlinkSync(path);
    });
    return await new Promise((resolve, reject) => {
      const socket = connect(address, () => {
        socket.off('error', reject);
        resolve(socket);
      }).once('error', reject);
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MediaError('E_WRITER_START', `nobody waits at the meeting: ${why}`, { cause });
  }
}

/**
 * What comes in over a socket, apart from what goes out: whoever stops reading (a rule was broken) would otherwise destroy
 * the socket and with it the answer that says why.
 */
export function readingEnd(socket: Socket): Readable {
  const reading = new PassThrough();
  socket.on('error', (error) => {
    reading.destroy(error);
  });
  socket.on('close', () => {
    reading.end();
  });
  return socket.pipe(reading);
}
