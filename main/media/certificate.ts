/**
 * The media certificate: proof of a medium towards the site, and what its manifest is signed with.
 * It lies in `_SMSTSMediaPFX` as PKCS#12 whose password is the first 31 characters of `_SMSMediaGuid` (reference:
 * formats 2.5), so the encryption of Variables.dat is what really protects the key.
 * Trap: PKCS#12 files are salted, so making an identity is never deterministic; a plan takes it as an input.
 */
import forge from 'node-forge';
import { decodeLatin1, encodeLatin1, toHex } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { guidFromBytes, guidToBytes } from '#base/guid.ts';
import { sha1 } from '#base/hash.ts';
import type { GenerateRsaKey } from '#base/rsa.ts';

/** Bytes nobody can foresee. */
export type RandomBytes = (count: number) => Uint8Array;

export interface MediaIdentity {
  /** "{09821541-3BE2-421C-AA13-D1E0AD7F6C21}": with braces, upper case, as in `_SMSMediaGuid`. */
  readonly mediaGuid: string;
  readonly origin: 'self-signed' | 'pfx';
  readonly certificateDer: Uint8Array;
  /** SHA-1 of the certificate, upper-case hexadecimal, as the console shows it. */
  readonly thumbprint: string;
  /** PKCS#8. */
  readonly privateKeyPem: string;
  /** PKCS#12 to be opened with `pfxPasswordOf(mediaGuid)`. */
  readonly pfx: Uint8Array;
  /** Validity of the certificate, ISO 8601 in UTC. */
  readonly start: string;
  readonly expires: string;
}

export interface IdentityOptions {
  /** Any form of a GUID. */
  readonly mediaId: string;
  readonly start: Date;
  /** One year after the start when absent. */
  readonly expires?: Date | undefined;
  readonly random: RandomBytes;
  readonly generateKey: GenerateRsaKey;
}

/** The longest key media can use, and the one they get. */
export const KEY_BITS = 2048;
const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';
const PFX_PASSWORD_LENGTH = 31;

/** The form in which `_SMSMediaGuid` holds a GUID: braces, upper case. @throws MediaError E_FORMAT_VALUE */
export function mediaGuidOf(mediaId: string): string {
  return `{${guidFromBytes(guidToBytes(mediaId)).toUpperCase()}}`;
}

/** The password of `_SMSTSMediaPFX`. */
export function pfxPasswordOf(mediaGuid: string): string {
  return mediaGuid.slice(0, PFX_PASSWORD_LENGTH);
}

/** The same day of the next year (28 February for the 29th). */
export function oneYearAfter(start: Date): Date {
  const end = new Date(start);
  end.setUTCFullYear(start.getUTCFullYear() + 1);
  if (end.getUTCMonth() !== start.getUTCMonth()) end.setUTCDate(0);
  return end;
}

/**
 * Makes the self-signed certificate of a new medium: RSA 2048, SHA-256, purpose client authentication.
 * @throws MediaError E_MEDIA_CERTIFICATE_EXPIRED when it would end before it begins.
 */
