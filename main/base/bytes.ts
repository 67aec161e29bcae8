/**
 * Bytes and text: the few conversions every format needs, in one place because formats and image have no Node types.
 * Trap: JavaScript strings are UTF-16 *units*; limits of on-disk names count units or bytes, never characters.
 */
import { Buffer } from 'node:buffer';

/** UTF-8 bytes of a text. */
export function encodeUtf8(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'utf8'));
}

/** Text of UTF-8 bytes; bytes that are not UTF-8 become U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  return view(bytes).toString('utf8');
}

/** UTF-16 little-endian bytes without byte order mark; lone surrogates are kept as they are. */
export function encodeUtf16le(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'utf16le'));
}

/** Text of UTF-16 little-endian bytes; an odd last byte is ignored. */
export function decodeUtf16le(bytes: Uint8Array): string {
  return view(bytes).toString('utf16le');
}

/** ISO 8859-1 bytes; the caller has checked that every unit is below 256. */
export function encodeLatin1(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** Text whose units are the bytes themselves. */
export function decodeLatin1(bytes: Uint8Array): string {
  return view(bytes).toString('latin1');
}

/** Lower-case hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
  return view(bytes).toString('hex');
}

/** Bytes of hexadecimal digits of either case; undefined when the text is not whole hexadecimal bytes. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return undefined;
  return new Uint8Array(Buffer.from(text, 'hex'));
}

/** Base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  return view(bytes).toString('base64');
}

/** Bytes of base64 (standard or URL alphabet); characters outside the alphabet are skipped. */
export function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}

/** One array holding all parts in order. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}

/** A copy of its own. Trap: `slice` of a Buffer is a view of the same memory, only that of a Uint8Array is a copy. */
export function copyBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

/** True when both hold the same bytes. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return view(a).equals(view(b));
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
