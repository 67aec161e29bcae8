/**
 * Opens CMS EnvelopedData (RFC 5652) addressed to the media certificate: secret policies arrive so.
 * Key transport: RSA PKCS#1 v1.5 or OAEP with SHA-1; content: AES-CBC or 3DES-CBC.
 * Trap: Node refuses PKCS#1 v1.5 decryption by itself (CVE-2023-46809), hence the raw RSA operation. Nobody can ask this
 * program to decrypt at will and time the answer: it decrypts what it fetched, once, over an authenticated connection.
 */
import { constants, privateDecrypt, type KeyObject } from 'node:crypto';
import { MediaError } from '#base/errors/media-error.ts';
import { child, octets, oid, readDer, Tag } from './der.ts';
import { CIPHERS, decipher } from './pfx.ts';

const ENVELOPED_DATA = '1.2.840.113549.1.7.3';
const RSA_ENCRYPTION = '1.2.840.113549.1.1.1';
const RSA_OAEP = '1.2.840.113549.1.1.7';

/** Content of an envelope. @throws MediaError E_RT_POLICY_SECRET */
export function openEnvelope(bytes: Uint8Array, privateKey: KeyObject): Uint8Array {
  try {
    const info = readDer(bytes);
    if (oid(child(info, 0)) !== ENVELOPED_DATA) throw new Error(`content type ${oid(child(info, 0))}`);
    const enveloped = child(info, 1, 0);
    const recipients = enveloped.children.find((one) => one.tag === Tag.set)?.children ?? [];
    const content = enveloped.children.findLast((one) => one.tag === Tag.sequence);
    if (content === undefined) throw new Error('no content');
    const algorithm = child(content, 1);
    const cipher = CIPHERS[oid(child(algorithm, 0))];
    if (cipher === undefined) throw new Error(`cipher ${oid(child(algorithm, 0))} is not supported`);
    const iv = octets(child(algorithm, 1));
    let lastError: unknown = new Error('no recipient');
    for (const recipient of recipients) {
      try {
        const key = unwrap(oid(child(recipient, 2, 0)), octets(child(recipient, 3)), privateKey);
        if (key.length !== cipher.keyBytes) throw new Error('the key has a wrong length');
        return decipher(cipher.name, { key, iv }, octets(child(content, 2)));
      } catch (error) {
        lastError = error;
      }
    }
    throw lastError;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MediaError('E_RT_POLICY_SECRET', `an envelope of ${bytes.length} bytes: ${why}`, { cause });
  }
}

function unwrap(algorithm: string, wrapped: Uint8Array, key: KeyObject): Uint8Array {
  if (algorithm === RSA_OAEP) {
    return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, wrapped);
  }
  if (algorithm !== RSA_ENCRYPTION) throw new Error(`key transport ${algorithm} is not supported`);
  const block = new Uint8Array(privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, wrapped));
  // 00 02, at least eight bytes that are not zero, 00, the key (RFC 8017 section 7.2.2).
  const separator = block.indexOf(0, 2);
  if (block[0] !== 0 || block[1] !== 2 || separator < 10)
    throw new Error('it is addressed to another certificate');
  return block.subarray(separator + 1);
}
