/**
 * Static methods as POST (reference adminservice 1.7 and 2.15): registration and blocking of media certificates, and
 * the additional facts a medium needs.
 * Trap: what GetTSMediaAdditionalInfo of a real site answers is not public. Its answer here is OURS:
 * `MediaToken`, `MediaTokenExpires`, `RootCACerts` (DER as hexadecimal) and `SiteSigningCertificate` (the same).
 * Trap: a request may hold a PFX. It is neither kept nor written to the journal.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { fromHex, toHex } from '#base/bytes.ts';
import type { LabSite } from '../lab-site.ts';
import { issueMediaToken } from '../management-point/tokens.ts';
import { normalId, type RegisteredCertificate } from '../store.ts';
import { QueryError } from './filter-parser.ts';
import { tokenMethods } from './token-methods.ts';

export type MethodResult = Readonly<Record<string, unknown>>;
type Body = Readonly<Record<string, unknown>>;
type StaticMethod = (site: LabSite, body: Body) => Promise<MethodResult>;

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const methods: ReadonlyMap<string, StaticMethod> = new Map<string, StaticMethod>([
  ['sms_site.submitregistrationrecord', submitRegistrationRecord],
  ['sms_site.isusedcert', isUsedCertificate],
  ['sms_tasksequencepackage.gettsmediaadditionalinfo', mediaAdditionalInfo],
  ['sms_certificateinfo.blockcertificate', blockCertificate],
  ...tokenMethods,
]);

/** Methods without inputs, which real sites answer on GET, too. */
const inputless: ReadonlyMap<string, (site: LabSite) => MethodResult> = new Map<
  string,
  (site: LabSite) => MethodResult
>([
  ['sms_identification.getsiteid', (site) => ({ SiteID: `{${site.world.hierarchyId}}` })],
  ['sms_identification.getproviderversion', (site) => ({ Version: `5.00.${site.world.buildNumber}.1000` })],
]);

/** Runs `Class.Method`; undefined when there is no such method. @throws QueryError for a body that does not fit. */
export function runMethod(site: LabSite, name: string, body: Body): Promise<MethodResult> | undefined {
  const method = methods.get(name.toLowerCase());
  if (method !== undefined) return method(site, body);
  const simple = runInputlessMethod(site, name);
  return simple === undefined ? undefined : Promise.resolve({ ReturnValue: 0, ...simple });
}

/** Runs a method that takes nothing; undefined when there is no such method. */
export function runInputlessMethod(site: LabSite, name: string): MethodResult | undefined {
  return inputless.get(name.toLowerCase())?.(site);
}

/**
 * SMSID, Certificate (hexadecimal DER), Type (default 1), UdaSetting 0-2; CertificatePFX, ServerName and IssuedCert are
 * accepted and not read. OURS, no parameters of the real method: `IssuedTo`, `AllowUnknownComputers`, `SMSID` in the answer.
 */
async function submitRegistrationRecord(site: LabSite, body: Body): Promise<MethodResult> {
  const smsId = mediaIdOf(body, 'SMSID');
  const certificate = certificateOf(body);
  // Policies are enveloped for this key, which is defined for RSA keys only.
  if (certificate.publicKey.asymmetricKeyType !== 'rsa')
    throw new QueryError('Parameter Certificate must hold an RSA key.');
  const type = integerOf(body, 'Type', { fallback: 1, values: [1, 2, 3] });
  const udaSetting = integerOf(body, 'UdaSetting', { fallback: 0, values: [0, 1, 2] });
  // Sound: `values` above holds exactly the members of the two unions.
  const record: RegisteredCertificate = {
    smsId,
    certificateDer: new Uint8Array(certificate.raw),
    thumbprint: thumbprintOf(certificate),
    type: type as RegisteredCertificate['type'],
    issuedTo: textOf(body, 'IssuedTo', commonNameOf(certificate)),
    validFrom: new Date(certificate.validFrom).toISOString(),
    validUntil: new Date(certificate.validTo).toISOString(),
    // Registering again never lifts a block.
    isBlocked: site.store.certificate(smsId)?.isBlocked ?? false,
    keyType: certificate.checkIssued(certificate) ? 1 : 2,
    udaSetting: udaSetting as RegisteredCertificate['udaSetting'],
    allowUnknownComputers: body['AllowUnknownComputers'] !== false,
  };
  await site.store.saveCertificate(record);
  site.journal.record('adminservice', 'certificate-registered', {
    mediaId: smsId,
    thumbprint: record.thumbprint,
    type,
    validUntil: record.validUntil,
  });
  return { ReturnValue: 0, SMSID: smsId.toUpperCase() };
}

