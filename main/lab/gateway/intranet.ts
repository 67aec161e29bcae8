/**
 * The management points on the intranet: the names of HTTPS management points on the site server's listener, for
 * site-based media. TLS asks for a client certificate and does not judge it, as at the gateways.
 * Trap: only connections that name a management point in TLS go through the adapter that lets CCM_POST through; the
 * AdminService, which is reached by address, is served as if there were none.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { LabGateway, LabManagementPoint } from '../data/types.ts';
import type { LabSite } from '../lab-site.ts';
import { refusalAnswer, type Answer } from '../management-point/answer.ts';
import { answerManagementPoint } from '../management-point/management-point.ts';
import { Refusal } from '../management-point/refusal.ts';
import { defaultWireSettings, type WireSettings } from '../management-point/settings.ts';
import { cutQuery, hostName, readBody, sendAnswer, singleHeaders, thumbprintOf } from './http-parts.ts';
import { MethodAdapter } from './method-adapter.ts';

export interface IntranetOptions {
  readonly site: LabSite;
  readonly settings?: Partial<WireSettings>;
  /** Port of the gateways' listener; named to devices that came by a port of their own, too. */
  readonly gatewayPort: () => number;
}

export interface Intranet {
  /** Answers what is for a management point; false: not its business. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** Lets connections to management points speak their method. Once, before the server listens. */
  attach(server: Server): void;
}

const PATH = /^\/(?:sms_mp|ccm_system|ccm_sts)\//i;

export function createIntranet(options: IntranetOptions): Intranet {
  const marker = `x-method-${randomBytes(16).toString('hex')}`;
  const context = { ...options, settings: { ...defaultWireSettings, ...options.settings }, marker };
  return {
    handle(request, response) {
      // Sound: every connection of this listener is TLS, bare or in the adapter.
      const socket = request.socket as TLSSocket | MethodAdapter;
      if (!(socket instanceof MethodAdapter) || !PATH.test(request.url ?? '')) return false;
      void serve(context, { request, socket }, response);
      return true;
    },
    attach(server) {
      const former = server.listeners('secureConnection');
      server.removeAllListeners('secureConnection');
      server.on('secureConnection', (socket) => {
        const isForPoint = managementPointOf(options.site, nameOf(socket)) !== undefined;
        const connection = isForPoint ? new MethodAdapter(socket, marker) : socket;
        connection.on('error', () => {
          // A client that goes away is no event; what it asked for is in the journal.
        });
        for (const listener of former) Reflect.apply(listener, server, [connection]);
      });
    },
  };
}

type Context = Required<Omit<IntranetOptions, 'settings'>> & {
  readonly settings: WireSettings;
  readonly marker: string;
};

interface Call {
  readonly request: IncomingMessage;
  readonly socket: MethodAdapter;
}

async function serve(context: Context, call: Call, response: ServerResponse): Promise<void> {
  const { site } = context;
  const host = call.request.headers.host ?? '';
  // Devices set their clock by this header (the lab's clock may be a moved one).
  response.setHeader('date', site.clock().toUTCString());
  try {
    await sendAnswer(response, await answer(context, call, host));
  } catch (error) {
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    try {
      const { journal } = site;
      const gateway = host.toLowerCase();
      await sendAnswer(response, refusalAnswer(error, { journal, area: 'management-point', gateway }));
    } catch (unexpected) {
      const detail = unexpected instanceof Error ? unexpected.message : String(unexpected);
      site.journal.record('management-point', 'failed', { detail });
      response.writeHead(500).end();
    }
  }
}

async function answer(context: Context, { request, socket }: Call, host: string): Promise<Answer> {
  const { site, settings, gatewayPort } = context;
  const marked = request.headers[context.marker];
  const method = typeof marked === 'string' ? marked : (request.method ?? '');
  const [path, query] = cutQuery(request.url ?? '');
  const tlsThumbprint = thumbprintOf(socket.tls);
  site.journal.record('management-point', 'request', {
    host: hostName(host),
    method,
    path,
    thumbprint: tlsThumbprint ?? '',
  });
  const managementPoint = managementPointOf(site, hostName(host));
  if (nameOf(socket.tls) !== managementPoint?.hostName)
    throw new Refusal('not-found', `no management point ${hostName(host)} here`);
  const hasPort = /:\d+$/.test(host);
  const gatewayAddress = (gateway: LabGateway): string =>
    hasPort ? `${gateway.hostName}:${gatewayPort()}` : gateway.hostName;
  return answerManagementPoint(
    { site, settings },
    {
      method,
      path: query === '' ? path : `${path}?${query}`,
      headers: singleHeaders(request),
      body: await readBody(request),
      entry: { kind: 'intranet', managementPoint, gatewayAddress },
      host,
      tlsThumbprint,
    },
  );
}

/** An HTTPS management point that serves the intranet. */
function managementPointOf(site: LabSite, name: string): LabManagementPoint | undefined {
  return site.world.managementPoints.find(
    (one) => one.hostName === name && one.sslState === 1 && one.isIntranetFacing,
  );
}

function nameOf(socket: TLSSocket): string {
  return typeof socket.servername === 'string' ? socket.servername.toLowerCase() : '';
}
