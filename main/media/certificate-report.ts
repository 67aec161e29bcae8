/**
 * What is wrong with a certificate file, all of it at once, before a medium is made with it. The same reading as in
 * `certificate.ts`, which then refuses the first thing; a test holds the two together.
 */
import forge from 'node-forge';
import { isMediaError } from '#base/errors/media-error.ts';
import type { CertificateReport } from '#contract/security.ts';
import {
  certificatesOf,
  derOf,
  isForClients,
  KEY_BITS,
  keyBitsOf,
  keyedCertificateOf,
  openPfx,
  thumbprintOf,
} from './certificate.ts';

type Finding = CertificateReport['findings'][number];

const DAY_MS = 86_400_000;
/** A medium that ends so soon is hardly worth posting. */
const SOON_DAYS = 30;
const WEAK_HASHES: readonly string[] = ['md2', 'md5', 'sha1'];

const UNREAD: CertificateReport = {
  isUsable: false,
  subject: null,
  issuer: null,
  notBefore: null,
  notAfter: null,
  keyBits: null,
  hash: null,
  thumbprint: null,
  findings: [],
};

/** Reads and judges a certificate file. Never throws: a file that cannot be read is a finding. */
export function reportCertificate(
  file: Uint8Array,
  options: { readonly password: string; readonly now: Date },
): CertificateReport {
  let pfx: forge.pkcs12.Pkcs12Pfx;
  try {
    pfx = openPfx(file, options.password);
  } catch (error) {
    const isPassword = isMediaError(error) && error.code === 'E_MEDIA_CERTIFICATE_PASSWORD';
    return { ...UNREAD, findings: [finding('error', isPassword ? 'wrong-password' : 'not-readable')] };
  }
  const keyed = keyedIn(pfx);
  const certificate = keyed ?? certificatesOf(pfx)[0];
  const missing = keyed === undefined ? [finding('error', 'no-private-key')] : [];
  if (certificate === undefined) return { ...UNREAD, findings: missing };
  const findings = [...missing, ...findingsOf(certificate, options.now)];
  const { notBefore, notAfter } = certificate.validity;
  return {
    isUsable: findings.every((one) => one.severity !== 'error'),
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    keyBits: keyBitsOf(certificate),
    hash: hashOf(certificate),
    thumbprint: thumbprintOf(derOf(certificate)),
    findings,
  };
}

/** A file that is no file is reported the same way. */
export function unreadableCertificate(values: Finding['values']): CertificateReport {
  return { ...UNREAD, findings: [finding('error', 'not-readable', values)] };
}

function keyedIn(pfx: forge.pkcs12.Pkcs12Pfx): forge.pki.Certificate | undefined {
  try {
    return keyedCertificateOf(pfx).certificate;
  } catch {
    // Said by a finding.
    return undefined;
  }
}

function findingsOf(certificate: forge.pki.Certificate, now: Date): readonly Finding[] {
  const { notBefore, notAfter } = certificate.validity;
  const bits = keyBitsOf(certificate);
  const hash = hashOf(certificate);
  const days = Math.floor((notAfter.getTime() - now.getTime()) / DAY_MS);
  const found: Finding[] = [];
  if (!isForClients(certificate)) found.push(finding('error', 'no-client-authentication'));
  if (now >= notAfter) found.push(finding('error', 'expired', { at: notAfter.toISOString() }));
  else if (now < notBefore) found.push(finding('error', 'not-yet-valid', { at: notBefore.toISOString() }));
  else if (days < SOON_DAYS)
    found.push(finding('warning', 'ends-soon', { at: notAfter.toISOString(), days }));
  if (bits > KEY_BITS) found.push(finding('error', 'key-too-long', { bits, most: KEY_BITS }));
  if (bits < KEY_BITS) found.push(finding('warning', 'key-too-short', { bits, least: KEY_BITS }));
  if (WEAK_HASHES.includes(hash)) found.push(finding('warning', 'weak-hash', { hash }));
  return found;
}

function finding(
  severity: Finding['severity'],
  code: Finding['code'],
  values: Finding['values'] = {},
): Finding {
  return { severity, code, values };
}

/** "CN=PC042, O=Contoso" */
function nameOf({ attributes }: forge.pki.Certificate['subject']): string {
  return attributes
    .map(({ shortName, type, value }) => `${shortName ?? type ?? ''}=${String(value)}`)
    .join(', ');
}

/** "sha256"; the object identifier when it is not known. */
function hashOf(certificate: forge.pki.Certificate): string {
  const name = forge.pki.oids[certificate.signatureOid] ?? certificate.signatureOid;
  return /^(md\d|sha\d+)/i.exec(name)?.[1]?.toLowerCase() ?? name;
}
