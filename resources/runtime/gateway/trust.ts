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
  /** `https://<cmg>[:port]/CCM_Proxy_MutualAuth/<id>`; of media for the intranet the management point, `https://<mp>[:port]/`. */
  readonly gatewayUrl: URL;
  /** Further management points of dynamic media, in the order in which they are asked; empty on others. */
  readonly otherUrls: readonly URL[];
  /** What opens the gateway; undefined on media for the intranet, whose certificate is enough. */
  readonly mediaToken: string | undefined;
}

/** @throws MediaError E_RT_MEDIUM_CONTENT naming the variable that is missing or wrong */
export function readTrust(variables: VariableStore): GatewayTrust {
  const mediaGuid = required(variables, '_SMSMediaGuid');
  const pfx = fromHex(required(variables, '_SMSTSMediaPFX').trim());
  if (pfx === undefined) throw new MediaError('E_RT_MEDIUM_CONTENT', '_SMSTSMediaPFX is not hexadecimal');
  const [gatewayUrl, ...otherUrls] = addressesOf(variables);
  return {
    rootsPem: rootsOf(required(variables, '_SMSTSRootCACerts')),
    identity: openPfx(pfx, mediaGuid.slice(0, PFX_PASSWORD_LENGTH)),
    mediaGuid,
    siteCode: required(variables, '_SMSTSSiteCode'),
    gatewayUrl,
    otherUrls,
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

/** Where to ask first, and of dynamic media where next. SMSTSMP wins: a prestart command may choose one. */
function addressesOf(variables: VariableStore): readonly [URL, ...URL[]] {
  const several = variables.get('SMSTSLocationMPs');
  if (variables.get('SMSTSMP') !== undefined || several === undefined)
    return [checkedAddress('SMSTSMP', required(variables, 'SMSTSMP'))];
  const texts = several.split('*').filter((one) => one.trim() !== '');
  // Points over plain HTTP are passed over as long as there is another one.
  const overHttps = texts.filter((one) => !/^\s*http:/i.test(one));
  const [first = several, ...others] = overHttps.length > 0 ? overHttps : texts;
  const check = (text: string): URL => checkedAddress('SMSTSLocationMPs', text);
  return [check(first), ...others.map(check)];
}

function checkedAddress(name: string, text: string): URL {
  const trimmed = text.trim().replace(/\/+$/, '');
  const shown = `${name} "${trimmed.slice(0, 200)}"`;
  let url: URL;
  try {
    url = new URL(trimmed);
  } catch (cause) {
    throw new MediaError('E_RT_MEDIUM_CONTENT', `${shown} is not an address`, { cause });
  }
  // Without TLS nobody could tell the management point from something in between.
  if (url.protocol === 'http:')
    throw new MediaError('E_RT_MEDIUM_CONTENT', `${shown}: management points are spoken to over HTTPS only`);
  if (url.protocol !== 'https:' || !(isGatewayPath(url) || url.pathname === '/'))
    throw new MediaError(
      'E_RT_MEDIUM_CONTENT',
      `${shown} is neither a gateway (https://…/CCM_Proxy_MutualAuth/…) nor a management point (https://…)`,
    );
  return url;
}

function isGatewayPath(url: URL): boolean {
  return /^\/CCM_Proxy_MutualAuth\/[0-9]+$/i.test(url.pathname);
}
