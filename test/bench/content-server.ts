/**
 * The HTTPS server all contestants of the download bench ask: files of one size out of memory, with ranges, as blob
 * storage gives them. One process, so that it costs each of them the same.
 *   content-server KEY-FILE HOST FILES BYTES
 * Prints one line of JSON: port and SHA-256 of each file.
 */
import { createCipheriv, createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Files begin this far apart in the same memory, so each has a hash of its own. */
const SHIFT = 4096;
const PIECE = 256 * 1024;

const [keyFile = '', host = '127.0.0.1', countText = '40', sizeText = '0'] = process.argv.slice(2);
const count = Number(countText);
const size = Number(sizeText);
// Bytes that look random and are the same each time.
const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16));
const memory = cipher.update(Buffer.alloc(size + count * SHIFT));
const files = Array.from({ length: count }, (_, index) =>
  memory.subarray(index * SHIFT, index * SHIFT + size),
);
const pem = readFileSync(keyFile, 'utf8');

const server = createServer({ key: pem, cert: pem, highWaterMark: 1024 * 1024 }, (request, response) => {
  const file = files[Number(/\d+/.exec(request.url ?? '')?.[0])];
  if (file === undefined) {
    response.writeHead(404).end();
    return;
  }
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const first = Number(range?.[1] ?? 0);
  const last = range?.[2] === undefined || range[2] === '' ? size - 1 : Number(range[2]);
  response.writeHead(range === null ? 200 : 206, {
    'content-length': String(last - first + 1),
    'accept-ranges': 'bytes',
    ...(range === null ? {} : { 'content-range': `bytes ${first}-${last}/${size}` }),
  });
  if (request.method === 'HEAD') response.end();
  else send(response, file.subarray(first, last + 1));
});

function send(response: ServerResponse, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    const piece = bytes.subarray(at, at + PIECE);
    at += piece.length;
    if (!response.write(piece)) {
      const rest = bytes.subarray(at);
      response.once('drain', () => {
        send(response, rest);
      });
      return;
    }
  }
  response.end();
}

server.listen(0, host, () => {
  // Sound: a listening TCP server has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  const hashes = files.map((file) => createHash('sha256').update(file).digest('hex'));
  process.stdout.write(`${JSON.stringify({ port, hashes })}\n`);
});
