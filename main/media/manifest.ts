/**
 * `SMS/data/MediaManifest.json` and its signature `SMS/data/MediaManifest.p7s` (both ours): what the medium is, and
 * size and SHA-256 of every other file. They make inspect, verify and update possible without the password.
 * Trap: the certificate in the signature is usually self-signed, so without the password a good signature only proves
 * that nothing was changed by accident; with the password inspect compares it with the certificate in Variables.dat.
 */
import forge from 'node-forge';
import { z } from 'zod';
import { decodeLatin1, decodeUtf8, encodeLatin1, encodeUtf8, equalBytes } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { sha256Hex } from '#base/hash.ts';
import { thumbprintOf, type MediaIdentity } from './certificate.ts';

export const MANIFEST_PATH = 'SMS/data/MediaManifest.json';
export const SIGNATURE_PATH = 'SMS/data/MediaManifest.p7s';

const instant = z.iso.datetime();

/** Readers ignore members they do not know. No member may ever hold a secret. */
export const manifestSchema = z.object({
  schema: z.literal(1),
  mediaId: z.string(),
  kind: z.enum(['bootable']),
  output: z.enum(['disc', 'drive']),
  label: z.string(),
  mediaManagement: z.enum(['dynamic', 'site-based', 'internet-based']),
  siteCode: z.string(),
  cmg: z.string().optional(),
  bootImage: z.object({ packageId: z.string(), name: z.string(), version: z.string() }),
  created: instant,
  certificate: z.object({ thumbprint: z.string(), origin: z.enum(['self-signed', 'pfx']), expires: instant }),
  mediaTokenExpires: instant.optional(),
  isPasswordProtected: z.boolean(),
  builderVersion: z.string(),
  files: z.array(
    z.object({
      path: z.string(),
      sizeBytes: z.int().nonnegative(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});

export type MediaManifest = Readonly<z.infer<typeof manifestSchema>>;
export type ManifestFile = Readonly<MediaManifest['files'][number]>;

/** The bytes of the manifest: UTF-8 JSON with sorted files, the same for the same content. */
export function encodeManifest(manifest: MediaManifest): Uint8Array {
  // Parsing puts the members into the order of the schema, whatever order the caller built them in.
  const ordered = manifestSchema.parse(manifest);
  const files = ordered.files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return encodeUtf8(`${JSON.stringify({ ...ordered, files }, undefined, 2)}\n`);
}

/** @throws MediaError E_MEDIA_MANIFEST for text that is no manifest of this version. */
export function parseManifest(bytes: Uint8Array): MediaManifest {
  let value: unknown;
  try {
    value = JSON.parse(decodeUtf8(bytes));
  } catch (cause) {
    throw new MediaError('E_MEDIA_MANIFEST', `${MANIFEST_PATH} is not JSON`, { cause });
  }
  const result = manifestSchema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues
    .slice(0, 3)
    .map((one) => `${one.path.map(String).join('.')}: ${one.message}`);
  throw new MediaError('E_MEDIA_MANIFEST', `${MANIFEST_PATH}: ${problems.join('; ')}`);
}

/**
 * Detached CMS signature (RFC 5652) over the manifest's bytes: SHA-256, RSA PKCS#1 v1.5, the certificate inside and
 * no signing time, so the same manifest and identity give the same bytes.
 */
export function signManifest(manifest: Uint8Array, identity: MediaIdentity): Uint8Array {
  const { sha256, data, contentType, messageDigest } = forge.pki.oids;
  if (
    sha256 === undefined ||
    data === undefined ||
    contentType === undefined ||
    messageDigest === undefined
  ) {
    throw new Error('node-forge lacks the object identifiers of CMS');
  }
  const certificate = certificateOf(identity.certificateDer);
  const signed = forge.pkcs7.createSignedData();
  signed.content = forge.util.createBuffer(decodeLatin1(manifest));
  signed.addCertificate(certificate);
  signed.addSigner({
    key: forge.pki.privateKeyFromPem(identity.privateKeyPem),
    certificate,
    digestAlgorithm: sha256,
    authenticatedAttributes: [{ type: contentType, value: data }, { type: messageDigest }],
  });
  signed.sign({ detached: true });
  return encodeLatin1(forge.asn1.toDer(signed.toAsn1()).getBytes());
}

export interface VerifiedSignature {
  readonly certificateDer: Uint8Array;
  /** SHA-1 of the certificate, upper-case hexadecimal. */
  readonly thumbprint: string;
}

/**
 * Checks a detached signature made by `signManifest`.
 * @throws MediaError E_MEDIA_SIGNATURE when it is malformed, of another form, or does not fit the bytes.
 */
export function verifyManifestSignature(manifest: Uint8Array, signature: Uint8Array): VerifiedSignature {
  const parts = signatureParts(signature);
  if (!equalBytes(parts.messageDigest, encodeLatin1(digest(decodeLatin1(manifest))))) {
    throw new MediaError('E_MEDIA_SIGNATURE', `${MANIFEST_PATH} is not what was signed`);
  }
  if (!isSignatureRight(parts)) {
    throw new MediaError(
      'E_MEDIA_SIGNATURE',
      `${SIGNATURE_PATH} was not made with the certificate inside it`,
    );
  }
  const certificateDer = encodeLatin1(
    forge.asn1.toDer(forge.pki.certificateToAsn1(parts.certificate)).getBytes(),
  );
  return { certificateDer, thumbprint: thumbprintOf(certificateDer) };
}

/** SHA-256 and length of a file's bytes as the manifest lists them. */
export function manifestFile(path: string, bytes: Uint8Array): ManifestFile {
  return { path, sizeBytes: bytes.length, sha256: sha256Hex(bytes) };
}

interface SignatureParts {
  readonly certificate: forge.pki.Certificate;
  /** As binary text, node-forge's form. */
  readonly signature: string;
  readonly messageDigest: Uint8Array;
  /** DER of the attributes as the SET that was signed, binary text. */
  readonly signedAttributes: string;
}

/** What node-forge's template captures; its types leave it out, and its own `verify` is not written. */
interface RawCapture {
  readonly signature?: unknown;
  readonly digestAlgorithm?: unknown;
  readonly authenticatedAttributes?: unknown;
}

function signatureParts(bytes: Uint8Array): SignatureParts {
  try {
    // Sound: SignedData is what the next line checks for; other messages have no `certificates`.
    const message = forge.pkcs7.messageFromAsn1(forge.asn1.fromDer(decodeLatin1(bytes))) as unknown as {
      readonly certificates?: readonly forge.pki.Certificate[];
      readonly rawCapture?: RawCapture;
    };
    const [certificate] = message.certificates ?? [];
    const { signature, digestAlgorithm, authenticatedAttributes } = message.rawCapture ?? {};
    if (certificate === undefined || typeof signature !== 'string' || typeof digestAlgorithm !== 'string') {
      throw new Error('no certificate or no signer');
    }
    if (forge.asn1.derToOid(digestAlgorithm) !== forge.pki.oids['sha256']) throw new Error('not SHA-256');
    // Sound: node-forge captures the attributes as the list of their ASN.1 values.
    const attributes = authenticatedAttributes as forge.asn1.Asn1[] | undefined;
    if (attributes === undefined) throw new Error('no signed attributes');
    return {
      certificate,
      signature,
      messageDigest: encodeLatin1(messageDigestOf(attributes)),
      signedAttributes: forge.asn1
        .toDer(forge.asn1.create(forge.asn1.Class.UNIVERSAL, forge.asn1.Type.SET, true, attributes))
        .getBytes(),
    };
  } catch (cause) {
    throw new MediaError('E_MEDIA_SIGNATURE', `${SIGNATURE_PATH} is not a signature of this program`, {
      cause,
    });
  }
}

/** Attribute ::= SEQUENCE { type OBJECT IDENTIFIER, values SET }. */
function messageDigestOf(attributes: readonly forge.asn1.Asn1[]): string {
  for (const attribute of attributes) {
    const [type, values] = childrenOf(attribute);
    const isDigest =
      typeof type?.value === 'string' && forge.asn1.derToOid(type.value) === forge.pki.oids['messageDigest'];
    const value = values === undefined ? undefined : childrenOf(values)[0]?.value;
    if (isDigest && typeof value === 'string') return value;
  }
  throw new Error('no message digest');
}

function childrenOf(value: forge.asn1.Asn1): readonly forge.asn1.Asn1[] {
  return Array.isArray(value.value) ? value.value : [];
}

function isSignatureRight(parts: SignatureParts): boolean {
  try {
    // Sound: node-forge reads RSA certificates only.
    const key = parts.certificate.publicKey as forge.pki.rsa.PublicKey;
    return key.verify(digest(parts.signedAttributes), parts.signature);
  } catch {
    // node-forge throws for padding it cannot read; that, too, is a wrong signature.
    return false;
  }
}

function digest(binary: string): string {
  return forge.md.sha256.create().update(binary).digest().getBytes();
}

function certificateOf(der: Uint8Array): forge.pki.Certificate {
  return forge.pki.certificateFromAsn1(forge.asn1.fromDer(decodeLatin1(der)));
}
