/** Errors as they cross between the builder and its writer: short enough for a message, with a code both sides know. */
import { errorCatalog, type ErrorCode } from '#base/errors/catalog.ts';
import { toErrorData, type ErrorData } from '#base/errors/media-error.ts';

/** Longer ones quote something that came from elsewhere, such as a path. */
const MESSAGE_CHARACTERS = 2000;

/** Anything thrown, ready to be sent. */
export function errorForWire(error: unknown): ErrorData {
  return shortened(toErrorData(error));
}

/** Error data with a message of a length that any message has room for. */
export function shortened(data: ErrorData): ErrorData {
  if (data.message.length <= MESSAGE_CHARACTERS) return data;
  return { ...data, message: `${data.message.slice(0, MESSAGE_CHARACTERS)}…` };
}

/** An error that was received; a code that this version does not know becomes E_INTERNAL. */
export function errorFromWire(data: Omit<ErrorData, 'code'> & { readonly code: string }): ErrorData {
  // Sound: only codes of the catalog pass.
  const code = Object.hasOwn(errorCatalog, data.code) ? (data.code as ErrorCode) : 'E_INTERNAL';
  return { ...data, code };
}
