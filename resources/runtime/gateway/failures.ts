/**
 * Turns what went wrong on the wire into the codes a worker sees, each with its own words. One table for what the network
 * and TLS report, one for what the site says. Trap: a certificate that is "not yet valid" is nearly always the clock of
 * this computer, so both times go into the message; nothing of an unverified answer is used for anything else.
 */
import type { ErrorCode } from '#base/errors/catalog.ts';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';

const NETWORK: Readonly<Record<string, ErrorCode>> = {
  ENOTFOUND: 'E_RT_NAME',
  EAI_AGAIN: 'E_RT_NAME',
  EAI_FAIL: 'E_RT_NAME',
  EAI_NODATA: 'E_RT_NAME',
  EAI_NONAME: 'E_RT_NAME',
  ECONNREFUSED: 'E_RT_CMG_UNREACHABLE',
  ECONNRESET: 'E_RT_CMG_UNREACHABLE',
  ECONNABORTED: 'E_RT_CMG_UNREACHABLE',
  EHOSTUNREACH: 'E_RT_CMG_UNREACHABLE',
  ENETUNREACH: 'E_RT_CMG_UNREACHABLE',
  ENETDOWN: 'E_RT_CMG_UNREACHABLE',
  EADDRNOTAVAIL: 'E_RT_CMG_UNREACHABLE',
  ETIMEDOUT: 'E_RT_CMG_UNREACHABLE',
  EPIPE: 'E_RT_CMG_UNREACHABLE',
  ENOSPC: 'E_RT_CONTENT_SPACE',
  CERT_NOT_YET_VALID: 'E_RT_CLOCK',
  CERT_HAS_EXPIRED: 'E_RT_CLOCK',
  ERR_TLS_CERT_ALTNAME_INVALID: 'E_RT_CMG_UNTRUSTED',
  SELF_SIGNED_CERT_IN_CHAIN: 'E_RT_CMG_UNTRUSTED',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'E_RT_CMG_UNTRUSTED',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'E_RT_CMG_UNTRUSTED',
  UNABLE_TO_GET_ISSUER_CERT: 'E_RT_CMG_UNTRUSTED',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'E_RT_CMG_UNTRUSTED',
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: 'E_RT_CMG_UNTRUSTED',
  CERT_SIGNATURE_FAILURE: 'E_RT_CMG_UNTRUSTED',
  CERT_CHAIN_TOO_LONG: 'E_RT_CMG_UNTRUSTED',
  CERT_REVOKED: 'E_RT_CMG_UNTRUSTED',
  CERT_UNTRUSTED: 'E_RT_CMG_UNTRUSTED',
  CERT_REJECTED: 'E_RT_CMG_UNTRUSTED',
  INVALID_CA: 'E_RT_CMG_UNTRUSTED',
  INVALID_PURPOSE: 'E_RT_CMG_UNTRUSTED',
  PATH_LENGTH_EXCEEDED: 'E_RT_CMG_UNTRUSTED',
  HOSTNAME_MISMATCH: 'E_RT_CMG_UNTRUSTED',
};

/** Node's words for a call that makes no sense (ERR_OUT_OF_RANGE, ERR_INVALID_ARG_TYPE …), not for what came over a wire. */
const MISTAKE = /^ERR_(?!SSL_|TLS_|OSSL_|STREAM_|SOCKET_C)/;

/** Who asked: the same refusal has other words for a person with a stick than for one before an installed system. */
export type SiteCaller = 'media' | 'registration' | 'client';

type Words = Readonly<Partial<Record<ErrorCode, ErrorCode>>>;

const EVERYBODY: Words = {
  E_WIRE_FRAMING: 'E_RT_SITE_ANSWER',
  E_WIRE_XML: 'E_RT_SITE_ANSWER',
  E_WIRE_MESSAGE: 'E_RT_SITE_ANSWER',
  E_WIRE_CIPHER: 'E_RT_POLICY_SECRET',
  E_WIRE_CLOCK: 'E_RT_CLOCK',
  E_WIRE_REPLAYED: 'E_RT_REPLAYED',
  E_WIRE_GATEWAY_NOT_ALLOWED: 'E_RT_CMG_NOT_ALLOWED',
  E_WIRE_CONTENT_ACCESS: 'E_RT_CONTENT_DOWNLOAD',
  E_WIRE_CONTENT_ACCESS_EXPIRED: 'E_RT_CONTENT_DOWNLOAD',
  E_WIRE_GATEWAY_STOPPED: 'E_RT_CMG_STOPPED',
  E_WIRE_NOT_FOUND: 'E_RT_SITE_REFUSED',
  E_WIRE_REFUSED: 'E_RT_SITE_REFUSED',
  E_WIRE_EMPTY_REPLY: 'E_RT_SITE_REFUSED',
};

