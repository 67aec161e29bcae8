/**
 * Who is calling: the medium named by the client token, if the signature is that of its registered certificate.
 * Order matters: nobody without the private key learns whether a certificate is expired or blocked, and a person with a
 * blocked medium reads "blocked" and not something vaguer.
 * Trap: a client token signs only the media id and a time, so it can be replayed within the clock window; TLS with the
 * same certificate and the payload signature are what stops others from using it.
 */
import { X509Certificate } from 'node:crypto';
import type { LabSite } from '../lab-site.ts';
import type { RegisteredCertificate } from '../store.ts';
import {
  readClientToken,
  signedText,
  verifyData,
  type ClientToken,
  type SignatureVariant,
} from '../wire/signature.ts';
import { Refusal } from './refusal.ts';
import type { WireSettings } from './settings.ts';

export interface MediaCaller {
  readonly kind: 'media';
  readonly certificate: RegisteredCertificate;
  /** How the caller signs. */
  readonly variant: SignatureVariant;
}

export interface IdentityContext {
  readonly site: LabSite;
  readonly settings: WireSettings;
  /** SHA-1 of the TLS client certificate, upper-case hexadecimal. */
  readonly tlsThumbprint: string | undefined;
}

/**
 * The medium behind a client token.
 * @throws Refusal signature-missing, signature-invalid, clock-skew, certificate-…
 */
export function identifyMedia(context: IdentityContext, token: ClientToken | undefined): MediaCaller {
  const claim = token === undefined ? undefined : readClientToken(token.text);
  if (token === undefined || claim?.kind !== 'media')
    throw new Refusal('signature-missing', 'the request carries no client token of the form {media id};time');
  return identifySigner(context, {
    mediaId: claim.id,
    time: claim.time,
    data: signedText(token.text),
    signature: token.signature,
  });
}

export interface SignedClaim {
  readonly mediaId: string;
  readonly time: Date;
  readonly data: Uint8Array;
  readonly signature: string;
}

/** The same for any signed data that names a medium and a time. @throws Refusal */
export function identifySigner(context: IdentityContext, claim: SignedClaim): MediaCaller {
  const { site, settings } = context;
  const subject = { mediaId: claim.mediaId };
  const certificate = site.store.certificate(claim.mediaId);
  if (certificate === undefined)
    throw new Refusal(
      'certificate-unregistered',
      `no certificate is registered for ${claim.mediaId}`,
      subject,
    );
  const x509 = new X509Certificate(certificate.certificateDer);
  const variant = verifyData(x509.publicKey, claim.data, {
    hex: claim.signature,
    allowSha1: settings.allowSha1,
  });
  if (variant === undefined)
    throw new Refusal(
      'signature-invalid',
      'the signature is not that of the registered certificate',
      subject,
    );
  checkCertificate(site, certificate, subject);
  checkTls(context, certificate, subject);
  checkTime(context, claim.time, subject);
  return { kind: 'media', certificate, variant };
}

/** @throws Refusal certificate-blocked, certificate-expired, certificate-not-yet-valid */
export function checkCertificate(
  site: LabSite,
  certificate: RegisteredCertificate,
  subject: Readonly<Record<string, string>>,
): void {
  const now = site.clock().getTime();
  if (certificate.isBlocked)
    throw new Refusal('certificate-blocked', 'the certificate is blocked at the site', subject);
  if (now > Date.parse(certificate.validUntil))
    throw new Refusal(
      'certificate-expired',
      `the certificate was valid until ${certificate.validUntil}`,
      subject,
    );
  if (now < Date.parse(certificate.validFrom))
    throw new Refusal('certificate-not-yet-valid', `valid from ${certificate.validFrom}`, subject);
}

function checkTls(
  { settings, tlsThumbprint }: IdentityContext,
  certificate: RegisteredCertificate,
  subject: Readonly<Record<string, string>>,
): void {
  if (tlsThumbprint === undefined) {
    if (!settings.requireTlsCertificate) return;
    throw new Refusal('certificate-missing', 'the connection has no client certificate', subject);
  }
  if (tlsThumbprint !== certificate.thumbprint)
    throw new Refusal(
      'certificate-mismatch',
      `TLS shows ${tlsThumbprint}, registered is ${certificate.thumbprint}`,
      subject,
    );
}

/** @throws Refusal clock-skew */
export function checkTime(
  context: Pick<IdentityContext, 'site' | 'settings'>,
  time: Date,
  subject: Readonly<Record<string, string>>,
): void {
  const skewMs = time.getTime() - context.site.clock().getTime();
  if (Math.abs(skewMs) > context.settings.clockToleranceMs)
    throw new Refusal(
      'clock-skew',
      `signed at ${time.toISOString()}, here it is ${context.site.clock().toISOString()}`,
      subject,
    );
}
