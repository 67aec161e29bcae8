/**
 * The lab's cloud management gateways: one HTTPS listener on loopback that answers for all gateway names by SNI and
 * hands requests below `/CCM_Proxy_MutualAuth/<id>/` to the management point. TLS client certificates are asked for and
 * not judged by TLS (media certificates are self-signed); the management point compares them with the registered one.
 * Trap: the name in SNI chooses the certificate, the Host header chooses the gateway; when they differ the answer is 421.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createSecureContext, createServer as createTlsServer, type SecureContext } from 'node:tls';
import { answerContent, isContentPath } from '../content/cloud-content.ts';
import type { LabGateway } from '../data/types.ts';
import type { LabSite } from '../lab-site.ts';
import { refusalAnswer, type Answer } from '../management-point/answer.ts';
import { answerManagementPoint } from '../management-point/management-point.ts';
import { Refusal } from '../management-point/refusal.ts';
import { defaultWireSettings, type WireSettings } from '../management-point/settings.ts';
import { splitGatewayPath } from '../wire/paths.ts';
import { cutQuery, hostName, readBody, sendAnswer, singleHeaders, thumbprintOf } from './http-parts.ts';
import { MethodAdapter } from './method-adapter.ts';
import { MAX_HEAD_BYTES } from './request-framing.ts';

/** A silent connection is closed after this; requests need far less. */
const IDLE_TIMEOUT_MS = 120_000;
/** SMS_AzureService.State of a gateway that is up. */
const READY = 0;

export interface GatewayOptions {
  /** 0 takes a free one. */
  readonly port?: number;
  readonly settings?: Partial<WireSettings>;
}

export interface GatewayServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts the gateways of a lab site on 127.0.0.1. */
export async function createGatewayServer(
  site: LabSite,
  options: GatewayOptions = {},
): Promise<GatewayServer> {
  const settings = { ...defaultWireSettings, ...options.settings };
  const marker = `x-method-${randomBytes(16).toString('hex')}`;
  const http = createServer(
    { maxHeaderSize: 2 * MAX_HEAD_BYTES, keepAliveTimeout: 30_000 },
    (request, response) => {
      void serve({ site, settings, marker }, request, response);
    },
  );
  http.timeout = IDLE_TIMEOUT_MS;
  http.on('clientError', (_error, socket) => {
    if (socket.writable)
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    else socket.destroy();
  });
  const tls = createTlsServer({
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    SNICallback: (name, done) => {
      done(null, contextFor(site, name));
    },
    ...defaultCertificate(site),
  });
  // A connection that never finishes its TLS handshake would keep the listener open for ever, so plain ones are kept.
  const sockets = new Set<Socket>();
  tls.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  tls.on('secureConnection', (socket) => {
    const adapter = new MethodAdapter(socket, marker);
    adapter.on('error', () => {
      // A client that goes away is no event; what it asked for is in the journal.
    });
    http.emit('connection', adapter);
  });
  tls.on('tlsClientError', (error) => {
    site.journal.record('gateway', 'tls-failed', { detail: error.message });
  });
  await new Promise<void>((resolve, reject) => {
    tls.once('error', reject);
    tls.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    // Sound: a listening TCP server has an AddressInfo.
    port: (tls.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        tls.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

interface ServeContext {
  readonly site: LabSite;
  readonly settings: WireSettings;
  readonly marker: string;
}

async function serve(
  context: ServeContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const host = request.headers.host ?? '';
  // Devices set their clock by this header (the lab's clock may be a moved one).
  response.setHeader('date', context.site.clock().toUTCString());
  try {
    await sendAnswer(response, await answer(context, request, host));
  } catch (error) {
    if (response.headersSent || response.destroyed) {
      // The client went away or the source broke half-way; a cut connection says so better than a short answer.
      response.destroy();
      return;
    }
    const area = request.url?.toLowerCase().includes('/ccm_sts') === true ? 'sts' : 'management-point';
    try {
      const { journal } = context.site;
      await sendAnswer(response, refusalAnswer(error, { journal, area, gateway: host.toLowerCase() }));
    } catch (unexpected) {
      const detail = unexpected instanceof Error ? unexpected.message : String(unexpected);
      context.site.journal.record('gateway', 'failed', { detail });
      response.writeHead(500).end();
    }
  }
}

async function answer(context: ServeContext, request: IncomingMessage, host: string): Promise<Answer> {
  const { site, settings } = context;
  const socket = request.socket as unknown;
  if (!(socket instanceof MethodAdapter)) throw new Error('a request that did not come through the adapter');
  const tlsThumbprint = thumbprintOf(socket.tls);
  const marked = request.headers[context.marker];
  const method = typeof marked === 'string' ? marked : (request.method ?? '');
  const [path, query] = cutQuery(request.url ?? '');
  const gateway = gatewayFor(site, hostName(host));
  site.journal.record('gateway', 'request', {
    gateway: hostName(host),
    method,
    path,
    thumbprint: tlsThumbprint ?? '',
  });
  if (gateway === undefined) throw new Refusal('not-found', `no gateway ${hostName(host)} here`);
  if (typeof socket.tls.servername === 'string' && socket.tls.servername.toLowerCase() !== gateway.hostName)
    return { status: 421, headers: {}, body: new Uint8Array() };
  if (gateway.state !== READY) throw new Refusal('gateway-stopped', `${gateway.hostName} is stopped`);
  if (isContentPath(path)) {
    const { blobAccessLifeMs } = settings;
    return await answerContent(site, { method, path, query, host, gateway, blobAccessLifeMs });
  }
  const route = splitGatewayPath(path);
  if (route?.endpointId !== gateway.roleId)
    throw new Refusal('not-found', `${path} is nothing this gateway publishes`);
  return answerManagementPoint(
    { site, settings },
    {
      method,
      path: query === '' ? route.rest : `${route.rest}?${query}`,
      headers: singleHeaders(request),
      body: await readBody(request),
      entry: { kind: 'gateway', gateway },
      host,
      tlsThumbprint,
    },
  );
}

function gatewayFor(site: LabSite, name: string): LabGateway | undefined {
  return site.world.gateways.find((gateway) => gateway.hostName === name);
}

function contextFor(site: LabSite, name: string): SecureContext | undefined {
  const gateway = gatewayFor(site, name.toLowerCase());
  if (gateway === undefined) return undefined;
  const { keyPem, certPem } = site.pki.serverCertificate([gateway.hostName]);
  return createSecureContext({ key: keyPem, cert: certPem });
}

/** For a client that sends no name or another one: it sees a certificate that is not for what it asked. */
function defaultCertificate(site: LabSite): { readonly key: string; readonly cert: string } {
  const { keyPem, certPem } = site.pki.serverCertificate(['gateway.contoso.test']);
  return { key: keyPem, cert: certPem };
}
