/**
 * The HTTPS front of blob storage: hands requests to Azurite byte by byte, or answers from the lab's own content with
 * the same refusals Azure's storage gives.
 * Trap: Azurite finds its account by the Host header, so that is handed on as it came.
 */
import { randomUUID } from 'node:crypto';
import { request as httpRequest, Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ContentFileInfo, ContentPackage } from '../content-store.ts';
import type { Azurite } from './azurite.ts';
import { accountOf, containerOf, type BlobContext } from './blob-names.ts';
import { fileAnswer } from './file-answer.ts';
import { judgeBlobSas } from './sas.ts';

export interface BlobFront {
  readonly port: number;
  close(): Promise<void>;
}

export interface FrontOptions {
  readonly hostNames: readonly string[];
  /** Account to its key. */
  readonly accounts: ReadonlyMap<string, Uint8Array>;
  /** Undefined: the lab's own content is served. */
  readonly azurite: Azurite | undefined;
}

/** What a request names; content and file are undefined when the lab does not have them. */
interface Wanted {
  readonly account: string;
  readonly container: string;
  readonly blob: string;
  readonly query: string;
  readonly content: ContentPackage | undefined;
  readonly file: ContentFileInfo | undefined;
}

/** Headers that belong to one connection and are not handed on. */
const PER_CONNECTION: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding']);

/** Starts to listen on a free port of 127.0.0.1. */
export async function openBlobFront(context: BlobContext, options: FrontOptions): Promise<BlobFront> {
  const { keyPem, certPem } = context.pki.serverCertificate(options.hostNames);
  const agent = new Agent({ keepAlive: true });
  const server = createServer(
    { key: keyPem, cert: certPem, minVersion: 'TLSv1.2', highWaterMark: 256 * 1024 },
    (request, response) => {
      void serve(context, { ...options, agent }, { request, response });
    },
  );
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    // Sound: a listening TCP server has an AddressInfo.
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
        agent.destroy();
      }),
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function serve(
  context: BlobContext,
  options: FrontOptions & { readonly agent: Agent },
  exchange: Exchange,
): Promise<void> {
  const { request, response } = exchange;
  const wanted = wantedBy(context, request);
  response.on('close', () => {
    context.journal.record('content', 'blob', {
      account: wanted.account,
      packageId: wanted.content?.packageId ?? '',
      path: wanted.blob,
      method: request.method ?? '',
      status: response.statusCode,
      range: request.headers.range ?? '',
      isWhole: response.writableFinished,
    });
  });
  try {
    if (!options.accounts.has(wanted.account))
      await refuse(response, { status: 400, code: 'InvalidUri', message: 'no such storage account' });
    else if (options.azurite === undefined) await serveFolder(context, options, { ...exchange, wanted });
    else await serveAzurite(options.azurite, options.agent, { ...exchange, wanted });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    if (!response.destroyed) context.journal.record('content', 'blob-failed', { path: wanted.blob, detail });
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    await refuse(response, { status: 500, code: 'InternalError', message: detail }).catch(() => undefined);
  }
}

async function serveAzurite(
  azurite: Azurite,
  agent: Agent,
  exchange: Exchange & { readonly wanted: Wanted },
): Promise<void> {
  const { request, response, wanted } = exchange;
  const { content, file } = wanted;
  if (content !== undefined && file !== undefined) await azurite.uploaded(wanted.account, { content, file });
  const port = await azurite.port();
  const headers = passedOn(request.rawHeaders);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = httpRequest(
      { host: '127.0.0.1', port, method: request.method, path: request.url, headers, agent },
      resolve,
    );
    outgoing.on('error', reject);
    response.once('close', () => outgoing.destroy());
    request.pipe(outgoing);
  });
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, passedOn(answer.rawHeaders));
  await pipeline(answer, response);
}

/** Headers as they came, names and values by turns, without those that belong to one connection. */
function passedOn(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter(
    (_text, index, all) => !PER_CONNECTION.has(all[index - (index % 2)]?.toLowerCase() ?? ''),
  );
}

async function serveFolder(
  context: BlobContext,
  options: FrontOptions,
  exchange: Exchange & { readonly wanted: Wanted },
): Promise<void> {
  const { request, response, wanted } = exchange;
  const method = request.method ?? '';
  const { account, container, blob, query, content, file } = wanted;
  const key = options.accounts.get(account) ?? new Uint8Array();
  const judgement = judgeBlobSas({ account, key, container, blob }, query, context.clock());
  if (judgement !== 'good') {
    const why = judgement === 'not-in-time' ? 'signature not valid in the specified time frame' : 'signature';
    await refuse(response, { status: 403, code: 'AuthenticationFailed', message: why });
    return;
  }
  if (method !== 'GET' && method !== 'HEAD') {
    const message = 'the signature allows reading only';
    await refuse(response, { status: 403, code: 'AuthorizationPermissionMismatch', message });
    return;
  }
  if (content === undefined || file === undefined) {
    const code = content === undefined ? 'ContainerNotFound' : 'BlobNotFound';
    await refuse(response, { status: 404, code, message: 'the specified blob does not exist' });
    return;
  }
  const ifRange = request.headers['if-range'];
  const answer = fileAnswer(
    { content, file },
    { method, range: request.headers.range, ifRange: typeof ifRange === 'string' ? ifRange : undefined },
  );
  const own = { 'x-ms-blob-type': 'BlockBlob', 'x-ms-meta-sha256': file.sha256, ...storageHeaders() };
  const code = answer.status === 416 ? { 'x-ms-error-code': 'InvalidRange' } : {};
  response.writeHead(answer.status, { 'content-length': '0', ...answer.headers, ...own, ...code });
  if (answer.body instanceof Uint8Array) response.end(answer.body);
  else await pipeline(Readable.from(answer.body), response);
}

async function refuse(
  response: ServerResponse,
  refusal: { readonly status: number; readonly code: string; readonly message: string },
): Promise<void> {
  const { status, code, message } = refusal;
  const text = message.replaceAll(/[<>&]/g, ' ');
  const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${text}</Message></Error>`;
  response.writeHead(status, {
    'content-type': 'application/xml',
    'content-length': String(Buffer.byteLength(body)),
    'x-ms-error-code': code,
    ...storageHeaders(),
  });
  await new Promise<void>((resolve) => response.end(body, resolve));
}

function storageHeaders(): Readonly<Record<string, string>> {
  return { 'x-ms-request-id': randomUUID(), 'x-ms-version': '2020-12-06' };
}

function wantedBy(context: BlobContext, request: IncomingMessage): Wanted {
  const [path, query = ''] = splitOnce(request.url ?? '', '?');
  const [container = '', ...parts] = path.split('/').slice(1).map(decoded);
  const blob = parts.join('/');
  const content = [...context.content.values()].find((one) => containerOf(one) === container);
  const account = accountOf((request.headers.host ?? '').toLowerCase());
  const file = content?.files.find((one) => one.path === blob);
  return { account, container, blob, query, content, file };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // Not an encoding: such a name is no blob of ours.
    return '';
  }
}

function splitOnce(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
