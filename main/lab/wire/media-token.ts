/**
 * Exchange of the media token for a registration token: POST of JSON to `CCM_STS/MediaToken`, signed by the medium.
 * OURS: that such an exchange exists is public (log lines), its form is not. The media token itself is opaque here.
 * Trap: the name of the header that carries a token to a real site is not public; `tokenHeaders` is the one place.
 */
import * as z from 'zod/mini';
import { parseJson } from './json.ts';
import { bracedGuid, signData, signedText, wireTime, type MediaSigner } from './signature.ts';

export const JSON_CONTENT_TYPE = 'application/json';
/** The header real sites take a token in is not public; `Authorization: Bearer` is ours. */
export const DEFAULT_TOKEN_HEADER = 'authorization';

const exchangeRequest = z.strictObject({
  mediaId: z.string().check(z.regex(/^\{[0-9A-F-]{36}\}$/)),
  /** Empty in the intranet, where the signature is enough. */
  mediaToken: z.string().check(z.maxLength(8192)),
  time: z.string().check(z.maxLength(40)),
  signature: z.string().check(z.regex(/^[0-9A-Fa-f]{2,4096}$/)),
});

const exchangeReply = z.object({
  registrationToken: z.string().check(z.minLength(1), z.maxLength(8192)),
  /** ISO 8601. */
  expires: z.string(),
});

export type TokenExchangeRequest = z.infer<typeof exchangeRequest>;
export type TokenExchangeReply = z.infer<typeof exchangeReply>;

/** JSON text of a signed exchange request. */
export function renderTokenExchange(signer: MediaSigner, mediaToken: string, time: Date): string {
  const mediaId = bracedGuid(signer.mediaId);
  const unsigned = { mediaId, mediaToken, time: wireTime(time) };
  const signature = signData(signer.privateKey, tokenExchangeData(unsigned));
  return JSON.stringify({ ...unsigned, signature } satisfies TokenExchangeRequest);
}

/** What the signature of an exchange covers: UTF-16LE with NUL of "{id};time;token". */
export function tokenExchangeData(request: Omit<TokenExchangeRequest, 'signature'>): Uint8Array {
  return signedText(`${request.mediaId};${request.time};${request.mediaToken}`);
}

/** @throws MediaError E_WIRE_MESSAGE */
export function parseTokenExchange(text: string): TokenExchangeRequest {
  return parseJson(exchangeRequest, text, 'token exchange');
}

/** @throws MediaError E_WIRE_MESSAGE */
export function parseTokenExchangeReply(text: string): TokenExchangeReply {
  return parseJson(exchangeReply, text, 'token exchange');
}

/** The header that carries a registration token on later calls. */
export function tokenHeaders(
  token: string,
  header: string = DEFAULT_TOKEN_HEADER,
): Readonly<Record<string, string>> {
  return { [header]: `Bearer ${token}` };
}