function isUsedCertificate(site: LabSite, body: Body): Promise<MethodResult> {
  const thumbprint = thumbprintOf(certificateOf(body));
  return Promise.resolve({ ReturnValue: site.store.certificateByThumbprint(thumbprint) !== undefined });
}

async function blockCertificate(site: LabSite, body: Body): Promise<MethodResult> {
  const smsId = mediaIdOf(body, 'SMSID');
  const isBlocked = body['Blocked'];
  if (typeof isBlocked !== 'boolean') throw new QueryError('Parameter Blocked must be a Boolean.');
  if (!(await site.store.blockCertificate(smsId, isBlocked))) {
    throw new QueryError(`No certificate with SMSID '${smsId}' is registered.`);
  }
  site.journal.record('adminservice', isBlocked ? 'certificate-blocked' : 'certificate-unblocked', {
    mediaId: smsId,
  });
  return { ReturnValue: 0 };
}

/** Ours, see the head of the file. MediaID must be registered, and its certificate not blocked. */
async function mediaAdditionalInfo(site: LabSite, body: Body): Promise<MethodResult> {
  const mediaId = mediaIdOf(body, 'MediaID');
  const registered = site.store.certificate(mediaId);
  if (registered === undefined) throw new QueryError(`No certificate is registered for medium '${mediaId}'.`);
  if (registered.isBlocked) throw new QueryError(`The certificate of medium '${mediaId}' is blocked.`);
  if (site.clock().getTime() > Date.parse(registered.validUntil))
    throw new QueryError(`The certificate of medium '${mediaId}' expired on ${registered.validUntil}.`);
  const issued = await issueMediaToken(site, { mediaId, thumbprint: registered.thumbprint });
  site.journal.record('adminservice', 'media-token-issued', {
    mediaId,
    expires: issued.expires.toISOString(),
  });
  return {
    ReturnValue: 0,
    MediaToken: issued.token,
    MediaTokenExpires: issued.expires.toISOString(),
    RootCACerts: [toHex(site.pki.rootCertificateDer).toUpperCase()],
    SiteSigningCertificate: toHex(site.pki.siteSigningCertificateDer).toUpperCase(),
  };
}

function mediaIdOf(body: Body, name: string): string {
  const value = body[name];
  const id = typeof value === 'string' ? normalId(value) : '';
  if (!GUID.test(id)) throw new QueryError(`Parameter ${name} must be a GUID.`);
  return id;
}

function certificateOf(body: Body): X509Certificate {
  const hex = body['Certificate'];
  const der = typeof hex === 'string' ? fromHex(hex) : undefined;
  if (der === undefined || der.length === 0) {
    throw new QueryError('Parameter Certificate must be a certificate as hexadecimal digits.');
  }
  try {
    return new X509Certificate(der);
  } catch {
    throw new QueryError('Parameter Certificate is not an X.509 certificate.');
  }
}

function integerOf(
  body: Body,
  name: string,
  rule: { readonly fallback: number; readonly values: readonly number[] },
): number {
  const value = body[name] ?? rule.fallback;
  if (typeof value !== 'number' || !rule.values.includes(value)) {
    throw new QueryError(`Parameter ${name} must be one of ${rule.values.join(', ')}.`);
  }
  return value;
}

function textOf(body: Body, name: string, fallback: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : fallback;
}

function thumbprintOf(certificate: X509Certificate): string {
  return createHash('sha1').update(certificate.raw).digest('hex').toUpperCase();
}

function commonNameOf(certificate: X509Certificate): string {
  return /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? certificate.subject;
}
