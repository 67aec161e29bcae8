/**
 * Writes DER (ITU-T X.690), as much as a certificate of our own needs: definite lengths, low tags.
 * Trap: an INTEGER whose first bit is set would be negative, so a zero goes before it; and times after 2049 have another
 * type than those before (RFC 5280 4.1.2.5).
 */
import { concatBytes, encodeLatin1, encodeUtf8 } from '#base/bytes.ts';

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  nothing: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  sequence: 0x30,
  set: 0x31,
  utcTime: 0x17,
  generalizedTime: 0x18,
} as const;
const CONTEXT_CONSTRUCTED = 0xa0;

function encode(tag: number, content: Uint8Array): Uint8Array {
  return concatBytes([Uint8Array.of(tag), lengthOf(content.length), content]);
}

function lengthOf(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.of(0x80 + bytes.length, ...bytes);
}

export const der = {
  sequence: (...items: readonly Uint8Array[]): Uint8Array => encode(TAG.sequence, concatBytes(items)),
  set: (...items: readonly Uint8Array[]): Uint8Array => encode(TAG.set, concatBytes(items)),
  /** Explicit `[number]`. */
  context: (number: number, content: Uint8Array): Uint8Array => encode(CONTEXT_CONSTRUCTED + number, content),
  /** A non-negative number, most significant byte first. */
  integer: (bytes: Uint8Array): Uint8Array => {
    const first = bytes.findIndex((byte) => byte !== 0);
    const value = first < 0 ? Uint8Array.of(0) : bytes.subarray(first);
    return encode(TAG.integer, (value[0] ?? 0) >= 0x80 ? concatBytes([Uint8Array.of(0), value]) : value);
  },
  boolean: (value: boolean): Uint8Array => encode(TAG.boolean, Uint8Array.of(value ? 0xff : 0)),
  nothing: (): Uint8Array => encode(TAG.nothing, new Uint8Array()),
  octets: (bytes: Uint8Array): Uint8Array => encode(TAG.octets, bytes),
  /** Whole bytes, or the first `8 - unused` bits of the last one. */
  bits: (bytes: Uint8Array, unused = 0): Uint8Array =>
    encode(TAG.bits, concatBytes([Uint8Array.of(unused), bytes])),
  utf8: (text: string): Uint8Array => encode(TAG.utf8, encodeUtf8(text)),
  oid: (dotted: string): Uint8Array => {
    const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
    return encode(TAG.oid, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)));
  },
  /** Whole seconds in UTC. */
  time: (time: Date): Uint8Array => {
    const digits = `${time.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`;
    return time.getUTCFullYear() < 2050
      ? encode(TAG.utcTime, encodeLatin1(digits.slice(2)))
      : encode(TAG.generalizedTime, encodeLatin1(digits));
  },
} as const;

function base128(value: number): readonly number[] {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128))
    bytes.unshift(0x80 + (rest % 128));
  return bytes;
}
