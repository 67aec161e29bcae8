/**
 * Registration of clients and their site tokens.
 * Rules, ours where nothing is published: a medium's registration token registers one client (its first key; the same
 * key may come again), a bulk token any number; the first site token is for the token the client registered with, later
 * ones for a site token that is still valid; a client with a blocked site token gets no other one over the gateway.
 */
import { createHash, randomUUID, X509Certificate } from 'node:crypto';
import { decodeUtf8 } from '#base/bytes.ts';
import type { LabSite } from '../lab-site.ts';
import {
  normalId,
  type RegisteredCertificate,
  type RegisteredClient,
  type UserDeviceAffinity,
} from '../store.ts';
import {
  parseClientRegistration,
  renderRegistrationReply,
  type SignedRegistration,
} from '../wire/client-registration.ts';
import { clientGuid, verifyData } from '../wire/signature.ts';
import { parseSiteTokenRequest, siteTokenData, type SiteTokenReply } from '../wire/site-token.ts';
import { checkSiteToken, identifyClientSigner, type ClientContext } from './client-identity.ts';
import { checkCertificate, checkTime } from './media-identity.ts';
import { Refusal } from './refusal.ts';
import { acceptOnce } from './replay.ts';
import { checkKind, issueSiteToken, openToken, type OpenedToken } from './tokens.ts';

const MIN_KEY_BITS = 2048;

export interface Visit {
  /** Token of the Authorization header. */
  readonly bearer: string | undefined;
  /** Host name of the gateway, for the journal. */
  readonly gateway: string;
}

/** Body of the answer to a registration. @throws Refusal, MediaError E_WIRE_… */
export async function registerClient(context: ClientContext, body: string, visit: Visit): Promise<string> {
  const { site, settings } = context;
  const opened = await openRegistrationToken(site, visit.bearer);
  const request = parseClientRegistration(body);
  const subject = { name: request.name };
  const certificate = certificateOf(request, subject);
  const signature = { hex: request.signature, allowSha1: settings.allowSha1 };
  if (verifyData(certificate.publicKey, request.signedData, signature) === undefined)
    throw new Refusal('signature-invalid', 'the registration is not signed with its own key', subject);
  checkTime(context, timeOf(request.time), subject);
  await acceptOnce(context, request.signature, subject);
  if (!/^[\w-]{1,15}$/.test(request.name))
    throw new Refusal('registration-invalid', `"${request.name}" is not a computer name`, subject);
  const medium = mediumOf(site, opened);
  if (medium !== undefined) checkCertificate(site, medium, { mediaId: medium.smsId });
  const thumbprint = createHash('sha1').update(certificate.raw).digest('hex').toUpperCase();
  const former = site.store.clients().find((one) => one.thumbprint === thumbprint);
  const users = site.store.clients().filter((one) => one.tokenId === opened.record.id);
  if (opened.kind === 'registration' && users.some((one) => one.thumbprint !== thumbprint))
    throw new Refusal('token-used', 'the registration token has registered another client', subject);
  const client: RegisteredClient = {
    ...former,
    smsId: former?.smsId ?? normalId(randomUUID()),
    name: request.name,
    certificateDer: new Uint8Array(certificate.raw),
    thumbprint,
    registeredAt: former?.registeredAt ?? site.clock().toISOString(),
    tokenId: opened.record.id,
    mediaId: medium?.smsId ?? former?.mediaId,
    smbiosGuid: normalId(request.smbiosGuid),
    macAddresses: request.macAddresses.map((one) => one.toUpperCase()),
    affinity: affinityOf(request, medium),
  };
  await site.store.saveClient(client);
  site.journal.record('sts', 'client-registered', {
    clientId: clientGuid(client.smsId),
    name: client.name,
    gateway: visit.gateway,
    by: opened.kind,
    registrationId: opened.record.id,
    mediaId: client.mediaId ?? '',
    thumbprint,
    isAgain: former !== undefined,
  });
  if (client.affinity !== undefined) {
    const { state, users: named } = client.affinity;
    site.journal.record('sts', 'user-device-affinity', {
      clientId: clientGuid(client.smsId),
      state,
      users: named,
    });
  }
  return renderRegistrationReply(client.smsId, site.clock());
}

