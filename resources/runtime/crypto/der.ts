/**
 * Reads DER, and the BER with indefinite lengths that some makers of PKCS#12 and CMS write (ITU-T X.690).
 * Why our own: node-forge's PKCS#12 and CMS bring 220 kB into a bundle that may have 300; what is needed here is to find
 * a few octet strings, and the ciphers are Node's. Trap: an octet string may be constructed of pieces; use `octets`.
 */
import { concatBytes } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';

export const Tag = {
  integer: 0x02,
  octets: 0x04,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31,
  context0: 0xa0,
} as const;
const MAX_DEPTH = 32;
/** An envelope of 32 MB in pieces of a kilobyte has as many; millions of empty values would only fill the memory. */
const MAX_NODES = 50_000;

export interface DerNode {
  /** First identifier octet: class, constructed bit and number (numbers above 30 are refused). */
  readonly tag: number;
  /** Content octets; for constructed nodes the encoding of the children. */
  readonly content: Uint8Array;
  readonly children: readonly DerNode[];
  /** The whole encoding with tag and length. */
  readonly encoding: Uint8Array;
}

/** Reads one value; bytes behind it are ignored. @throws MediaError E_FORMAT_VALUE, E_FORMAT_TRUNCATED */
export function readDer(bytes: Uint8Array): DerNode {
  return read(bytes, 0, { depth: 0, left: { nodes: MAX_NODES } });
}

interface Limits {
  readonly depth: number;
  /** Shared by the whole value. */
  readonly left: { nodes: number };
}

function read(bytes: Uint8Array, start: number, limits: Limits): DerNode {
  const { depth, left } = limits;
  const inner: Limits = { depth: depth + 1, left };
  if (left.nodes-- === 0) throw new MediaError('E_FORMAT_VALUE', `more than ${MAX_NODES} values`);
  if (depth > MAX_DEPTH) throw new MediaError('E_FORMAT_VALUE', `values nested deeper than ${MAX_DEPTH}`);
  const tag = byteAt(bytes, start);
  if (tag % 32 === 31) throw new MediaError('E_FORMAT_VALUE', 'long tags are not used in these formats');
  const isConstructed = Math.floor(tag / 32) % 2 === 1;
  const first = byteAt(bytes, start + 1);
  let at = start + 2;
  if (first === 0x80) {
    if (!isConstructed) throw new MediaError('E_FORMAT_VALUE', 'indefinite length of a primitive value');
    const children: DerNode[] = [];
    while (byteAt(bytes, at) !== 0 || byteAt(bytes, at + 1) !== 0) {
      const child = read(bytes, at, inner);
      children.push(child);
      at += child.encoding.length;
    }
    return { tag, children, content: bytes.subarray(start + 2, at), encoding: bytes.subarray(start, at + 2) };
  }
  let length = first;
  if (first > 0x80) {
    length = 0;
    if (first > 0x84) throw new MediaError('E_FORMAT_VALUE', `a length of ${first - 0x80} bytes`);
    for (let index = 0; index < first - 0x80; index++) length = length * 256 + byteAt(bytes, at++);
  }
  const end = at + length;
  if (end > bytes.length)
    throw new MediaError('E_FORMAT_TRUNCATED', `a value ends at ${end}, the data at ${bytes.length}`);
  const children: DerNode[] = [];
  if (isConstructed) {
    for (let position = at; position < end;) {
      const child = read(bytes.subarray(0, end), position, inner);
      children.push(child);
      position += child.encoding.length;
    }
  }
  return { tag, children, content: bytes.subarray(at, end), encoding: bytes.subarray(start, end) };
}

function byteAt(bytes: Uint8Array, index: number): number {
  const byte = bytes[index];
  if (byte === undefined) throw new MediaError('E_FORMAT_TRUNCATED', `the data ends at byte ${index}`);
  return byte;
}

/** Child at an index. @throws MediaError E_FORMAT_TRUNCATED */
export function child(node: DerNode, ...path: readonly number[]): DerNode {
  let current = node;
  for (const index of path) {
    const next = current.children[index];
    if (next === undefined)
      throw new MediaError('E_FORMAT_TRUNCATED', `element ${index} of ${current.children.length} is missing`);
    current = next;
  }
  return current;
}

/** Bytes of an octet string, also when it is made of pieces or tagged implicitly. */
export function octets(node: DerNode): Uint8Array {
  return node.children.length === 0 ? node.content : concatBytes(node.children.map(octets));
}

/** Value of a small non-negative integer. @throws MediaError E_FORMAT_VALUE */
export function integer(node: DerNode): number {
  const value = node.content.reduce((total, byte) => total * 256 + byte, 0);
  if (node.tag !== Tag.integer || !Number.isSafeInteger(value))
    throw new MediaError('E_FORMAT_VALUE', 'not a small integer');
  return value;
}

/** Object identifier as dotted text. @throws MediaError E_FORMAT_VALUE */
export function oid(node: DerNode): string {
  if (node.tag !== Tag.oid) throw new MediaError('E_FORMAT_VALUE', 'not an object identifier');
  const arcs: number[] = [];
  let value = 0;
  for (const byte of node.content) {
    value = value * 128 + (byte % 128);
    if (byte >= 128) continue;
    arcs.push(value);
    value = 0;
  }
  const [first = 0, ...rest] = arcs;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - top * 40, ...rest].join('.');
}
