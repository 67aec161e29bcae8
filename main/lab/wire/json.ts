/** JSON of the token service, read with a schema; the text may hold tokens and is never part of an error. */
import * as z from 'zod/mini';
import { MediaError } from '#base/errors/media-error.ts';

/** @throws MediaError E_WIRE_MESSAGE; `what` names the message. */
export function parseJson<T extends z.ZodMiniType>(schema: T, text: string, what: string): z.infer<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MediaError('E_WIRE_MESSAGE', `${what}: ${text.length} characters that are not JSON`);
  }
  const result = schema.safeParse(value);
  if (!result.success) throw new MediaError('E_WIRE_MESSAGE', `${what}: ${z.prettifyError(result.error)}`);
  return result.data;
}
