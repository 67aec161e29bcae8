/**
 * The conversation with the management point through the gateway, one method per question (reference: formats 3 and 4).
 * Trap: signatures carry a time the site checks; the time is the site's, learned from its first authenticated answer, so
 * a clock that is some minutes off does no harm.
 */
import { decodeUtf8, encodeUtf8 } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import {
  parseAssignmentsReply,
  POLICY_MANAGER,
  renderAssignmentsRequest,
  type PolicyReference,
} from '#lab/wire/assignments.ts';
import { parseContentList, type ContentList } from '#lab/wire/content-list.ts';
import {
  LOCATION_MANAGER,
  parseContentLocationReply,
  renderContentLocationRequest,
} from '#lab/wire/content-location.ts';
import { parseKeyInformation, type KeyInformation } from '#lab/wire/key-information.ts';
import {
  JSON_CONTENT_TYPE,
  parseTokenExchangeReply,
  renderTokenExchange,
  tokenHeaders,
} from '#lab/wire/media-token.ts';
import { decodeMessage, encodeRequest } from '#lab/wire/message.ts';
import {
  CONTENT_USER_AGENT,
  MESSAGE_METHOD,
  MESSAGE_USER_AGENT,
  mpPaths,
  policyPath,
} from '#lab/wire/paths.ts';
import {
  openPolicyBody,
  policyHash,
  readTaskSequencePolicy,
  type TaskSequencePolicy,
} from '#lab/wire/policy.ts';
import { REJECTION_HEADER, rejectionError } from '#lab/wire/rejection.ts';
import { clientTokenHeaders, createClientToken, type MediaSigner } from '#lab/wire/signature.ts';
import { renderStatus, STATUS_MANAGER, type TaskSequenceStatus } from '#lab/wire/status.ts';
import { openEnvelope } from '../crypto/envelope.ts';
import type { Clock } from '../platform/platform.ts';
import { siteError } from './failures.ts';
import { checkedUrl, type HttpAnswer, type HttpClient } from './http.ts';
import type { GatewayTrust } from './trust.ts';

export class GatewayClient {
  readonly #trust: GatewayTrust;
  readonly #http: HttpClient;
  readonly #clock: Clock;
  readonly #signer: MediaSigner;
  #offsetMs = 0;
  #token: string | undefined;
  /** SMSID of the unknown computer object. */
  #clientId = '';

  constructor(trust: GatewayTrust, http: HttpClient, clock: Clock) {
    this.#trust = trust;
    this.#http = http;
    this.#clock = clock;
    this.#signer = { mediaId: trust.mediaGuid, privateKey: trust.identity.privateKey };
  }

  /** The site's time. */
  now(): Date {
    return new Date(this.#clock.now().getTime() + this.#offsetMs);
  }

  /** How far the clock of this computer is behind the site's, milliseconds. */
  get clockOffsetMs(): number {
    return this.#offsetMs;
  }

  /** First contact. `clientId` wins over the unknown computer object the site names. */
  async keyInformation(clientId: string | undefined): Promise<KeyInformation> {
    return await this.#translate(async () => {
      const answer = await this.#get(mpPaths.keyInformationMedia, 'key information');
      const date = new Date(answer.headers['date'] ?? '');
      if (!Number.isNaN(date.getTime())) this.#offsetMs = date.getTime() - this.#clock.now().getTime();
      const information = parseKeyInformation(decodeUtf8(answer.bytes));
      this.#clientId = clientId ?? information.x64UnknownMachineGuid;
      if (this.#clientId === '')
        throw new MediaError('E_RT_DEVICE_UNKNOWN', 'the site names no unknown computer object');
      return information;
    });
  }

