/**
 * Starts the process that writes drives, with administrator rights, and connects to it. How it is started is planned in
 * `platform/elevation.ts`; here the plan is carried out. There is no time limit on the human who is asked.
 */
import { existsSync } from 'node:fs';
import { MediaError } from '#base/errors/media-error.ts';
import {
  channelFor,
  elevationFacts,
  planElevation,
  type ElevatedStart,
  type ElevationFacts,
} from '#platform/elevation.ts';
import { systemRandom } from '#platform/random.ts';
import { nodeProgram, writerScript } from '#platform/resource-paths.ts';
import { startProgram, type ProgramEnd, type RunningProgram } from '#platform/spawn.ts';
import {
  connectWriter,
  type ConnectOptions,
  type WriterChannel,
  type WriterConnection,
  type WriterEnd,
} from './client.ts';
import { arrangeMeeting } from './meeting.ts';

export interface LaunchOptions extends ConnectOptions {
  /** How the writer is going to be started; "direct" asks nobody. */
  readonly onStart?: ((how: ElevatedStart['how']) => void) | undefined;
  /** The writer's bundle; the program's own unless tests bring another. */
  readonly script?: string | undefined;
  /** The Node.js program that runs it. */
  readonly nodePath?: string | undefined;
  readonly facts?: ElevationFacts | undefined;
  /** Tests: another way of getting rights. */
  readonly plan?: typeof planElevation | undefined;
  /** Tests: a socket where pipes would do. */
  readonly channel?: 'pipes' | 'socket' | undefined;
}

/**
 * The writer, ready for `list` and `begin`.
 * @throws MediaError E_WRITER_START, E_WRITER_DECLINED, E_WRITER_MESSAGE, E_CANCELLED
 */
export async function launchWriter(options: LaunchOptions = {}): Promise<WriterConnection> {
  const script = options.script ?? writerScript();
  if (!existsSync(script)) {
    throw new MediaError('E_WRITER_START', `${script} is not there; "npm run build" makes it`);
  }
  const facts = options.facts ?? (await elevationFacts());
  const plan = options.plan ?? planElevation;
  const command = [options.nodePath ?? nodeProgram(), script] as const;
  const kind = options.channel ?? channelFor(facts.platform, facts.isAdministrator);
  if (kind === 'pipes') {
    return await connectWriter(startOnPipes(plan(facts, [...command, '--pipes']), options), options);
  }
  const meeting = await arrangeMeeting(systemRandom);
  try {
    const program = start(plan(facts, [...command, '--meet', meeting.path]), options);
    return await connectWriter(await meet(program, meeting, options.signal), options);
  } finally {
    await meeting.close();
  }
}

interface Started {
  readonly program: RunningProgram;
  readonly end: Promise<WriterEnd>;
}

function start(plan: ElevatedStart, options: LaunchOptions): Started {
  options.onStart?.(plan.how);
  const program = startProgram(plan.program, plan.args, { env: plan.env });
  return { program, end: program.ended.then((end) => writerEnd(end, plan)) };
}

function writerEnd({ exitCode, words, stderr }: ProgramEnd, { declinedCodes }: ElevatedStart): WriterEnd {
  return {
    isDeclined: exitCode !== undefined && declinedCodes.includes(exitCode),
    words: stderr === '' ? words : `${words}: ${stderr}`,
  };
}

function startOnPipes(plan: ElevatedStart, options: LaunchOptions): WriterChannel {
  const { program, end } = start(plan, options);
  return {
    input: program.stdout,
    output: program.stdin,
    secrets: null,
    gone: end,
    kill() {
      program.kill('SIGKILL');
    },
  };
}

async function meet(
  { program, end }: Started,
  meeting: Awaited<ReturnType<typeof arrangeMeeting>>,
  signal: AbortSignal | undefined,
): Promise<WriterChannel> {
  // What the elevated side prints goes nowhere; its end is known from the program that asked for the rights.
  program.stdout.resume();
  program.stdin.end();
  const kill = (): void => {
    program.kill('SIGKILL');
  };
  const socket = await Promise.race([meeting.connected, end, cancelled(signal)]);
  if (!('write' in socket)) {
    kill();
    if (socket.words === CANCELLED.words) throw new MediaError('E_CANCELLED', CANCELLED.words);
    throw new MediaError(socket.isDeclined ? 'E_WRITER_DECLINED' : 'E_WRITER_START', socket.words);
  }
  return { input: socket, output: socket, secrets: meeting.secrets, gone: end, kill };
}

const CANCELLED: WriterEnd = { isDeclined: false, words: 'cancelled while the writer was starting' };

function cancelled(signal: AbortSignal | undefined): Promise<WriterEnd> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) resolve(CANCELLED);
    signal?.addEventListener(
      'abort',
      () => {
        resolve(CANCELLED);
      },
      { once: true },
    );
  });
}
