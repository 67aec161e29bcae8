/**
 * Why a gateway or management point refused, as a word both sides know. Ours: a real management point answers an empty
 * 200 to a client it does not accept and writes the reason into its log only; a person before a screen needs it.
 * The word travels in the header below and in a small JSON body; its absence never means acceptance.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { ErrorCode } from '#base/errors/catalog.ts';

/** Response header that names the reason (ours). */
export const REJECTION_HEADER = 'x-media-rejection';

interface RejectionForm {
  /** HTTP status: 400 not understood, 401 who are you, 403 known and refused, 404 not here, 503 not now. */
  readonly status: 400 | 401 | 403 | 404 | 503;
  readonly code: ErrorCode;
}

export const rejections = {
  'certificate-missing': { status: 403, code: 'E_WIRE_CERTIFICATE_MISSING' },
  'certificate-unregistered': { status: 403, code: 'E_WIRE_CERTIFICATE_UNREGISTERED' },
  'certificate-expired': { status: 403, code: 'E_WIRE_CERTIFICATE_EXPIRED' },
  'certificate-not-yet-valid': { status: 403, code: 'E_WIRE_CERTIFICATE_NOT_YET_VALID' },
  'certificate-blocked': { status: 403, code: 'E_WIRE_CERTIFICATE_BLOCKED' },
  'certificate-mismatch': { status: 403, code: 'E_WIRE_CERTIFICATE_MISMATCH' },
  'signature-missing': { status: 401, code: 'E_WIRE_SIGNATURE' },
  'signature-invalid': { status: 401, code: 'E_WIRE_SIGNATURE' },
  'clock-skew': { status: 401, code: 'E_WIRE_CLOCK' },
  'signature-replayed': { status: 401, code: 'E_WIRE_REPLAYED' },
  'token-missing': { status: 401, code: 'E_WIRE_TOKEN_MISSING' },
  'token-invalid': { status: 401, code: 'E_WIRE_TOKEN_INVALID' },
  'token-expired': { status: 401, code: 'E_WIRE_TOKEN_EXPIRED' },
  'token-foreign': { status: 401, code: 'E_WIRE_TOKEN_FOREIGN' },
  'token-blocked': { status: 403, code: 'E_WIRE_TOKEN_BLOCKED' },
  'token-wrong-certificate': { status: 401, code: 'E_WIRE_TOKEN_WRONG_CERTIFICATE' },
  'token-kind': { status: 401, code: 'E_WIRE_TOKEN_KIND' },
  'token-used': { status: 403, code: 'E_WIRE_TOKEN_USED' },
  'client-unregistered': { status: 403, code: 'E_WIRE_CLIENT_UNREGISTERED' },
  'registration-invalid': { status: 403, code: 'E_WIRE_REGISTRATION' },
  'gateway-not-allowed': { status: 403, code: 'E_WIRE_GATEWAY_NOT_ALLOWED' },
  'client-unknown': { status: 403, code: 'E_WIRE_CLIENT_UNKNOWN' },
  'content-access-invalid': { status: 403, code: 'E_WIRE_CONTENT_ACCESS' },
  'content-access-expired': { status: 403, code: 'E_WIRE_CONTENT_ACCESS_EXPIRED' },
  'gateway-stopped': { status: 503, code: 'E_WIRE_GATEWAY_STOPPED' },
  'not-found': { status: 404, code: 'E_WIRE_NOT_FOUND' },
  malformed: { status: 400, code: 'E_WIRE_REFUSED' },
} as const satisfies Readonly<Record<string, RejectionForm>>;

export type RejectionReason = keyof typeof rejections;

/** The word of a response header; undefined when it is none of ours. */
export function readRejection(headerValue: string | undefined): RejectionReason | undefined {
  const word = headerValue?.trim() ?? '';
  return Object.hasOwn(rejections, word) ? (word as RejectionReason) : undefined;
}

/**
 * The error a client throws for an answer that is not a success, or undefined when the answer is one.
 * `what` says what was asked, for the message: "the policy assignments of contoso-cmg.contoso.test".
 */
export function rejectionError(
  answer: { readonly status: number; readonly rejection: string | undefined },
  what: string,
): MediaError | undefined {
  const reason = readRejection(answer.rejection);
  if (reason !== undefined)
    return new MediaError(
      rejections[reason].code,
      `${what}: refused with HTTP ${answer.status}, "${reason}"`,
    );
  if (answer.status >= 200 && answer.status < 300) return undefined;
  return new MediaError('E_WIRE_REFUSED', `${what}: refused with HTTP ${answer.status}, no reason given`);
}
