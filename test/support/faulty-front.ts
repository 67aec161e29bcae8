/**
 * A gateway or a storage behind somebody who answers wrongly: ends TLS with a certificate of the lab, hands requests on
 * byte by byte, and answers those a plan names by itself.
 * Trap: the client's certificate ends here, so the lab behind must not ask for it (`requireTlsCertificate`). The device
 * asks the next question only when the last one is answered; that is all the following of HTTP there is.
 */
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer, type Server, type TLSSocket } from 'node:tls';

/** Takes over the answer to one request. */
export type Fault = (client: TLSSocket) => void;

export interface FrontRequest {
  /** "POST /CCM_STS/MediaToken" */
  readonly line: string;
  /** Everything after the head, as Latin-1. */
  readonly body: string;
}

export interface FrontOptions {
  readonly target: number;
  readonly hostName: string;
  readonly pair: { readonly keyPem: string; readonly certPem: string };
}

export const faults = {
  status:
    (status: number, ...headers: readonly string[]): Fault =>
    (client) => {
      const lines = [
        `HTTP/1.1 ${status} Wrong`,
        'Content-Length: 0',
        'Connection: close',
        ...headers,
        '',
        '',
      ];
      client.end(lines.join('\r\n'));
    },
  /** A sign-in page where an answer belongs, as guest networks give. */
  page: (client: TLSSocket): void => {
    const page = '<html><body>Welcome to our hotel. Please sign in.</body></html>';
    const lines = ['HTTP/1.1 200 OK', 'Content-Type: text/html', `Content-Length: ${page.length}`];
    client.end([...lines, 'Connection: close', '', page].join('\r\n'));
  },
  noise: (client: TLSSocket): void => {
    client.end('\u0000\u0001 no HTTP at all \u0002\r\n\r\n');
  },
  cut: (client: TLSSocket): void => {
    client.destroy();
  },
  /** Never answers. */
  stall: (): void => undefined,
} as const;

export class FaultyFront {
  readonly port: number;
  /** Asked for every request; undefined: handed on. */
  plan: (request: FrontRequest) => Fault | undefined = () => undefined;
  /** Bytes at a time an answer is handed on in; undefined: as they come. */
  dripBytes: number | undefined;
  /** May change bytes of answers, and see how many there are. */
  onAnswer: (bytes: Buffer) => Buffer = (bytes) => bytes;
  readonly #server: Server;
  readonly #options: FrontOptions;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, options: FrontOptions) {
    this.#server = server;
    this.#options = options;
    // Sound: a listening TCP server has an AddressInfo.
    this.port = (server.address() as AddressInfo).port;
    server.on('secureConnection', (client) => {
      this.#serve(client);
    });
  }

  /** Listens on a free port of 127.0.0.1. */
  static async start(options: FrontOptions): Promise<FaultyFront> {
    const { keyPem, certPem } = options.pair;
    const server = createServer({ key: keyPem, cert: certPem });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FaultyFront(server, options);
  }

  /** Ends every connection there is, as a cable does that is pulled. */
  cutAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.cutAll();
    await closed;
  }

  #serve(client: TLSSocket): void {
    const { target, hostName } = this.#options;
    const upstream = connect({
      host: '127.0.0.1',
      port: target,
      servername: hostName,
      rejectUnauthorized: false,
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
    let pending = Buffer.alloc(0);
    client.on('data', (data: Buffer) => {
      pending = Buffer.concat([pending, data]);
      const request = readRequest(pending);
      if (request === undefined) return;
      const whole = pending;
      pending = Buffer.alloc(0);
      const fault = this.plan(request);
      if (fault === undefined) upstream.write(whole);
      else fault(client);
    });
    let tail: Promise<void> = Promise.resolve();
    upstream.on('data', (data: Buffer) => {
      const bytes = this.onAnswer(data);
      const size = this.dripBytes ?? bytes.length;
      tail = tail.then(async () => {
        await drip(client, bytes, size);
      });
    });
  }
}

async function drip(client: TLSSocket, bytes: Buffer, size: number): Promise<void> {
  for (let at = 0; at < bytes.length; at += size) {
    client.write(bytes.subarray(at, at + size));
    if (size < bytes.length) await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** The request when all of it has arrived. */
function readRequest(bytes: Buffer): FrontRequest | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = bytes.subarray(0, end).toString('latin1');
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  const body = bytes.subarray(end + 4);
  if (body.length < length) return undefined;
  return { line: head.split(' HTTP/')[0] ?? '', body: body.toString('latin1') };
}
