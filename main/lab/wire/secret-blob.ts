/**
 * The "secret" property values of policies: hexadecimal of tag, 40-byte seed, five little-endian words, ciphertext.
 * Trap: nothing is secret here. The seed that gives the key is part of the blob; only the CMS envelope around the
 * policy protects it. Source: reference facts (several public readers agree; one public blob decodes in our tests).
 */
import { concatBytes, decodeUtf16le, encodeUtf16le, fromHex, toHex } from '#base/bytes.ts';
import { cbcSizes, decryptCbc, encryptCbc, type CbcAlgorithm } from '#base/cipher.ts';
import { cryptDeriveKey } from '#base/crypt-derive-key.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { sha1 } from '#base/hash.ts';

const TAGS: Readonly<Record<number, { readonly algorithm: CbcAlgorithm; readonly algId: number }>> = {
  0x1389: { algorithm: '3des', algId: 0x6603 },
  0x138a: { algorithm: 'aes-256', algId: 0x6610 },
};
const WRITE_TAG = 0x138a;
const SEED_BYTES = 40;
const TAG_BYTES = 4;
const HEADER_BYTES = 20;
const CIPHER_AT = TAG_BYTES + SEED_BYTES + HEADER_BYTES;

/** Blob of a text with AES-256, upper-case hexadecimal. `seed` is 40 random bytes. */
export function encodeSecretBlob(text: string, seed: Uint8Array): string {
  if (seed.length !== SEED_BYTES)
    throw new MediaError(
      'E_WIRE_CIPHER',
      `a secret blob needs a seed of ${SEED_BYTES} bytes, got ${seed.length}`,
    );
  const algorithm: CbcAlgorithm = 'aes-256';
  const { keyBytes, blockBytes } = cbcSizes(algorithm);
  const plain = encodeUtf16le(`${text}\0`);
  const pad = blockBytes - (plain.length % blockBytes);
  const padded = concatBytes([plain, new Uint8Array(pad).fill(pad)]);
  const cipher = encryptCbc({ algorithm, key: cryptDeriveKey(sha1(seed), keyBytes) }, padded);
  const head = new Uint8Array(TAG_BYTES + HEADER_BYTES);
  const view = new DataView(head.buffer);
  view.setUint32(0, WRITE_TAG, true);
  [HEADER_BYTES, plain.length, cipher.length, 0x6610, 0].forEach((word, index) => {
    view.setUint32(TAG_BYTES + 4 * index, word, true);
  });
  return toHex(
    concatBytes([head.subarray(0, TAG_BYTES), seed, head.subarray(TAG_BYTES), cipher]),
  ).toUpperCase();
}

/** Is this text a secret blob by its tag? */
export function isSecretBlob(text: string): boolean {
  return /^8[9A]130000[0-9A-F]{112,}$/i.test(text.trim());
}

/** Text of a blob, AES-256 or 3DES. @throws MediaError E_WIRE_CIPHER */
export function decodeSecretBlob(hex: string): string {
  const bytes = fromHex(hex.trim());
  if (bytes === undefined || bytes.length < CIPHER_AT)
    throw new MediaError('E_WIRE_CIPHER', `a secret value of ${hex.length} characters is not a blob`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = view.getUint32(0, true);
  const form = TAGS[tag];
  if (form === undefined)
    throw new MediaError('E_WIRE_CIPHER', `secret blob with unknown tag ${hexWord(tag)}`);
  const at = TAG_BYTES + SEED_BYTES;
  const plainBytes = view.getUint32(at + 4, true);
  const cipherBytes = view.getUint32(at + 8, true);
  const { keyBytes, blockBytes } = cbcSizes(form.algorithm);
  const fits =
    cipherBytes % blockBytes === 0 && cipherBytes <= bytes.length - CIPHER_AT && plainBytes <= cipherBytes;
  if (!fits || view.getUint32(at + 12, true) !== form.algId)
    throw new MediaError(
      'E_WIRE_CIPHER',
      `secret blob with lengths ${plainBytes}/${cipherBytes} in ${bytes.length} bytes, algorithm ${hexWord(view.getUint32(at + 12, true))}`,
    );
  const key = cryptDeriveKey(sha1(bytes.subarray(TAG_BYTES, at)), keyBytes);
  const plain = decryptCbc(
    { algorithm: form.algorithm, key },
    bytes.subarray(CIPHER_AT, CIPHER_AT + cipherBytes),
  );
  return decodeUtf16le(plain.subarray(0, plainBytes)).replace(/\0+$/, '');
}

function hexWord(value: number): string {
  return `0x${value.toString(16)}`;
}
