/** The code of the MediaError that something throws. */
import { isMediaError } from '#base/errors/media-error.ts';

/** Code of the error `body` throws; "(none)" when it returns. Anything but a MediaError is passed on. */
export function codeOf(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    if (isMediaError(error)) return error.code;
    throw error;
  }
  return '(none)';
}

/** The same for a promise. */
export async function codeOfPromise(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (isMediaError(error)) return error.code;
    throw error;
  }
  return '(none)';
}
