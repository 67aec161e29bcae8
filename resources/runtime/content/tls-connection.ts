/**
 * One kept TLS connection over which a request after the other goes. Bytes come in a buffer that is used again for each
 * TLS record, past the machinery of streams and of node:http, which took a third of the processor time of a download.
 * Traps: the buffer is overwritten as soon as a taker returns; and bytes that are decrypted already still arrive after
 * the socket was told to stop, so they are kept here until the taker is ready.
 */
import { isIP, type OnReadOpts } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { ResponseReader, type ResponseHead } from './response-reader.ts';

export interface ConnectionTarget {
  readonly url: URL;
  /** Roots, name lookup and the like. */
  readonly tls: ConnectionOptions;
  /** Of an earlier connection to the same host; saves the certificates. */
  readonly session: Buffer | undefined;
  /** Silence after which the connection is given up. */
  readonly idleMs: number;
  /** The address is known, the way to it begins. */
  readonly onBegin: () => void;
  readonly onRoundTrip: (ms: number) => void;
  readonly onSession: (session: Buffer) => void;
}

export interface Exchange {
  /** The whole head of the request. */
  readonly request: string;
  /** What it throws ends the connection and is the error of the exchange. */
  readonly onHead: (head: ResponseHead) => void;
  /** Must copy what it keeps. A promise stops the flow until it is settled; `enough` ends the exchange. */
  readonly onBody: (bytes: Buffer) => Promise<void> | 'enough' | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What node:tls decrypts at a time. */
const RECORD_BYTES = 16 * 1024;

interface Running extends Exchange {
  readonly reader: ResponseReader;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

export class TlsConnection {
  readonly #record = Buffer.allocUnsafeSlow(RECORD_BYTES);
  readonly #socket: TLSSocket;
  readonly #idleMs: number;
  #running: Running | undefined;
  #isSecure = false;
  #isKept = true;
  #hasAnswered = false;
  /** The taker is not ready; `#early` has what arrives meanwhile, `#lostBy` how the connection ended meanwhile. */
  #isWaiting = false;
  #early: Buffer[] = [];
  #lostBy: Error | undefined;
  /** Called when it ends while no request is under way. */
  onGone: (() => void) | undefined;

