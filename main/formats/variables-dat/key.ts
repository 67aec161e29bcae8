/**
 * From password to key (reference: formats 2.2, vectors 2.6): SHA-1 of the UTF-16LE text, expanded as CryptDeriveKey
 * does for hashes outside the SHA-2 family. Trap: no salt and no iteration, so the same password gives the same key
 * on every medium, and the password is all that protects the text. The format demands it; `media/password-rule` answers it.
 */
import { concatBytes, encodeUtf16le } from '#base/bytes.ts';
import { cbcSizes, type CbcAlgorithm } from '#base/cipher.ts';
import { sha1 } from '#base/hash.ts';

/**
 * The password that stands for "no password" (reference: formats 2.4). It is public: such a file is only disguised,
 * not protected.
 */
export const BUILT_IN_PASSWORD = '{BAC6E688-DE21-4ABE-B7FB-C9F54E6DB664}';

/** The key for a password; `undefined` is the built-in text. */
export function deriveKey(password: string | undefined, algorithm: CbcAlgorithm): Uint8Array {
  const hash = sha1(encodeUtf16le(password ?? BUILT_IN_PASSWORD));
  const expanded = concatBytes([sha1(xored(hash, 0x36)), sha1(xored(hash, 0x5c))]);
  return expanded.slice(0, cbcSizes(algorithm).keyBytes);
}

function xored(hash: Uint8Array, constant: number): Uint8Array {
  const block = new Uint8Array(64).fill(constant);
  hash.forEach((byte, index) => {
    block[index] = byte ^ constant;
  });
  return block;
}
