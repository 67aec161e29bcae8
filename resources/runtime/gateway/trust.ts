/**
 * Whom the device trusts and who it is: everything comes from the media variables, nothing from the boot image.
 * Trap: Node would trust its own list of roots when `ca` is missing or empty, so a medium without roots is refused here.
 */
import { X509Certificate } from 'node:crypto';
import { fromHex } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import type { VariableStore } from '../engine/variables.ts';
import { openPfx, type MediaIdentity } from '../crypto/pfx.ts';

/** Characters of _SMSMediaGuid that are the password of the PFX (reference: formats 2.5). */
const PFX_PASSWORD_LENGTH = 31;

export interface GatewayTrust {
  /** PEM of the only roots a server may come from. */
  readonly rootsPem: readonly string[];
  readonly identity: MediaIdentity;
  /** As it stands on the medium, with or without braces. */
  readonly mediaGuid: string;
  readonly siteCode: string;
  /** `https://<cmg>[:port]/CCM_Proxy_MutualAuth/<id>`; of site-based media the management point, `https://<mp>[:port]/`. */
  readonly gatewayUrl: URL;
  /** What opens the gateway; undefined on media for the intranet, whose certificate is enough. */
  readonly mediaToken: string | undefined;
}

/** @throws MediaError E_RT_MEDIUM_CONTENT naming the variable that is missing or wrong, E_RT_MEDIUM_KIND */
export function readTrust(variables: VariableStore): GatewayTrust {
  const mediaGuid = required(variables, '_SMSMediaGuid');
  const pfx = fromHex(required(variables, '_SMSTSMediaPFX').trim());
  if (pfx === undefined) throw new MediaError('E_RT_MEDIUM_CONTENT', '_SMSTSMediaPFX is not hexadecimal');
  if (variables.get('SMSTSMP') === undefined && variables.get('SMSTSLocationMPs') !== undefined)
    throw new MediaError(
      'E_RT_MEDIUM_KIND',
      'dynamic media (SMSTSLocationMPs): only site-based and internet-based media are supported',
    );
  const gatewayUrl = addressOf(required(variables, 'SMSTSMP'));
  return {
    rootsPem: rootsOf(required(variables, '_SMSTSRootCACerts')),
    identity: openPfx(pfx, mediaGuid.slice(0, PFX_PASSWORD_LENGTH)),
    mediaGuid,
    siteCode: required(variables, '_SMSTSSiteCode'),
    gatewayUrl,
    mediaToken: isGatewayPath(gatewayUrl) ? required(variables, '_TSMBMediaToken') : undefined,
  };
}

/** First digits of the certificate's thumbprint: what a help desk finds in the list of certificates of the site. */
export function mediumNumber(trust: GatewayTrust): string {
  return trust.identity.certificate.fingerprint.replaceAll(':', '').slice(0, 8);
}

function required(variables: VariableStore, name: string): string {
  const value = variables.get(name);
  if (value === undefined) throw new MediaError('E_RT_MEDIUM_CONTENT', `media variable ${name} is missing`);
  return value;
}

/** Several roots are joined with "," (ours); white space is tolerated. */
function rootsOf(text: string): readonly string[] {
  const roots = text
    .split(/[\s,;]+/)
    .filter((hex) => hex !== '')
    .map((hex) => {
      const der = fromHex(hex);
      if (der === undefined)
        throw new MediaError('E_RT_MEDIUM_CONTENT', '_SMSTSRootCACerts is not hexadecimal');
      try {
        return new X509Certificate(der).toString();
      } catch (cause) {
        throw new MediaError('E_RT_MEDIUM_CONTENT', '_SMSTSRootCACerts holds no certificate', { cause });
      }
    });
  if (roots.length === 0) throw new MediaError('E_RT_MEDIUM_CONTENT', '_SMSTSRootCACerts is empty');
  return roots;
}

function addressOf(text: string): URL {
  // Dynamic media may list several; the others have one.
  const first = text.split('*')[0]?.trim().replace(/\/+$/, '') ?? '';
  let url: URL;
  try {
    url = new URL(first);
  } catch (cause) {
    throw new MediaError('E_RT_MEDIUM_CONTENT', `SMSTSMP "${first.slice(0, 200)}" is not an address`, {
      cause,
    });
  }
  // Without TLS nobody could tell the management point from something in between.
  if (url.protocol === 'http:')
    throw new MediaError(
      'E_RT_MEDIUM_CONTENT',
      `SMSTSMP "${url.href.slice(0, 200)}": management points are spoken to over HTTPS only`,
    );
  if (url.protocol !== 'https:' || !(isGatewayPath(url) || url.pathname === '/'))
    throw new MediaError(
      'E_RT_MEDIUM_CONTENT',
      `SMSTSMP "${url.href.slice(0, 200)}" is neither a gateway (https://…/CCM_Proxy_MutualAuth/…) nor a management point (https://…)`,
    );
  return url;
}

function isGatewayPath(url: URL): boolean {
  return /^\/CCM_Proxy_MutualAuth\/[0-9]+$/i.test(url.pathname);
}
