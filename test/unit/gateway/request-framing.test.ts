/**
 * The reader in front of Node's HTTP server: foreign methods come through, requests stay apart, and what parsers could
 * understand in two ways is refused. Judged by Node's own server behind the adapter.
 */
import { createServer, type Server } from 'node:http';
import {
  connect,
  createServer as createTcpServer,
  type AddressInfo,
  type Server as TcpServer,
} from 'node:net';
import type { TLSSocket } from 'node:tls';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { concatBytes, decodeLatin1, encodeLatin1 } from '#base/bytes.ts';
import { MethodAdapter } from '#lab/gateway/method-adapter.ts';
import { MAX_HEAD_BYTES, RequestFraming } from '#lab/gateway/request-framing.ts';

const MARKER = 'x-method-0123456789abcdef';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

let tcp: TcpServer;
let http: Server;
let seen: Seen[] = [];

beforeAll(async () => {
  http = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const marked = request.headers[MARKER];
      const method = typeof marked === 'string' ? marked : `plain ${request.method ?? ''}`;
      const body = Buffer.concat(chunks).toString('latin1');
      seen.push({ method, url: request.url ?? '', body });
      response.end(`${method} ${body.length}`);
    });
  });
  http.on('clientError', (_error, socket) => {
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  // Sound for this test: the adapter uses only what a plain socket has as well.
  tcp = createTcpServer((socket) => {
    const adapter = new MethodAdapter(socket as unknown as TLSSocket, MARKER);
    adapter.on('error', () => undefined);
    http.emit('connection', adapter);
  });
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
});

beforeEach(() => {
  seen = [];
});

afterAll(async () => {
  await new Promise((resolve) => tcp.close(resolve));
});

/** Sends the pieces one after the other, each on its own, and reads until the server ends the connection. */
function talk(pieces: readonly Uint8Array[]): Promise<string> {
  const { port } = tcp.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const answers: Buffer[] = [];
    socket.on('data', (chunk) => answers.push(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // The server may cut the connection while we still send nonsense.
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE')
        resolve(Buffer.concat(answers).toString('latin1'));
      else reject(error);
    });
    socket.on('close', () => {
      resolve(Buffer.concat(answers).toString('latin1'));
    });
    const next = (index: number): void => {
      const piece = pieces[index];
      if (piece === undefined || socket.destroyed) return;
      socket.write(piece, () => {
        setImmediate(next, index + 1);
      });
    };
    next(0);
  });
}

function request(method: string, url: string, body: string, more = ''): string {
  return `${method} ${url} HTTP/1.1\r\nHost: a\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`;
}

function chunked(method: string, url: string, parts: readonly string[], trailers = ''): string {
  const chunks = parts.map((part) => `${part.length.toString(16)};x=y\r\n${part}\r\n`).join('');
  return `${method} ${url} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n${trailers}\r\n`;
}

const LAST = 'GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

describe('through Node', () => {
  const tricky = 'CCM_POST /inner HTTP/1.1\r\nHost: a\r\n\r\n';
  const conversation =
    request('CCM_POST', '/1', 'one') +
    chunked('CCM_POST', '/2', ['two', tricky, '2'], 'X-Trailer: t\r\n') +
    request('GET', '/3', '') +
    `\r\n${request('BITS_POST', '/4', tricky)}` +
    request('POST', '/5', 'five') +
    LAST;
  const expected = [
    { method: 'CCM_POST', url: '/1', body: 'one' },
    { method: 'CCM_POST', url: '/2', body: `two${tricky}2` },
    { method: 'plain GET', url: '/3', body: '' },
    { method: 'BITS_POST', url: '/4', body: tricky },
    { method: 'plain POST', url: '/5', body: 'five' },
    { method: 'plain GET', url: '/last', body: '' },
  ];

  test('a pipelined conversation on one connection arrives request by request', async () => {
    const answers = await talk([encodeLatin1(conversation)]);
    expect(seen).toEqual(expected);
    expect(answers.match(/HTTP\/1\.1 200 OK/g)?.length).toBe(expected.length);
  });

  test('byte by byte it arrives the same', async () => {
    await talk(Array.from(encodeLatin1(conversation), (byte) => Uint8Array.of(byte)));
    expect(seen).toEqual(expected);
  });

  test('a body of 8 MB arrives whole', async () => {
    const body = 'x'.repeat(8 * 1024 * 1024);
    await talk([encodeLatin1(request('CCM_POST', '/big', body) + LAST)]);
    expect(seen[0]?.body.length).toBe(body.length);
    expect(seen.length).toBe(2);
  });

  test('Expect: 100-continue is answered before the body comes', async () => {
    const whole = request('CCM_POST', '/e', 'body', 'Expect: 100-continue\r\n');
    const at = whole.indexOf('\r\n\r\n') + 4;
    const answers = await talk([encodeLatin1(whole.slice(0, at)), encodeLatin1(whole.slice(at) + LAST)]);
    expect(answers).toMatch(/^HTTP\/1\.1 100 Continue/);
    expect(seen[0]).toEqual({ method: 'CCM_POST', url: '/e', body: 'body' });
  });

  test('a client cannot claim a foreign method by header', async () => {
    await talk([
      encodeLatin1(request('POST', '/f', '', 'x-method-guess: CCM_POST\r\nX-Method: CCM_POST\r\n') + LAST),
    ]);
    expect(seen[0]?.method).toBe('plain POST');
  });

  test('a good request before a malformed one is answered, the malformed one with 400 and the end', async () => {
    const answers = await talk([encodeLatin1(`${request('CCM_POST', '/ok', 'x')}NONSENSE\r\n\r\n${LAST}`)]);
    expect(seen).toEqual([{ method: 'CCM_POST', url: '/ok', body: 'x' }]);
    expect(answers).not.toContain('/last');
    expect(answers.match(/HTTP\/1\.1 \d+/g)?.at(-1)).toBe('HTTP/1.1 400');
  });
});

