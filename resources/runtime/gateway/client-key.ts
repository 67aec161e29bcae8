/**
 * The key a client makes for itself in the installed system and its self-signed certificate; both as text, because the
 * client keeps them in a file. The private key is never sent.
 */
import { createPrivateKey, generateKeyPair, X509Certificate, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { selfSignedCertificate } from '../crypto/self-signed.ts';

export interface ClientKey {
  readonly privateKeyPem: string;
  /** Self-signed, of this key. */
  readonly certificatePem: string;
}

const KEY_BITS = 2048;

/** A new key pair; takes some seconds on a slow computer. */
export async function createClientKey(computerName: string, now: Date): Promise<ClientKey> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: KEY_BITS });
  const certificate = new X509Certificate(selfSignedCertificate(privateKey, computerName, now));
  return {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificatePem: certificate.toString(),
  };
}

/** The key as Node's functions want it. */
export function privateKeyOf(key: ClientKey): KeyObject {
  return createPrivateKey(key.privateKeyPem);
}

/** DER of the certificate. */
export function certificateDerOf(key: ClientKey): Uint8Array {
  return new Uint8Array(new X509Certificate(key.certificatePem).raw);
}