  /** Exchanges the media token for a registration token, which all later requests carry. */
  async exchangeToken(): Promise<void> {
    await this.#translate(async () => {
      const answer = await this.#http.fetch({
        url: this.#url(mpPaths.mediaToken),
        method: 'POST',
        headers: { 'content-type': JSON_CONTENT_TYPE, 'user-agent': MESSAGE_USER_AGENT },
        body: encodeUtf8(renderTokenExchange(this.#signer, this.#trust.mediaToken, this.now())),
      });
      check(answer, 'the exchange of the media token');
      this.#token = parseTokenExchangeReply(decodeUtf8(answer.bytes)).registrationToken;
    });
  }

  async assignments(): Promise<readonly PolicyReference[]> {
    return await this.#translate(async () => {
      const request = { siteCode: this.#trust.siteCode, clientId: this.#clientId };
      return parseAssignmentsReply(await this.#message(POLICY_MANAGER, renderAssignmentsRequest(request)));
    });
  }

  /** The task sequence of a policy, undefined when it holds none. Its hash and its envelope are checked. */
  async taskSequence(reference: PolicyReference): Promise<TaskSequencePolicy | undefined> {
    return await this.#translate(async () => {
      const path = policyPath(reference.location);
      if (path === undefined)
        throw new MediaError('E_RT_SITE_ANSWER', `policy location "${reference.location.slice(0, 200)}"`);
      const token = createClientToken(this.#signer, this.now());
      const answer = await this.#get(path, `policy ${reference.policyId}`, clientTokenHeaders(token));
      const open = (envelope: Uint8Array): Uint8Array => {
        const plain = openEnvelope(envelope, this.#trust.identity.privateKey);
        checkHash(plain, reference);
        return plain;
      };
      const text = openPolicyBody(answer.bytes, { openEnvelope: open });
      if (answer.bytes[0] !== 0x30) checkHash(answer.bytes, reference);
      return readTaskSequencePolicy(text);
    });
  }

  /** Addresses of content lists for a package, cloud locations only; empty when there is none. */
  async contentLocations(packageId: string, version: string): Promise<readonly URL[]> {
    return await this.#translate(async () => {
      const request = renderContentLocationRequest({ siteCode: this.#trust.siteCode, packageId, version });
      const reply = parseContentLocationReply(await this.#message(LOCATION_MANAGER, request));
      return reply.locations.filter((one) => one.dpType === 'Azure').map((one) => checkedUrl(one.url));
    });
  }

  async contentList(url: URL): Promise<ContentList> {
    return await this.#translate(async () => {
      const answer = await this.#http.fetch({
        url,
        method: 'GET',
        headers: this.#headers(url, CONTENT_USER_AGENT),
      });
      check(answer, 'the list of files');
      return parseContentList(decodeUtf8(answer.bytes));
    });
  }

  async sendStatus(status: TaskSequenceStatus): Promise<void> {
    await this.#translate(async () => {
      await this.#message(STATUS_MANAGER, renderStatus(status), { mayBeEmpty: true });
    });
  }

  async #message(
    target: string,
    body: string,
    options: { readonly mayBeEmpty?: boolean } = {},
  ): Promise<string> {
    const token = createClientToken(this.#signer, this.now());
    const request = encodeRequest(
      { target, sourceId: this.#clientId, replyCompression: 'zlib', token, body },
      { signer: this.#signer },
    );
    const url = this.#url(mpPaths.request);
    const answer = await this.#http.fetch({
      url,
      method: MESSAGE_METHOD,
      headers: { ...this.#headers(url, MESSAGE_USER_AGENT), 'content-type': request.contentType },
      body: request.bytes,
    });
    check(answer, target);
    if (answer.bytes.length === 0) {
      if (options.mayBeEmpty === true) return '';
      throw new MediaError(
        'E_RT_SITE_REFUSED',
        `${target} answered with nothing, as sites do that refuse a medium`,
      );
    }
    return decodeMessage(answer.headers['content-type'] ?? '', answer.bytes).body;
  }

  async #get(
    path: string,
    what: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<HttpAnswer> {
    const url = this.#url(path);
    const answer = await this.#http.fetch({
      url,
      method: 'GET',
      headers: { ...this.#headers(url, MESSAGE_USER_AGENT), ...headers },
    });
    check(answer, what);
    return answer;
  }

  #url(path: string): URL {
    return new URL(`${this.#trust.gatewayUrl.href.replace(/\/+$/, '')}${path}`);
  }

  /** The token goes to the gateway only. */
  #headers(url: URL, userAgent: string): Readonly<Record<string, string>> {
    const token = this.#token;
    const auth = token === undefined || !this.#http.isGateway(url) ? {} : tokenHeaders(token);
    return { 'user-agent': userAgent, ...auth };
  }

  async #translate<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw siteError(error);
    }
  }
}

function check(answer: HttpAnswer, what: string): void {
  const error = rejectionError({ status: answer.status, rejection: answer.headers[REJECTION_HEADER] }, what);
  if (error !== undefined) throw error;
}

/** @throws MediaError E_RT_POLICY_HASH when the body before encryption is not the one that was assigned. */
function checkHash(plain: Uint8Array, reference: PolicyReference): void {
  const wanted = reference.hash;
  if (!wanted.startsWith('SHA256:') || wanted.toUpperCase() === policyHash(plain)) return;
  throw new MediaError(
    'E_RT_POLICY_HASH',
    `policy ${reference.policyId} has ${policyHash(plain)}, the assignment says ${wanted}`,
  );
}
