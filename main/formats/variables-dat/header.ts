/**
 * The 24 bytes before the cipher text of Variables.dat (reference: formats 2.1, decrypted with five programs).
 * Trap: the second length is the cipher text's; PKCS#7 always pads, so it is never equal to the first. A
 * `.boot.var` of PXE carries 6 to 8 more bytes after the cipher text; readers go by the length and ignore the rest.
 */
import type { CbcAlgorithm } from '#base/cipher.ts';
import { magic, struct, u32 } from '#base/struct.ts';

export const variablesDatHeader = struct('VariablesDatHeader', 24, {
  magic: [0, magic(Uint8Array.of(0x00, 0x00, 0xed, 0xec)), '0xECED0000'],
  headerSize: [4, u32, 'bytes of the header that follow this field: 20'],
  plainBytes: [8, u32, 'length of the text in bytes, without padding'],
  cipherBytes: [12, u32, 'length of the cipher text in bytes: the text padded by 1 to 16 bytes (PKCS#7)'],
  algorithm: [16, u32, 'CryptoAPI ALG_ID: 0x660E AES-128, 0x660F AES-192, 0x6610 AES-256, 0x6603 3DES'],
  flags: [20, u32, '0; anything else is unknown and refused'],
});

/** What stands in `headerSize`: the bytes from offset 4 on. */
export const HEADER_SIZE_VALUE = 20;

const algorithmIds: Readonly<Record<CbcAlgorithm, number>> = {
  'aes-128': 0x660e,
  'aes-192': 0x660f,
  'aes-256': 0x6610,
  '3des': 0x6603,
};

/** The CryptoAPI ALG_ID of an algorithm. */
export function algorithmId(algorithm: CbcAlgorithm): number {
  return algorithmIds[algorithm];
}

/** The algorithm of a CryptoAPI ALG_ID; undefined when this format does not know it. */
export function algorithmOfId(id: number): CbcAlgorithm | undefined {
  return (['aes-128', 'aes-192', 'aes-256', '3des'] as const).find((name) => algorithmIds[name] === id);
}
