/**
 * Follows HTTP/1.1 requests in a byte stream just far enough to know where each request line begins, and rewrites the
 * methods Node's parser refuses (CCM_POST, BITS_POST) to POST plus a header that says what it was (RFC 9112).
 * Trap: this and Node's parser must agree on where a request ends, or one request could hide another. Everything that
 * parsers are known to disagree on (two lengths, length with transfer coding, folded or odd header lines, bare LF) is
 * refused here before Node sees it. The header's name is random per server, so no client can send it.
 */
import { concatBytes, decodeLatin1, encodeLatin1 } from '#base/bytes.ts';

/** Largest request line and headers together, bytes. */
export const MAX_HEAD_BYTES = 32 * 1024;
const MAX_CHUNK_LINE_BYTES = 256;
const FOREIGN_METHODS: readonly string[] = ['CCM_POST', 'BITS_POST'];
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HTTP_VERSION = /^HTTP\/1\.[01]$/;

type State =
  | { readonly at: 'head' }
  | { readonly at: 'body'; readonly left: number }
  | { readonly at: 'chunk-line' }
  | { readonly at: 'chunk-data'; readonly left: number }
  | { readonly at: 'trailers' }
  | { readonly at: 'broken' };

interface Head {
  readonly bytes: Uint8Array;
  readonly next: State;
}

/** One per connection. */
export class RequestFraming {
  readonly #marker: string;
  #state: State = { at: 'head' };
  #pending: Uint8Array = new Uint8Array();

  /** `marker` is the name of the header that carries the original method. */
  constructor(marker: string) {
    this.#marker = marker;
  }

  /** True once the stream was malformed; nothing after that is understood or passed on. */
  get isBroken(): boolean {
    return this.#state.at === 'broken';
  }

  /** True between two requests, when nothing was begun. */
  get isIdle(): boolean {
    return this.#state.at === 'head' && this.#pending.length === 0;
  }

  /** What to hand to the HTTP parser for the next bytes of the client. Stops being called after `isBroken`. */
  push(bytes: Uint8Array): Uint8Array {
    let input = this.#pending.length === 0 ? bytes : concatBytes([this.#pending, bytes]);
    this.#pending = new Uint8Array();
    const output: Uint8Array[] = [];
    while (input.length > 0 && this.#state.at !== 'broken') {
      const taken = this.#step(input, output);
      if (taken === 0) {
        this.#pending = input.slice();
        break;
      }
      input = input.subarray(taken);
    }
    return concatBytes(output);
  }

  /** Consumes the beginning of `input`; 0 when more bytes are needed first. */
  #step(input: Uint8Array, output: Uint8Array[]): number {
    const state = this.#state;
    switch (state.at) {
      case 'head':
        return this.#head(input, output);
      case 'body':
      case 'chunk-data': {
        const taken = Math.min(state.left, input.length);
        output.push(input.subarray(0, taken));
        const left = state.left - taken;
        this.#state = left > 0 ? { at: state.at, left } : { at: state.at === 'body' ? 'head' : 'chunk-line' };
        return taken;
      }
      case 'chunk-line':
        return this.#line(input, { limit: MAX_CHUNK_LINE_BYTES, output }, (line) => afterChunkLine(line));
      case 'trailers':
        return this.#line(input, { limit: MAX_HEAD_BYTES, output }, (line) =>
          line === '' ? { at: 'head' } : isHeaderLine(line) ? { at: 'trailers' } : { at: 'broken' },
        );
      case 'broken':
        return input.length;
    }
  }

  #head(input: Uint8Array, output: Uint8Array[]): number {
    // Empty lines before a request are to be ignored (RFC 9112 section 2.2).
    if (input[0] === 0x0d && input[1] === 0x0a) return 2;
    const end = indexOfHeadEnd(input);
    if (end < 0) {
      if (input.length > MAX_HEAD_BYTES) this.#state = { at: 'broken' };
      return 0;
    }
    const head =
      end > MAX_HEAD_BYTES ? undefined : readHead(decodeLatin1(input.subarray(0, end)), this.#marker);
    if (head !== undefined) output.push(head.bytes);
    this.#state = head?.next ?? { at: 'broken' };
    return end + 4;
  }

  #line(
    input: Uint8Array,
    options: { readonly limit: number; readonly output: Uint8Array[] },
    next: (line: string) => State,
  ): number {
    const newline = input.indexOf(0x0a);
    if (newline < 0 || newline > options.limit) {
      if (newline > options.limit || input.length > options.limit) this.#state = { at: 'broken' };
      return 0;
    }
    const line = decodeLatin1(input.subarray(0, newline + 1));
    this.#state = line.endsWith('\r\n') ? next(line.slice(0, -2)) : { at: 'broken' };
    if (!this.isBroken) options.output.push(input.subarray(0, newline + 1));
    return newline + 1;
  }
}

