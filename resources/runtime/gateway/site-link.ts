/**
 * Requests to a management point, the same for media and registered clients: addresses, headers, messages, the site's
 * time, refusals in words.
 * Trap: signatures carry a time the site checks. The time is the site's, learned from the Date header of its authenticated
 * answers; a refusal because of the clock is answered by adopting that time and asking once more.
 */
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import { tokenHeaders } from '#lab/wire/media-token.ts';
import { decodeMessage, encodeRequest } from '#lab/wire/message.ts';
import { MESSAGE_METHOD, MESSAGE_USER_AGENT, mpPaths } from '#lab/wire/paths.ts';
import { readRejection, REJECTION_HEADER, rejectionError } from '#lab/wire/rejection.ts';
import { createClientToken, type Signer } from '#lab/wire/signature.ts';
import type { Clock } from '../platform/platform.ts';
import { BusyError, siteError, type SiteCaller } from './failures.ts';
import type { HttpAnswer, HttpClient } from './http.ts';

export interface LinkOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  /** Management point, or gateway with its prefix; without a slash at the end. */
  readonly baseUrl: URL;
  readonly caller: SiteCaller;
}

export interface Sender {
  readonly signer: Signer;
  /** SMSID: of the unknown computer object, or of the client. */
  readonly sourceId: string;
}

export interface SiteRequest {
  readonly path: string;
  readonly method: string;
  /** Headers and body are made anew for a second attempt, with the time that is right by then. */
  readonly headers?: () => Readonly<Record<string, string>>;
  readonly body?: () => { readonly contentType: string; readonly bytes: Uint8Array };
  /** What was asked, for messages. */
  readonly what: string;
  /** Without the token. */
  readonly isAnonymous?: boolean;
}

export class SiteLink {
  readonly #options: LinkOptions;
  #offsetMs = 0;
  #lastTimeMs = 0;
  /** Goes into the Authorization header of everything that is sent to the site. */
  token: string | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  get http(): HttpClient {
    return this.#options.http;
  }

  /** The site's time. */
  now(): Date {
    return new Date(this.#options.clock.now().getTime() + this.#offsetMs);
  }

  /** How far the clock of this computer is behind the site's, milliseconds. */
  get clockOffsetMs(): number {
    return this.#offsetMs;
  }

  /** The site's time, never the same twice: every signature is one of its own. */
  signingTime(): Date {
    this.#lastTimeMs = Math.max(this.now().getTime(), this.#lastTimeMs + 1);
    return new Date(this.#lastTimeMs);
  }

  /** Takes over the site's time from an answer. */
  adoptTime(answer: Pick<HttpAnswer, 'headers'>): void {
    const date = new Date(answer.headers['date'] ?? '');
    if (Number.isNaN(date.getTime())) return;
    this.#offsetMs = date.getTime() - this.#options.clock.now().getTime();
    // A clock that was ahead must not keep signatures ahead.
    this.#lastTimeMs = 0;
  }

  /** Sends a request. @throws MediaError E_RT_… */
  async send(request: SiteRequest): Promise<HttpAnswer> {
    return await this.translate(async () => {
      const first = await this.#exchange(request);
      const error = refusalOf(first, request.what);
      if (error === undefined) return first;
      if (error.code !== 'E_WIRE_CLOCK') throw error;
      this.adoptTime(first);
      const second = await this.#exchange(request);
      const still = refusalOf(second, request.what);
      if (still !== undefined) throw still;
      return second;
    });
  }

  /** Sends a signed message and gives the inner body of the answer, empty when `mayBeEmpty` and it is. */
  async message(
    target: string,
    body: string,
    options: { readonly sender: Sender; readonly mayBeEmpty?: boolean },
  ): Promise<string> {
    const { signer, sourceId } = options.sender;
    const answer = await this.send({
      path: 'mediaId' in signer ? mpPaths.request : mpPaths.tokenRequest,
      method: MESSAGE_METHOD,
      what: target,
      body: () =>
        encodeRequest(
          {
            target,
            sourceId,
            replyCompression: 'zlib',
            token: createClientToken(signer, this.signingTime()),
            body,
          },
          { signer },
        ),
    });
    return await this.readReply(answer, { target, mayBeEmpty: options.mayBeEmpty === true });
  }

  /** Inner body of a message's answer. @throws MediaError E_RT_SITE_REFUSED for an empty one, E_RT_SITE_ANSWER */
  async readReply(
    answer: HttpAnswer,
    expected: { readonly target: string; readonly mayBeEmpty: boolean },
  ): Promise<string> {
    if (answer.bytes.length === 0) {
      if (expected.mayBeEmpty) return '';
      throw new MediaError(
        'E_RT_SITE_REFUSED',
        `${expected.target} answered with nothing, as sites do that refuse a caller`,
      );
    }
    return await this.translate(() =>
      Promise.resolve(decodeMessage(answer.headers['content-type'] ?? '', answer.bytes).body),
    );
  }

  /** Runs an action and turns what the wire says into the words of this caller. */
  async translate<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw siteError(error, this.#options.caller);
    }
  }

  async #exchange(request: SiteRequest): Promise<HttpAnswer> {
    const { http, baseUrl } = this.#options;
    const body = request.body?.();
    const headers: Record<string, string> = {
      'user-agent': MESSAGE_USER_AGENT,
      ...(this.token === undefined || request.isAnonymous === true ? {} : tokenHeaders(this.token)),
      ...request.headers?.(),
    };
    if (body !== undefined) headers['content-type'] = body.contentType;
    return await http.fetch({
      url: new URL(`${baseUrl.href.replace(/\/+$/, '')}${request.path}`),
      method: request.method,
      headers,
      ...(body === undefined ? {} : { body: body.bytes }),
    });
  }
}

/** No organisation's gateway asks for longer; a person is told before. */
const LONGEST_WAIT_SECONDS = 300;

/** The refusal an answer is, undefined for a success. */
export function refusalOf(answer: HttpAnswer, what: string): MediaError | undefined {
  const { status, headers } = answer;
  const isBusy = status === 429 || status === 408 || status >= 500;
  if (isBusy && readRejection(headers[REJECTION_HEADER]) === undefined)
    return new BusyError(`${what}: answered with HTTP ${status}`, retryAfterSeconds(headers['retry-after']));
  return rejectionError({ status: answer.status, rejection: answer.headers[REJECTION_HEADER] }, what);
}

/** Seconds or a date, as HTTP allows; 0 for neither. */
function retryAfterSeconds(value: string | undefined): number {
  if (value === undefined) return 0;
  const seconds = /^\d+$/.test(value.trim()) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds), 0), LONGEST_WAIT_SECONDS) : 0;
}

/** Did the site refuse because the token's time is over? */
export function isTokenExpired(error: unknown): boolean {
  const cause = isMediaError(error) ? error.cause : undefined;
  return isMediaError(cause) && cause.code === 'E_WIRE_TOKEN_EXPIRED';
}
