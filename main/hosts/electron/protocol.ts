/** `app://media-builder/…`: the window's files, served by the program itself instead of file:// (docs/security.md, 18). */
import type { Protocol } from 'electron/main';
import { answerAsset } from '../window/assets.ts';
import { resolveAppUrl, SCHEME, SCHEME_PRIVILEGES } from './policy.ts';

/** Must come before the app is ready. */
export function registerAppScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: SCHEME_PRIVILEGES }]);
}

/** Serves the folder of the window. */
export function serveApp(protocol: Pick<Protocol, 'handle'>, folder: string): void {
  protocol.handle(SCHEME, (request) => answerAppRequest(request, folder));
}

/** @returns 405 for anything but GET, 400 for what is no address of ours */
export async function answerAppRequest(
  request: Pick<Request, 'method' | 'url'>,
  folder: string,
): Promise<Response> {
  const path = resolveAppUrl(request.url);
  if (request.method !== 'GET') return new Response('refused', { status: 405 });
  if (path === undefined) return new Response('refused', { status: 400 });
  const { status, headers, body } = await answerAsset(folder, `/${path}`);
  return new Response(body, { status, headers });
}
