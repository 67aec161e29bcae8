/**
 * The one-time token of the printed address and the session it is exchanged for. The address may be read by others (in a
 * terminal's scrollback, in a list of processes while a browser starts), so it works once and then never again.
 */
import { createHash, timingSafeEqual } from 'node:crypto';

export interface Sessions {
  /** A new token for an address; tokens issued before and not used stay valid. */
  issue(): string;
  /** Takes the token back. @returns the value of the cookie; undefined when it is wrong or was used before */
  exchange(token: string): string | undefined;
  isSession(value: string): boolean;
}

/** More addresses than this nobody waits with. */
const MAX_TOKENS = 16;

/** @param random gives that many random bytes */
export function createSessions(random: (size: number) => Uint8Array): Sessions {
  const secret = (): string => Buffer.from(random(32)).toString('base64url');
  const session = secret();
  let tokens: readonly string[] = [];
  return {
    issue() {
      const token = secret();
      tokens = [...tokens.slice(1 - MAX_TOKENS), token];
      return token;
    },
    exchange(given) {
      const found = tokens.filter((token) => isEqual(token, given));
      tokens = tokens.filter((token) => !found.includes(token));
      return found.length === 0 ? undefined : session;
    },
    isSession: (value) => isEqual(session, value),
  };
}

/** In constant time, whatever the lengths. */
function isEqual(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
