/**
 * URL paths of a management point and of a cloud management gateway in front of it.
 * Source: reference facts of the management point protocol; the one marked "ours" is not public and was invented.
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
  /** Ours: where a media token is exchanged; of the real one only the prefix CCM_STS is public. */
  mediaToken: '/CCM_STS/MediaToken',
} as const;

const POLICY_PREFIX = '/SMS_MP/.sms_pol?';
/** The host of every policy location is this text, literally. */
const MP_PLACEHOLDER = '<mp>';

/** `/CCM_Proxy_MutualAuth/<id>` */
export function gatewayPrefix(endpointId: string): string {
  return `/CCM_Proxy_MutualAuth/${endpointId}`;
}

/** Splits a gateway path into endpoint id and the rest for the management point; undefined for other paths. */
export function splitGatewayPath(
  path: string,
): { readonly endpointId: string; readonly rest: string } | undefined {
  const match = /^\/CCM_Proxy_MutualAuth\/([0-9]{1,20})(\/.*)$/i.exec(path);
  const [, endpointId, rest] = match ?? [];
  return endpointId === undefined || rest === undefined ? undefined : { endpointId, rest };
}

/** The literal location a management point writes: `http://<mp>/SMS_MP/.sms_pol?ID.VERSION`. */
export function policyLocation(policyId: string, version: string): string {
  return `http://${MP_PLACEHOLDER}${POLICY_PREFIX}${policyId}.${version}`;
}

/** Path and query to fetch a policy location at the management point that answered; undefined for foreign forms. */
export function policyPath(location: string): string | undefined {
  const match = /^https?:\/\/[^/]+(\/SMS_MP\/\.sms_pol\?.+)$/i.exec(location.trim());
  return match?.[1]?.replaceAll('{', '%7B').replaceAll('}', '%7D');
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
