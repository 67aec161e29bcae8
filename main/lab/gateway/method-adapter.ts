/**
 * The stream between a TLS socket and Node's HTTP server that lets foreign methods through (see request-framing.ts).
 * Malformed input becomes a line Node's parser refuses, so that there is one place that answers 400.
 * Trap: back pressure has two directions; a slow server pauses the socket, a slow client delays the write callbacks.
 */
import { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { RequestFraming } from './request-framing.ts';

/** No HTTP method begins so; Node answers it with a parse error. */
const UNPARSABLE = Buffer.from('\0 malformed\r\n\r\n', 'latin1');

export class MethodAdapter extends Duplex {
  /** The connection underneath: peer certificate, server name. */
  readonly tls: TLSSocket;
  readonly #framing: RequestFraming;
  #isOver = false;

  constructor(tls: TLSSocket, marker: string) {
    super({ allowHalfOpen: true, autoDestroy: true });
    this.tls = tls;
    this.#framing = new RequestFraming(marker);
    tls.on('data', (chunk: Buffer) => {
      this.#receive(chunk);
    });
    tls.on('end', () => {
      this.#isOver = true;
      this.push(null);
    });
    tls.on('error', (error: Error) => this.destroy(error));
    tls.on('timeout', () => this.emit('timeout'));
    tls.on('close', () => this.destroy());
    tls.pause();
  }

  /** Node's HTTP server asks its socket for these two. */
  setTimeout(ms: number, listener?: () => void): this {
    this.tls.setTimeout(ms, listener);
    return this;
  }

  get remoteAddress(): string | undefined {
    return this.tls.remoteAddress;
  }

  override _read(): void {
    this.tls.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.tls.destroyed || this.tls.writableEnded) {
      done(new Error('the connection is closed'));
      return;
    }
    this.tls.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.tls.destroyed) {
      done();
      return;
    }
    this.tls.end(() => {
      done();
    });
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.tls.destroy();
    done(error);
  }

  #receive(chunk: Buffer): void {
    if (this.#isOver || this.destroyed) return;
    const bytes = this.#framing.push(chunk);
    this.#isOver = this.#framing.isBroken;
    let hasRoom = bytes.length === 0 || this.push(bytes);
    if (this.#isOver) hasRoom = this.push(UNPARSABLE);
    if (!hasRoom) this.tls.pause();
  }
}
