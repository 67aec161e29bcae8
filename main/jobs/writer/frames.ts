/**
 * Messages on a byte stream: a length (four bytes, little endian) and that many bytes of JSON in UTF-8 (ours).
 * The reader may be elevated and the sender not, so a length is judged before a byte of the message is kept: there is a
 * small limit for everything and a large one for a single type, whose frames must begin with its name.
 * Trap: the large limit therefore depends on `type` being the first key; `encodeFrame` keeps the order it is given.
 */
import type { Readable, Writable } from 'node:stream';
import { MediaError } from '#base/errors/media-error.ts';

export interface FrameLimits {
  /** Bytes that any message may have. */
  readonly bytes: number;
  /** The one type of message that may be larger. */
  readonly large?: { readonly type: string; readonly bytes: number } | undefined;
}

/** Before the other side has shown who it is. */
export const HELLO_LIMITS: FrameLimits = { bytes: 4 * 1024 };
/** What a builder may send. A medium holds its small files itself (boot programs, Variables.dat). */
export const REQUEST_LIMITS: FrameLimits = {
  bytes: 64 * 1024,
  large: { type: 'begin', bytes: 64 * 1024 * 1024 },
};
/** What a writer may send. A rack of card readers has many drives with many volumes. */
export const REPLY_LIMITS: FrameLimits = {
  bytes: 64 * 1024,
  large: { type: 'drives', bytes: 16 * 1024 * 1024 },
};

const LENGTH_BYTES = 4;
const FIRST_ROOM = 64 * 1024;

/**
 * The messages of a stream, parsed but not yet checked against a schema. `limits` is asked anew for every frame.
 * Ends when the stream does, also in the middle of a frame: then the other side is gone.
 * @throws MediaError E_WRITER_MESSAGE for a frame beyond its limit, text that is not UTF-8, or anything but JSON
 */
export async function* readFrames(input: Readable, limits: () => FrameLimits): AsyncGenerator {
  const frame = new FrameBuffer(limits);
  for await (const chunk of input) {
    // Sound: a byte stream without an encoding gives Buffers.
    let rest = chunk as Buffer;
    while (rest.length > 0) {
      rest = rest.subarray(frame.take(rest));
      const body = frame.whole();
      if (body !== undefined) yield parse(body);
    }
  }
}

/** Collects one frame after the other. Its memory grows with what has arrived, not with what was announced. */
class FrameBuffer {
  readonly #limits: () => FrameLimits;
  readonly #head = Buffer.alloc(LENGTH_BYTES);
  #headBytes = 0;
  #length = 0;
  #body = Buffer.alloc(0);
  #bodyBytes = 0;
  /** What a frame beyond the small limit has to begin with, until that was seen. */
  #beginning: Buffer | undefined;

  constructor(limits: () => FrameLimits) {
    this.#limits = limits;
  }

  /** Takes what belongs to the present frame and returns how many bytes that were. */
  take(chunk: Buffer): number {
    if (this.#headBytes < LENGTH_BYTES) {
      const count = chunk.copy(this.#head, this.#headBytes);
      this.#headBytes += count;
      if (this.#headBytes === LENGTH_BYTES) this.#start();
      return count;
    }
    const count = Math.min(chunk.length, this.#length - this.#bodyBytes);
    if (this.#bodyBytes + count > this.#body.length) this.#grow(this.#bodyBytes + count);
    chunk.copy(this.#body, this.#bodyBytes, 0, count);
    this.#bodyBytes += count;
    this.#checkBeginning();
    return count;
  }

  /** The message, once all of it has arrived; afterwards the next frame begins. */
  whole(): Buffer | undefined {
    if (this.#headBytes < LENGTH_BYTES || this.#bodyBytes < this.#length) return undefined;
    const body = this.#body.subarray(0, this.#length);
    this.#headBytes = 0;
    this.#body = Buffer.alloc(0);
    this.#bodyBytes = 0;
    return body;
  }

  #start(): void {
    this.#length = this.#head.readUInt32LE(0);
    const { bytes, large } = this.#limits();
    this.#beginning = undefined;
    if (this.#length === 0) throw refused('a message has no content');
    if (this.#length <= bytes) return;
    if (large === undefined || this.#length > large.bytes) {
      throw refused(`a message of ${this.#length} bytes was announced, ${large?.bytes ?? bytes} are allowed`);
    }
    this.#beginning = Buffer.from(`{"type":${JSON.stringify(large.type)},`);
  }

  #grow(needed: number): void {
    const room = Math.min(this.#length, Math.max(needed, FIRST_ROOM, this.#body.length * 2));
    const larger = Buffer.allocUnsafe(room);
    this.#body.copy(larger, 0, 0, this.#bodyBytes);
    this.#body = larger;
  }

  #checkBeginning(): void {
    if (this.#beginning === undefined || this.#bodyBytes < this.#beginning.length) return;
    if (!this.#body.subarray(0, this.#beginning.length).equals(this.#beginning)) {
      throw refused(
        `a message of ${this.#length} bytes was announced, only "${this.#limits().large?.type ?? ''}" may be so large`,
      );
    }
    this.#beginning = undefined;
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    // The parser's own message quotes the text, which may hold what nobody should see.
    throw new MediaError('E_WRITER_MESSAGE', 'a message is not JSON in UTF-8', { cause });
  }
}

function refused(message: string): MediaError {
  return new MediaError('E_WRITER_MESSAGE', message);
}

/**
 * A message as a frame.
 * @throws MediaError E_WRITER_MESSAGE when it is larger than the other side will take
 */
export function encodeFrame(message: { readonly type: string }, limits: FrameLimits): Buffer {
  const { type, ...rest } = message;
  const body = Buffer.from(JSON.stringify({ type, ...rest }), 'utf8');
  const limit = type === limits.large?.type ? limits.large.bytes : limits.bytes;
  if (body.length > limit) {
    throw refused(`the message "${type}" has ${body.length} bytes, ${limit} are allowed`);
  }
  const frame = Buffer.allocUnsafe(LENGTH_BYTES + body.length);
  frame.writeUInt32LE(body.length, 0);
  body.copy(frame, LENGTH_BYTES);
  return frame;
}

/** Sends messages at the speed at which the other side takes them. After the stream is gone sending does nothing. */
export class FrameSender<Message extends { readonly type: string }> {
  readonly #output: Writable;
  readonly #limits: FrameLimits;
  #drained: Promise<void> | undefined;

  constructor(output: Writable, limits: FrameLimits) {
    this.#output = output;
    this.#limits = limits;
    output.on('error', () => {
      // The reading side of the conversation notices that the other one is gone, and says so.
    });
  }

  /**
   * Sends a message that must not be lost; resolves when there is room for the next one.
   * @throws MediaError E_WRITER_MESSAGE when it is too large
   */
  async send(message: Message): Promise<void> {
    const frame = encodeFrame(message, this.#limits);
    if (!this.#output.writable || this.#output.write(frame)) return;
    this.#drained ??= this.#waitForRoom();
    await this.#drained;
  }

  /** Sends a message that the next one of its kind replaces, unless earlier ones are still waiting. */
  offer(message: Message): void {
    if (this.#output.writable && !this.#output.writableNeedDrain) {
      this.#output.write(encodeFrame(message, this.#limits));
    }
  }

  #waitForRoom(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#output.off('drain', done).off('close', done);
        this.#drained = undefined;
        resolve();
      };
      this.#output.on('drain', done).on('close', done);
    });
  }
}
