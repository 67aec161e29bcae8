/**
 * The builder's end of the conversation with the process that writes drives. It speaks first, pings as long as it
 * lives, and turns the end of the process, however it came, into a result for every drive.
 * Trap: the process may be elevated, so it cannot be killed from here for certain; what ends it is the end of the pipe.
 */
import type { Readable, Writable } from 'node:stream';
import { isMediaError, MediaError, toErrorData, type ErrorData } from '#base/errors/media-error.ts';
import type { Drive } from '#devices/drive.ts';
import type { DriveRunOptions, DriveRunWithSources, DriveWriter } from '../drive-run.ts';
import type { MediumSpec } from '../medium-spec.ts';
import { systemRunClock, within } from '../run-clock.ts';
import { ClientRun } from './client-run.ts';
import { FrameSender, HELLO_LIMITS, readFrames, REPLY_LIMITS, REQUEST_LIMITS } from './frames.ts';
import { PROTOCOL_VERSION, replyMessage, type ReplyMessage, type RequestMessage } from './messages.ts';
import { isSameSecret, type MeetingSecrets } from './secrets.ts';
import { errorFromWire } from './wire-error.ts';

/** How a writer process ended. */
export interface WriterEnd {
  /** The question for administrator rights was answered with no. */
  readonly isDeclined: boolean;
  /** Exit code and last words, for messages. */
  readonly words: string;
}

/** A writer process as its client sees it. */
export interface WriterChannel {
  readonly input: Readable;
  readonly output: Writable;
  /** Where the two met on a socket; null on inherited pipes, which nobody else can hold. */
  readonly secrets: MeetingSecrets | null;
  /** Resolves when the process is gone; never rejects. */
  readonly gone: Promise<WriterEnd>;
  /** Ends the process by force, as far as this account may. */
  kill(): void;
}

export interface ConnectOptions {
  readonly signal?: AbortSignal | undefined;
  readonly pingMs?: number | undefined;
  /** The writer is taken for lost when it has said nothing for so long. */
  readonly silenceMs?: number | undefined;
  /** How long `close` waits before it uses force. */
  readonly closeLimitMs?: number | undefined;
  /** How long the end of the process is waited for after the end of its words. */
  readonly goneLimitMs?: number | undefined;
}

export interface WriterConnection extends DriveWriter {
  /** What the writer found wrong with its machine when it started; it may still be able to write. */
  readonly problems: readonly ErrorData[];
}

/** The writer ends itself after 30 s without a message. */
const PING_MS = 1000;
/** Longer than the writer can be held up by one system call of a sick drive on its main thread. */
const SILENCE_MS = 30_000;
/** The writer gives hanging drives 12 s. */
const CLOSE_LIMIT_MS = 15_000;
/** A process whose drive hangs in the system may stay long after its last word. */
const GONE_LIMIT_MS = 5000;

/**
 * Says hello and waits for the answer, for as long as the question for rights takes; `signal` ends the waiting.
 * @throws MediaError E_WRITER_DECLINED, E_WRITER_START, E_WRITER_MESSAGE (version or secret), E_CANCELLED
 */
export async function connectWriter(
  channel: WriterChannel,
  options: ConnectOptions = {},
): Promise<WriterConnection> {
  const client = new WriterClient(channel, options);
  await client.hello(options.signal);
  return client;
}

interface Waiter<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

class WriterClient implements WriterConnection {
  problems: readonly ErrorData[] = [];
  readonly #channel: WriterChannel;
  readonly #options: ConnectOptions;
  readonly #sender: FrameSender<RequestMessage>;
  readonly #lists = new Map<number, Waiter<readonly Drive[]>>();
  readonly #begins = new Map<number, Waiter<undefined>>();
  readonly #runs = new Map<number, ClientRun>();
  readonly #reading: Promise<void>;
  #hello: Waiter<undefined> | undefined;
  #isGreeted = false;
  #isClosing = false;
  #lost: MediaError | undefined;
  #lastNumber = 0;
  #lastHeard = performance.now();
  #pings: NodeJS.Timeout | undefined;

  constructor(channel: WriterChannel, options: ConnectOptions) {
    this.#channel = channel;
    this.#options = options;
    this.#sender = new FrameSender(channel.output, REQUEST_LIMITS);
    this.#reading = this.#read();
  }

