/**
 * One-time secrets for a meeting on a socket. On inherited pipes there are none: nobody else holds their ends. Each side
 * shows that it has read the file which only the user who asked (and the administrator) can read.
 */
import { createHash, timingSafeEqual } from 'node:crypto';

export interface MeetingSecrets {
  /** Shown by the builder. */
  readonly builder: string;
  /** Shown by the writer. */
  readonly writer: string;
}

/** Compares in a time that does not depend on where the two differ. Null is only the same as null. */
export function isSameSecret(shown: string | null, expected: string | null): boolean {
  if (shown === null || expected === null) return shown === expected;
  return timingSafeEqual(digest(shown), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
