/**
 * The media certificate as it lies on the medium: `_SMSTSMediaPFX`, upper-case hexadecimal of a PKCS#12 whose password
 * is the first 31 characters of `_SMSMediaGuid` exactly as written there (with its brace, when it has one).
 * Trap: the same file name "PFX" hides two MAC and cipher generations; node-forge reads both the old and the new one.
 */
import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import forge from 'node-forge';
import { decodeLatin1, encodeLatin1, fromHex } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';

const PASSWORD_CHARS = 31;

export interface MediaCertificate {
  readonly privateKey: KeyObject;
  readonly certificateDer: Uint8Array;
  readonly certificatePem: string;
  /** PKCS#8, for Node's TLS client. */
  readonly privateKeyPem: string;
  /** SHA-1 of the DER, upper-case hexadecimal, as the site lists it. */
  readonly thumbprint: string;
}

/** Opens `_SMSTSMediaPFX` of the medium. @throws MediaError E_WIRE_CERTIFICATE */
export function openMediaCertificate(pfxHex: string, mediaGuid: string): MediaCertificate {
  try {
    const der = fromHex(pfxHex.trim());
    if (der === undefined) throw new Error('the value is not hexadecimal');
    const asn1 = forge.asn1.fromDer(decodeLatin1(der));
    const pfx = forge.pkcs12.pkcs12FromAsn1(asn1, false, mediaGuid.slice(0, PASSWORD_CHARS));
    return fromBags(pfx);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MediaError('E_WIRE_CERTIFICATE', `the media certificate can not be opened: ${why}`, { cause });
  }
}

/** SHA-1 of a certificate's DER, upper-case hexadecimal. */
export function thumbprintOf(certificateDer: Uint8Array): string {
  return createHash('sha1').update(certificateDer).digest('hex').toUpperCase();
}

function fromBags(pfx: forge.pkcs12.Pkcs12Pfx): MediaCertificate {
  const { certBag, pkcs8ShroudedKeyBag, keyBag } = forge.pki.oids;
  const bagsOf = (type: string | undefined): readonly forge.pkcs12.Bag[] =>
    type === undefined ? [] : (pfx.getBags({ bagType: type })[type] ?? []);
  const key = [...bagsOf(pkcs8ShroudedKeyBag), ...bagsOf(keyBag)].find((bag) => bag.key !== undefined)?.key;
  if (key === undefined) throw new Error('no private key inside');
  const modulus = key.n;
  const cert = bagsOf(certBag)
    .map((bag) => bag.cert)
    .find((one) => one !== undefined && modulus.equals((one.publicKey as forge.pki.rsa.PublicKey).n));
  if (cert === undefined) throw new Error('no certificate for the private key inside');
  const privateKeyPem = forge.pki.privateKeyInfoToPem(
    forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(key)),
  );
  const certificateDer = encodeLatin1(forge.asn1.toDer(forge.pki.certificateToAsn1(cert)).getBytes());
  return {
    privateKey: createPrivateKey(privateKeyPem),
    privateKeyPem,
    certificateDer,
    certificatePem: forge.pki.certificateToPem(cert),
    thumbprint: thumbprintOf(certificateDer),
  };
}
