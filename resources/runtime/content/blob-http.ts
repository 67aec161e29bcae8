/**
 * One ranged request to blob storage over HTTPS, with the medium's roots as the only trusted ones and connections that
 * are kept. What went wrong is sorted by what helps: going on, waiting, a new address, or nothing.
 * Traps: what the taker of the bytes throws is about this computer, never about the network, and is handed through as it
 * is. Storage answers 206 to a range, but a box in between may answer with the whole file (200); then the bytes before
 * the range are thrown away. A redirect would leave the trust and is never followed.
 */
import type { LookupFunction } from 'node:net';
import { createSecureContext, type ConnectionOptions } from 'node:tls';
import { MediaError } from '#base/errors/media-error.ts';
import { CONTENT_USER_AGENT } from '#lab/wire/paths.ts';
import { connectionError, isConnectionFailure } from '../gateway/failures.ts';
import type { ResponseHead } from './response-reader.ts';
import { TlsConnection } from './tls-connection.ts';

/** First and last byte, both included. */
export interface BlobRange {
  readonly first: number;
  readonly last: number;
}

export interface BlobRequest {
  readonly url: URL;
  readonly range: BlobRange;
  /** Of the whole file. */
  readonly sizeBytes: number;
  readonly signal?: AbortSignal | undefined;
  /** Takes the bytes in order and copies what it keeps; a promise stops the flow until it is settled. */
  readonly onChunk: (chunk: Buffer) => Promise<void> | undefined;
}

/** What helps: `cut` going on, `busy` waiting `waitMs`, `denied` a new address, `final` nothing. */
export type BlobRemedy = 'cut' | 'busy' | 'denied' | 'final';

export class BlobFailure extends Error {
  override readonly name = 'BlobFailure';
  readonly remedy: BlobRemedy;
  readonly error: MediaError;
  readonly waitMs: number;

  constructor(remedy: BlobRemedy, error: MediaError, waitMs = 0) {
    super(error.message);
    this.remedy = remedy;
    this.error = error;
    this.waitMs = waitMs;
  }
}

const IDLE_TIMEOUT_MS = 30_000;
const BUSY_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 60_000;
/** What is left of a refusal is short; reading it keeps the connection for the next request. */
const MAX_REFUSAL_BYTES = 64 * 1024;

export class BlobHttp {
  readonly #tls: ConnectionOptions;
  readonly #idleMs: number;
  /** Connections without a request, by host; and the last TLS session of each host. */
  readonly #free = new Map<string, TlsConnection[]>();
  readonly #sessions = new Map<string, Buffer>();
  readonly #all = new Set<TlsConnection>();
  #roundTripMs: number | undefined;
  /** When the first connection began to be made. */
  #begun: number | undefined;
  /** Called when a connection was made, so `roundTripMs` is known. */
  onRoundTrip: (() => void) | undefined;

  constructor(options: {
    readonly rootsPem: readonly string[];
    readonly lookup?: LookupFunction | undefined;
    /** Silence after which a connection is given up; absent: 30 s. */
    readonly idleMs?: number | undefined;
  }) {
    this.#idleMs = options.idleMs ?? IDLE_TIMEOUT_MS;
    this.#tls = {
      // Read once, not for each connection.
      secureContext: createSecureContext({ ca: [...options.rootsPem], minVersion: 'TLSv1.2' }),
      // Said outright, or an environment variable could switch the check off.
      rejectUnauthorized: true,
      ...(options.lookup === undefined ? {} : { lookup: options.lookup }),
    };
  }

  /** Milliseconds a connection took to be made; before the first one is, how long that takes already. */
  get roundTripMs(): number {
    return this.#roundTripMs ?? (this.#begun === undefined ? 0 : performance.now() - this.#begun);
  }

  get isRoundTripKnown(): boolean {
    return this.#roundTripMs !== undefined;
  }

  close(): void {
    for (const connection of this.#all) connection.close();
  }

  /**
   * Hands on the bytes of the range.
   * @throws BlobFailure after the last bytes that arrived were handed on; what `onChunk` threw, as it was
   */
  async get(request: BlobRequest): Promise<void> {
    const { url } = request;
    if (url.protocol !== 'https:')
      throw new BlobFailure('final', new MediaError('E_RT_SITE_ANSWER', `${url.protocol} is not used`));
    try {
      for (;;) {
        const kept = this.#takeFree(url.host);
        const connection = kept ?? this.#connect(url);
        try {
          await this.#exchange(connection, request);
          return;
        } catch (error) {
          // Storage ends a connection that was not used for a while; that is nothing to wait for.
          if (kept === undefined || kept.hasAnswered || !isClosed(error)) throw error;
        } finally {
          this.#giveBack(url.host, connection);
        }
      }
    } catch (error) {
      throw asFailure(error, request);
    }
  }

  async #exchange(connection: TlsConnection, request: BlobRequest): Promise<void> {
    const { range, signal } = request;
    const onChunk = withOwnErrors(request.onChunk);
    let refusal: BlobFailure | undefined;
    let isWhole = false;
    let skip = 0;
    let left = range.last - range.first + 1;
    let refusalLeft = MAX_REFUSAL_BYTES;
    const onHead = (head: ResponseHead): void => {
      refusal = judgeHead(head, request);
      isWhole = head.status === 200;
      if (isWhole) skip = range.first;
    };
    const onBody = (bytes: Buffer): Promise<void> | 'enough' | undefined => {
      if (refusal !== undefined) {
        refusalLeft -= bytes.length;
        return refusalLeft < 0 ? 'enough' : undefined;
      }
      const skipped = Math.min(skip, bytes.length);
      skip -= skipped;
      const chunk = bytes.subarray(skipped, Math.min(bytes.length, skipped + left));
      left -= chunk.length;
      const wait = chunk.length === 0 ? undefined : onChunk(chunk);
      // The rest of a whole file is not wanted.
      return left === 0 && isWhole && wait === undefined ? 'enough' : wait;
    };
    try {
      await connection.exchange({ request: headOf(request), onHead, onBody, signal });
    } catch (error) {
      throw refusal ?? error;
    }
    if (refusal !== undefined) throw refusal;
    if (left > 0)
      throw Object.assign(new Error(`the answer ended ${left} bytes too early`), { code: 'ECONNRESET' });
  }

  #connect(url: URL): TlsConnection {
    const connection: TlsConnection = new TlsConnection({
      url,
      tls: this.#tls,
      session: this.#sessions.get(url.host),
      idleMs: this.#idleMs,
      onBegin: () => (this.#begun ??= performance.now()),
      onRoundTrip: (ms) => {
        // The shortest: a busy computer makes the way look longer.
        this.#roundTripMs = Math.min(this.#roundTripMs ?? ms, ms);
        this.onRoundTrip?.();
      },
      onSession: (session) => this.#sessions.set(url.host, session),
    });
    this.#all.add(connection);
    connection.onGone = () => this.#all.delete(connection);
    return connection;
  }

  #takeFree(host: string): TlsConnection | undefined {
    const free = this.#free.get(host) ?? [];
    for (let one = free.pop(); one !== undefined; one = free.pop()) if (one.isFree) return one;
    return undefined;
  }

  #giveBack(host: string, connection: TlsConnection): void {
    if (connection.isFree) this.#free.set(host, [...(this.#free.get(host) ?? []), connection]);
    else this.#all.delete(connection);
  }
}