  constructor(target: ConnectionTarget) {
    this.#idleMs = target.idleMs;
    this.#socket = this.#connect(target);
    const socket = this.#socket;
    socket.setTimeout(target.idleMs);
    socket.setNoDelay(true);
    let begun = performance.now();
    const begin = (): void => {
      begun = performance.now();
      target.onBegin();
    };
    // A bare address is not looked up.
    if (isIP(hostOf(target.url)) === 0) socket.once('lookup', begin);
    else begin();
    socket.once('connect', () => {
      target.onRoundTrip(performance.now() - begun);
    });
    socket.once('secureConnect', () => {
      this.#isSecure = true;
      this.#send();
    });
    socket.on('session', target.onSession);
    socket.on('timeout', () => {
      // A disk that is slow is no reason to give up a connection.
      if (!this.#isWaiting) this.#fail(coded('ETIMEDOUT', `no byte for ${this.#idleMs / 1000} s`));
    });
    const tooEarly = coded('ECONNRESET', 'the connection ended too early');
    socket.on('end', () => {
      this.#running?.reader.end();
      this.#onLost(tooEarly);
    });
    socket.on('error', (error: Error) => {
      this.#onLost(error);
    });
    socket.on('close', () => {
      this.#onLost(tooEarly);
    });
  }

  /** Another request may be sent. */
  get isFree(): boolean {
    return this.#isKept && this.#running === undefined;
  }

  /** A byte of the answer to the last request has come. */
  get hasAnswered(): boolean {
    return this.#hasAnswered;
  }

  close(): void {
    this.#fail(coded('ECONNABORTED', 'the connection was closed'));
  }

  /** Sends a request and hands on its answer; the connection must be free. */
  async exchange(exchange: Exchange): Promise<void> {
    const { signal, onHead } = exchange;
    signal?.throwIfAborted();
    const onAbort = (): void => {
      this.#fail(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort);
    try {
      await new Promise<void>((resolve, reject) => {
        const onBody = (bytes: Buffer): void => {
          this.#handOn(bytes);
        };
        const reader = new ResponseReader({ onHead, onBody });
        this.#running = { ...exchange, reader, resolve, reject };
        this.#hasAnswered = false;
        this.#socket.ref();
        // An address with its signature is for nobody whose certificate was not looked at.
        if (this.#isSecure) this.#send();
      });
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #connect({ url, tls, session }: ConnectionTarget): TLSSocket {
    const host = hostOf(url);
    // Documented for tls.connect, absent from its type.
    const options: ConnectionOptions & { readonly onread: OnReadOpts } = {
      ...tls,
      host,
      port: Number(url.port === '' ? 443 : url.port),
      // A bare address is no server name (RFC 6066); the certificate is compared with it all the same.
      servername: isIP(host) === 0 ? host : '',
      ALPNProtocols: ['http/1.1'],
      ...(session === undefined ? {} : { session }),
      onread: {
        buffer: this.#record,
        callback: (count) => {
          this.#onBytes(this.#record.subarray(0, count));
          return !this.#isWaiting;
        },
      },
    };
    return connect(options);
  }

  #send(): void {
    if (this.#running !== undefined) this.#socket.write(this.#running.request, 'latin1');
  }

  #onBytes(bytes: Buffer): void {
    const running = this.#running;
    if (running === undefined) {
      // Nobody asked for anything.
      this.close();
      return;
    }
    this.#hasAnswered = true;
    try {
      running.reader.take(bytes);
      this.#settle(running);
    } catch (error) {
      this.#fail(error);
    }
  }

  #handOn(bytes: Buffer): void {
    const running = this.#running;
    if (running === undefined) return;
    if (this.#isWaiting) {
      this.#early.push(Buffer.from(bytes));
      return;
    }
    const wait = running.onBody(bytes);
    if (wait === undefined) return;
    if (wait === 'enough') {
      this.#finish(running);
      this.close();
      return;
    }
    this.#isWaiting = true;
    wait
      .then(() => {
        if (this.#running !== running) return;
        this.#isWaiting = false;
        this.#goOn(running);
      })
      .catch((error: unknown) => {
        if (this.#running === running) this.#fail(error);
      });
  }

  /** The taker is ready again. */
  #goOn(running: Running): void {
    const early = this.#early;
    this.#early = [];
    for (const bytes of early) this.#handOn(bytes);
    this.#settle(running);
    if (this.#isWaiting || this.#socket.destroyed) return;
    // The time-out is not set again by itself once it has passed.
    this.#socket.setTimeout(this.#idleMs);
    this.#socket.resume();
  }

  /** Ends the exchange when all is read and taken, or nothing more can come. */
  #settle(running: Running): void {
    if (this.#running !== running || this.#isWaiting) return;
    if (running.reader.isDone) this.#finish(running);
    else if (this.#lostBy !== undefined) this.#fail(this.#lostBy);
  }

  #finish(running: Running): void {
    this.#running = undefined;
    this.#isKept &&= running.reader.isKept;
    // One that is kept does not keep the program.
    if (this.#isKept) this.#socket.unref();
    else this.#socket.destroy();
    running.resolve();
  }

  #onLost(error: Error): void {
    this.#isKept = false;
    this.#lostBy ??= error;
    if (this.#running !== undefined) this.#settle(this.#running);
    else this.#fail(error);
  }

  #fail(error: unknown): void {
    const running = this.#running;
    this.#running = undefined;
    this.#isKept = false;
    this.#isWaiting = false;
    this.#early = [];
    this.#socket.destroy();
    if (running === undefined) this.onGone?.();
    else running.reject(error);
  }
}

/** Without the brackets of an IPv6 address. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
