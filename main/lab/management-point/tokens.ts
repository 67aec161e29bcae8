/**
 * Media tokens and registration tokens. OURS: that a site hands out "a token for the media certificate" and a gateway
 * exchanges it is public, the form is not. We use the published form of a bulk registration token (a JWT, RS256, x5t)
 * with other values of `Type`, bound to the thumbprint of the media certificate.
 * Trap: `jwtVerify` judges time by the machine's clock unless told; the lab has its own.
 */
import { randomUUID } from 'node:crypto';
import { decodeJwt, errors, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import type { LabSite } from '../lab-site.ts';
import type { RegisteredCertificate } from '../store.ts';
import { bracedGuid } from '../wire/signature.ts';
import { Refusal } from './refusal.ts';
import { defaultWireSettings } from './settings.ts';

const MEDIA_TYPE = 'TaskSequenceMedia';
const REGISTRATION_TYPE = 'TaskSequenceMediaRegistration';
const AUDIENCE = 'urn:sccm:service';

export interface IssuedJwt {
  readonly token: string;
  readonly expires: Date;
}

/** The token that goes onto a medium; valid 183 days unless told otherwise. */
export function issueMediaToken(
  site: LabSite,
  media: { readonly mediaId: string; readonly thumbprint: string; readonly lifeMs?: number },
): Promise<IssuedJwt> {
  return issue(site, {
    kind: 'media',
    mediaId: media.mediaId,
    thumbprint: media.thumbprint,
    lifeMs: media.lifeMs ?? defaultWireSettings.mediaTokenLifeMs,
  });
}

/** The short-lived token a device uses after the exchange. */
export function issueRegistrationToken(
  site: LabSite,
  media: { readonly mediaId: string; readonly thumbprint: string; readonly lifeMs: number },
): Promise<IssuedJwt> {
  return issue(site, { kind: 'registration', ...media });
}

/**
 * Checks a token against the certificate that presents it.
 * @throws Refusal token-foreign, token-invalid, token-expired, token-blocked, token-wrong-certificate
 */
export async function checkToken(
  site: LabSite,
  token: string,
  expected: { readonly kind: 'media' | 'registration'; readonly certificate: RegisteredCertificate },
): Promise<void> {
  const subject = { mediaId: expected.certificate.smsId, kind: expected.kind };
  const claims = readClaims(token, subject);
  // Read before the signature is checked, but only to choose between two refusals.
  if (claims.iss !== issuer(site) || claims.aud !== AUDIENCE)
    throw new Refusal(
      'token-foreign',
      `the token is of ${String(claims.iss)}, this site is ${issuer(site)}`,
      subject,
    );
  await verifySignature(site, token, subject);
  const wantedType = expected.kind === 'media' ? MEDIA_TYPE : REGISTRATION_TYPE;
  if (claims['Type'] !== wantedType)
    throw new Refusal(
      'token-foreign',
      `a token of type ${String(claims['Type'])}, wanted ${wantedType}`,
      subject,
    );
  const issued = site.store.token(String(claims['UniqueId']));
  if (issued?.kind !== expected.kind)
    throw new Refusal('token-invalid', 'the site has no record of this token', subject);
  if (issued.isBlocked) throw new Refusal('token-blocked', 'the token is blocked at the site', subject);
  const sameMedium = claims['MediaId'] === bracedGuid(expected.certificate.smsId);
  if (!sameMedium || claims['CertificateThumbprint'] !== expected.certificate.thumbprint)
    throw new Refusal(
      'token-wrong-certificate',
      'the token was issued for another media certificate',
      subject,
    );
}

async function issue(
  site: LabSite,
  request: {
    readonly kind: 'media' | 'registration';
    readonly mediaId: string;
    readonly thumbprint: string;
    readonly lifeMs: number;
  },
): Promise<IssuedJwt> {
  const now = Math.floor(site.clock().getTime() / 1000);
  const expires = now + Math.floor(request.lifeMs / 1000);
  const id = randomUUID();
  const token = await new SignJWT({
    SCCMTokenCategory: 'SCCMPreAuthToken',
    Authority: 'SCCM',
    License: 'SCCM',
    Type: request.kind === 'media' ? MEDIA_TYPE : REGISTRATION_TYPE,
    TenantId: site.world.hierarchyId,
    UniqueId: id,
    MediaId: bracedGuid(request.mediaId),
    CertificateThumbprint: request.thumbprint.toUpperCase(),
  })
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', x5t: site.pki.tokenSigningKey.x5t })
    .setIssuer(issuer(site))
    .setAudience(AUDIENCE)
    .setNotBefore(now)
    .setExpirationTime(expires)
    .sign(site.pki.tokenSigningKey.privateKey);
  const until = new Date(expires * 1000);
  await site.store.saveToken({
    id,
    kind: request.kind,
    subject: bracedGuid(request.mediaId),
    expires: until.toISOString(),
    isBlocked: false,
  });
  return { token, expires: until };
}

function issuer(site: LabSite): string {
  return `urn:sccm:oauth2:${site.world.hierarchyId.toLowerCase()}`;
}

function readClaims(token: string, subject: Readonly<Record<string, string>>): JWTPayload {
  try {
    return decodeJwt(token);
  } catch {
    throw new Refusal('token-invalid', `${token.length} characters that are no token`, subject);
  }
}

async function verifySignature(
  site: LabSite,
  token: string,
  subject: Readonly<Record<string, string>>,
): Promise<void> {
  try {
    await jwtVerify(token, site.pki.tokenSigningKey.publicKey, {
      algorithms: ['RS256'],
      currentDate: site.clock(),
      requiredClaims: ['exp', 'nbf', 'UniqueId', 'MediaId', 'CertificateThumbprint'],
    });
  } catch (error) {
    if (error instanceof errors.JWTExpired)
      throw new Refusal('token-expired', 'the token has expired', subject);
    const why = error instanceof Error ? error.message : String(error);
    throw new Refusal('token-invalid', `the token does not verify: ${why}`, subject);
  }
}
