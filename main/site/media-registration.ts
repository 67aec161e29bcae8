/**
 * Makes a medium known at the site: registers its certificate, fetches what goes onto the medium beside it, and blocks
 * it when a stick was lost.
 * Trap: only the certificate is registered, never the PFX: the private key leaves the medium for nobody. What
 * GetTSMediaAdditionalInfo of a real site answers is not public; the form read here is ours (the lab's).
 */
import { fromHex, toHex } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import type { RunOptions } from '#base/progress.ts';
import type { AdminServiceClient, SiteRow } from './admin-service-client.ts';
import { requiredText } from './row-reader.ts';

export interface MediaRegistration {
  /** GUID of the medium, braces or not. */
  readonly mediaId: string;
  readonly certificateDer: Uint8Array;
  /** 0 none, 1 pending approval, 2 automatic. */
  readonly userDeviceAffinity?: 0 | 1 | 2;
}

export interface MediaAdditionalInfo {
  /** Opaque to the builder; goes onto the medium encrypted. */
  readonly mediaToken: string;
  readonly mediaTokenExpires: Date;
  /** DER; the device trusts these and no others. */
  readonly rootCertificates: readonly Uint8Array[];
  readonly siteSigningCertificate: Uint8Array;
}

/** Registers the media certificate as boot media. @throws MediaError E_SITE_… */
export async function registerMediaCertificate(
  client: AdminServiceClient,
  registration: MediaRegistration,
  options: RunOptions = {},
): Promise<void> {
  await client.invoke(
    'SMS_Site.SubmitRegistrationRecord',
    {
      SMSID: bare(registration.mediaId),
      Certificate: toHex(registration.certificateDer).toUpperCase(),
      CertificatePFX: '',
      Type: 1,
      ServerName: '',
      UdaSetting: registration.userDeviceAffinity ?? 0,
      IssuedCert: 1,
    },
    options,
  );
}

/** Token, roots and site signing certificate for a registered medium. @throws MediaError E_SITE_… */
export async function getMediaAdditionalInfo(
  client: AdminServiceClient,
  media: { readonly mediaId: string },
  options: RunOptions = {},
): Promise<MediaAdditionalInfo> {
  const answer = await client.invoke(
    'SMS_TaskSequencePackage.GetTSMediaAdditionalInfo',
    { MediaID: bare(media.mediaId) },
    options,
  );
  const expires = new Date(requiredText(answer, 'MediaTokenExpires'));
  const roots = answer['RootCACerts'];
  if (Number.isNaN(expires.getTime()) || !Array.isArray(roots) || roots.length === 0) {
    throw new MediaError(
      'E_SITE_ANSWER',
      'GetTSMediaAdditionalInfo: expiry or root certificates are missing',
    );
  }
  return {
    mediaToken: requiredText(answer, 'MediaToken'),
    mediaTokenExpires: expires,
    rootCertificates: roots.map((one: unknown) => derOf({ RootCACerts: one }, 'RootCACerts')),
    siteSigningCertificate: derOf(answer, 'SiteSigningCertificate'),
  };
}

/** Blocks (or unblocks) the certificate of a medium. @throws MediaError E_SITE_REFUSED when it is not registered. */
export async function blockCertificate(
  client: AdminServiceClient,
  media: { readonly mediaId: string; readonly isBlocked: boolean },
  options: RunOptions = {},
): Promise<void> {
  await client.invoke(
    'SMS_CertificateInfo.BlockCertificate',
    { SMSID: bare(media.mediaId), Blocked: media.isBlocked },
    options,
  );
}

function bare(mediaId: string): string {
  return mediaId.replaceAll(/[{}]/g, '').toUpperCase();
}

function derOf(row: SiteRow, name: string): Uint8Array {
  const der = fromHex(requiredText(row, name));
  // 30: every certificate is an ASN.1 SEQUENCE.
  if (der?.[0] !== 0x30) {
    throw new MediaError(
      'E_SITE_ANSWER',
      `GetTSMediaAdditionalInfo: ${name} is no certificate in hexadecimal`,
    );
  }
  return der;
}
