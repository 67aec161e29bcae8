/** RSA keys; the only door from the pure rooms to node:crypto's key generation, which is fast and runs in the thread pool. */
import { generateKeyPair } from 'node:crypto';

/** A private key as PEM text (PKCS#8); the public key is derived from it. */
export type GenerateRsaKey = (bits: number) => Promise<string>;

/** Makes a new RSA private key with exponent 65537 as PKCS#8 PEM. */
export const generateRsaKey: GenerateRsaKey = async (bits) =>
  await new Promise((resolve, reject) => {
    generateKeyPair(
      'rsa',
      {
        modulusLength: bits,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      },
      (error, _publicKey, privateKey) => {
        if (error === null) resolve(privateKey);
        else reject(error);
      },
    );
  });
