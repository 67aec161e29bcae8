/**
 * CMS EnvelopedData around secret policies: one recipient, the media certificate; RSAES-PKCS1-v1_5 and AES-256-CBC, as
 * real sites write them. The reader is the device's (`resources/runtime/crypto`); tests also let openssl read it.
 * Trap: node-forge works on "binary strings", one character per byte; text must be encoded before it comes here.
 */
import forge from 'node-forge';
import { decodeLatin1, encodeLatin1 } from '#base/bytes.ts';

/** DER of EnvelopedData holding `content` for the certificate. */
export function encryptEnvelope(content: Uint8Array, certificateDer: Uint8Array): Uint8Array {
  const message = forge.pkcs7.createEnvelopedData();
  message.addRecipient(forge.pki.certificateFromAsn1(forge.asn1.fromDer(decodeLatin1(certificateDer))));
  message.content = forge.util.createBuffer(decodeLatin1(content));
  message.encrypt();
  return encodeLatin1(forge.asn1.toDer(message.toAsn1()).getBytes());
}
