/**
 * The conversation of a medium with the management point, through a gateway or in the intranet, one method per question
 * (reference: formats 3 and 4). What a registered client asks is in client-site.ts.
 * Trap: the registration token lives for hours and a task sequence may run longer; when the site says it expired, the
 * media token is exchanged once more and the question asked again.
 */
import { decodeUtf8, encodeUtf8 } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import {
  parseAssignmentsReply,
  POLICY_MANAGER,
  renderAssignmentsRequest,
  type PolicyReference,
} from '#lab/wire/assignments.ts';
import {
  CLIENT_ID_MANAGER,
  parseClientIdReply,
  renderClientIdRequest,
  type ComputerIds,
  type KnownComputer,
} from '#lab/wire/client-id.ts';
import type { ContentList } from '#lab/wire/content-list.ts';
import { parseKeyInformation, type KeyInformation } from '#lab/wire/key-information.ts';
import { JSON_CONTENT_TYPE, parseTokenExchangeReply, renderTokenExchange } from '#lab/wire/media-token.ts';
import { mpPaths } from '#lab/wire/paths.ts';
import type { TaskSequencePolicy } from '#lab/wire/policy.ts';
import type { MediaSigner } from '#lab/wire/signature.ts';
import { renderStatus, STATUS_MANAGER, type TaskSequenceStatus } from '#lab/wire/status.ts';
import type { Clock } from '../platform/platform.ts';
import { askContentList, askLocations, type ContentSource } from './content-questions.ts';
import type { HttpClient } from './http.ts';
import { readAssignedPolicy } from './policy-reading.ts';
import { isTokenExpired, SiteLink, type Sender } from './site-link.ts';
import type { GatewayTrust } from './trust.ts';

export class GatewayClient implements ContentSource {
  readonly #trust: GatewayTrust;
  readonly #link: SiteLink;
  readonly #signer: MediaSigner;
  /** SMSID of the unknown computer object, or of the known computer. */
  #clientId = '';

  constructor(trust: GatewayTrust, http: HttpClient, clock: Clock) {
    this.#trust = trust;
    this.#link = new SiteLink({ http, clock, baseUrl: trust.gatewayUrl, caller: 'media' });
    this.#signer = { mediaId: trust.mediaGuid, privateKey: trust.identity.privateKey };
  }

  /** The site's time. */
  now(): Date {
    return this.#link.now();
  }

  /** How far the clock of this computer is behind the site's, milliseconds. */
  get clockOffsetMs(): number {
    return this.#link.clockOffsetMs;
  }

  /** First contact. `clientId` wins over the unknown computer object the site names. */
  async keyInformation(clientId: string | undefined): Promise<KeyInformation> {
    const answer = await this.#link.send({
      path: mpPaths.keyInformationMedia,
      method: 'GET',
      what: 'key information',
    });
    return await this.#link.translate(() => {
      this.#link.adoptTime(answer);
      const information = parseKeyInformation(decodeUtf8(answer.bytes));
      this.#clientId = clientId ?? information.x64UnknownMachineGuid;
      if (this.#clientId === '')
        throw new MediaError('E_RT_DEVICE_UNKNOWN', 'the site names no unknown computer object');
      return Promise.resolve(information);
    });
  }

  /**
   * Exchanges the media token for a registration token, which all later requests carry. Media for the intranet have no
   * media token and need none.
   */
  async exchangeToken(): Promise<void> {
    if (this.#trust.mediaToken !== undefined) this.#link.token = await this.registrationToken();
  }

  /**
   * A new registration token: what the client in the new system registers with. Good for one client. Media for the
   * intranet have their certificate only, and it is enough there.
   * @throws MediaError E_RT_MEDIA_…
   */
  async registrationToken(): Promise<string> {
    const { mediaToken = '' } = this.#trust;
    const answer = await this.#link.send({
      path: mpPaths.mediaToken,
      method: 'POST',
      // The exchange is authorised by its signature; an old token would only be in the way.
      isAnonymous: true,
      what: 'the exchange of the media token',
      body: () => ({
        contentType: JSON_CONTENT_TYPE,
        bytes: encodeUtf8(renderTokenExchange(this.#signer, mediaToken, this.#link.signingTime())),
      }),
    });
    return await this.#link.translate(() =>
      Promise.resolve(parseTokenExchangeReply(decodeUtf8(answer.bytes)).registrationToken),
    );
  }

  /** Asks whether the site knows this computer; if so, everything from now on is asked for it. */
  async identify(ids: ComputerIds): Promise<KnownComputer | undefined> {
    const known = await this.#ask(async () =>
      parseClientIdReply(
        await this.#link.message(CLIENT_ID_MANAGER, renderClientIdRequest(ids), { sender: this.#sender() }),
      ),
    );
    if (known !== undefined) this.#clientId = known.clientId;
    return known;
  }

  async assignments(): Promise<readonly PolicyReference[]> {
    const request = { siteCode: this.#trust.siteCode, clientId: this.#clientId };
    return await this.#ask(async () =>
      parseAssignmentsReply(
        await this.#link.message(POLICY_MANAGER, renderAssignmentsRequest(request), {
          sender: this.#sender(),
        }),
      ),
    );
  }

  /** The task sequence of a policy, undefined when it holds none. Its hash and its envelope are checked. */
  async taskSequence(reference: PolicyReference): Promise<TaskSequencePolicy | undefined> {
    const sender = { ...this.#sender(), privateKey: this.#trust.identity.privateKey };
    return await this.#ask(async () => await readAssignedPolicy(this.#link, sender, reference));
  }

  /** Addresses of content lists for a package, cloud locations only; empty when there is none. */
  async contentLocations(packageId: string, version: string): Promise<readonly URL[]> {
    const { siteCode } = this.#trust;
    return await this.#ask(
      async () => await askLocations(this.#link, this.#sender(), { siteCode, packageId, version }),
    );
  }

  async contentList(url: URL): Promise<ContentList> {
    return await askContentList(this.#link, url);
  }

  async sendStatus(status: TaskSequenceStatus): Promise<void> {
    await this.#ask(async () => {
      const options = { sender: this.#sender(), mayBeEmpty: true };
      await this.#link.message(STATUS_MANAGER, renderStatus(status), options);
    });
  }

  #sender(): Sender {
    return { signer: this.#signer, sourceId: this.#clientId };
  }

  async #ask<T>(question: () => Promise<T>): Promise<T> {
    return await this.#link.translate(async () => {
      try {
        return await question();
      } catch (error) {
        if (!isTokenExpired(error) || this.#trust.mediaToken === undefined) throw error;
        await this.exchangeToken();
        return await question();
      }
    });
  }
}
