/**
 * How a registered client gets and renews its site token: POST of JSON to `CCM_STS/SiteToken`, signed with the client's
 * key; the header carries the registration token the first time and the current site token at a renewal.
 * OURS: that such tokens exist, are valid for 90 days and renewed monthly is documented, the exchange is not.
 * Trap: the nonce makes every request one of its own; the site takes each once.
 */
import * as z from 'zod/mini';
import { parseJson } from './json.ts';
import { clientGuid, signData, signedText, type ClientSigner } from './signature.ts';

const tokenRequest = z.strictObject({
  clientId: z.string().check(z.regex(/^GUID:[0-9A-F-]{36}$/)),
  /** ISO 8601 in UTC with milliseconds. */
  time: z.string().check(z.maxLength(40)),
  /** 32 hexadecimal digits. */
  nonce: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  signature: z.string().check(z.regex(/^[0-9A-Fa-f]{2,4096}$/)),
});

const tokenReply = z.object({
  siteToken: z.string().check(z.minLength(1), z.maxLength(8192)),
  /** ISO 8601. */
  issued: z.string().check(z.maxLength(40)),
  expires: z.string().check(z.maxLength(40)),
});

export type SiteTokenRequest = z.infer<typeof tokenRequest>;
export type SiteTokenReply = z.infer<typeof tokenReply>;

/** JSON text of a signed request. */
export function renderSiteTokenRequest(
  signer: ClientSigner,
  moment: { readonly time: Date; readonly nonce: string },
): string {
  const unsigned = {
    clientId: clientGuid(signer.clientId),
    time: moment.time.toISOString(),
    nonce: moment.nonce,
  };
  const signature = signData(signer.privateKey, siteTokenData(unsigned));
  return JSON.stringify({ ...unsigned, signature } satisfies SiteTokenRequest);
}

/** What the signature covers: UTF-16LE with NUL of "GUID:id;time;nonce". */
export function siteTokenData(request: Omit<SiteTokenRequest, 'signature'>): Uint8Array {
  return signedText(`${request.clientId};${request.time};${request.nonce}`);
}

/** @throws MediaError E_WIRE_MESSAGE */
export function parseSiteTokenRequest(text: string): SiteTokenRequest {
  return parseJson(tokenRequest, text, 'site token request');
}

/** @throws MediaError E_WIRE_MESSAGE */
export function parseSiteTokenReply(text: string): SiteTokenReply {
  return parseJson(tokenReply, text, 'site token');
}
