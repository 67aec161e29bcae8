/**
 * The site token of a registered client, valid for 90 days: the first for the registration token, later ones for a site
 * token that is still valid (configmgr-spec 5.4). When it is renewed is decided where it is kept (client/agent.ts).
 */
import { randomBytes } from 'node:crypto';
import { decodeUtf8, encodeUtf8 } from '#base/bytes.ts';
import { JSON_CONTENT_TYPE } from '#lab/wire/media-token.ts';
import { mpPaths } from '#lab/wire/paths.ts';
import type { ClientSigner } from '#lab/wire/signature.ts';
import { parseSiteTokenReply, renderSiteTokenRequest } from '#lab/wire/site-token.ts';
import type { Clock } from '../platform/platform.ts';
import type { HttpClient } from './http.ts';
import { SiteLink } from './site-link.ts';

export interface SiteToken {
  readonly token: string;
  /** ISO 8601, by the site's clock. */
  readonly issued: string;
  readonly expires: string;
}

export interface SiteTokenQuestion {
  readonly clock: Clock;
  /** Of `tokenGatewayUrl`. */
  readonly gatewayUrl: URL;
  readonly signer: ClientSigner;
  /** Registration token for the first, site token for a renewal. */
  readonly authorization: string;
}

/** @throws MediaError E_RT_CLIENT_TOKEN_EXPIRED, E_RT_CLIENT_TOKEN_BLOCKED, E_RT_CLIENT_TOKEN, E_RT_… */
export async function obtainSiteToken(http: HttpClient, question: SiteTokenQuestion): Promise<SiteToken> {
  const { clock, gatewayUrl, signer } = question;
  const link = new SiteLink({ http, clock, baseUrl: gatewayUrl, caller: 'client' });
  link.token = question.authorization;
  const answer = await link.send({
    path: mpPaths.siteToken,
    method: 'POST',
    what: 'the site token',
    body: () => {
      const moment = { time: link.signingTime(), nonce: randomBytes(16).toString('hex') };
      return {
        contentType: JSON_CONTENT_TYPE,
        bytes: encodeUtf8(renderSiteTokenRequest(signer, moment)),
      };
    },
  });
  const reply = await link.translate(() => Promise.resolve(parseSiteTokenReply(decodeUtf8(answer.bytes))));
  return { token: reply.siteToken, issued: reply.issued, expires: reply.expires };
}
