/**
 * URL paths of a management point and of a cloud management gateway in front of it.
 * Source: reference facts of the management point protocol; the ones marked "ours" are not public and were invented.
 * Trap: clients percent-encode the braces of policy ids, so a server decodes before it compares.
 */

/** HTTP method of messages; Node's client sends it, Node's server does not know it. */
export const MESSAGE_METHOD = 'CCM_POST';
export const MESSAGE_USER_AGENT = 'ConfigMgr Messaging HTTP Sender';
export const CONTENT_USER_AGENT = 'SMS CCM 5.0 TS';

/** Below the management point (or below `gatewayPrefix` when a gateway is in between). */
export const mpPaths = {
  keyInformationMedia: '/SMS_MP/.sms_aut?MPKEYINFORMATIONMEDIA',
  request: '/ccm_system/request',
  /** For clients that authenticate with a token. */
  tokenRequest: '/ccm_system_tokenauth/request',
  /** Ours: where a media token is exchanged; of the real one only the prefix CCM_STS is public. */
  mediaToken: '/CCM_STS/MediaToken',
  /** Ours: where a registered client gets and renews its site token. */
  siteToken: '/CCM_STS/SiteToken',
} as const;

const POLICY_PREFIX = '/SMS_MP/.sms_pol?';
const TOKEN_POLICY_PREFIX = '/SMS_MP_TokenAuth/.sms_pol?';
/** The host of every policy location is this text, literally. */
const MP_PLACEHOLDER = '<mp>';

/** How callers of a gateway prove who they are: with a certificate in TLS, or with a token. */
export type GatewayAuth = 'MutualAuth' | 'ServerAuth';

/** `/CCM_Proxy_MutualAuth/<id>`, for clients with a token `/CCM_Proxy_ServerAuth/<id>`. */
export function gatewayPrefix(endpointId: string, auth: GatewayAuth = 'MutualAuth'): string {
  return `/CCM_Proxy_${auth}/${endpointId}`;
}

/**
 * Where a client with a token finds the gateway that CCMHOSTNAME names ("<host>[:port]/CCM_Proxy_MutualAuth/<id>", the
 * form of the installation property); undefined for another form. That both paths have the same number is inferred.
 */
export function tokenGatewayUrl(ccmHostName: string): URL | undefined {
  const match =
    /^(?:https:\/\/)?([A-Za-z0-9.-]{1,255}(?::\d{1,5})?)\/CCM_Proxy_(?:Mutual|Server)Auth\/(\d{1,20})\/?$/i.exec(
      ccmHostName.trim(),
    );
  const [, host, id] = match ?? [];
  if (host === undefined || id === undefined) return undefined;
  const address = `https://${host}${gatewayPrefix(id, 'ServerAuth')}`;
  return URL.canParse(address) ? new URL(address) : undefined;
}

export interface GatewayRoute {
  readonly auth: GatewayAuth;
  readonly endpointId: string;
  /** What is behind the prefix, for the management point. */
  readonly rest: string;
}

/** Splits a gateway path; undefined for other paths. */
export function splitGatewayPath(path: string): GatewayRoute | undefined {
  const match = /^\/CCM_Proxy_(Mutual|Server)Auth\/([0-9]{1,20})(\/.*)$/i.exec(path);
  const [, auth, endpointId, rest] = match ?? [];
  if (auth === undefined || endpointId === undefined || rest === undefined) return undefined;
  return { auth: auth.toLowerCase() === 'mutual' ? 'MutualAuth' : 'ServerAuth', endpointId, rest };
}

/** The literal location a management point writes: `http://<mp>/SMS_MP/.sms_pol?ID.VERSION`. */
export function policyLocation(policyId: string, version: string): string {
  return `http://${MP_PLACEHOLDER}${POLICY_PREFIX}${policyId}.${version}`;
}

/**
 * Path and query to fetch a policy location at the management point that answered; undefined for foreign forms.
 * Clients with a token ask the twin application for the same policy.
 */
export function policyPath(location: string, caller: 'media' | 'client' = 'media'): string | undefined {
  const query = /^https?:\/\/[^/]+\/SMS_MP\/\.sms_pol\?(.+)$/i.exec(location.trim())?.[1];
  if (query === undefined) return undefined;
  const prefix = caller === 'media' ? POLICY_PREFIX : TOKEN_POLICY_PREFIX;
  return prefix + query.replaceAll('{', '%7B').replaceAll('}', '%7D');
}

/** Policy id and version of the query of a `.sms_pol` request; undefined when it is malformed. */
export function parsePolicyQuery(
  query: string,
): { readonly policyId: string; readonly version: string } | undefined {
  let text: string;
  try {
    text = decodeURIComponent(query);
  } catch {
    return undefined;
  }
  const dot = text.lastIndexOf('.');
  if (dot <= 0 || dot === text.length - 1) return undefined;
  return { policyId: text.slice(0, dot), version: text.slice(dot + 1) };
}
