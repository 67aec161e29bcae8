/**
 * The multipart/mixed framing of messages, written as the public clients write it and read tolerantly: any boundary,
 * any part headers (some tools add Content-Disposition), LF instead of CRLF before a boundary.
 * Trap: bodies are binary (zlib, UTF-16), so the reader searches bytes for "\r\n--boundary" and never decodes first.
 */
import { concatBytes, decodeLatin1, encodeLatin1 } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';

export interface Part {
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The boundary public clients use; any other works. */
const BOUNDARY = 'aAbBcCdDv1234567890VxXyYzZ';
/** Largest message that is read, bytes. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const MAX_PARTS = 8;
const MAX_HEADER_BYTES = 8 * 1024;

export const MULTIPART_CONTENT_TYPE = `multipart/mixed; boundary="${BOUNDARY}"`;

/** Bytes of a multipart body with the boundary of `MULTIPART_CONTENT_TYPE`. */
export function encodeMultipart(parts: readonly Part[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (const part of parts) {
    if (indexOfBytes(part.body, encodeLatin1(`--${BOUNDARY}`), 0) >= 0)
      throw new MediaError('E_WIRE_FRAMING', 'a message part contains the boundary text');
    const headers = Object.entries(part.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    pieces.push(encodeLatin1(`--${BOUNDARY}\r\n${headers.join('')}\r\n`), part.body, encodeLatin1('\r\n'));
  }
  return concatBytes([...pieces, encodeLatin1(`--${BOUNDARY}--\r\n`)]);
}

/**
 * The parts of a multipart body.
 * @throws MediaError E_WIRE_FRAMING when the content type has no boundary, the end is missing, or a limit is passed.
 */
export function decodeMultipart(contentType: string, bytes: Uint8Array): readonly Part[] {
  if (bytes.length > MAX_MESSAGE_BYTES)
    throw new MediaError(
      'E_WIRE_FRAMING',
      `message of ${bytes.length} bytes, at most ${MAX_MESSAGE_BYTES} are read`,
    );
  const delimiter = encodeLatin1(`--${boundaryOf(contentType)}`);
  const parts: Part[] = [];
  let start = indexOfBytes(bytes, delimiter, 0);
  if (start < 0)
    throw new MediaError('E_WIRE_FRAMING', 'the boundary named in the content type never appears');
  for (;;) {
    start += delimiter.length;
    if (bytes[start] === 0x2d && bytes[start + 1] === 0x2d) return parts;
    const next = nextDelimiter(bytes, delimiter, start);
    if (next === undefined)
      throw new MediaError('E_WIRE_FRAMING', 'the message ends without its closing boundary');
    if (parts.length >= MAX_PARTS)
      throw new MediaError('E_WIRE_FRAMING', `more than ${MAX_PARTS} message parts`);
    parts.push(decodePart(bytes.subarray(start, next.bodyEnd)));
    start = next.delimiterAt;
  }
}

function boundaryOf(contentType: string): string {
  const match =
    /^\s*multipart\/[\w.+-]+\s*;(?:.*;)?\s*boundary=(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))/i.exec(
      contentType,
    );
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined)
    throw new MediaError(
      'E_WIRE_FRAMING',
      `content type "${contentType.slice(0, 100)}" has no multipart boundary`,
    );
  return boundary;
}

/** The next delimiter at the start of a line; where the body before it ends. */
function nextDelimiter(
  bytes: Uint8Array,
  delimiter: Uint8Array,
  from: number,
): { readonly bodyEnd: number; readonly delimiterAt: number } | undefined {
  for (let at = indexOfBytes(bytes, delimiter, from); at >= 0; at = indexOfBytes(bytes, delimiter, at + 1)) {
    if (bytes[at - 1] !== 0x0a) continue;
    return { bodyEnd: bytes[at - 2] === 0x0d ? at - 2 : at - 1, delimiterAt: at };
  }
  return undefined;
}

function decodePart(bytes: Uint8Array): Part {
  const lineEnd = indexOfBytes(bytes, encodeLatin1('\n'), 0);
  const headers: Record<string, string> = {};
  let at = lineEnd + 1;
  for (;;) {
    const end = indexOfBytes(bytes, encodeLatin1('\n'), at);
    if (lineEnd < 0 || end < 0 || end > MAX_HEADER_BYTES)
      throw new MediaError('E_WIRE_FRAMING', 'a message part has no blank line after its headers');
    const line = decodeLatin1(bytes.subarray(at, end)).replace(/\r$/, '');
    at = end + 1;
    if (line === '') return { headers, body: bytes.subarray(at) };
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
}

function indexOfBytes(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const [first] = wanted;
  if (first === undefined) return -1;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (at + wanted.length > bytes.length) return -1;
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}