function afterChunkLine(line: string): State {
  // The end of the data of the chunk before; Node checks that it is where it belongs.
  const match = /^([0-9A-Fa-f]{1,12})(?:\s*;[\t\x20-\x7e]*)?$/.exec(line);
  const size = match?.[1] === undefined ? undefined : Number.parseInt(match[1], 16);
  if (size === undefined) return { at: 'broken' };
  // The two bytes of CRLF belong to the data.
  return size === 0 ? { at: 'trailers' } : { at: 'chunk-data', left: size + 2 };
}

/** The head rewritten for Node and what follows it; undefined when it is malformed or ambiguous. */
function readHead(text: string, marker: string): Head | undefined {
  const [requestLine = '', ...lines] = text.split('\r\n');
  const [method = '', target = '', version = '', more] = requestLine.split(' ');
  if (more !== undefined || !TOKEN.test(method) || target === '' || !HTTP_VERSION.test(version))
    return undefined;
  if (/[^\x21-\x7e]/.test(target) || method === 'CONNECT' || !lines.every(isHeaderLine)) return undefined;
  const next = bodyState(lines);
  // A transfer coding does not exist in HTTP/1.0; parsers differ about what it means there.
  if (next === undefined || (next.at === 'chunk-line' && version === 'HTTP/1.0')) return undefined;
  const isForeign = FOREIGN_METHODS.includes(method);
  const first = isForeign ? `POST ${target} ${version}\r\n${marker}: ${method}` : requestLine;
  return { bytes: encodeLatin1(`${[first, ...lines].join('\r\n')}\r\n\r\n`), next };
}

function bodyState(lines: readonly string[]): State | undefined {
  const lengths = valuesOf(lines, 'content-length');
  const codings = valuesOf(lines, 'transfer-encoding');
  if (valuesOf(lines, 'upgrade').length > 0 || lengths.length + codings.length > 1) return undefined;
  const [length] = lengths;
  const [coding] = codings;
  if (coding !== undefined) return coding.toLowerCase() === 'chunked' ? { at: 'chunk-line' } : undefined;
  if (length === undefined) return { at: 'head' };
  if (!/^\d{1,15}$/.test(length)) return undefined;
  return Number(length) === 0 ? { at: 'head' } : { at: 'body', left: Number(length) };
}

function valuesOf(lines: readonly string[], name: string): readonly string[] {
  return lines
    .filter((line) => line.slice(0, line.indexOf(':')).toLowerCase() === name)
    .map((line) => line.slice(name.length + 1).trim());
}

function isHeaderLine(line: string): boolean {
  const colon = line.indexOf(':');
  return colon > 0 && TOKEN.test(line.slice(0, colon)) && !/[\r\n\0]/.test(line);
}

function indexOfHeadEnd(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(0x0d); at >= 0; at = bytes.indexOf(0x0d, at + 1)) {
    if (bytes[at + 1] === 0x0a && bytes[at + 2] === 0x0d && bytes[at + 3] === 0x0a) return at;
    if (at > MAX_HEAD_BYTES) return -1;
  }
  return -1;
}