const SITE: Readonly<Record<SiteCaller, Words>> = {
  media: {
    ...EVERYBODY,
    E_WIRE_CERTIFICATE_MISSING: 'E_RT_MEDIA_UNREGISTERED',
    E_WIRE_CERTIFICATE_UNREGISTERED: 'E_RT_MEDIA_UNREGISTERED',
    E_WIRE_CERTIFICATE_EXPIRED: 'E_RT_MEDIA_EXPIRED',
    E_WIRE_CERTIFICATE_NOT_YET_VALID: 'E_RT_MEDIA_EXPIRED',
    E_WIRE_CERTIFICATE_BLOCKED: 'E_RT_MEDIA_BLOCKED',
    E_WIRE_CERTIFICATE_MISMATCH: 'E_RT_MEDIA_UNREGISTERED',
    E_WIRE_SIGNATURE: 'E_RT_MEDIA_SIGNATURE',
    E_WIRE_TOKEN_MISSING: 'E_RT_MEDIA_TOKEN',
    E_WIRE_TOKEN_INVALID: 'E_RT_MEDIA_TOKEN',
    E_WIRE_TOKEN_EXPIRED: 'E_RT_MEDIA_TOKEN',
    E_WIRE_TOKEN_FOREIGN: 'E_RT_MEDIA_TOKEN_FOREIGN',
    E_WIRE_TOKEN_KIND: 'E_RT_MEDIA_TOKEN',
    E_WIRE_TOKEN_BLOCKED: 'E_RT_MEDIA_BLOCKED',
    E_WIRE_TOKEN_WRONG_CERTIFICATE: 'E_RT_MEDIA_TOKEN_FOREIGN',
    E_WIRE_CLIENT_UNKNOWN: 'E_RT_DEVICE_UNKNOWN',
  },
  registration: {
    ...EVERYBODY,
    E_WIRE_TOKEN_MISSING: 'E_RT_REGISTRATION_TOKEN',
    E_WIRE_TOKEN_INVALID: 'E_RT_REGISTRATION_TOKEN',
    E_WIRE_TOKEN_EXPIRED: 'E_RT_REGISTRATION_TOKEN',
    E_WIRE_TOKEN_FOREIGN: 'E_RT_REGISTRATION_TOKEN',
    E_WIRE_TOKEN_KIND: 'E_RT_REGISTRATION_TOKEN',
    E_WIRE_TOKEN_USED: 'E_RT_REGISTRATION_TOKEN',
    E_WIRE_TOKEN_BLOCKED: 'E_RT_REGISTRATION_TOKEN',
    E_WIRE_CERTIFICATE_BLOCKED: 'E_RT_REGISTRATION_TOKEN',
    E_WIRE_CERTIFICATE_EXPIRED: 'E_RT_REGISTRATION_TOKEN',
    E_WIRE_CERTIFICATE_UNREGISTERED: 'E_RT_REGISTRATION_TOKEN',
    E_WIRE_SIGNATURE: 'E_RT_REGISTRATION',
    E_WIRE_REGISTRATION: 'E_RT_REGISTRATION',
  },
  client: {
    ...EVERYBODY,
    E_WIRE_SIGNATURE: 'E_RT_CLIENT_SIGNATURE',
    E_WIRE_TOKEN_MISSING: 'E_RT_CLIENT_TOKEN',
    E_WIRE_TOKEN_INVALID: 'E_RT_CLIENT_TOKEN',
    E_WIRE_TOKEN_FOREIGN: 'E_RT_CLIENT_TOKEN',
    E_WIRE_TOKEN_KIND: 'E_RT_CLIENT_TOKEN',
    E_WIRE_TOKEN_WRONG_CERTIFICATE: 'E_RT_CLIENT_TOKEN',
    E_WIRE_TOKEN_EXPIRED: 'E_RT_CLIENT_TOKEN_EXPIRED',
    E_WIRE_TOKEN_BLOCKED: 'E_RT_CLIENT_TOKEN_BLOCKED',
    E_WIRE_CLIENT_UNREGISTERED: 'E_RT_CLIENT_UNREGISTERED',
    E_WIRE_CLIENT_UNKNOWN: 'E_RT_CLIENT_UNREGISTERED',
  },
};

/** An error of a connection as one of ours. */
export function connectionError(error: unknown, host: string): MediaError {
  if (isMediaError(error)) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  const told = `${host}: ${code === '' ? '' : `${code}: `}${message}`;
  // Every error of a connection has a code of its own; any other is a mistake of ours and must not look like a bad network.
  if (code === '' || MISTAKE.test(code)) return new MediaError('E_RT_DEFECT', told, { cause: error });
  // What TLS itself reports (ERR_SSL_…, EPROTO) is a server or a box in between that speaks something else.
  const known = NETWORK[code] ?? 'E_RT_CMG_UNREACHABLE';
  return new MediaError(known, told, { cause: error });
}

/** An error of the wire formats or a refusal as one of ours; others are handed through. */
export function siteError(error: unknown, caller: SiteCaller = 'media'): unknown {
  if (!isMediaError(error)) return error;
  const code = SITE[caller][error.code];
  return code === undefined ? error : new MediaError(code, error.message, { cause: error });
}

/**
 * The gateway, or what stands before it, has no time or a disturbance of its own: HTTP 429, 408, or 5xx without one of
 * the site's reasons. Trap: translating keeps it as the cause, so ask with `busyWaitSeconds`.
 */
export class BusyError extends MediaError {
  /** What Retry-After asks for; 0 when it asks for nothing. */
  readonly waitSeconds: number;

  constructor(message: string, waitSeconds: number) {
    super('E_RT_CMG_BUSY', message);
    this.waitSeconds = waitSeconds;
  }
}

/** Seconds a busy gateway asks to wait; undefined when the error is another one. */
export function busyWaitSeconds(error: unknown): number | undefined {
  return error instanceof BusyError ? error.waitSeconds : undefined;
}

/** Worth another attempt: nobody answered, or somebody who is busy. */
export function isPassing(error: unknown): boolean {
  return isConnectionFailure(error) || busyWaitSeconds(error) !== undefined;
}

/** Nobody answered. */
export function isConnectionFailure(error: unknown): boolean {
  return isMediaError(error) && (error.code === 'E_RT_NAME' || error.code === 'E_RT_CMG_UNREACHABLE');
}
