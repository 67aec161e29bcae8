/**
 * Block ciphers in CBC mode; the only door from the pure rooms to node:crypto's ciphers.
 * Trap: nothing here pads. CBC does not protect against changes either: decrypting damaged data gives garbage, no error.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';

export type CbcAlgorithm = 'aes-128' | 'aes-192' | 'aes-256' | '3des';

interface CbcForm {
  readonly nodeName: string;
  readonly keyBytes: number;
  readonly blockBytes: number;
}

const forms: Readonly<Record<CbcAlgorithm, CbcForm>> = {
  'aes-128': { nodeName: 'aes-128-cbc', keyBytes: 16, blockBytes: 16 },
  'aes-192': { nodeName: 'aes-192-cbc', keyBytes: 24, blockBytes: 16 },
  'aes-256': { nodeName: 'aes-256-cbc', keyBytes: 32, blockBytes: 16 },
  '3des': { nodeName: 'des-ede3-cbc', keyBytes: 24, blockBytes: 8 },
};

/** Key and block length of an algorithm in bytes. */
export function cbcSizes(algorithm: CbcAlgorithm): {
  readonly keyBytes: number;
  readonly blockBytes: number;
} {
  return forms[algorithm];
}

export interface CbcKey {
  readonly algorithm: CbcAlgorithm;
  /** As many bytes as `cbcSizes` says. */
  readonly key: Uint8Array;
  /** One block; zeros when absent, which is only right for formats that fix it so. */
  readonly iv?: Uint8Array;
}

/** Encrypts whole blocks. @throws Node's error when key, IV or data have the wrong length. */
export function encryptCbc(key: CbcKey, plain: Uint8Array): Uint8Array {
  const form = forms[key.algorithm];
  const cipher = createCipheriv(form.nodeName, key.key, key.iv ?? new Uint8Array(form.blockBytes));
  cipher.setAutoPadding(false);
  return joined(cipher.update(plain), cipher.final());
}

/** Decrypts whole blocks. @throws Node's error when key, IV or data have the wrong length. */
export function decryptCbc(key: CbcKey, encrypted: Uint8Array): Uint8Array {
  const form = forms[key.algorithm];
  const decipher = createDecipheriv(form.nodeName, key.key, key.iv ?? new Uint8Array(form.blockBytes));
  decipher.setAutoPadding(false);
  return joined(decipher.update(encrypted), decipher.final());
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const result = new Uint8Array(first.length + second.length);
  result.set(first);
  result.set(second, first.length);
  return result;
}
