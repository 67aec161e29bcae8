/**
 * The writer's end of the conversation, as a state machine: hello first, then only list, begin, add, source, cancel, end
 * and ping. Anything else, and anything out of its turn, is refused and ends the conversation; so do silence, the end of
 * the stream and a signal. However it ends, drives under way are cancelled, which leaves them unable to boot, and their
 * results are sent if anybody is still listening.
 * Trap: the one who talks may have fewer rights than this process; nothing he says can lift what `devices` refuses.
 */
import type { Readable, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { isMediaError, MediaError, type ErrorData } from '#base/errors/media-error.ts';
import type { DriveRunOptions, DriveRunWithSources } from '#jobs/drive-run.ts';
import type { DriveSystem } from '#jobs/drive-system.ts';
import { STOP_SILENCE_LIMIT_MS } from '#jobs/drive-watchdog.ts';
import type { MediumSpec } from '#jobs/medium-spec.ts';
import {
  FrameSender,
  HELLO_LIMITS,
  readFrames,
  REPLY_LIMITS,
  REQUEST_LIMITS,
  type FrameLimits,
} from '#jobs/writer/frames.ts';
import {
  PROTOCOL_VERSION,
  requestMessage,
  type ReplyMessage,
  type RequestMessage,
} from '#jobs/writer/messages.ts';
import { isSameSecret, type MeetingSecrets } from '#jobs/writer/secrets.ts';
import { errorForWire, errorFromWire } from '#jobs/writer/wire-error.ts';
import { SessionRun } from './session-run.ts';

export interface SessionOptions {
  readonly system: Pick<DriveSystem, 'list'>;
  readonly beginRun: (medium: MediumSpec, options: DriveRunOptions) => Promise<DriveRunWithSources>;
  /** What a look at this machine found wrong; told with the hello. */
  readonly problems: readonly ErrorData[];
  /** Whether `allowLoop` of a target counts at all. */
  readonly mayAllowLoop: boolean;
  /** Where the two met on a socket. */
  readonly secrets: MeetingSecrets | null;
  /** Aborted by signals to the process. */
  readonly signal: AbortSignal;
  /** The conversation ends when no whole message came for so long. */
  readonly silenceMs?: number | undefined;
  /** How long the end waits for drives that hang. */
  readonly endLimitMs?: number | undefined;
}

/** Why the conversation ended: the other side closed it, fell silent, or broke the rules; or a signal. */
export type SessionEnd = 'closed' | 'silent' | 'refused' | 'signal';

/** Longer than a builder calculates without a pause: laying out 70,000 files takes some seconds on a busy computer. */
const SILENCE_MS = 30_000;
/** Longer than a drive may be silent once it is told to stop, so that one that hangs still gets its result. */
const END_LIMIT_MS = STOP_SILENCE_LIMIT_MS + 2000;
/** More than these nobody needs who is not up to something. */
const LISTS_AT_ONCE = 8;
const RUNS_AT_ONCE = 8;
const DRIVES_AT_ONCE = 256;

/** Holds the conversation to its end. Never rejects. */
export async function holdSession(
  channel: { readonly input: Readable; readonly output: Writable },
  options: SessionOptions,
): Promise<SessionEnd> {
  return await new Session(channel, options).hold();
}

class Session {
  readonly #input: Readable;
  readonly #sender: FrameSender<ReplyMessage>;
  readonly #options: SessionOptions;
  readonly #runs = new Map<number, SessionRun>();
  #lists = 0;
  #lastRun = 0;
  #isGreeted = false;
  #lastMessage = performance.now();

  constructor(channel: { readonly input: Readable; readonly output: Writable }, options: SessionOptions) {
    this.#input = channel.input;
    this.#sender = new FrameSender(channel.output, REPLY_LIMITS);
    this.#options = options;
  }

  async hold(): Promise<SessionEnd> {
    const silence = new AbortController();
    const timer = this.#watchSilence(silence);
    const end = await Promise.race([
      this.#converse(),
      aborted(this.#options.signal, 'signal'),
      aborted(silence.signal, 'silent'),
    ]);
    clearInterval(timer);
    await this.#cancelAll();
    this.#input.destroy();
    return end;
  }

  async #converse(): Promise<SessionEnd> {
    try {
      const limits = (): FrameLimits => (this.#isGreeted ? REQUEST_LIMITS : HELLO_LIMITS);
      for await (const raw of readFrames(this.#input, limits)) {
        this.#lastMessage = performance.now();
        const parsed = requestMessage.safeParse(raw);
        if (!parsed.success) throw violation('a message is none of those a writer takes');
        await this.#handle(parsed.data);
      }
    } catch (error) {
      // A broken pipe is the end of the other side; a MediaError is what it did wrong.
      if (!isMediaError(error)) return 'closed';
      await this.#sender.send({ type: 'refused', run: null, request: null, error: errorForWire(error) });
      return 'refused';
    }
    return 'closed';
  }

  async #handle(message: RequestMessage): Promise<void> {
    if (!this.#isGreeted) {
      await this.#greet(message);
      return;
    }
    switch (message.type) {
      case 'hello':
        throw violation('a second hello');
      case 'ping':
        this.#sender.offer({ type: 'pong' });
        return;
      case 'list':
        if (this.#lists >= LISTS_AT_ONCE) throw violation(`more than ${LISTS_AT_ONCE} lists at once`);
        void this.#list(message.request);
        return;
      case 'begin':
        if (message.run <= this.#lastRun) throw violation(`run ${message.run} is not a new number`);
        if (this.#runs.size >= RUNS_AT_ONCE) throw violation(`more than ${RUNS_AT_ONCE} runs at once`);
        this.#lastRun = message.run;
        void this.#begin(message.run, message.medium);
        return;
      case 'add': {
        const run = this.#runs.get(message.run);
        if (run === undefined) throw violation(`run ${message.run} is not there`);
        if (run.drives >= DRIVES_AT_ONCE) throw violation(`more than ${DRIVES_AT_ONCE} drives at once`);
        const allowLoop = message.target.allowLoop && this.#options.mayAllowLoop;
        run.add({ ...message.target, allowLoop });
        return;
      }
      case 'source': {
        const { id, availableBytes, failed } = message;
        if ((availableBytes === undefined) === (failed === undefined))
          throw violation('news without content');
        const run = this.#runFor(message.run);
        if (failed !== undefined) run?.source({ id, failed: errorFromWire(failed) });
        else if (availableBytes !== undefined) run?.source({ id, availableBytes });
        return;
      }
      case 'cancel':
        this.#runFor(message.run)?.cancel(message.device ?? undefined);
        return;
      case 'end': {
        void this.#runFor(message.run)?.end();
        return;
      }
    }
  }

  /** A run, or undefined for one that is over: its end and the message may have crossed. */
  #runFor(id: number): SessionRun | undefined {
    if (id > this.#lastRun) throw violation(`run ${id} was never begun`);
    return this.#runs.get(id);
  }

  async #greet(message: RequestMessage): Promise<void> {
    if (message.type !== 'hello') throw violation(`"${message.type}" before hello`);
    if (message.version !== PROTOCOL_VERSION) {
      throw violation(`the program speaks version ${message.version}, the writer ${PROTOCOL_VERSION}`);
    }
    if (!isSameSecret(message.secret, this.#options.secrets?.builder ?? null)) {
      throw violation('the program that called is not the one that started the writer');
    }
    this.#isGreeted = true;
    await this.#sender.send({
      type: 'hello',
      version: PROTOCOL_VERSION,
      secret: this.#options.secrets?.writer ?? null,
      problems: [...this.#options.problems],
    });
  }

  async #list(request: number): Promise<void> {
    this.#lists += 1;
    try {
      await this.#sender.send({ type: 'drives', request, drives: [...(await this.#options.system.list())] });
    } catch (error) {
      await this.#sender.send({ type: 'refused', run: null, request, error: errorForWire(error) });
    } finally {
      this.#lists -= 1;
    }
  }

  async #begin(id: number, medium: MediumSpec): Promise<void> {
    const run = new SessionRun(id, this.#sender);
    this.#runs.set(id, run);
    try {
      const begun = await this.#options.beginRun(medium, {
        onState: (state) => {
          this.#sender.offer({ type: 'state', run: id, state });
        },
      });
      run.start(begun, () => this.#runs.delete(id));
      await this.#sender.send({ type: 'began', run: id });
    } catch (error) {
      this.#runs.delete(id);
      await this.#sender.send({ type: 'refused', run: id, request: null, error: errorForWire(error) });
    }
  }

  /** Resolves when every drive is let go and its result sent, or after the limit: a drive may hang in the system. */
  async #cancelAll(): Promise<void> {
    const limitMs = this.#options.endLimitMs ?? END_LIMIT_MS;
    const isOver = new AbortController();
    const limit = setTimeout(limitMs, undefined, { signal: isOver.signal }).catch(() => undefined);
    await Promise.race([Promise.all([...this.#runs.values()].map((run) => run.abandon())), limit]);
    isOver.abort();
  }

  #watchSilence(silence: AbortController): NodeJS.Timeout {
    const limitMs = this.#options.silenceMs ?? SILENCE_MS;
    const isSilent = (): boolean => performance.now() - this.#lastMessage > limitMs;
    return setInterval(() => {
      // After a pause of the whole process (a long calculation, a stopped machine) timers come before the messages that
      // are already waiting; those are looked at first.
      if (!isSilent()) return;
      setImmediate(() => {
        setImmediate(() => {
          if (isSilent()) silence.abort();
        });
      });
    }, limitMs / 10);
  }
}

function violation(message: string): MediaError {
  return new MediaError('E_WRITER_MESSAGE', message);
}

function aborted(signal: AbortSignal, end: SessionEnd): Promise<SessionEnd> {
  return new Promise((resolve) => {
    const done = (): void => {
      resolve(end);
    };
    if (signal.aborted) done();
    signal.addEventListener('abort', done, { once: true });
  });
}
