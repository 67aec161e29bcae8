/**
 * One ranged request to blob storage over HTTPS, with the medium's roots as the only trusted ones and connections that
 * are kept. What went wrong is sorted by what helps: going on, waiting, a new address, or nothing.
 * Traps: storage answers 206 to a range, but a box in between may answer with the whole file (200); then the bytes before
 * the range are thrown away. A redirect would leave the trust and is never followed.
 */
import type { IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { MediaError } from '#base/errors/media-error.ts';
import { CONTENT_USER_AGENT } from '#lab/wire/paths.ts';
import { connectionError, isConnectionFailure } from '../gateway/failures.ts';

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
  /** Takes the bytes in order; a promise stops the flow until it is settled. */
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

export class BlobHttp {
  readonly #agent: Agent;
  readonly #idleMs: number;
  #roundTripMs: number | undefined;
  /** Called when a connection was made, so `roundTripMs` is known. */
  onRoundTrip: (() => void) | undefined;

  constructor(options: {
    readonly rootsPem: readonly string[];
    readonly lookup?: LookupFunction | undefined;
    /** Silence after which a connection is given up; absent: 30 s. */
    readonly idleMs?: number | undefined;
  }) {
    this.#idleMs = options.idleMs ?? IDLE_TIMEOUT_MS;
    this.#agent = new Agent({
      // Said outright, or an environment variable could switch the check off.
      ca: [...options.rootsPem],
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      keepAlive: true,
      ...(options.lookup === undefined ? {} : { lookup: options.lookup }),
    });
  }

  /** Time a connection took to be made, milliseconds; undefined before the first one. */
  get roundTripMs(): number | undefined {
    return this.#roundTripMs;
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Hands on the bytes of the range. @throws BlobFailure after the last bytes that arrived were handed on */
  async get(request: BlobRequest): Promise<void> {
    const { url } = request;
    if (url.protocol !== 'https:')
      throw new BlobFailure('final', new MediaError('E_RT_SITE_ANSWER', `${url.protocol} is not used`));
    let answer: IncomingMessage;
    try {
      answer = await this.#open(request);
    } catch (error) {
      throw asFailure(error, request);
    }
    try {
      judgeHead(answer, request);
      await this.#read(answer, request);
    } catch (error) {
      // What is left of a refusal is short; reading it keeps the connection for the next request.
      if (error instanceof BlobFailure && error.remedy !== 'cut') answer.resume();
      else answer.destroy();
      throw asFailure(error, request);
    }
  }

  #open({ url, range, signal }: BlobRequest): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const outgoing = httpsRequest(url, {
        agent: this.#agent,
        method: 'GET',
        headers: {
          'user-agent': CONTENT_USER_AGENT,
          'accept-encoding': 'identity',
          range: `bytes=${range.first}-${range.last}`,
        },
        timeout: this.#idleMs,
        ...(signal === undefined ? {} : { signal }),
      });
      let answer: IncomingMessage | undefined;
      outgoing.once('response', (response) => {
        answer = response;
        resolve(response);
      });
      outgoing.once('error', reject);
      outgoing.on('timeout', () => {
        (answer ?? outgoing).destroy(coded('ETIMEDOUT', `no byte for ${this.#idleMs / 1000} s`));
      });
      outgoing.once('socket', (socket) => {
        if (!socket.connecting) return;
        let begun = Date.now();
        socket.once('lookup', () => (begun = Date.now()));
        socket.once('connect', () => {
          this.#roundTripMs = Date.now() - begun;
          this.onRoundTrip?.();
        });
      });
      outgoing.end();
    });
  }

  #read(answer: IncomingMessage, { range, onChunk }: BlobRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      let skip = answer.statusCode === 206 ? 0 : range.first;
      let left = range.last - range.first + 1;
      const fail = (error: unknown): void => {
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      answer.on('data', (data: Buffer) => {
        const skipped = Math.min(skip, data.length);
        skip -= skipped;
        const chunk = data.subarray(skipped, Math.min(data.length, skipped + left));
        if (chunk.length === 0) return;
        left -= chunk.length;
        let wait: Promise<void> | undefined;
        try {
          wait = onChunk(chunk);
        } catch (error) {
          fail(error);
          return;
        }
        if (wait !== undefined) {
          answer.pause();
          wait.then(() => answer.resume(), fail);
        }
        // The rest of a whole file is not wanted.
        if (left === 0 && !answer.complete && answer.statusCode !== 206) {
          resolve();
          answer.destroy();
        }
      });
      answer.once('error', fail);
      answer.once('end', () => {
        if (left === 0) resolve();
        else fail(coded('ECONNRESET', `the answer ended ${left} bytes too early`));
      });
      answer.once('close', () => {
        fail(coded('ECONNRESET', `the connection ended ${left} bytes too early`));
      });
    });
  }
}

/** @throws BlobFailure for an answer that does not begin with bytes of the range */
function judgeHead(answer: IncomingMessage, { url, range, sizeBytes }: BlobRequest): void {
  const { headers } = answer;
  const status = answer.statusCode ?? 0;
  const code = headers['x-ms-error-code'];
  const told = typeof code === 'string' ? ` (${code})` : '';
  const error = (why: string): MediaError => new MediaError('E_RT_CONTENT_DOWNLOAD', `${url.host}: ${why}`);
  const refused = error(`HTTP ${status}${told}`);
  if (status === 401 || status === 403) throw new BlobFailure('denied', refused);
  if (status === 429 || status === 408 || status >= 500)
    throw new BlobFailure('busy', refused, waitOf(headers['retry-after']));
  if (status >= 300 && status < 400)
    throw new BlobFailure('final', error(`HTTP ${status} points to another address, which is not followed`));
  if (status !== 200 && status !== 206) throw new BlobFailure('final', refused);
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw new BlobFailure('final', error(`content came as "${encoding}"`));
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers['content-range'] ?? '');
  const size = status === 206 ? match?.[3] : headers['content-length'];
  if (size !== undefined && Number(size) !== sizeBytes)
    throw new BlobFailure('final', error(`the file has ${size} bytes, the list says ${sizeBytes}`));
  if (status === 206 && (Number(match?.[1]) !== range.first || Number(match?.[2]) !== range.last))
    throw new BlobFailure(
      'final',
      error(
        `asked for bytes ${range.first}-${range.last}, got ${headers['content-range']?.slice(0, 80) ?? 'none'}`,
      ),
    );
}

function waitOf(retryAfter: string | undefined): number {
  if (retryAfter === undefined) return BUSY_WAIT_MS;
  const seconds = Number(retryAfter);
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isFinite(waitMs) ? Math.min(Math.max(waitMs, 0), LONGEST_WAIT_MS) : BUSY_WAIT_MS;
}

function asFailure(error: unknown, { url, signal }: BlobRequest): unknown {
  if (signal?.aborted === true) return signal.reason;
  if (error instanceof BlobFailure) return error;
  const failure = connectionError(error, url.host);
  return new BlobFailure(isConnectionFailure(failure) ? 'cut' : 'final', failure);
}

function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
