/**
 * Blob storage over HTTPS that misbehaves as it is told: cuts, stalls, refuses, lies. And a gateway's list of its files.
 * What is right about it (ranges, headers) is compared with Azurite elsewhere (test/conformance/blob-storage.test.ts).
 */
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { sha256Hex } from '#base/hash.ts';
import { openPki } from '#lab/pki.ts';
import type { ContentList } from '#lab/wire/content-list.ts';
import type { ContentSource } from '../../resources/runtime/gateway/content-questions.ts';

const HOST = 'storage.contoso.test';

export type Fault =
  /** Ends the connection after so many bytes of the body. */
  | { readonly cutAfter: number }
  /** Never sends another byte after so many. */
  | { readonly stallAfter: number }
  /** So many bytes at a time, with a pause between. */
  | { readonly slowBytes: number }
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** The right form, wrong bytes. */
  | { readonly damaged: true }
  /** Answers with the whole file, whatever was asked for. */
  | { readonly whole: true }
  /** Says the file has another length. */
  | { readonly otherSize: number }
  /** Answers with another range than the one asked for. */
  | { readonly shift: number }
  /** Sends this instead of HTTP. */
  | { readonly garbage: string };

export interface SeenRequest {
  readonly path: string;
  readonly first: number;
  readonly last: number;
  readonly generation: number;
}

export class FaultyStorage implements ContentSource {
  readonly rootPem: string;
  readonly requests: SeenRequest[] = [];
  /** How often the list and the location were asked for. */
  listCount = 0;
  locationCount = 0;
  /** Addresses of older lists are refused with 403. */
  goodGeneration = 1;
  connectionCount = 0;
  /** Called for each request; undefined: answered properly. */
  fault: (request: SeenRequest) => Fault | undefined = () => undefined;
  files: ReadonlyMap<string, Uint8Array> = new Map();
  /** What the list says instead of the truth. */
  hashes: ReadonlyMap<string, string> = new Map();
  packageId = 'PS100001';
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, rootPem: string) {
    this.#server = server;
    this.rootPem = rootPem;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.#serve(request, response);
    });
    server.on('connection', (socket: Socket) => {
      this.connectionCount += 1;
      this.#sockets.add(socket);
      socket.on('error', () => undefined).once('close', () => this.#sockets.delete(socket));
    });
  }

  /** As new, with these files of package PS100001. */
  reset(files: ReadonlyMap<string, Uint8Array>): void {
    this.files = files;
    this.hashes = new Map();
    this.fault = () => undefined;
    this.requests.length = 0;
    this.listCount = 0;
    this.locationCount = 0;
    this.goodGeneration = 1;
    this.packageId = 'PS100001';
  }

  /** `folder` is for its certificates. */
  static async start(folder: string): Promise<FaultyStorage> {
    const pki = await openPki(folder, () => new Date());
    const { keyPem, certPem } = pki.serverCertificate([HOST]);
    const server = createServer({ key: keyPem, cert: certPem });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FaultyStorage(server, pki.rootCertificatePem);
  }

  get port(): number {
    // Sound: a listening TCP server has an AddressInfo.
    return (this.#server.address() as AddressInfo).port;
  }

  /** Takes no connection and ends those there are. */
  async goAway(): Promise<() => Promise<void>> {
    const { port } = this;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    return () => new Promise((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    await this.goAway();
  }

  contentLocations(): Promise<readonly URL[]> {
    this.locationCount += 1;
    return Promise.resolve([new URL('https://gateway.contoso.test/list')]);
  }

  contentList(): Promise<ContentList> {
    this.listCount += 1;
    const generation = this.goodGeneration;
    return Promise.resolve({
      packageId: this.packageId,
      version: '1',
      expires: '',
      files: [...this.files].map(([path, bytes]) => ({
        path,
        sizeBytes: bytes.length,
        sha256: this.hashes.get(path) ?? sha256Hex(bytes),
        url: `https://${HOST}:${this.port}/c/${encodeURIComponent(path)}?generation=${generation}`,
      })),
    });
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '', 'https://x');
    const path = decodeURIComponent(url.pathname.slice('/c/'.length));
    const bytes = this.files.get(path) ?? new Uint8Array();
    const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    const first = Number(from);
    const last = to === '' ? bytes.length - 1 : Number(to);
    const seen = { path, first, last, generation: Number(url.searchParams.get('generation')) };
    this.requests.push(seen);
    const fault: Fault | undefined =
      seen.generation < this.goodGeneration
        ? { status: 403, headers: { 'x-ms-error-code': 'AuthenticationFailed' } }
        : this.fault(seen);
    answer(response, { bytes, first, last, fault });
  }
}

interface Wanted {
  readonly bytes: Uint8Array;
  readonly first: number;
  readonly last: number;
  readonly fault: Fault | undefined;
}

function answer(response: ServerResponse, { bytes, first, last, fault = { slowBytes: 0 } }: Wanted): void {
  if ('garbage' in fault) {
    response.socket?.end(fault.garbage);
    return;
  }
  if ('status' in fault) {
    response.writeHead(fault.status, { 'content-length': '5', ...fault.headers });
    response.end('no...');
    return;
  }
  const size = 'otherSize' in fault ? fault.otherSize : bytes.length;
  const begin = first + ('shift' in fault ? fault.shift : 0);
  let body = bytes.slice(begin, last + 1);
  if ('whole' in fault) {
    response.writeHead(200, { 'content-length': String(bytes.length) });
    response.end(bytes);
    return;
  }
  if ('damaged' in fault) body = body.map((byte) => 255 - byte);
  response.writeHead(206, {
    'content-length': String(body.length),
    'content-range': `bytes ${begin}-${last}/${size}`,
  });
  if ('cutAfter' in fault) {
    response.write(body.subarray(0, fault.cutAfter), () => response.socket?.destroySoon());
    if (fault.cutAfter === 0) response.flushHeaders();
    return;
  }
  if ('stallAfter' in fault) {
    response.write(body.subarray(0, fault.stallAfter));
    return;
  }
  if ('slowBytes' in fault && fault.slowBytes > 0) {
    let at = 0;
    const step = (): void => {
      if (response.destroyed) return;
      response.write(body.subarray(at, at + fault.slowBytes));
      at += fault.slowBytes;
      if (at < body.length) setTimeout(step, 5);
      else response.end();
    };
    step();
    return;
  }
  response.end(body);
}
