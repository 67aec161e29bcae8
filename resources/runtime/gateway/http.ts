/**
 * HTTPS as the device speaks it: trusts only the roots of the medium, shows the media certificate (a client has none to
 * show) to the gateway and to nobody else, takes the method CCM_POST. No redirects: nothing in the protocol needs them and they leave the trust.
 */
import type { IncomingMessage } from 'node:http';
import type { LookupFunction } from 'node:net';
import { Agent, request as httpsRequest, type AgentOptions, type RequestOptions } from 'node:https';
import { concatBytes } from '#base/bytes.ts';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import { connectionError } from './failures.ts';

/** Whom to trust, and what to show to the gateway. */
export interface HttpTrust {
  /** PEM of the only roots a server may come from. */
  readonly rootsPem: readonly string[];
  /** The gateway, or the management point of media for the intranet. */
  readonly gatewayUrl: URL;
  /** Shown in TLS, there only. */
  readonly identity?: { readonly certificatePem: string; readonly privateKeyPem: string } | undefined;
}

export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly maxBytes?: number;
  /** Time a whole answer may take; only `fetch` keeps it. Absent: ten minutes. */
  readonly limitMs?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

export interface HttpAnswer extends HttpHead {
  readonly bytes: Uint8Array;
}

const IDLE_TIMEOUT_MS = 30_000;
const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;
/** A server that sends a byte now and then never runs into the idle time-out. */
const ANSWER_LIMIT_MS = 600_000;

export class HttpClient {
  readonly #trust: HttpTrust;
  readonly #gatewayAgent: Agent;
  readonly #contentAgent: Agent;
  readonly #lookup: LookupFunction | undefined;
  readonly #idleMs: number;

  /** `idleMs`: silence after which a connection is given up; absent: 30 s. */
  constructor(trust: HttpTrust, lookup?: LookupFunction, idleMs = IDLE_TIMEOUT_MS) {
    this.#trust = trust;
    this.#idleMs = idleMs;
    // Said outright, or an environment variable (NODE_TLS_REJECT_UNAUTHORIZED) could switch the check off.
    const common: AgentOptions = {
      ca: [...trust.rootsPem],
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      keepAlive: true,
    };
    if (lookup !== undefined) common.lookup = lookup;
    this.#lookup = lookup;
    const { identity } = trust;
    const shown =
      identity === undefined ? {} : { cert: identity.certificatePem, key: identity.privateKeyPem };
    this.#gatewayAgent = new Agent({ ...common, ...shown });
    this.#contentAgent = new Agent(common);
  }

  /** PEM of the only roots a server may come from. */
  get rootsPem(): readonly string[] {
    return this.#trust.rootsPem;
  }

  /** How names are found; undefined: as the system does it. */
  get lookup(): LookupFunction | undefined {
    return this.#lookup;
  }

  close(): void {
    this.#gatewayAgent.destroy();
    this.#contentAgent.destroy();
  }

  /** True for addresses of the gateway itself; only they may see token and certificate. */
  isGateway(url: URL): boolean {
    return url.host === this.#trust.gatewayUrl.host;
  }

  /** The whole answer. @throws MediaError E_RT_… of `connectionError`, E_RT_SITE_ANSWER when it is too large. */
  async fetch(request: HttpRequest): Promise<HttpAnswer> {
    const parts: Uint8Array[] = [];
    let size = 0;
    const limit = request.maxBytes ?? DEFAULT_MAX_BYTES;
    const signal = AbortSignal.timeout(request.limitMs ?? ANSWER_LIMIT_MS);
    const head = await this.stream({ ...request, signal }, (chunk) => {
      size += chunk.length;
      if (size > limit) throw new MediaError('E_RT_SITE_ANSWER', `an answer of more than ${limit} bytes`);
      parts.push(chunk);
    });
    return { ...head, bytes: concatBytes(parts) };
  }

  /**
   * Hands the body on piece by piece. `onHead` may end the exchange by throwing. When the connection breaks in the
   * middle, it throws after the last piece was handed on.
   */
  async stream(
    request: HttpRequest,
    onChunk: (chunk: Uint8Array) => void | Promise<void>,
    onHead?: (head: HttpHead) => void,
  ): Promise<HttpHead> {
    const { url } = request;
    try {
      return await this.#exchange(request, { onChunk, onHead });
    } catch (error) {
      const failure = connectionError(error, url.host);
      if (failure.code !== 'E_RT_CLOCK' || isMediaError(error)) throw failure;
      throw await this.#clockError(url, failure);
    }
  }

