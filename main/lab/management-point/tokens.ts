/**
 * The four tokens of the lab. Published: the form of a bulk registration token (a JWT, RS256, x5t, `Type`
 * "BulkRegistration", 3 days, at most 7) and that a client's site token lives for 90 days. OURS: the media token, the
 * registration token of a medium and the claims of a site token, all in that same form with other values of `Type`.
 * Trap: `jwtVerify` judges time by the machine's clock unless told; the lab has its own.
 */
import { randomUUID } from 'node:crypto';
import { decodeJwt, errors, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import type { LabSite } from '../lab-site.ts';
import type { IssuedToken, RegisteredCertificate } from '../store.ts';
import { bracedGuid, clientGuid } from '../wire/signature.ts';
import { Refusal } from './refusal.ts';
import { defaultWireSettings } from './settings.ts';

export type TokenKind = 'media' | 'registration' | 'bulk' | 'client';

/** The claim `Type` of each kind. */
const TYPES: Readonly<Record<TokenKind, string>> = {
  media: 'TaskSequenceMedia',
  registration: 'TaskSequenceMediaRegistration',
  bulk: 'BulkRegistration',
  client: 'ClientSiteToken',
};
const AUDIENCE = 'urn:sccm:service';
const MINUTE_MS = 60_000;
/** Documented: three days unless told otherwise, seven at most. */
export const BULK_LIFETIME_MINUTES = { default: 4320, max: 10_080 } as const;

export interface IssuedJwt {
  readonly token: string;
  /** For tracking and blocking. */
  readonly id: string;
  readonly issued: Date;
  readonly expires: Date;
}

/** The token that goes onto a medium; valid 183 days unless told otherwise. */
export function issueMediaToken(
  site: LabSite,
  media: { readonly mediaId: string; readonly thumbprint: string; readonly lifeMs?: number },
): Promise<IssuedJwt> {
  return issue(site, {
    kind: 'media',
    subject: bracedGuid(media.mediaId),
    claims: mediaClaims(media),
    lifeMs: media.lifeMs ?? defaultWireSettings.mediaTokenLifeMs,
  });
}

/** The short-lived token a device uses after the exchange, and registers its client with. */
export function issueRegistrationToken(
  site: LabSite,
  media: { readonly mediaId: string; readonly thumbprint: string; readonly lifeMs: number },
): Promise<IssuedJwt> {
  const subject = bracedGuid(media.mediaId);
  return issue(site, { kind: 'registration', subject, claims: mediaClaims(media), lifeMs: media.lifeMs });
}

/** A bulk registration token: registers any number of clients until it expires or is blocked. */
export function issueBulkToken(site: TokenSite, lifetimeMinutes: number): Promise<IssuedJwt> {
  return issue(site, { kind: 'bulk', subject: '', claims: {}, lifeMs: lifetimeMinutes * MINUTE_MS });
}

/** The token a registered client authenticates with. */
export function issueSiteToken(
  site: LabSite,
  client: { readonly clientId: string; readonly thumbprint: string; readonly lifeMs: number },
): Promise<IssuedJwt> {
  const subject = clientGuid(client.clientId);
  const claims = { ClientId: subject, CertificateThumbprint: client.thumbprint.toUpperCase() };
  return issue(site, { kind: 'client', subject, claims, lifeMs: client.lifeMs });
}

/** What issuing needs of a site; also to be had from the data folder of a lab that does not run. */
export type TokenSite = Pick<LabSite, 'clock' | 'pki' | 'store'> & {
  readonly world: Pick<LabSite['world'], 'hierarchyId'>;
};

export interface OpenedToken {
  readonly kind: TokenKind;
  readonly record: IssuedToken;
  readonly claims: JWTPayload;
}

/**
 * Whether a token is this site's, in time and not blocked, and what it is for. Whom it belongs to is for the caller.
 * @throws Refusal token-foreign, token-invalid, token-expired, token-blocked
 */
export async function openToken(
  site: TokenSite,
  token: string,
  subject: Readonly<Record<string, string>>,
): Promise<OpenedToken> {
  const claims = readClaims(token, subject);
  // Read before the signature is checked, but only to choose between two refusals.
  if (claims.iss !== issuer(site) || claims.aud !== AUDIENCE)
    throw new Refusal(
      'token-foreign',
      `the token is of ${String(claims.iss).slice(0, 100)}, this site is ${issuer(site)}`,
      subject,
    );
  await verifySignature(site, token, subject);
  // Sound: the keys of the table are exactly the kinds.
  const kind = (Object.keys(TYPES) as TokenKind[]).find((one) => TYPES[one] === claims['Type']);
  const record = site.store.token(String(claims['UniqueId']));
  if (kind === undefined || record?.kind !== kind)
    throw new Refusal('token-invalid', 'the site has no record of this token', subject);
  if (record.isBlocked) throw new Refusal('token-blocked', `the token ${record.id} is blocked`, subject);
  return { kind, record, claims };
}

/**
 * Checks the token of a medium against the certificate that presents it.
 * @throws Refusal what `openToken` throws, token-kind, token-wrong-certificate
 */
export async function checkToken(
  site: LabSite,
  token: string,
  expected: { readonly kind: 'media' | 'registration'; readonly certificate: RegisteredCertificate },
): Promise<void> {
  const { certificate, kind } = expected;
  const subject = { mediaId: certificate.smsId, kind };
  const opened = await openToken(site, token, subject);
  checkKind(opened, [kind], subject);
  const sameMedium = opened.claims['MediaId'] === bracedGuid(certificate.smsId);
  if (!sameMedium || opened.claims['CertificateThumbprint'] !== certificate.thumbprint)
    throw new Refusal(
      'token-wrong-certificate',
      'the token was issued for another media certificate',
      subject,
    );
}

/** @throws Refusal token-kind for a genuine token that is for something else */
export function checkKind(
  opened: OpenedToken,
  wanted: readonly TokenKind[],
  subject: Readonly<Record<string, string>>,
): void {
  if (!wanted.includes(opened.kind))
    throw new Refusal(
      'token-kind',
      `a token of type ${TYPES[opened.kind]}, wanted ${wanted.map((one) => TYPES[one]).join(' or ')}`,
      subject,
    );
}

function mediaClaims(media: {
  readonly mediaId: string;
  readonly thumbprint: string;
}): Readonly<Record<string, string>> {
  return { MediaId: bracedGuid(media.mediaId), CertificateThumbprint: media.thumbprint.toUpperCase() };
}

async function issue(
  site: TokenSite,
  request: {
    readonly kind: TokenKind;
    readonly subject: string;
    readonly claims: Readonly<Record<string, string>>;
    readonly lifeMs: number;
  },
): Promise<IssuedJwt> {
  const now = Math.floor(site.clock().getTime() / 1000);
  const until = now + Math.floor(request.lifeMs / 1000);
  const id = randomUUID();
  const token = await new SignJWT({
    SCCMTokenCategory: 'SCCMPreAuthToken',
    Authority: 'SCCM',
    License: 'SCCM',
    Type: TYPES[request.kind],
    TenantId: site.world.hierarchyId,
    UniqueId: id,
    ...request.claims,
  })
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', x5t: site.pki.tokenSigningKey.x5t })
    .setIssuer(issuer(site))
    .setAudience(AUDIENCE)
    .setNotBefore(now)
    .setExpirationTime(until)
    .sign(site.pki.tokenSigningKey.privateKey);
  const [issued, expires] = [new Date(now * 1000), new Date(until * 1000)];
  await site.store.saveToken({
    id,
    kind: request.kind,
    subject: request.subject,
    expires: expires.toISOString(),
    isBlocked: false,
  });
  return { token, id, issued, expires };
}

function issuer(site: TokenSite): string {
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
  site: TokenSite,
  token: string,
  subject: Readonly<Record<string, string>>,
): Promise<void> {
  try {
    await jwtVerify(token, site.pki.tokenSigningKey.publicKey, {
      algorithms: ['RS256'],
      currentDate: site.clock(),
      requiredClaims: ['exp', 'nbf', 'UniqueId', 'Type'],
    });
  } catch (error) {
    if (error instanceof errors.JWTExpired)
      throw new Refusal('token-expired', 'the token has expired', subject);
    const why = error instanceof Error ? error.message : String(error);
    throw new Refusal('token-invalid', `the token does not verify: ${why}`, subject);
  }
}
