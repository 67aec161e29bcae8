/**
 * The headers every answer to the window carries, the same in Electron and in the browser.
 * Trap: a style element without the nonce gets no style sheet at all, not even an empty one for `insertRule`, so the
 * window's style library must be given the nonce (it is in the meta element "csp-nonce" of the page).
 */
import { randomBytes } from 'node:crypto';

/** The build writes this into the page wherever the nonce belongs. */
export const NONCE_MARK = '__CSP_NONCE__';

/** 128 random bits, new for each page. */
export function newNonce(): string {
  return randomBytes(16).toString('base64url');
}

/** The content security policy: everything comes from the program itself, and only styles may be written inline. */
export function csp(nonce: string): string {
  const directives: Readonly<Record<string, string>> = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': `'self' 'nonce-${nonce}'`,
    'img-src': "'self' data:",
    'font-src': "'self'",
    'connect-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}

/** All security headers of an answer. */
export function securityHeaders(nonce: string): Readonly<Record<string, string>> {
  return {
    'content-security-policy': csp(nonce),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
    // What the program shows is not for a cache on disk; it comes from this computer anyway.
    'cache-control': 'no-store',
  };
}
