/** The device's connections to storage against a TLS server that says exactly what a test wants, when it wants. */
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openPki } from '#lab/pki.ts';
import { BlobFailure, BlobHttp, type BlobRequest } from '../../resources/runtime/content/blob-http.ts';
import { tempFolder } from '../support/temp.ts';

/** What the server does with the next request. */
type Answer = (socket: TLSSocket) => void;

let server: Server;
let http: BlobHttp;
let heads: string[];
let answers: Answer[];
let connections: TLSSocket[];

let rootPem: string;
let identity: { readonly key: string; readonly cert: string };
beforeAll(async () => {
  const pki = await openPki(await tempFolder('pki'), () => new Date());
  const { keyPem, certPem } = pki.serverCertificate(['127.0.0.1']);
  rootPem = pki.rootCertificatePem;
  identity = { key: keyPem, cert: certPem };
});
beforeEach(async () => {
  heads = [];
  answers = [];
  connections = [];
  server = createServer(identity, (socket) => {
    connections.push(socket);
    let head = '';
    socket.on('data', (bytes: Buffer) => {
      head += bytes.toString('latin1');
      if (!head.endsWith('\r\n\r\n')) return;
      heads.push(head);
      head = '';
      answers.shift()?.(socket);
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  http = new BlobHttp({ rootsPem: [rootPem] });
});
afterEach(async () => {
  http.close();
  for (const one of connections) one.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const FILE = 'abcdefghij';
const says =
  (text: string): Answer =>
  (socket) => {
    socket.write(text, 'latin1');
  };
const part = (body: string, more = ''): string =>
  `HTTP/1.1 206 x\r\ncontent-length: ${body.length}\r\ncontent-range: bytes 2-6/10\r\n${more}\r\n${body}`;

/** Fetches bytes 2 to 6; what arrived of them, or why they did not. */
async function get(
  own: Partial<Pick<BlobRequest, 'onChunk' | 'signal'>> = {},
): Promise<readonly [string, string]> {
  let text = '';
  // Sound: a listening TCP server has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  try {
    await http.get({
      url: new URL(`https://127.0.0.1:${port}/c/a%20b?sig=x%2Fy`),
      range: { first: 2, last: 6 },
      sizeBytes: FILE.length,
      onChunk: (chunk) => {
        text += chunk.toString('latin1');
        return undefined;
      },
      ...own,
    });
    return [text, ''];
  } catch (error) {
    return [text, error instanceof BlobFailure ? `${error.remedy}: ${error.message}` : String(error)];
  }
}

test('the request says what is wanted, once, to the address as it was signed', async () => {
  answers = [says(part('cdefg'))];
  expect(await get()).toEqual(['cdefg', '']);
  const [line, ...fields] = (heads[0] ?? '').trimEnd().split('\r\n');
  expect(line).toBe('GET /c/a%20b?sig=x%2Fy HTTP/1.1');
  expect(fields.filter((one) => !/^User-Agent: \S+/.test(one))).toEqual([
    // Sound: a listening TCP server has an AddressInfo.
    `Host: 127.0.0.1:${(server.address() as AddressInfo).port}`,
    'Accept-Encoding: identity',
    'Range: bytes=2-6',
    'Connection: keep-alive',
  ]);
});

const KEPT: readonly (readonly [string, string, string, number])[] = [
  ['a range', part('cdefg'), 'cdefg', 1],
  [
    'a range in chunks',
    'HTTP/1.1 206 x\r\ntransfer-encoding: chunked\r\ncontent-range: bytes 2-6/10\r\n\r\n2\r\ncd\r\n3\r\nefg\r\n0\r\n\r\n',
    'cdefg',
    1,
  ],
  ['a range and "close"', part('cdefg', 'connection: close\r\n'), 'cdefg', 2],
  ['the whole file', `HTTP/1.1 200 x\r\ncontent-length: 10\r\n\r\n${FILE}`, 'cdefg', 2],
];

test.each(KEPT)(
  'after an answer with %s the next request takes the right connection',
  async (_name, text, expected, count) => {
    answers = [says(text), says(part('cdefg'))];
    expect([await get(), await get()]).toEqual([
      [expected, ''],
      ['cdefg', ''],
    ]);
    expect(connections.length).toBe(count);
  },
);

const REFUSED: readonly (readonly [string, string, RegExp, number])[] = [
  ['403', 'HTTP/1.1 403 x\r\ncontent-length: 4\r\n\r\nno..', /^denied: .*HTTP 403/, 1],
  ['416', 'HTTP/1.1 416 x\r\ncontent-length: 0\r\n\r\n', /^final: .*HTTP 416/, 1],
  ['503 in chunks', 'HTTP/1.1 503 x\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n', /^busy: .*503/, 1],
  ['a refusal without end', `HTTP/1.1 500 x\r\n\r\n${'x'.repeat(200_000)}`, /^busy: .*HTTP 500/, 2],
  ['packed content', part('cdefg', 'content-encoding: gzip\r\n'), /^final: .*"gzip"/, 1],
  ['a range too short', part('cd'), /^cut: .*3 bytes too early/, 1],
  ['no HTTP', 'SSH-2.0-x\r\n', /^cut: .*no HTTP\/1\.1: status line "SSH/, 2],
  ['more than was asked for', `${part('cdefg')}hij`, /^cut: .*bytes after the end|^$/, 2],
];

test.each(REFUSED)(
  'an answer with %s is sorted by what helps, and the next one is another matter',
  async (_name, text, why, count) => {
    answers = [says(text), says(part('cdefg'))];
    expect((await get())[1]).toMatch(why);
    expect(await get()).toEqual(['cdefg', '']);
    expect(connections.length).toBe(count);
  },
);

test('a refusal that stalls, and an answer that does, are given up in time', async () => {
  http = new BlobHttp({ rootsPem: [rootPem], idleMs: 50 });
  answers = [says('HTTP/1.1 403 x\r\ncontent-length: 9\r\n\r\n')];
  expect((await get())[1]).toMatch(/^(denied: .*HTTP 403|cut: .*no byte for 0.05 s)/);
  answers = [says('HTTP/1.1 206 x\r\n')];
  expect((await get())[1]).toMatch(/^cut: .*no byte for 0.05 s/);
});

test('a kept connection the storage has closed is replaced without a word; a new one that fails is a failure', async () => {
  answers = [says(part('cdefg')), (socket) => socket.destroy(), says(part('cdefg'))];
  await get();
  expect(await get()).toEqual(['cdefg', '']);
  expect([heads.length, connections.length]).toEqual([3, 2]);
  answers = [(socket) => socket.destroy(), (socket) => socket.destroy(), (socket) => socket.destroy()];
  expect((await get())[1]).toMatch(/^cut: /);
});

test('a taker that is not ready stops the storage, loses no byte, and is given what came before the end', async () => {
  const size = 32 * 1024 * 1024;
  let sentBytes = 0;
  answers = [
    (socket) => {
      socket.write(`HTTP/1.1 206 x\r\ncontent-range: bytes 0-${size - 1}/${size}\r\n\r\n`);
      const step = (): void => {
        while (sentBytes < size) {
          sentBytes += 65_536;
          const isFree = socket.write(Buffer.alloc(65_536, (sentBytes / 65_536) % 256));
          if (!isFree && sentBytes < size) {
            socket.once('drain', step);
            return;
          }
        }
        // No length: the end of the connection is the end of the answer, also while the taker is busy.
        socket.end();
      };
      step();
    },
  ];
  let taken = 0;
  let calls = 0;
  let isReady = true;
  let sentMeanwhile = 0;
  const wrong: number[] = [];
  const pause = async (): Promise<void> => {
    isReady = false;
    // The first time until nothing moves any more.
    let still = calls === 1 ? 0 : 199;
    for (let before = sentBytes; still < 200; before = sentBytes) {
      await new Promise((resolve) => setImmediate(resolve));
      still = sentBytes === before ? still + 1 : 0;
    }
    if (calls === 1) sentMeanwhile = sentBytes;
    isReady = true;
  };
  // Sound: a listening TCP server has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  await http.get({
    url: new URL(`https://127.0.0.1:${port}/c/a`),
    range: { first: 0, last: size - 1 },
    sizeBytes: size,
    onChunk: (chunk) => {
      if (!isReady) wrong.push(taken);
      for (let at = 0; at < chunk.length; at += 1024)
        if (chunk[at] !== (Math.floor((taken + at) / 65_536) + 1) % 256) wrong.push(taken + at);
      taken += chunk.length;
      calls += 1;
      return calls % 7 === 1 ? pause() : undefined;
    },
  });
  expect([taken, wrong]).toEqual([size, []]);
  expect(sentMeanwhile).toBeLessThan(size);
});

test('bytes nobody asked for end a kept connection', async () => {
  answers = [says(part('cdefg')), says(part('cdefg'))];
  await get();
  const [first] = connections;
  const gone = new Promise((resolve) => first?.once('close', resolve));
  first?.write('HTTP/1.1 206 x\r\ncontent-length: 5\r\ncontent-range: bytes 2-6/10\r\n\r\nwrong');
  await gone;
  expect(await get()).toEqual(['cdefg', '']);
  expect(connections.length).toBe(2);
});

test('an error of the taker and a cancelled request end their connection with that very error', async () => {
  const never = says('HTTP/1.1 206 x\r\ncontent-length: 5\r\ncontent-range: bytes 2-6/10\r\n\r\nc');
  // A code of the system in it says nothing of the connection; EPIPE would else be one the storage has closed.
  for (const code of ['', 'EIO', 'ECONNRESET', 'EPIPE', 'ERR_OUT_OF_RANGE']) {
    const error = Object.assign(new Error('disk'), code === '' ? {} : { code });
    for (const onChunk of [
      (): undefined => {
        throw error;
      },
      (): Promise<void> => Promise.reject(error),
    ]) {
      answers = [never, never];
      heads = [];
      expect((await get({ onChunk }))[1]).toBe('Error: disk');
      expect([code, heads.length]).toEqual([code, 1]);
    }
  }
  const stop = new AbortController();
  answers = [never];
  const ended = get({
    signal: stop.signal,
    onChunk: () => {
      stop.abort('enough');
      return undefined;
    },
  });
  expect((await ended)[1]).toBe('enough');
  for (const one of connections)
    if (!one.destroyed) await new Promise((resolve) => one.once('close', resolve));
});
