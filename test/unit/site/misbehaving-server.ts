/** An HTTPS server whose answers a test scripts one by one; below a root of its own. */
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import { openPki } from '#lab/pki.ts';
import type { SiteConnection } from '#site/connection.ts';
import { tempFolder } from '../../support/temp.ts';

export type Script = (request: IncomingMessage, response: ServerResponse, call: number) => void;

export interface MisbehavingServer {
  readonly connection: SiteConnection;
  readonly rootCertificatePem: string;
  readonly origin: string;
  /** Replaces the script; call numbers begin at 1 again. */
  play(script: Script): void;
  /** Requests since the last `play`. */
  calls(): readonly IncomingMessage[];
}

/** Starts the server; closed after the tests of this file. */
export async function misbehavingServer(
  names: readonly string[] = ['127.0.0.1'],
): Promise<MisbehavingServer> {
  const pki = await openPki(await tempFolder('pki'), () => new Date());
  const { keyPem, certPem } = pki.serverCertificate(names);
  let script: Script = (_request, response) => response.writeHead(500).end();
  let requests: IncomingMessage[] = [];
  const server: Server = createServer({ key: keyPem, cert: certPem }, (request, response) => {
    requests.push(request);
    request.resume();
    script(request, response, requests.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  // Sound: a listening TCP server has an AddressInfo.
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    rootCertificatePem: pki.rootCertificatePem,
    connection: {
      name: 'test',
      url: `${origin}/AdminService`,
      rootCertificatePem: pki.rootCertificatePem,
      credentials: () => Promise.resolve({ kind: 'password', userName: 'CONTOSO\\anna', password: 'pä:ss' }),
      addresses: { 'dp.contoso.test': new URL(origin).host },
    },
    play(next) {
      script = next;
      requests = [];
    },
    calls: () => requests,
  };
}

/** Sends JSON. */
export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
