/**
 * The site token of a registered client: got once with the registration token, valid for 90 days, renewed when it is
 * older than 30 days and while it is valid (configmgr-spec 5.4).
 * Trap: times are the site's. A client whose clock is wrong would otherwise renew too late or all the time.
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

/** Where the token is kept between two starts. */
export interface SiteTokenKeeper {
  load(): Promise<SiteToken | undefined>;
  /** Resolves when it would survive a power cut. */
  save(token: SiteToken): Promise<void>;
}

export interface SiteTokenOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly gatewayUrl: URL;
  readonly signer: ClientSigner;
  readonly keeper: SiteTokenKeeper;
}

/** Renewed monthly. */
const RENEW_AFTER_MS = 30 * 86_400_000;

export class SiteTokens {
  readonly #options: SiteTokenOptions;
  readonly #link: SiteLink;

  constructor(options: SiteTokenOptions) {
    const { http, clock, gatewayUrl } = options;
    this.#options = options;
    this.#link = new SiteLink({ http, clock, baseUrl: gatewayUrl, caller: 'client' });
  }

  /** The site's time, as far as it is known. */
  now(): Date {
    return this.#link.now();
  }

  /**
   * The token to use now: the kept one, renewed when it is a month old. Without a kept one the registration token gets
   * the first. A renewal that fails because nobody answers leaves the old one in use.
   * @throws MediaError E_RT_CLIENT_TOKEN_EXPIRED, E_RT_CLIENT_TOKEN_BLOCKED, E_RT_CLIENT_TOKEN, E_RT_…
   */
  async get(registrationToken?: string): Promise<SiteToken> {
    const kept = await this.#options.keeper.load();
    if (kept === undefined) return await this.obtain(registrationToken ?? '');
    const ageMs = this.#link.now().getTime() - Date.parse(kept.issued);
    return ageMs > RENEW_AFTER_MS ? await this.renew(kept) : kept;
  }

  /** The first token. */
  async obtain(registrationToken: string): Promise<SiteToken> {
    return await this.#ask(registrationToken);
  }

  /** A new token for one that is still valid. */
  async renew(current: SiteToken): Promise<SiteToken> {
    return await this.#ask(current.token);
  }

  async #ask(authorization: string): Promise<SiteToken> {
    const { signer, keeper } = this.#options;
    this.#link.token = authorization;
    const answer = await this.#link.send({
      path: mpPaths.siteToken,
      method: 'POST',
      what: 'the site token',
      body: () => {
        const moment = { time: this.#link.signingTime(), nonce: randomBytes(16).toString('hex') };
        return {
          contentType: JSON_CONTENT_TYPE,
          bytes: encodeUtf8(renderSiteTokenRequest(signer, moment)),
        };
      },
    });
    this.#link.adoptTime(answer);
    const reply = await this.#link.translate(() =>
      Promise.resolve(parseSiteTokenReply(decodeUtf8(answer.bytes))),
    );
    const token = { token: reply.siteToken, issued: reply.issued, expires: reply.expires };
    await keeper.save(token);
    return token;
  }
}
