/**
 * Identifiers and key material, as a port: builds with the same source give the same bytes.
 * Trap: `seededRandom` is for tests and reproducible demonstrations; whoever knows the seed knows every key made from it.
 */
import { createHash, randomBytes } from 'node:crypto';

export interface RandomSource {
  bytes(count: number): Uint8Array;
  /** A version 4 GUID, lower case, no braces. */
  guid(): string;
}

/** The operating system's generator. */
export const systemRandom: RandomSource = fromBytes((count) => new Uint8Array(randomBytes(count)));

/** The same sequence for the same seed: SHA-256 of seed and counter (ours). */
export function seededRandom(seed: string): RandomSource {
  let counter = 0;
  let pool = new Uint8Array(0);
  return fromBytes((count) => {
    const result = new Uint8Array(count);
    for (let filled = 0; filled < count;) {
      if (pool.length === 0) {
        pool = new Uint8Array(createHash('sha256').update(`${seed}\n${counter}`).digest());
        counter += 1;
      }
      const part = pool.subarray(0, count - filled);
      result.set(part, filled);
      filled += part.length;
      pool = pool.subarray(part.length);
    }
    return result;
  });
}

function fromBytes(bytes: (count: number) => Uint8Array): RandomSource {
  return {
    bytes,
    guid() {
      const hex = Buffer.from(bytes(16)).toString('hex');
      // RFC 9562 5.4: version 4 in the 13th digit, variant 10xx in the 17th.
      const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
      const text = `${hex.slice(0, 12)}4${hex.slice(13, 16)}${variant}${hex.slice(17)}`;
      return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    },
  };
}
