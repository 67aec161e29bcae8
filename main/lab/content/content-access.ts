/**
 * Permission to content over a gateway, first of two steps as real gateways have it: a signed, 24-hour address of the
 * content list. The list then holds signed addresses of the single files in blob storage (sas.ts).
 * The address has the public form; its signature parameter is OURS.
 * Trap: the signature covers the host. An address that leaks is good for its list until it expires, for nothing else.
 */
import { sign, verify } from 'node:crypto';
import type { LabSite } from '../lab-site.ts';
import { bracedGuid, wireTime } from '../wire/signature.ts';
import { Refusal } from '../management-point/refusal.ts';

export const CONTENT_LIST_PATH = '/downloadrestservice.svc/getcontentxmlsecure';
/** SHA-256 with RSA, as the public form of the address names it. */
const SIGNATURE_OID = '1.2.840.113549.1.1.11';
/** Tolerance for clocks at the start of a permission. */
const EARLY_MS = 10 * 60_000;

export interface ContentAccess {
  /** Host and port. */
  readonly host: string;
  readonly packageId: string;
  readonly clientId: string;
  readonly lifeMs: number;
}

/** `https://<cmg>:443/downloadrestservice.svc/getcontentxmlsecure?pid=…&…&et=…&sig=…` */
export function signContentAccess(site: LabSite, access: ContentAccess): string {
  const now = site.clock().getTime();
  const query = new URLSearchParams({
    pid: access.packageId,
    cid: access.packageId,
    tid: `GUID:${bracedGuid(access.clientId).slice(1, -1)}`,
    iss: `CMDP.${site.siteCode}`,
    alg: SIGNATURE_OID,
    st: wireTime(new Date(now - EARLY_MS)),
    et: wireTime(new Date(now + access.lifeMs)),
  }).toString();
  const data = listData(access.host, query);
  const signature = sign('sha256', data, site.pki.tokenSigningKey.privateKey).toString('base64url');
  return `https://${access.host}${CONTENT_LIST_PATH}?${query}&sig=${signature}`;
}

/** The package an address gives access to. @throws Refusal content-access-invalid, content-access-expired */
export function checkContentAccess(
  site: LabSite,
  request: { readonly host: string; readonly query: string },
): { readonly packageId: string; readonly expires: Date } {
  const match = /^(.*)&sig=([A-Za-z0-9_-]{1,1024})$/.exec(request.query);
  const [, query = '', signature = ''] = match ?? [];
  const data = listData(withPort(request.host), query);
  const isGenuine = verify(
    'sha256',
    data,
    site.pki.tokenSigningKey.publicKey,
    Buffer.from(signature, 'base64url'),
  );
  const values = new URLSearchParams(query);
  const packageId = values.get('pid') ?? '';
  if (!isGenuine)
    throw new Refusal('content-access-invalid', 'the signature does not fit the address', { packageId });
  const expires = new Date(values.get('et') ?? '');
  const now = site.clock().getTime();
  if (!(now <= expires.getTime()))
    throw new Refusal('content-access-expired', `permission until ${expires.toISOString()}`, { packageId });
  if (now < Date.parse(values.get('st') ?? ''))
    throw new Refusal('content-access-invalid', 'the permission is not valid yet', { packageId });
  return { packageId, expires };
}

function listData(host: string, query: string): Buffer {
  return Buffer.from(`${host.toLowerCase()}\n${CONTENT_LIST_PATH}\n${query}`, 'utf8');
}

function withPort(host: string): string {
  return /:\d+$/.test(host) ? host : `${host}:443`;
}