  async hello(signal: AbortSignal | undefined): Promise<void> {
    const cancel = (): void => {
      this.#giveUp(new MediaError('E_CANCELLED', 'cancelled while the writer was starting'));
    };
    const answer = new Promise<undefined>((resolve, reject) => {
      this.#hello = { resolve, reject };
    });
    const secret = this.#channel.secrets?.builder ?? null;
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      if (signal?.aborted === true) cancel();
      await Promise.all([answer, this.#sender.send({ type: 'hello', version: PROTOCOL_VERSION, secret })]);
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
    this.#pings = setInterval(() => {
      this.#ping();
    }, this.#options.pingMs ?? PING_MS);
  }

  list(): Promise<readonly Drive[]> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    const request = (this.#lastNumber += 1);
    return new Promise((resolve, reject) => {
      this.#lists.set(request, { resolve, reject });
      void this.#sender.send({ type: 'list', request });
    });
  }

  async begin(medium: MediumSpec, options: DriveRunOptions): Promise<DriveRunWithSources> {
    if (this.#lost !== undefined) throw this.#lost;
    const id = (this.#lastNumber += 1);
    const run = new ClientRun(id, this.#sender, options);
    this.#runs.set(id, run);
    try {
      const began = new Promise<undefined>((resolve, reject) => {
        this.#begins.set(id, { resolve, reject });
      });
      await Promise.all([began, this.#sender.send({ type: 'begin', run: id, medium })]);
    } catch (error) {
      this.#begins.delete(id);
      this.#runs.delete(id);
      throw error;
    }
    return run;
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#channel.output.end();
    const limitMs = this.#options.closeLimitMs ?? CLOSE_LIMIT_MS;
    const hasEnded = await within(
      systemRunClock,
      limitMs,
      this.#reading.then(() => true),
    );
    if (hasEnded !== true)
      this.#giveUp(new MediaError('E_WRITER_LOST', 'the writer did not end when it was told to'));
  }

  async #read(): Promise<void> {
    let broken: MediaError | undefined;
    try {
      const limits = (): typeof REPLY_LIMITS => (this.#isGreeted ? REPLY_LIMITS : HELLO_LIMITS);
      for await (const raw of readFrames(this.#channel.input, limits)) {
        this.#lastHeard = performance.now();
        const parsed = replyMessage.safeParse(raw);
        if (!parsed.success) throw new MediaError('E_WRITER_MESSAGE', 'the writer sent an unknown message');
        this.#handle(parsed.data);
      }
    } catch (error) {
      // A stream that breaks is an end like any other; a message that must not be is a reason of its own.
      if (isMediaError(error)) broken = error;
    }
    clearInterval(this.#pings);
    if (broken !== undefined) this.#giveUp(broken);
    if (this.#lost === undefined) {
      this.#channel.output.destroy();
      this.#lose(this.#errorOf(await this.#end()));
    }
  }

  /** How the process ended; one that closed its end of the conversation and stays is not waited for. */
  async #end(): Promise<WriterEnd> {
    const limitMs = this.#options.goneLimitMs ?? GONE_LIMIT_MS;
    const end = await within(systemRunClock, limitMs, this.#channel.gone);
    return end ?? { isDeclined: false, words: 'it has ended the conversation, but its process goes on' };
  }

  #errorOf(end: WriterEnd): MediaError {
    if (this.#isGreeted) return new MediaError('E_WRITER_LOST', `the writer is gone: ${end.words}`);
    return new MediaError(end.isDeclined ? 'E_WRITER_DECLINED' : 'E_WRITER_START', end.words);
  }

  #handle(message: ReplyMessage): void {
    if (!this.#isGreeted) {
      this.#greet(message);
      return;
    }
    switch (message.type) {
      case 'hello':
        throw new MediaError('E_WRITER_MESSAGE', 'the writer said hello twice');
      case 'pong':
        return;
      case 'drives':
        // Sound: it is the list of our own writer, which proved to be the one that was started.
        settle(this.#lists, message.request)?.resolve(message.drives as Drive[]);
        return;
      case 'began':
        settle(this.#begins, message.run)?.resolve(undefined);
        return;
      case 'state':
        this.#runs.get(message.run)?.onState(message.state);
        return;
      case 'result': {
        const { identity, result } = message;
        const own = result.outcome === 'failed' ? { ...result, error: errorFromWire(result.error) } : result;
        this.#runs.get(message.run)?.onResult(identity, own);
        return;
      }
      case 'ended':
        this.#runs.get(message.run)?.onEnded();
        this.#runs.delete(message.run);
        return;
      case 'refused': {
        const { code, message: text } = errorFromWire(message.error);
        const error = new MediaError(code, text);
        if (message.run !== null) settle(this.#begins, message.run)?.reject(error);
        else if (message.request !== null) settle(this.#lists, message.request)?.reject(error);
        else throw error;
      }
    }
  }

  #greet(message: ReplyMessage): void {
    if (message.type === 'refused') {
      throw new MediaError(errorFromWire(message.error).code, message.error.message);
    }
    if (message.type !== 'hello')
      throw new MediaError('E_WRITER_MESSAGE', 'the writer did not say hello first');
    if (message.version !== PROTOCOL_VERSION) {
      throw new MediaError(
        'E_WRITER_MESSAGE',
        `the writer speaks version ${message.version}, this program ${PROTOCOL_VERSION}`,
      );
    }
    if (!isSameSecret(message.secret, this.#channel.secrets?.writer ?? null)) {
      throw new MediaError('E_WRITER_MESSAGE', 'what answered is not the writer that was started');
    }
    this.#isGreeted = true;
    this.problems = message.problems.map(errorFromWire);
    this.#hello?.resolve(undefined);
  }

  #ping(): void {
    const silentMs = performance.now() - this.#lastHeard;
    if (silentMs > (this.#options.silenceMs ?? SILENCE_MS)) {
      this.#giveUp(
        new MediaError('E_WRITER_LOST', `the writer has said nothing for ${Math.round(silentMs / 1000)} s`),
      );
      return;
    }
    if (!this.#isClosing) this.#sender.offer({ type: 'ping' });
  }

  /** Ends the conversation from here. */
  #giveUp(error: MediaError): void {
    this.#lose(error);
    this.#channel.output.destroy();
    this.#channel.input.destroy();
    this.#channel.kill();
  }

  #lose(error: MediaError): void {
    if (this.#lost !== undefined) return;
    this.#lost = error;
    clearInterval(this.#pings);
    this.#hello?.reject(error);
    for (const waiter of this.#lists.values()) waiter.reject(error);
    for (const waiter of this.#begins.values()) waiter.reject(error);
    const data = toErrorData(
      isLoss(error) ? error : new MediaError('E_WRITER_LOST', error.message, { cause: error }),
    );
    for (const run of this.#runs.values()) run.onLost(data);
    this.#lists.clear();
    this.#begins.clear();
    this.#runs.clear();
  }
}

function isLoss(error: MediaError): boolean {
  return error.code === 'E_WRITER_LOST';
}

function settle<T>(waiters: Map<number, Waiter<T>>, number: number): Waiter<T> | undefined {
  const waiter = waiters.get(number);
  waiters.delete(number);
  return waiter;
}