export async function createMediaIdentity(options: IdentityOptions): Promise<MediaIdentity> {
  const mediaGuid = mediaGuidOf(options.mediaId);
  const expires = options.expires ?? oneYearAfter(options.start);
  if (expires <= options.start) {
    throw new MediaError(
      'E_MEDIA_CERTIFICATE_EXPIRED',
      `the certificate would end at ${expires.toISOString()}, before it begins at ${options.start.toISOString()}`,
    );
  }
  const privateKey = forge.pki.privateKeyFromPem(await options.generateKey(KEY_BITS));
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.setRsaPublicKey(privateKey.n, privateKey.e);
  certificate.serialNumber = serialNumber(options.random);
  certificate.validity.notBefore = wholeSeconds(options.start);
  certificate.validity.notAfter = wholeSeconds(expires);
  const name = [{ name: 'commonName', value: `Task sequence media ${mediaGuid}` }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    // Encipherment, because the site encrypts secret policies to this certificate.
    {
      name: 'keyUsage',
      critical: true,
      digitalSignature: true,
      keyEncipherment: true,
      dataEncipherment: true,
    },
    { name: 'extKeyUsage', clientAuth: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  certificate.sign(privateKey, forge.md.sha256.create());
  return identityOf({ mediaGuid, origin: 'self-signed', certificate, privateKey });
}

/**
 * Makes the identity of a new medium from an imported PKI certificate; only the certificate that fits the key is kept.
 * @throws MediaError E_MEDIA_CERTIFICATE_FILE, _PASSWORD, _KEY, _USE or _EXPIRED.
 */
export function identityFromPfx(
  file: Uint8Array,
  options: { readonly password: string; readonly mediaId: string; readonly now: Date },
): MediaIdentity {
  const { certificate, privateKey } = readPfx(file, options.password);
  checkKeyLength(certificate);
  checkPurpose(certificate);
  const { notBefore, notAfter } = certificate.validity;
  if (options.now < notBefore || options.now >= notAfter) {
    throw new MediaError(
      'E_MEDIA_CERTIFICATE_EXPIRED',
      `the certificate is valid from ${notBefore.toISOString()} to ${notAfter.toISOString()}, now is ${options.now.toISOString()}`,
    );
  }
  return identityOf({ mediaGuid: mediaGuidOf(options.mediaId), origin: 'pfx', certificate, privateKey });
}

/**
 * Opens `_SMSTSMediaPFX` of an existing medium and gives the certificate, DER.
 * @throws MediaError E_MEDIA_CERTIFICATE_FILE, _PASSWORD or _KEY.
 */
export function certificateInMediaPfx(pfx: Uint8Array, mediaGuid: string): Uint8Array {
  return derOf(readPfx(pfx, pfxPasswordOf(mediaGuid)).certificate);
}

/** SHA-1 of a certificate's DER, upper-case hexadecimal. */
export function thumbprintOf(certificateDer: Uint8Array): string {
  return toHex(sha1(certificateDer)).toUpperCase();
}

export interface KeyedCertificate {
  readonly certificate: forge.pki.Certificate;
  readonly privateKey: forge.pki.rsa.PrivateKey;
}

function identityOf(
  parts: KeyedCertificate & { readonly mediaGuid: string; readonly origin: MediaIdentity['origin'] },
): MediaIdentity {
  const certificateDer = derOf(parts.certificate);
  // 3DES, SHA-1 and 2000 MAC rounds: what the one public sample uses and every Windows PE reads.
  const pfx = forge.pkcs12.toPkcs12Asn1(
    parts.privateKey,
    [parts.certificate],
    pfxPasswordOf(parts.mediaGuid),
    {
      algorithm: '3des',
      count: 2000,
    },
  );
  return {
    mediaGuid: parts.mediaGuid,
    origin: parts.origin,
    certificateDer,
    thumbprint: thumbprintOf(certificateDer),
    privateKeyPem: forge.pki.privateKeyInfoToPem(
      forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(parts.privateKey)),
    ),
    pfx: encodeLatin1(forge.asn1.toDer(pfx).getBytes()),
    start: parts.certificate.validity.notBefore.toISOString(),
    expires: parts.certificate.validity.notAfter.toISOString(),
  };
}

function readPfx(file: Uint8Array, password: string): KeyedCertificate {
  return keyedCertificateOf(openPfx(file, password));
}

/** Opens a PKCS #12 file. @throws MediaError E_MEDIA_CERTIFICATE_FILE or _PASSWORD. */
export function openPfx(file: Uint8Array, password: string): forge.pkcs12.Pkcs12Pfx {
  let asn1: forge.asn1.Asn1;
  try {
    asn1 = forge.asn1.fromDer(decodeLatin1(file));
  } catch (cause) {
    throw new MediaError('E_MEDIA_CERTIFICATE_FILE', `${file.length} bytes that are not PKCS #12`, { cause });
  }
  try {
    return forge.pkcs12.pkcs12FromAsn1(asn1, false, password);
  } catch (cause) {
    // node-forge has no error codes; this is the text it uses for a message authentication code that differs.
    const isPassword = cause instanceof Error && /could not be verified|password/i.test(cause.message);
    throw isPassword
      ? new MediaError('E_MEDIA_CERTIFICATE_PASSWORD', 'the password does not open the certificate file', {
          cause,
        })
      : new MediaError('E_MEDIA_CERTIFICATE_FILE', 'the certificate file cannot be read', { cause });
  }
}

/** The private key and the certificate that fits it. @throws MediaError E_MEDIA_CERTIFICATE_KEY */
export function keyedCertificateOf(pfx: forge.pkcs12.Pkcs12Pfx): KeyedCertificate {
  const { certBag, pkcs8ShroudedKeyBag, keyBag } = forge.pki.oids;
  const bags = [pkcs8ShroudedKeyBag, keyBag].flatMap((type) => bagsOf(pfx, type));
  // For keys and certificates of other kinds than RSA node-forge gives null, which its types leave out.
  const keys = bags.map((bag) => bag.key ?? undefined);
  // Sound: node-forge knows RSA only; the type of the bag is the wider one of its declaration.
  const privateKey = keys.find((key) => key !== undefined);
  if (privateKey === undefined) {
    throw new MediaError('E_MEDIA_CERTIFICATE_KEY', 'the certificate file holds no RSA private key');
  }
  const certificate = bagsOf(pfx, certBag)
    .map((bag) => bag.cert ?? undefined)
    .find((one) => one !== undefined && modulusOf(one)?.equals(privateKey.n) === true);
  if (certificate === undefined) {
    throw new MediaError('E_MEDIA_CERTIFICATE_KEY', 'no certificate in the file fits its private key');
  }
  return { certificate, privateKey };
}

function bagsOf(pfx: forge.pkcs12.Pkcs12Pfx, type: string | undefined): readonly forge.pkcs12.Bag[] {
  return type === undefined ? [] : (pfx.getBags({ bagType: type })[type] ?? []);
}

/** The certificates of a file that node-forge can read: those with RSA keys. */
export function certificatesOf(pfx: forge.pkcs12.Pkcs12Pfx): readonly forge.pki.Certificate[] {
  return bagsOf(pfx, forge.pki.oids['certBag']).flatMap((bag) => bag.cert ?? []);
}

/** Length of an RSA key in bits; 0 for others. */
export function keyBitsOf(certificate: forge.pki.Certificate): number {
  return modulusOf(certificate)?.bitLength() ?? 0;
}

function modulusOf(certificate: forge.pki.Certificate): forge.jsbn.BigInteger | undefined {
  return 'n' in certificate.publicKey ? certificate.publicKey.n : undefined;
}

function checkKeyLength(certificate: forge.pki.Certificate): void {
  const bits = keyBitsOf(certificate);
  if (bits > KEY_BITS) {
    throw new MediaError(
      'E_MEDIA_CERTIFICATE_KEY',
      `the key has ${bits} bits, media can use ${KEY_BITS} at most`,
    );
  }
}

function checkPurpose(certificate: forge.pki.Certificate): void {
  if (isForClients(certificate)) return;
  throw new MediaError(
    'E_MEDIA_CERTIFICATE_USE',
    `the certificate lacks the purpose client authentication (${CLIENT_AUTHENTICATION})`,
  );
}

/** Whether it may be used for client authentication. */
export function isForClients(certificate: forge.pki.Certificate): boolean {
  // Sound: node-forge gives extension members as named booleans.
  const usage = certificate.getExtension('extKeyUsage') as
    Readonly<Record<string, unknown>> | null | undefined;
  // A certificate without the extension may be used for everything (RFC 5280, 4.2.1.12).
  if (usage === null || usage === undefined) return true;
  return usage['clientAuth'] === true || usage['2.5.29.37.0'] === true;
}

/** DER of a certificate. */
export function derOf(certificate: forge.pki.Certificate): Uint8Array {
  return encodeLatin1(forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes());
}

/** 16 bytes, positive and never with a leading zero (RFC 5280, 4.1.2.2). */
function serialNumber(random: RandomBytes): string {
  const bytes = random(16);
  bytes[0] = ((bytes[0] ?? 0) % 64) + 64;
  return toHex(bytes);
}

function wholeSeconds(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1000) * 1000);
}
