/**
 * The one place where failures of HTTP and TLS become errors of ours (reference adminservice 1.8).
 * Trap: 404 with JSON means "refused or bad query", 404 with HTML means "not a provider"; neither means "not found".
 */
import { isMediaError, MediaError } from '#base/errors/media-error.ts';

/** Failures worth another attempt: nothing was decided, the same question may succeed. */
export class TransientError extends Error {
  override readonly name = 'TransientError';
  readonly error: MediaError;

  constructor(error: MediaError) {
    super(error.message, { cause: error.cause });
    this.error = error;
  }
}

const UNTRUSTED =
  /^(CERT_|ERR_TLS_CERT_|ERR_SSL_|EPROTO$|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH)/;
/** Whether an error code says that somebody answered, but could not prove who it is. */
export function isUntrusted(code: string): boolean {
  return UNTRUSTED.test(code);
}

const TIMEOUTS = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT'];

/** Translates what a request threw. `host` is what the user knows the server by. */
export function translateFailure(
  cause: unknown,
  context: { readonly host: string; readonly signal?: AbortSignal | undefined; readonly timeoutMs: number },
): MediaError | TransientError {
  if (context.signal?.aborted === true) {
    return new MediaError('E_CANCELLED', 'cancelled', { cause: context.signal.reason });
  }
  if (isMediaError(cause) || cause instanceof TransientError) return cause;
  const { code, message } = innermost(cause);
  if (isUntrusted(code)) {
    return new MediaError('E_SITE_UNTRUSTED', `${context.host}: ${message} (${code})`, { cause });
  }
  const isTimeout = TIMEOUTS.includes(code) || isOver(cause);
  if (isTimeout) {
    const text = `${context.host} did not answer within ${context.timeoutMs} ms`;
    return new TransientError(new MediaError('E_SITE_TIMEOUT', text, { cause }));
  }
  return new TransientError(new MediaError('E_SITE_UNREACHABLE', `${context.host}: ${message}`, { cause }));
}

/** Ended by `withDeadline`: with its error, or with Node's that has it as cause. */
function isOver(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || isOver(error.cause));
}

/** undici and Node's "try every address" wrap the error that says what happened. */
function innermost(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  if (!(error instanceof Error)) return { code: '', message: String(error) };
  const code: unknown = Reflect.get(error, 'code');
  if (typeof code === 'string') return { code, message: error.message };
  return error.cause === undefined ? { code: '', message: error.message } : innermost(error.cause);
}

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Translates an answer that is no success. `what` names the query, without secrets. */
export function translateStatus(
  answer: HttpAnswer,
  context: { readonly host: string; readonly what: string },
): MediaError | TransientError {
  const { status } = answer;
  const isJson = /\bjson\b/i.test(answer.contentType);
  const detail = isJson ? messageOf(answer.body) : '';
  const where = `${context.host}, ${context.what}`;
  if (status === 401) {
    return new MediaError('E_SITE_UNAUTHORIZED', `${where}: the credentials were not accepted (401)`);
  }
  if (status === 403 || (status === 404 && isJson)) {
    return new MediaError('E_SITE_REFUSED', `${where}: ${status}${detail === '' ? '' : `, "${detail}"`}`);
  }
  if (status === 404) {
    return new MediaError(
      'E_SITE_NOT_PROVIDER',
      `${where}: 404 with ${answer.contentType || 'no content type'}`,
    );
  }
  if (status >= 500) {
    return new TransientError(
      new MediaError('E_SITE_FAILED', `${where}: ${status}${detail === '' ? '' : `, "${detail}"`}`),
    );
  }
  return new MediaError('E_SITE_ANSWER', `${where}: unexpected status ${status}`);
}

/** `error.message` of a JSON error body; empty when there is none. */
function messageOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    const error: unknown =
      typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'error') : undefined;
    const message: unknown =
      typeof error === 'object' && error !== null ? Reflect.get(error, 'message') : undefined;
    return typeof message === 'string' ? message.slice(0, 500) : '';
  } catch {
    return '';
  }
}
