/** Answers of servers as bytes, cut anywhere: what is read from right ones, and that no ambiguous one is believed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ResponseError, ResponseReader } from '../../../resources/runtime/content/response-reader.ts';

interface Read {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isDone: boolean;
  readonly isKept: boolean;
}

/** Reads the pieces one after the other; `ends`: then the connection ends. */
function read(pieces: readonly Buffer[], ends: boolean): Read {
  let status = 0;
  let headers = {};
  let body = '';
  const reader = new ResponseReader({
    onHead: (head) => {
      status = head.status;
      headers = Object.fromEntries(head.headers);
    },
    onBody: (bytes) => (body += bytes.toString('latin1')),
  });
  for (const piece of pieces) reader.take(piece);
  if (ends) reader.end();
  return { status, headers, body, isDone: reader.isDone, isKept: reader.isKept };
}

function cutAt(text: string, places: readonly number[]): readonly Buffer[] {
  const bytes = Buffer.from(text, 'latin1');
  const edges = [0, ...places.map((one) => one % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return edges.slice(1).map((end, index) => bytes.subarray(edges[index], end));
}

const RIGHT: readonly (readonly [string, string, Read])[] = [
  [
    'a length',
    'HTTP/1.1 206 Partial Content\r\nContent-Length: 5\r\nContent-Range:bytes 0-4/9 \r\n\r\nhello',
    {
      status: 206,
      headers: { 'content-length': '5', 'content-range': 'bytes 0-4/9' },
      body: 'hello',
      isDone: true,
      isKept: true,
    },
  ],
  [
    'chunks with extensions and trailers',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n3;a="b"\r\nabc\r\n00A\r\n0123\r\n6789\r\n0\r\nx-sum: 7\r\n\r\n',
    {
      status: 200,
      headers: { 'transfer-encoding': 'Chunked' },
      body: 'abc0123\r\n6789',
      isDone: true,
      isKept: true,
    },
  ],
  [
    'the end of the connection',
    'HTTP/1.1 200 \r\n\r\nto the end',
    { status: 200, headers: {}, body: 'to the end', isDone: true, isKept: false },
  ],
  [
    'an interim answer before it, no reason, repeated headers',
    'HTTP/1.1 100 Continue\r\nx: y\r\n\r\nHTTP/1.1 416\r\na: 1\r\nA: 2\r\ncontent-length: 0\r\n\r\n',
    { status: 416, headers: { a: '1, 2', 'content-length': '0' }, body: '', isDone: true, isKept: true },
  ],
  [
    'a status without a body',
    'HTTP/1.1 304 Not Modified\r\ncontent-length: 100\r\n\r\n',
    { status: 304, headers: { 'content-length': '100' }, body: '', isDone: true, isKept: true },
  ],
  [
    'a connection to be closed',
    'HTTP/1.1 200 OK\r\nconnection: x, Close\r\ncontent-length: 1\r\n\r\na',
    {
      status: 200,
      headers: { connection: 'x, Close', 'content-length': '1' },
      body: 'a',
      isDone: true,
      isKept: false,
    },
  ],
  [
    'HTTP/1.0, which keeps nothing',
    'HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\na',
    { status: 200, headers: { 'content-length': '1' }, body: 'a', isDone: true, isKept: false },
  ],
];

test.each(RIGHT)('an answer with %s is read the same wherever it is cut', (_name, text, expected) => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 1000 }), { maxLength: 12 }), (places) => {
      expect(read(cutAt(text, places), true)).toEqual(expected);
    }),
  );
  const everywhere = Array.from({ length: text.length }, (_, index) => index);
  expect(read(cutAt(text, everywhere), true)).toEqual(expected);
});

const LENGTH = 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n';
const CHUNKED = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n';
const WRONG: readonly (readonly [string, string])[] = [
  ['no HTTP', 'SSH-2.0-x\r\n'],
  ['HTTP/2', 'HTTP/2 200 OK\r\n'],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\n'],
  ['a status of zero', 'HTTP/1.1 000 x\r\n'],
  ['another protocol from here on', 'HTTP/1.1 101 x\r\nupgrade: y\r\n\r\n'],
  ['bare line feeds', 'HTTP/1.1 200 OK\ncontent-length: 3\n\nabc'],
  ['a carriage return within a value', `${LENGTH}a: b\rc: d\r\n\r\n`],
  ['a zero byte within a value', `${LENGTH}a: b\0\r\n\r\n`],
  ['a folded line', `${LENGTH}a: b\r\n c\r\n\r\n`],
  ['a space before the colon', `${LENGTH}a : b\r\n\r\n`],
  ['a header without a name', `${LENGTH}: b\r\n\r\n`],
  ['two lengths', `${LENGTH}content-length: 4\r\n\r\n`],
  ['the same length twice', `${LENGTH}content-length: 3\r\n\r\n`],
  ['a length below zero', 'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n'],
  ['a length in hexadecimal', 'HTTP/1.1 200 OK\r\ncontent-length: 0x10\r\n\r\n'],
  ['a length beyond all numbers', 'HTTP/1.1 200 OK\r\ncontent-length: 9999999999999999\r\n\r\n'],
  ['a length beside chunks', `${CHUNKED}content-length: 3\r\n\r\n`],
  ['another transfer coding', 'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n'],
  ['chunks in HTTP/1.0', 'HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'],
  ['a chunk of no size', `${CHUNKED}\r\n\r\n`],
  ['a chunk of a size below zero', `${CHUNKED}\r\n-1\r\n`],
  ['a chunk of a size beyond all numbers', `${CHUNKED}\r\nfffffffffff\r\n`],
  ['a chunk longer than its size', `${CHUNKED}\r\n2\r\nabc\r\n`],
  ['a size line without an end', `${CHUNKED}\r\n1;${'x'.repeat(300)}`],
  ['a trailer that is none', `${CHUNKED}\r\n0\r\nwhat is this\r\n\r\n`],
  ['trailers without an end', `${CHUNKED}\r\n0\r\n${'a: b\r\n'.repeat(4000)}`],
  ['bytes behind its end', `${LENGTH}\r\nabcd`],
  ['a header without an end', `${LENGTH}a: ${'b'.repeat(20_000)}`],
  ['headers without an end', `${LENGTH}${'a: b\r\n'.repeat(4000)}`],
  ['interim answers without an end', 'HTTP/1.1 100 x\r\n\r\n'.repeat(2000)],
];

test.each(WRONG)('an answer with %s is refused wherever it is cut', (_name, text) => {
  expect(() => read(cutAt(text, []), false)).toThrow(ResponseError);
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 30_000 }), { maxLength: 12 }), (places) => {
      expect(() => read(cutAt(text, places), false)).toThrow(ResponseError);
    }),
    { numRuns: 30 },
  );
});

test('an answer that ends anywhere before its end is not taken for whole', () => {
  for (const [, text, { body }] of RIGHT) {
    if (body === 'to the end') continue;
    for (let end = 0; end < text.length; end++)
      expect([end, read(cutAt(text.slice(0, end), []), true).isDone]).toEqual([end, false]);
  }
});

test('any bytes at all are read or refused, never more of them handed on than came', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('', LENGTH, CHUNKED, `${CHUNKED}\r\n`),
      fc.uint8Array({ maxLength: 300 }),
      (begin, noise) => {
        const bytes = Buffer.concat([Buffer.from(begin), noise]);
        try {
          expect(read([bytes], true).body.length).toBeLessThanOrEqual(noise.length);
        } catch (error) {
          expect(error).toBeInstanceOf(ResponseError);
        }
      },
    ),
  );
});
