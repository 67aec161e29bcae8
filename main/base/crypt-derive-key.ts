/**
 * CryptDeriveKey of Windows' CryptoAPI for 3DES and AES keys from a SHA-1 hash: the hash is padded into two 64-byte
 * blocks, both are hashed again and joined. Formats that use it: secret blobs of policies (and Variables.dat).
 * Trap: it applies to AES-128 too, although 20 hash bytes would be enough.
 */
import { concatBytes } from './bytes.ts';
import { sha1 } from './hash.ts';

/** The first `keyBytes` (at most 40) bytes of the expansion of a 20-byte SHA-1 hash. */
export function cryptDeriveKey(sha1Hash: Uint8Array, keyBytes: number): Uint8Array {
  const padded = (fill: number): Uint8Array =>
    sha1(Uint8Array.from({ length: 64 }, (_, index) => (sha1Hash[index] ?? 0) ^ fill));
  return concatBytes([padded(0x36), padded(0x5c)]).slice(0, keyBytes);
}
