/**
 * The running lab: one process, three HTTPS listeners on loopback. The first is the site server (AdminService and the
 * on-premises management and distribution points), the second all cloud management gateways by name, the third blob storage.
 * Trap: the lab's host names resolve nowhere. `addresses` says where each one really listens; clients connect there and
 * still demand a certificate for the name.
 */
import { createServer } from 'node:https';
import { readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import fastify from 'fastify';
import { MediaError } from '#base/errors/media-error.ts';
import {
  isAuthorized,
  openCredentials,
  TOKEN_FILE,
  type LabCredentials,
} from './adminservice/credentials.ts';
import { registerAdminService } from './adminservice/routes.ts';
import { azuriteProgram } from './content/azurite.ts';
import { registerDistributionPoint } from './content/distribution-point.ts';
import { writeFileAtomic } from './files.ts';
import { createGatewayServer, type GatewayServer } from './gateway/gateway-server.ts';
import { createIntranet, type Intranet } from './gateway/intranet.ts';
import { openLabSite, type LabSite, type LabSiteOptions } from './lab-site.ts';
import { probeLab } from './probe.ts';
import { whileStarting } from './start-lock.ts';

export interface LabOptions extends LabSiteOptions {
  /** Of the AdminService; 0 or absent takes a free one. */
  readonly port?: number | undefined;
  /** Of the gateways; 0 or absent takes a free one. */
  readonly gatewayPort?: number | undefined;
  /** The lab ends with the command that started it; others should not rely on it. */
  readonly isPassing?: boolean | undefined;
}

/** Everything another process needs to use the lab; the token stands in its own file. */
export interface LabFacts {
  readonly version: 1;
  readonly pid: number;
  /** True when the lab ends with the command it runs in. */
  readonly isPassing: boolean;
  readonly siteCode: string;
  /** "https://127.0.0.1:PORT/AdminService" */
  readonly adminServiceUrl: string;
  readonly gatewayPort: number;
  /** Where the lab's host names listen: name to "127.0.0.1:PORT". */
  readonly addresses: Readonly<Record<string, string>>;
  readonly rootCertificatePath: string;
  readonly rootCertificatePem: string;
  readonly tokenPath: string;
}

export interface FoundLab extends LabFacts {
  readonly token: string;
}

export interface RunningLab {
  readonly facts: LabFacts;
  readonly adminServiceUrl: string;
  readonly gatewayPort: number;
  readonly rootCertificatePem: string;
  readonly addresses: Readonly<Record<string, string>>;
  readonly credentials: LabCredentials;
  readonly site: LabSite;
  /** Ends open requests, closes the listeners and writes everything down. */
  close(): Promise<void>;
}

const FACTS_FILE = 'lab.json';
const ROOT_FILE = 'root.pem';

/**
 * Starts the lab of a data folder.
 * @throws MediaError E_LAB_START when a port is taken or a lab already runs, or is starting, on this folder.
 */
export function startLab(options: LabOptions): Promise<RunningLab> {
  return whileStarting(options.dataFolder, () => startAlone(options));
}

async function startAlone(options: LabOptions): Promise<RunningLab> {
  const other = await findRunningLab(options.dataFolder);
  if (other !== undefined) {
    throw new MediaError(
      'E_LAB_START',
      `process ${other.pid} already runs a lab on ${options.dataFolder} at ${other.adminServiceUrl}`,
    );
  }
  const blobStorage = options.blobStorage ?? (azuriteProgram() === undefined ? 'folder' : 'azurite');
  const site = await openLabSite({ ...options, blobStorage });
  const closers: (() => Promise<void>)[] = [() => site.close()];
  try {
    const credentials = await openCredentials(options.dataFolder);
    // The site server is asked about the gateways only after both listen.
    let gatewayPort = 0;
    const intranet = createIntranet({ site, gatewayPort: () => gatewayPort });
    const admin = await listenSiteServer(site, { credentials, intranet, port: options.port ?? 0 });
    closers.unshift(admin.close);
    const gateway = await listenGateways(site, options.gatewayPort ?? 0);
    gatewayPort = gateway.port;
    closers.unshift(() => gateway.close());
    const facts = await writeFacts(site, {
      adminPort: admin.port,
      gatewayPort: gateway.port,
      blobPort: await site.blobs.listen(),
      isPassing: options.isPassing === true,
    });
    closers.unshift(() => removeFacts(facts, site.dataFolder));
    site.journal.record('lab', 'started', {
      adminServiceUrl: facts.adminServiceUrl,
      gatewayPort: gateway.port,
    });
    let closing: Promise<void> | undefined;
    return {
      facts,
      adminServiceUrl: facts.adminServiceUrl,
      gatewayPort: gateway.port,
      rootCertificatePem: facts.rootCertificatePem,
      addresses: facts.addresses,
      credentials,
      site,
      close: () => (closing ??= closeAll(site, closers)),
    };
  } catch (error) {
    await closeAll(site, closers);
    throw error;
  }
}

async function closeAll(site: LabSite, closers: readonly (() => Promise<void>)[]): Promise<void> {
  site.journal.record('lab', 'stopped');
  for (const close of closers) await close();
}

/** Only our own: after the folder was deleted under a running lab, another one may have started there. */
async function removeFacts(facts: LabFacts, dataFolder: string): Promise<void> {
  const path = join(dataFolder, FACTS_FILE);
  const isOurs = await readFile(path, 'utf8').then(
    (text) => text === factsText(facts),
    () => false,
  );
  if (isOurs) await rm(path, { force: true });
}

function factsText(facts: LabFacts): string {
  return JSON.stringify(facts, undefined, 2);
}

/** The lab that runs on a data folder, if one does: the file it left is believed only after its answer over HTTPS. */
export async function findRunningLab(dataFolder: string): Promise<FoundLab | undefined> {
  try {
    // Sound: only this module writes the file; the probe below proves that it still holds.
    const facts = JSON.parse(await readFile(join(dataFolder, FACTS_FILE), 'utf8')) as LabFacts;
    const token = (await readFile(join(dataFolder, TOKEN_FILE), 'utf8')).trim();
    const isThere = await probeLab({ ...facts, token });
    return isThere ? { ...facts, token } : undefined;
  } catch {
    // No file, half a file, or a file of an older version: no lab.
    return undefined;
  }
}

interface Listener {
  readonly port: number;
  readonly close: () => Promise<void>;
}

async function listenSiteServer(
  site: LabSite,
  options: {
    readonly credentials: LabCredentials;
    readonly intranet: Intranet;
    readonly port: number;
  },
): Promise<Listener> {
  const { credentials, intranet, port } = options;
  const { keyPem, certPem } = site.pki.serverCertificate(siteServerNames(site));
  const server = fastify({
    logger: false,
    forceCloseConnections: true,
    bodyLimit: 4 * 1024 * 1024,
    routerOptions: { maxParamLength: 4096 },
    serverFactory: (handler) => {
      const made = createServer(
        {
          key: keyPem,
          // With the root, which servers may leave out, so that a user can trust it by its fingerprint.
          cert: certPem + site.pki.rootCertificatePem,
          minVersion: 'TLSv1.2',
          requestCert: true,
          rejectUnauthorized: false,
        },
        (request: IncomingMessage, response: ServerResponse) => {
          if (!intranet.handle(request, response)) handler(request, response);
        },
      );
      intranet.attach(made);
      return made;
    },
  });
  registerDistributionPoint(server, {
    site,
    isAuthorized: (request) => isAuthorized(request.headers.authorization, credentials),
  });
  registerAdminService(server, { site, credentials });
  // A connection that never finished its TLS handshake is unknown to HTTP and would keep the listener open for ever.
  const sockets = new Set<Socket>();
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  try {
    await server.listen({ host: '127.0.0.1', port });
  } catch (cause) {
    throw startError(port, cause);
  }
  return {
    // Sound: a listening TCP server has an AddressInfo.
    port: (server.server.address() as AddressInfo).port,
    close: async () => {
      const closed = server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function listenGateways(site: LabSite, port: number): Promise<GatewayServer> {
  try {
    return await createGatewayServer(site, { port });
  } catch (cause) {
    throw startError(port, cause);
  }
}

function startError(port: number, cause: unknown): MediaError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new MediaError('E_LAB_START', `cannot listen on 127.0.0.1:${port}: ${detail}`, { cause });
}

/** Names of the first listener: loopback, the site server, management and on-premises distribution points. */
function siteServerNames(site: LabSite): readonly string[] {
  return ['localhost', '127.0.0.1', ...onPremisesNames(site)];
}

function onPremisesNames(site: LabSite): readonly string[] {
  const { world } = site;
  const points = world.distributionPoints.filter((one) => one.gatewayHostName === undefined);
  return [
    ...new Set([
      world.siteServer,
      ...world.managementPoints.map((one) => one.hostName),
      ...points.map((one) => one.hostName),
    ]),
  ];
}

async function writeFacts(
  site: LabSite,
  running: Readonly<Record<'adminPort' | 'gatewayPort' | 'blobPort', number>> & {
    readonly isPassing: boolean;
  },
): Promise<LabFacts> {
  const { adminPort: port, gatewayPort, blobPort, isPassing } = running;
  const rootCertificatePath = join(site.dataFolder, ROOT_FILE);
  const addresses: Record<string, string> = {};
  for (const name of onPremisesNames(site)) addresses[name] = `127.0.0.1:${port}`;
  for (const gateway of site.world.gateways) addresses[gateway.hostName] = `127.0.0.1:${gatewayPort}`;
  for (const name of site.blobs.hostNames) addresses[name] = `127.0.0.1:${blobPort}`;
  const facts: LabFacts = {
    version: 1,
    pid: process.pid,
    isPassing,
    siteCode: site.siteCode,
    adminServiceUrl: `https://127.0.0.1:${port}/AdminService`,
    gatewayPort,
    addresses,
    rootCertificatePath,
    rootCertificatePem: site.pki.rootCertificatePem,
    tokenPath: join(site.dataFolder, TOKEN_FILE),
  };
  await writeFileAtomic(rootCertificatePath, facts.rootCertificatePem);
  await writeFileAtomic(join(site.dataFolder, FACTS_FILE), factsText(facts));
  return facts;
}