const ambiguous: readonly (readonly [string, string])[] = [
  ['two lengths', 'CCM_POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx'],
  [
    'a length and a transfer coding',
    'POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['an unknown transfer coding', 'POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
  ['chunks in HTTP/1.0', 'POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['a signed length', 'POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\nx'],
  ['a hexadecimal length', 'POST / HTTP/1.1\r\nContent-Length: 0x1\r\n\r\nx'],
  ['a list of lengths', 'POST / HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\nx'],
  ['a space before the colon', 'POST / HTTP/1.1\r\nContent-Length : 1\r\n\r\nx'],
  ['a folded header', 'POST / HTTP/1.1\r\nA: b\r\n Content-Length: 1\r\n\r\nx'],
  ['a bare LF in a header', 'POST / HTTP/1.1\r\nA: b\nContent-Length: 1\r\n\r\nx'],
  ['a NUL in a header', 'POST / HTTP/1.1\r\nA: b\0\r\n\r\n'],
  ['an upgrade', 'GET / HTTP/1.1\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'],
  ['CONNECT', 'CONNECT a:1 HTTP/1.1\r\n\r\n'],
  ['another protocol version', 'CCM_POST / HTTP/2.0\r\n\r\n'],
  ['no version', 'CCM_POST /\r\n\r\n'],
  ['two spaces', 'CCM_POST  / HTTP/1.1\r\n\r\n'],
  ['a method that is no token', 'CCM(POST / HTTP/1.1\r\n\r\n'],
  ['a target with a control character', 'CCM_POST /\x7f HTTP/1.1\r\n\r\n'],
  ['a chunk size that is no number', 'CCM_POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n'],
  ['a chunk line ended by LF', 'CCM_POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\r\n0\r\n\r\n'],
  [
    'a chunk extension ended by LF',
    'CCM_POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;\nx\r\n0\r\n\r\n',
  ],
  ['a chunk size of 13 digits', 'CCM_POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1000000000000\r\n'],
  ['an endless head', `CCM_POST / HTTP/1.1\r\nA: ${'b'.repeat(MAX_HEAD_BYTES)}`],
  ['a large head that ends', `CCM_POST / HTTP/1.1\r\nA: ${'b'.repeat(MAX_HEAD_BYTES)}\r\n\r\n`],
  ['an endless chunk line', `CCM_POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;${'b'.repeat(500)}`],
];

describe('what could be understood in two ways', () => {
  test.each(ambiguous)('%s is refused before Node sees it, and answered with 400', async (_name, text) => {
    const framing = new RequestFraming(MARKER);
    framing.push(encodeLatin1(text));
    expect(framing.isBroken).toBe(true);
    const answers = await talk([encodeLatin1(text)]);
    expect(answers).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(seen).toEqual([]);
  });
});

test('however a stream is cut into pieces, the same comes out', () => {
  const requests = fc.array(
    fc.record({
      method: fc.constantFrom('CCM_POST', 'BITS_POST', 'GET', 'POST', 'PROPFIND'),
      parts: fc.array(fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 40 }), { maxLength: 3 }),
      isChunked: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(requests, fc.array(fc.nat(1000), { maxLength: 12 }), (list, cuts) => {
      const text = list
        .map(({ method, parts, isChunked }, index) =>
          isChunked ? chunked(method, `/${index}`, parts) : request(method, `/${index}`, parts.join('')),
        )
        .join('');
      const bytes = encodeLatin1(text);
      const whole = new RequestFraming(MARKER).push(bytes);
      const places = [...new Set(cuts.map((cut) => cut % bytes.length))].sort((a, b) => a - b);
      const framing = new RequestFraming(MARKER);
      const pieces = [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length));
      const joined = concatBytes(pieces.map((piece) => framing.push(piece)));
      expect(framing.isBroken).toBe(false);
      expect(framing.isIdle).toBe(true);
      expect(decodeLatin1(joined)).toBe(decodeLatin1(whole));
      const foreign = list.filter(({ method }) => method.endsWith('_POST')).length;
      expect(whole.length).toBe(bytes.length + list.reduce((sum, { method }) => sum + extraBytes(method), 0));
      expect(decodeLatin1(whole).split(`${MARKER}: `).length - 1).toBe(foreign);
    }),
  );
});

test('any bytes at all never throw, and nothing follows a broken stream', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 8 }), (pieces) => {
      const framing = new RequestFraming(MARKER);
      for (const piece of pieces) {
        const wasBroken = framing.isBroken;
        const output = framing.push(piece);
        if (wasBroken) expect(output.length).toBe(0);
      }
    }),
  );
});

/** How much longer a request becomes: "POST" for the method, and the header line with it. */
function extraBytes(method: string): number {
  if (method !== 'CCM_POST' && method !== 'BITS_POST') return 0;
  return 'POST'.length - method.length + `\r\n${MARKER}: ${method}`.length;
}
