/**
 * The one error class of the builder, the lab and the on-device runtime.
 * An error is data: a code from the catalog, a message that holds both values ("needs 4.7 GB, drive holds 3.9 GB"),
 * and the cause. The catalog gives every code its usual cause and its remedy, so that no place that shows an error
 * has to invent advice. Trap: Error objects lose custom properties on most wires; send `toErrorData()` instead.
 */
import { errorCatalog, type ErrorCode } from './catalog.ts';

/** What crosses a wire or goes into `--json` output in place of an Error object. */
export interface ErrorData {
  readonly ok: false;
  readonly code: ErrorCode;
  readonly message: string;
  readonly cause: string;
  readonly remedy: string;
}

/** Where on a drive or image an error is, for results that show it on its own. */
export interface ErrorPlace {
  /** First bad byte, counted from the start of the drive. */
  readonly offset: number;
  /** How many bytes are bad from there on or in all, when known. */
  readonly badBytes: number | null;
}

export class MediaError extends Error {
  override readonly name = 'MediaError';
  readonly code: ErrorCode;
  readonly place: ErrorPlace | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options?: { readonly cause?: unknown; readonly place?: ErrorPlace | undefined },
  ) {
    super(message, options);
    this.code = code;
    this.place = options?.place;
  }
}

/** True for errors of this class, also when a second copy of the module made them (bundles). */
export function isMediaError(error: unknown): error is MediaError {
  return error instanceof Error && error.name === 'MediaError' && 'code' in error;
}

/** The usual cause and the remedy of a code, as docs/errors.md prints them. */
export function adviceFor(code: ErrorCode): { readonly cause: string; readonly remedy: string } {
  return errorCatalog[code];
}

/** Turns anything thrown into data; what is not a MediaError becomes E_INTERNAL with its own text as message. */
export function toErrorData(error: unknown): ErrorData {
  if (isMediaError(error))
    return { ok: false, code: error.code, message: error.message, ...adviceFor(error.code) };
  const message = error instanceof Error ? error.message : String(error);
  return { ok: false, code: 'E_INTERNAL', message, ...adviceFor('E_INTERNAL') };
}
