/**
 * CMS EnvelopedData of secret policies: one recipient, the media certificate.
 * Trap: Node 20 refuses RSA PKCS#1 v1.5 decryption in its own crypto, so the key is unwrapped by node-forge; OAEP, which
 * some sites use, goes through node:crypto. Written: RSAES-PKCS1 and AES-256-CBC. Read: also OAEP-SHA1 and 3DES.
 */
import { constants, privateDecrypt, type KeyObject } from 'node:crypto';
import forge from 'node-forge';
import { decodeLatin1, encodeLatin1 } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';

const RSA_OAEP = '1.2.840.113549.1.1.7';
const RSA_ENCRYPTION = '1.2.840.113549.1.1.1';

/** What @types/node-forge leaves out of an enveloped message that was read. */
interface EnvelopedMessage {
  readonly recipients: readonly {
    readonly serialNumber: string;
    readonly encryptedContent: { readonly algorithm: string; readonly content: string };
  }[];
  readonly encryptedContent: { key?: forge.util.ByteStringBuffer };
  content: string | forge.util.ByteStringBuffer;
  decrypt(): void;
}

/** DER of EnvelopedData holding `content` for the certificate. */
export function encryptEnvelope(content: Uint8Array, certificateDer: Uint8Array): Uint8Array {
  const message = forge.pkcs7.createEnvelopedData();
  message.addRecipient(forge.pki.certificateFromAsn1(forge.asn1.fromDer(decodeLatin1(certificateDer))));
  message.content = forge.util.createBuffer(decodeLatin1(content));
  message.encrypt();
  return encodeLatin1(forge.asn1.toDer(message.toAsn1()).getBytes());
}

/** True when the bytes begin as CMS does (a DER or BER sequence) and not as UTF-16 or UTF-8 XML does. */
export function looksLikeEnvelope(bytes: Uint8Array): boolean {
  return bytes[0] === 0x30 && (bytes[1] ?? 0) >= 0x80;
}

/**
 * Content of an EnvelopedData, decrypted with the certificate's key; every recipient is tried.
 * @throws MediaError E_WIRE_CIPHER
 */
export function decryptEnvelope(envelope: Uint8Array, privateKey: KeyObject): Uint8Array {
  try {
    const asn1 = forge.asn1.fromDer(decodeLatin1(envelope));
    // Sound: forge returns this shape for EnvelopedData; anything else fails on the next lines and is caught.
    const message = forge.pkcs7.messageFromAsn1(asn1) as unknown as EnvelopedMessage;
    const [recipient, second] = message.recipients;
    if (recipient === undefined || second !== undefined)
      throw new Error(`${message.recipients.length} recipients, expected one`);
    const key = unwrapKey(recipient.encryptedContent, privateKey);
    message.encryptedContent.key = forge.util.createBuffer(key);
    message.decrypt();
    const content = typeof message.content === 'string' ? message.content : message.content.getBytes();
    return encodeLatin1(content);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MediaError('E_WIRE_CIPHER', `an enveloped policy of ${envelope.length} bytes: ${why}`, {
      cause,
    });
  }
}

function unwrapKey(
  wrapped: { readonly algorithm: string; readonly content: string },
  privateKey: KeyObject,
): string {
  if (wrapped.algorithm === RSA_OAEP) {
    const key = { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
    return decodeLatin1(privateDecrypt(key, encodeLatin1(wrapped.content)));
  }
  if (wrapped.algorithm !== RSA_ENCRYPTION)
    throw new Error(`key transport ${wrapped.algorithm} is not supported`);
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return forge.pki.privateKeyFromPem(pem).decrypt(wrapped.content);
}
