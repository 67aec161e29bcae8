/**
 * The web host: the same window in a browser on the same computer. Loopback only, any free port; who may talk to it is
 * judged by `gate.ts` before anything is done.
 */
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { MediaError, toErrorData } from '#base/errors/media-error.ts';
import type { AppService } from '#service/host-ports.ts';
import { answerAsset } from '../window/assets.ts';
import { newNonce, securityHeaders } from '../window/content-policy.ts';
import { languageOf } from '../window/language.ts';
import { streamEvents } from './event-stream.ts';
import { judgeAddress, judgeCookie, judgeOrigin, type GateFacts, type Verdict } from './gate.ts';
import { closedPage, entryPage } from './pages.ts';
import { createSessions } from './sessions.ts';

export interface WebHostOptions {
  readonly service: Pick<AppService, 'dispatch' | 'events'>;
  /** The folder of the window's files. */
  readonly assets: string;
  readonly random: (size: number) => Uint8Array;
  /** Told of every request that was refused. */
  readonly onRefused?: ((why: string) => void) | undefined;
  readonly heartbeatMs?: number | undefined;
}

export interface WebHost {
  /** "http://127.0.0.1:40123" */
  readonly origin: string;
  /** A new address that opens the window, once. */
  newAddress(): string;
  close(): Promise<void>;
}

/** Largest call, in bytes: a request with all its variables is a thousandth of it. */
const MAX_CALL_BYTES = 4 * 1024 * 1024;

/** Starts the host on a free port. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const sessions = createSessions(options.random);
  // `__proto__` in a body is an own property like any other; the schemas drop or refuse it, on every transport alike.
  const app = Fastify({
    bodyLimit: MAX_CALL_BYTES,
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
    forceCloseConnections: true,
    exposeHeadRoutes: false,
  });
  // A form of another page can send text without asking first; JSON it cannot.
  app.removeContentTypeParser('text/plain');
  // Known when it listens; nobody can ask before.
  const gate: { facts?: GateFacts } = {};
  addGate(app, gate, options);
  addEntry(app, gate, { ...options, exchange: (token) => sessions.exchange(token) });
  addCalls(app, options);
  await app.listen({ host: '127.0.0.1', port: 0 });
  // Sound: a server that listens on TCP has such an address.
  const { port } = app.server.address() as AddressInfo;
  const authority = `127.0.0.1:${port}`;
  gate.facts = {
    authority,
    // Cookies know no ports: without it two of these programs would take each other's place.
    cookieName: `media-builder-${port}`,
    isSession: (value) => sessions.isSession(value),
  };
  return {
    origin: `http://${authority}`,
    newAddress: () => `http://${authority}/?token=${sessions.issue()}`,
    close: () => app.close(),
  };
}

interface Gate {
  facts?: GateFacts;
}

function factsOf({ facts }: Gate): GateFacts {
  if (facts === undefined) throw new Error('the web host is not listening yet');
  return facts;
}

/** Every request: address, origin, and headers on whatever is answered. */
function addGate(app: FastifyInstance, gate: Gate, { onRefused }: WebHostOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders(newNonce()));
    const { method, headers } = request;
    // A link to the address itself may be clicked anywhere; what it shows is decided by token and cookie.
    const isEntry = method === 'GET' && new URL(request.url, 'http://127.0.0.1').pathname === '/';
    const verdicts = [
      judgeAddress(headers, factsOf(gate)),
      ...(isEntry
        ? []
        : [judgeOrigin({ method, headers }, factsOf(gate)), judgeCookie(headers, factsOf(gate))]),
    ];
    const refused = verdicts.find((one) => !one.isAllowed);
    if (refused?.isAllowed === false) {
      onRefused?.(refused.why);
      await refuse(reply, refused);
    }
  });
  app.setErrorHandler(async (error: { readonly statusCode?: number }, _request, reply) => {
    const { statusCode = 500 } = error;
    const problem =
      statusCode < 500
        ? new MediaError('E_CALL_INPUT', `the call was not understood (status ${statusCode})`)
        : error;
    await reply.code(statusCode).send(toErrorData(problem));
  });
}

async function refuse(
  reply: FastifyReply,
  { status, why }: Extract<Verdict, { isAllowed: false }>,
): Promise<void> {
  await reply.code(status).send(toErrorData(new MediaError('E_HOST_REFUSED', why)));
}

type EntryOptions = WebHostOptions & { readonly exchange: (token: string) => string | undefined };

/** The page: for a token the cookie, with the cookie the window, else what to do. */
function addEntry(app: FastifyInstance, gate: Gate, { assets, exchange, onRefused }: EntryOptions): void {
  app.get('/', async (request, reply) => {
    const facts = factsOf(gate);
    const language = languageOf('system', acceptedLanguages(request));
    const token = new URL(request.url, 'http://127.0.0.1').searchParams.get('token');
    const session = token === null ? undefined : exchange(token);
    if (session !== undefined) {
      reply.header('set-cookie', `${facts.cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict`);
      return await reply.type('text/html; charset=utf-8').send(entryPage(language));
    }
    if (judgeCookie(request.headers, facts).isAllowed) {
      // A used address in the browser that used it: reloading, going back.
      if (token !== null) return await reply.redirect('/', 303);
      return await sendAsset(reply, assets, '/');
    }
    onRefused?.(token === null ? 'the page without its cookie' : 'an address that was used or never valid');
    const nonce = newNonce();
    reply.headers(securityHeaders(nonce)).code(403);
    return await reply.type('text/html; charset=utf-8').send(closedPage(language, nonce));
  });
  app.get('/*', (request, reply) => {
    const end = request.url.indexOf('?');
    return sendAsset(reply, assets, end < 0 ? request.url : request.url.slice(0, end));
  });
}

async function sendAsset(reply: FastifyReply, folder: string, pathname: string): Promise<FastifyReply> {
  const { status, headers, body } = await answerAsset(folder, pathname);
  return await reply.code(status).headers(headers).send(Buffer.from(body));
}

function acceptedLanguages({ headers }: FastifyRequest): readonly string[] {
  return (headers['accept-language'] ?? '').split(',').map((part) => part.trim().split(';')[0] ?? '');
}

function addCalls(app: FastifyInstance, { service, heartbeatMs }: WebHostOptions): void {
  app.post('/call', async (request, reply) => {
    const { body } = request;
    if (typeof body !== 'object' || body === null)
      throw Object.assign(new Error('no call'), { statusCode: 400 });
    const method = 'method' in body && typeof body.method === 'string' ? body.method : '';
    const input: unknown = 'input' in body ? body.input : undefined;
    const asked = new AbortController();
    reply.raw.on('close', () => {
      if (!reply.raw.writableFinished) {
        asked.abort(new MediaError('E_CANCELLED', 'the window that asked is gone'));
      }
    });
    return await reply.send(await service.dispatch(method, input, { signal: asked.signal }));
  });
  app.get('/events', (_request, reply) => {
    reply.hijack();
    const headers = securityHeaders(newNonce());
    reply.raw.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8' });
    streamEvents(service.events, reply.raw, heartbeatMs);
  });
}
