/** The parts of HTTP that every door of the management point needs: whole bodies, single headers, answers. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TLSSocket } from 'node:tls';
import type { Answer } from '../management-point/answer.ts';
import { Refusal } from '../management-point/refusal.ts';
import { MAX_MESSAGE_BYTES } from '../wire/multipart.ts';

export async function sendAnswer(response: ServerResponse, answer: Answer): Promise<void> {
  if (answer.body instanceof Uint8Array) {
    response.writeHead(answer.status, { 'content-length': answer.body.length, ...answer.headers });
    response.end(answer.body);
    return;
  }
  response.writeHead(answer.status, answer.headers);
  await pipeline(Readable.from(answer.body), response);
}

/** @throws Refusal malformed when it is larger than any message */
export async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_MESSAGE_BYTES) throw new Refusal('malformed', `more than ${MAX_MESSAGE_BYTES} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

export function singleHeaders(request: IncomingMessage): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}

/** SHA-1 of the certificate the other side showed, upper-case hexadecimal. */
export function thumbprintOf(socket: TLSSocket): string | undefined {
  return socket.getPeerX509Certificate()?.fingerprint.replaceAll(':', '');
}

/** "ps1.contoso.test" of "PS1.contoso.test:8443". */
export function hostName(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}

/** Path and query of a request's address. */
export function cutQuery(url: string): readonly [string, string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}
