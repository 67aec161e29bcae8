/**
 * Judges by a schema what a program of the system answered about drives. The schemas of everything the writer process
 * loads are made with `zod/mini`: the whole of zod was a third of its file and a seventh of the work of its start.
 * Trap: zod/mini has no words for what is wrong; without `ENGLISH` every problem is "Invalid input".
 */
import * as z from 'zod/mini';
import english from 'zod/v4/locales/en.js';
import { MediaError } from '#base/errors/media-error.ts';

/** For `parse` and `safeParse`: the problems say what was expected and what was found. */
export const ENGLISH = { error: english().localeError };

/** The first problems name the difference; each row of a long list may have the same one. */
const MAX_MESSAGE = 500;

/**
 * The answer as its schema gives it.
 * @param complaint begins the message: "lsblk printed something unexpected"
 * @throws MediaError E_DEVICE_LIST
 */
export function checkAnswer<T extends z.ZodMiniType>(
  schema: T,
  answer: unknown,
  complaint: string,
): z.infer<T> {
  const parsed = schema.safeParse(answer, ENGLISH);
  if (parsed.success) return parsed.data;
  const message = `${complaint}: ${z.prettifyError(parsed.error)}`;
  throw new MediaError('E_DEVICE_LIST', message.slice(0, MAX_MESSAGE), { cause: parsed.error });
}