  async #exchange(
    request: HttpRequest,
    handlers: {
      readonly onChunk: (chunk: Uint8Array) => void | Promise<void>;
      readonly onHead: ((head: HttpHead) => void) | undefined;
    },
  ): Promise<HttpHead> {
    const { url, method, body, signal } = request;
    if (url.protocol !== 'https:') throw new MediaError('E_RT_SITE_ANSWER', `${url.protocol} is not used`);
    const options: RequestOptions = {
      agent: this.isGateway(url) ? this.#gatewayAgent : this.#contentAgent,
      method,
      headers: {
        ...request.headers,
        ...(body === undefined ? {} : { 'content-length': String(body.length) }),
      },
      timeout: this.#idleMs,
      ...(signal === undefined ? {} : { signal }),
    };
    const response = await open(url, options, body);
    const head: HttpHead = { status: response.statusCode ?? 0, headers: flatten(response.headers) };
    try {
      handlers.onHead?.(head);
      for await (const chunk of response) await handlers.onChunk(chunk as Uint8Array);
    } finally {
      response.destroy();
    }
    return head;
  }

  /**
   * The certificate does not fit the time of this computer. Asks the server for its time without checking who it is;
   * the answer is shown to the person and used for nothing.
   */
  async #clockError(url: URL, failure: MediaError): Promise<MediaError> {
    const device = new Date();
    const server = await unverifiedDate(url, this.#lookup);
    if (server === undefined) return new MediaError('E_RT_CLOCK', failure.message, { cause: failure.cause });
    const differenceMs = Math.abs(server.getTime() - device.getTime());
    if (differenceMs < 3_600_000) {
      return new MediaError('E_RT_CMG_UNTRUSTED', `${failure.message}; the clock of this computer is right`, {
        cause: failure.cause,
      });
    }
    return new MediaError(
      'E_RT_CLOCK',
      `this computer says ${shownTime(device)}, the gateway says ${shownTime(server)} (${failure.message})`,
      { cause: failure.cause },
    );
  }
}

/** Sends the request and gives the answer's head. A connection kept from before that turns out closed is replaced. */
async function open(
  url: URL,
  options: RequestOptions,
  body: Uint8Array | undefined,
): Promise<IncomingMessage> {
  const used = { isKept: false };
  try {
    return await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = httpsRequest(url, options, resolve);
      outgoing.on('error', (error) => {
        used.isKept = outgoing.reusedSocket;
        reject(error);
      });
      outgoing.on('timeout', () => {
        const message = `no answer for ${(options.timeout ?? IDLE_TIMEOUT_MS) / 1000} s`;
        outgoing.destroy(Object.assign(new Error(message), { code: 'ETIMEDOUT' }));
      });
      outgoing.end(body);
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (!used.isKept || (code !== 'ECONNRESET' && code !== 'EPIPE')) throw error;
    // Every kept connection may be gone; one that is new is not a kept one, so this ends.
    return await open(url, options, body);
  }
}

/** An address out of an answer. @throws MediaError E_RT_SITE_ANSWER */
export function checkedUrl(text: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw new MediaError('E_RT_SITE_ANSWER', `"${text.slice(0, 200)}" is not an address`, { cause });
  }
}

/** "2026-11-20 18:05 UTC" */
export function shownTime(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

async function unverifiedDate(url: URL, lookup: LookupFunction | undefined): Promise<Date | undefined> {
  return await new Promise((resolve) => {
    const probe = httpsRequest(
      {
        host: url.hostname,
        port: url.port === '' ? 443 : url.port,
        path: '/',
        method: 'HEAD',
        timeout: 10_000,
        rejectUnauthorized: false,
        agent: false,
        ...(lookup === undefined ? {} : { lookup }),
      },
      (answer) => {
        const time = new Date(answer.headers.date ?? '');
        answer.destroy();
        resolve(Number.isNaN(time.getTime()) ? undefined : time);
      },
    );
    probe.on('timeout', () => probe.destroy());
    probe.on('error', () => {
      resolve(undefined);
    });
    probe.end();
  });
}

function flatten(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
