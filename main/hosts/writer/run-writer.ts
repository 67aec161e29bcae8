/**
 * The life of the writer process: from its arguments to its end. The machine whose drives it writes is handed in, so that
 * tests can let the very same program work on drives that are files.
 * Trap: `process.exit` waits for threads, and a thread in a call to a drive that hangs never comes back. Therefore the
 * last resort is to end the own process by force.
 */
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { MediaError, toErrorData, type ErrorData } from '#base/errors/media-error.ts';
import { beginRun } from '#jobs/drive-batch.ts';
import type { DriveSystem } from '#jobs/drive-system.ts';
import type { MeetingSecrets } from '#jobs/writer/secrets.ts';
import { goToMeeting, readingEnd, readMeeting } from './meet.ts';
import { DriveGate } from './drive-gate.ts';
import { askingUser, rightsOf, systemRights, type WithRights } from './rights.ts';
import { holdSession, type SessionEnd, type SessionOptions } from './session.ts';
import { sourceOpener } from './sources.ts';

export interface WriterMachine {
  readonly drives: DriveSystem;
  /** What is wrong with this machine so that drives may not open. */
  check(): Promise<readonly ErrorData[]>;
  /** Other limits than the product's, for tests. */
  readonly limits?: Pick<SessionOptions, 'silenceMs' | 'endLimitMs'> | undefined;
}

/** Exit codes; 1, 126 and 127 are what sudo and pkexec use for "no". */
const EXIT_CODES: Readonly<Record<SessionEnd | 'start', number>> = {
  closed: 0,
  silent: 3,
  signal: 3,
  refused: 4,
  start: 5,
};

/** Runs to the end of the process. Never returns. */
export async function runWriter(machine: WriterMachine): Promise<never> {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stop.abort();
    });
  }
  try {
    const { input, output, secrets, withRights, uid } = await openChannel(process.argv.slice(2));
    // Without other rights to take on, files and drives do not concern each other.
    const gate = uid === undefined ? undefined : new DriveGate();
    const system = gate?.guard(machine.drives) ?? machine.drives;
    const openSource = sourceOpener(withRights, gate);
    const end = await holdSession(
      { input, output },
      {
        system,
        beginRun: (medium, options) => beginRun({ system, medium, openSource }, options),
        problems: await machine.check(),
        mayAllowLoop: mayAllowLoop(uid),
        secrets,
        signal: stop.signal,
        ...machine.limits,
      },
    );
    await flush(output);
    return exit(EXIT_CODES[end]);
  } catch (error) {
    const { code, message } = toErrorData(error);
    process.stderr.write(`${code}: ${message}\n`);
    return exit(EXIT_CODES.start);
  }
}

/**
 * A loop device can be any file of the system. So it is written only when root itself asks, or when an administrator has
 * set the variable in this process's own environment: sudo and pkexec do not take it over from the caller's.
 */
function mayAllowLoop(uid: number | undefined): boolean {
  return (process.geteuid?.() === 0 && uid === undefined) || process.env['MEDIA_BUILDER_ALLOW_LOOP'] === '1';
}

interface OpenChannel {
  readonly input: Readable;
  readonly output: Socket;
  readonly secrets: MeetingSecrets | null;
  readonly withRights: WithRights;
  /** The user who asked, when it is not the one this process runs as. */
  readonly uid: number | undefined;
}

async function openChannel(args: readonly string[]): Promise<OpenChannel> {
  const [kind, path, ...others] = args;
  const port = systemRights();
  const ownUid = port?.geteuid() ?? -1;
  if (kind === '--pipes' && path === undefined) {
    const uid = askingUser(process.env, ownUid);
    const withRights = rightsOf(uid, port);
    return { ...inheritedPipes(), secrets: null, withRights, uid };
  }
  if (kind === '--meet' && path !== undefined && others.length === 0) {
    const { meeting, uid: owner } = readMeeting(path);
    const uid = ownUid === 0 && owner !== 0 ? owner : undefined;
    const withRights = rightsOf(uid, port);
    const socket = await goToMeeting(path, meeting, withRights);
    const { builder, writer } = meeting;
    return { input: readingEnd(socket), output: socket, secrets: { builder, writer }, withRights, uid };
  }
  throw new MediaError('E_WRITER_START', 'this program is started by media-builder, not by hand');
}

/** Not process.stdout, which some systems make blocking: who does not read would stop the writing. */
function inheritedPipes(): Pick<OpenChannel, 'input' | 'output'> {
  try {
    const input = new Socket({ fd: 0, readable: true, writable: false });
    const output = new Socket({ fd: 1, readable: false, writable: true });
    return { input, output };
  } catch (cause) {
    throw new MediaError('E_WRITER_START', 'standard input and output are not connected to a program', {
      cause,
    });
  }
}

const FLUSH_LIMIT_MS = 1000;

/** Lets the last messages go out, if anybody takes them. */
async function flush(output: Socket): Promise<void> {
  output.end();
  // Only the sending side is waited for: on a socket the other side may stay open.
  await finished(output, { readable: false, signal: AbortSignal.timeout(FLUSH_LIMIT_MS) }).catch(
    () => undefined,
  );
}

function exit(code: number): never {
  const hangs = process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));
  if (hangs) process.kill(process.pid, 'SIGKILL');
  process.exit(code);
}