/** JSON of the answer to a request for a site token. @throws Refusal, MediaError E_WIRE_… */
export async function answerSiteToken(
  context: ClientContext,
  body: Uint8Array,
  visit: Visit,
): Promise<string> {
  const { site, settings } = context;
  const request = parseSiteTokenRequest(decodeUtf8(body));
  const { client, variant } = identifyClientSigner(context, {
    clientId: request.clientId,
    time: timeOf(request.time),
    data: siteTokenData(request),
    signature: request.signature,
  });
  const subject = { clientId: request.clientId };
  const isRenewal = await checkRight(site, client, visit.bearer);
  await acceptOnce(context, request.signature, subject);
  const issued = await issueSiteToken(site, {
    clientId: client.smsId,
    thumbprint: client.thumbprint,
    lifeMs: settings.siteTokenLifeMs,
  });
  const expires = issued.expires.toISOString();
  site.journal.record('sts', isRenewal ? 'site-token-renewed' : 'site-token-issued', {
    ...subject,
    gateway: visit.gateway,
    tokenId: issued.id,
    expires,
    signature: variant,
  });
  const reply: SiteTokenReply = { siteToken: issued.token, issued: issued.issued.toISOString(), expires };
  return JSON.stringify(reply);
}

/** True for a renewal. @throws Refusal */
async function checkRight(
  site: LabSite,
  client: RegisteredClient,
  bearer: string | undefined,
): Promise<boolean> {
  const subject = { clientId: clientGuid(client.smsId) };
  const opened = bearer === undefined ? undefined : await openToken(site, bearer, subject);
  if (opened?.kind !== 'registration' && opened?.kind !== 'bulk') {
    await checkSiteToken(site, bearer, client);
    return true;
  }
  if (opened.record.id !== client.tokenId)
    throw new Refusal('token-used', 'this client registered with another registration token', subject);
  const medium = mediumOf(site, opened);
  if (medium !== undefined) checkCertificate(site, medium, subject);
  const isRevoked = site.store
    .tokens()
    .some((one) => one.kind === 'client' && one.subject === subject.clientId && one.isBlocked);
  if (isRevoked) throw new Refusal('token-blocked', 'a site token of this client is blocked', subject);
  return false;
}

async function openRegistrationToken(site: LabSite, bearer: string | undefined): Promise<OpenedToken> {
  const subject = { for: 'registration' };
  if (bearer === undefined) throw new Refusal('token-missing', 'a registration without a token', subject);
  const opened = await openToken(site, bearer, subject);
  checkKind(opened, ['registration', 'bulk'], subject);
  return opened;
}

/** The medium of a registration token; undefined for a bulk one. @throws Refusal certificate-unregistered */
function mediumOf(site: LabSite, opened: OpenedToken): RegisteredCertificate | undefined {
  if (opened.kind !== 'registration') return undefined;
  const mediaId = String(opened.claims['MediaId']);
  const found = site.store.certificate(mediaId);
  if (found?.thumbprint !== opened.claims['CertificateThumbprint'])
    throw new Refusal('certificate-unregistered', `the medium ${mediaId} is no longer registered`, {
      mediaId,
    });
  return found;
}

function certificateOf(
  request: SignedRegistration,
  subject: Readonly<Record<string, string>>,
): X509Certificate {
  let certificate: X509Certificate | undefined;
  try {
    certificate = new X509Certificate(request.certificateDer);
  } catch {
    // Refused below.
  }
  const key = certificate?.publicKey;
  // Policies are enveloped for this key, which is defined for RSA keys only.
  const isGood =
    key?.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_KEY_BITS;
  if (certificate === undefined || !isGood || !certificate.verify(certificate.publicKey))
    throw new Refusal(
      'registration-invalid',
      `the certificate must be self-signed, of an RSA key of at least ${MIN_KEY_BITS} bits`,
      subject,
    );
  return certificate;
}

/** Decided by the medium (UdaSetting); a bulk registration names no users. */
function affinityOf(
  request: SignedRegistration,
  medium: RegisteredCertificate | undefined,
): UserDeviceAffinity | undefined {
  if (request.users.length === 0) return undefined;
  const states = ['not-allowed', 'pending', 'approved'] as const;
  return { state: states[medium?.udaSetting ?? 0], users: request.users };
}

function timeOf(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new Refusal('malformed', 'the request has no readable time');
  return time;
}
