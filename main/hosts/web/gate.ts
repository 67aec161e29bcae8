/**
 * Who may talk to the web host. Any page in the user's browser can send requests to a loopback port, and a name of its
 * own can be made to lead there (DNS rebinding); so the address, the origin and the cookie are all demanded, exactly.
 */
import type { IncomingHttpHeaders } from 'node:http';

export interface GateFacts {
  /** "127.0.0.1:40123" */
  readonly authority: string;
  readonly cookieName: string;
  readonly isSession: (value: string) => boolean;
}

export type Verdict =
  | { readonly isAllowed: true }
  | {
      readonly isAllowed: false;
      /** 421: not meant for this server; 403: from another page; 401: without the cookie. */
      readonly status: 421 | 403 | 401;
      /** For the log and the answer; English. */
      readonly why: string;
    };

const ALLOWED: Verdict = { isAllowed: true };

/** The address as it was asked for. Before anything else, for every request. */
export function judgeAddress(headers: IncomingHttpHeaders, { authority }: GateFacts): Verdict {
  if (headers.host === authority) return ALLOWED;
  return refuse(421, `the address asked for is "${short(headers.host)}", not "${authority}"`);
}

/**
 * Where the request comes from. Browsers send Origin with every POST; with a GET only from elsewhere, where
 * Sec-Fetch-Site says the same.
 */
export function judgeOrigin(
  { method, headers }: { readonly method: string; readonly headers: IncomingHttpHeaders },
  { authority }: GateFacts,
): Verdict {
  const own = `http://${authority}`;
  if (method !== 'GET' && headers.origin === undefined) return refuse(403, 'a request without an origin');
  if (headers.origin !== undefined && headers.origin !== own) {
    return refuse(403, `a request of "${short(headers.origin)}"`);
  }
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return ALLOWED;
  return refuse(403, `a request of another page (${short(site)})`);
}

/** The cookie that the one-time address was exchanged for. */
export function judgeCookie(headers: IncomingHttpHeaders, { cookieName, isSession }: GateFacts): Verdict {
  const values = cookiesNamed(headers.cookie ?? '', cookieName);
  return values.some(isSession) ? ALLOWED : refuse(401, 'a request without the cookie of this program');
}

/** All values: another program on this computer may have set a cookie of the same name for another path. */
function cookiesNamed(header: string, name: string): readonly string[] {
  return header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1));
}

function refuse(status: 421 | 403 | 401, why: string): Verdict {
  return { isAllowed: false, status, why };
}

function short(text: string | undefined): string {
  return (text ?? '').slice(0, 100);
}
