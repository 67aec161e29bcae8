/**
 * The files of the window (dist/renderer), as both hosts serve them. A path is judged before the file system is asked:
 * what could lead out of the folder is refused, not repaired.
 */
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { newNonce, NONCE_MARK, securityHeaders } from './content-policy.ts';

export interface AssetAnswer {
  readonly status: 200 | 400 | 404;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** What a build of the window consists of; nothing else is served. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

const PAGE = 'index.html';

/**
 * The file below the folder that the path of a URL names, "assets/a.js"; "/" is the page itself.
 * @returns undefined for whatever is no plain path downwards: "..", backslashes, empty parts, hidden files, control characters
 */
export function assetPath(pathname: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (decoded === '/') return PAGE;
  // Letters, digits and . _ - only: no separators of another system, no drives, no streams ("file.js::$DATA").
  if (!/^(\/[\w-][\w.-]*)+$/.test(decoded)) return undefined;
  return decoded.slice(1);
}

/** The answer to a GET of the path of a URL. It never rejects. */
export async function answerAsset(folder: string, pathname: string): Promise<AssetAnswer> {
  const nonce = newNonce();
  const path = assetPath(pathname);
  if (path === undefined) return plain(400, nonce);
  const type = TYPES[extname(path)];
  if (type === undefined) return plain(404, nonce);
  const bytes = await readFile(join(folder, path)).catch(() => undefined);
  if (bytes === undefined) return plain(404, nonce);
  const body =
    path === PAGE
      ? new TextEncoder().encode(bytes.toString('utf8').replaceAll(NONCE_MARK, nonce))
      : new Uint8Array(bytes);
  return { status: 200, headers: { ...securityHeaders(nonce), 'content-type': type }, body };
}

function plain(status: 400 | 404, nonce: string): AssetAnswer {
  const headers = { ...securityHeaders(nonce), 'content-type': 'text/plain; charset=utf-8' };
  return { status, headers, body: new TextEncoder().encode(status === 400 ? 'refused' : 'not found') };
}
