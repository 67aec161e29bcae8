/**
 * Checks a detached CMS signature (RFC 5652) against a key that is known from elsewhere: SHA-256, RSA PKCS#1 v1.5, with
 * signed attributes, the form the builder makes (main/media/manifest.ts).
 * Trap: the certificate inside of the message proves nothing, anybody can put one there; it is not looked at.
 */
import { createHash, verify, type KeyObject } from 'node:crypto';
import { equalBytes } from '#base/bytes.ts';
import { child, octets, oid, readDer, Tag, type DerNode } from './der.ts';

/** Bytes with their detached signature, as they were found: not checked yet. */
export interface SignedBytes {
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
}

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const SHA256 = '2.16.840.1.101.3.4.2.1';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';

/**
 * True when `signature` was made over `bytes` with the private half of `key`.
 * @throws MediaError E_FORMAT_… for a message of another form
 */
export function isSignedBy(bytes: Uint8Array, signature: Uint8Array, key: KeyObject): boolean {
  const message = readDer(signature);
  if (oid(child(message, 0)) !== SIGNED_DATA) return false;
  const signers = child(message, 1, 0).children.at(-1);
  const [signer] = signers?.children ?? [];
  if (signer === undefined) return false;
  const [, , digestAlgorithm, attributes, , value] = signer.children;
  if (digestAlgorithm === undefined || attributes?.tag !== Tag.context0 || value === undefined) return false;
  if (oid(child(digestAlgorithm, 0)) !== SHA256) return false;
  const digest = digestOf(attributes);
  if (digest === undefined || !equalBytes(digest, createHash('sha256').update(bytes).digest())) return false;
  // What is signed is the encoding as a SET, not with the tag that stands in the message.
  const signed = Uint8Array.from(attributes.encoding);
  signed[0] = Tag.set;
  return verify('sha256', signed, key, octets(value));
}

function digestOf(attributes: DerNode): Uint8Array | undefined {
  const found = attributes.children.find((one) => oid(child(one, 0)) === MESSAGE_DIGEST);
  return found === undefined ? undefined : octets(child(found, 1, 0));
}
