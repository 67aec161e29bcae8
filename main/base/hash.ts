/** Checksums and hashes; the only door from the pure rooms to node:crypto and node:zlib. */
import { createHash } from 'node:crypto';
import { crc32 as zlibCrc32, deflateSync, inflateSync } from 'node:zlib';

/** CRC-32 (IEEE 802.3, as GPT uses it); `seed` continues a former call. */
export function crc32(bytes: Uint8Array, seed = 0): number {
  return zlibCrc32(bytes, seed);
}

/** SHA-1 of the bytes, 20 bytes. Only for formats that demand it (Variables.dat, WIM), never as a proof of integrity. */
export function sha1(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha1').update(bytes).digest());
}

/** SHA-256 of the bytes, lower-case hexadecimal, 64 digits. */
export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** SHA-256 of data that arrives in pieces. */
export class Sha256 {
  readonly #hash = createHash('sha256');

  update(bytes: Uint8Array): this {
    this.#hash.update(bytes);
    return this;
  }

  /** Lower-case hexadecimal, 64 digits; ends the computation. */
  digestHex(): string {
    return this.#hash.digest('hex');
  }
}

/** zlib stream (RFC 1950) of the bytes. */
export function deflate(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(deflateSync(bytes));
}

/**
 * Content of a zlib stream. `maxBytes` bounds what a hostile stream may expand to.
 * @throws Node's zlib error when the stream is broken or larger than `maxBytes`.
 */
export function inflate(bytes: Uint8Array, maxBytes: number): Uint8Array {
  return new Uint8Array(inflateSync(bytes, { maxOutputLength: maxBytes }));
}