/** Text of the request; everything in it is of an URL or a number, so there is no line break to smuggle. */
function headOf({ url, range }: BlobRequest): string {
  return [
    `GET ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    `User-Agent: ${CONTENT_USER_AGENT}`,
    'Accept-Encoding: identity',
    `Range: bytes=${range.first}-${range.last}`,
    'Connection: keep-alive',
    '\r\n',
  ].join('\r\n');
}

/** Why the answer does not begin with bytes of the range; undefined when it does. */
function judgeHead(
  { status, headers }: ResponseHead,
  { url, range, sizeBytes }: BlobRequest,
): BlobFailure | undefined {
  const code = headers.get('x-ms-error-code');
  const told = code === undefined ? '' : ` (${code.slice(0, 80)})`;
  const error = (why: string): MediaError => new MediaError('E_RT_CONTENT_DOWNLOAD', `${url.host}: ${why}`);
  const refused = error(`HTTP ${status}${told}`);
  if (status === 401 || status === 403) return new BlobFailure('denied', refused);
  if (status === 429 || status === 408 || status >= 500)
    return new BlobFailure('busy', refused, waitOf(headers.get('retry-after')));
  if (status >= 300 && status < 400)
    return new BlobFailure('final', error(`HTTP ${status} points to another address, which is not followed`));
  if (status !== 200 && status !== 206) return new BlobFailure('final', refused);
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') return new BlobFailure('final', error(`content came as "${encoding}"`));
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers.get('content-range') ?? '');
  const size = status === 206 ? match?.[3] : headers.get('content-length');
  if (size !== undefined && Number(size) !== sizeBytes)
    return new BlobFailure('final', error(`the file has ${size} bytes, the list says ${sizeBytes}`));
  if (status === 206 && (Number(match?.[1]) !== range.first || Number(match?.[2]) !== range.last))
    return new BlobFailure(
      'final',
      error(
        `asked for bytes ${range.first}-${range.last}, got ${headers.get('content-range')?.slice(0, 80) ?? 'none'}`,
      ),
    );
  return undefined;
}

function isClosed(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

function waitOf(retryAfter: string | undefined): number {
  if (retryAfter === undefined) return BUSY_WAIT_MS;
  const seconds = Number(retryAfter);
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isFinite(waitMs) ? Math.min(Math.max(waitMs, 0), LONGEST_WAIT_MS) : BUSY_WAIT_MS;
}

/** What a taker threw: a code of the system in it says nothing of the connection. */
class TakerError extends Error {
  readonly thrown: unknown;

  constructor(thrown: unknown) {
    super('the taker failed');
    this.thrown = thrown;
  }
}

function withOwnErrors(take: BlobRequest['onChunk']): BlobRequest['onChunk'] {
  const own = (error: unknown): never => {
    throw new TakerError(error);
  };
  return (chunk) => {
    try {
      return take(chunk)?.catch(own);
    } catch (error) {
      return own(error);
    }
  };
}

function asFailure(error: unknown, { url, signal }: BlobRequest): unknown {
  if (signal?.aborted === true) return signal.reason;
  if (error instanceof TakerError) return error.thrown;
  if (error instanceof BlobFailure) return error;
  const failure = connectionError(error, url.host);
  return new BlobFailure(isConnectionFailure(failure) ? 'cut' : 'final', failure);
}
