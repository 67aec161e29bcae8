/**
 * The lab's management point as it is seen through a gateway: key information, token exchange, assignments, policies,
 * content location, status. It gets requests whose gateway prefix is already cut off and whose method is the real one.
 * Trap: everything but the key information and the token exchange wants a registration token *and* a client token;
 * the first says the gateway may forward, the second who asks.
 */
import { decodeUtf8 } from '#base/bytes.ts';
import type { LabGateway } from '../data/types.ts';
import type { LabSite } from '../lab-site.ts';
import { normalId } from '../store.ts';
import { parseAssignmentsRequest, POLICY_MANAGER, renderAssignmentsReply } from '../wire/assignments.ts';
import {
  LOCATION_MANAGER,
  parseContentLocationRequest,
  renderContentLocationReply,
} from '../wire/content-location.ts';
import { renderKeyInformation } from '../wire/key-information.ts';
import {
  JSON_CONTENT_TYPE,
  parseTokenExchange,
  tokenExchangeData,
  type TokenExchangeReply,
} from '../wire/media-token.ts';
import { decodeMessage, encodeReply, type ReceivedMessage } from '../wire/message.ts';
import { MESSAGE_METHOD, mpPaths, parsePolicyQuery } from '../wire/paths.ts';
import { parseStatus, STATUS_MANAGER } from '../wire/status.ts';
import { textAnswer, type Answer } from './answer.ts';
import { encryptEnvelope } from './envelope.ts';
import { contentLocations } from './locations.ts';
import { checkPayload, identifyMedia, identifySigner, type Caller } from './media-identity.ts';
import { isUnknownComputer, policiesForMedia } from './policies.ts';
import { Refusal } from './refusal.ts';
import type { WireSettings } from './settings.ts';
import { checkToken, issueRegistrationToken } from './tokens.ts';

export interface MpRequest {
  /** CCM_POST stays CCM_POST here. */
  readonly method: string;
  /** Path and query below the management point. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  readonly gateway: LabGateway;
  /** Host and port as the client wrote them, for addresses in answers. */
  readonly host: string;
  readonly tlsThumbprint: string | undefined;
}

export interface MpContext {
  readonly site: LabSite;
  readonly settings: WireSettings;
}

/** Answers one request. @throws Refusal, MediaError E_WIRE_… for what is malformed */
export async function answerManagementPoint(context: MpContext, request: MpRequest): Promise<Answer> {
  const { method } = request;
  const [path, query = ''] = splitOnce(request.path, '?');
  const route = path.toLowerCase();
  if (method === 'GET' && route === '/sms_mp/.sms_aut') return siteInformation(context, query);
  if (method === 'GET' && route === '/sms_mp/.sms_pol') return policy(context, request, query);
  if (method === 'POST' && route === mpPaths.mediaToken.toLowerCase()) return exchangeToken(context, request);
  if (method === MESSAGE_METHOD && route === mpPaths.request) return message(context, request);
  throw new Refusal('not-found', `${method} ${path} is nothing the lab's management point knows`);
}

function siteInformation({ site }: MpContext, query: string): Answer {
  const command = query.split('&')[0]?.toUpperCase();
  if (command === 'MPKEYINFORMATIONMEDIA') {
    site.journal.record('management-point', 'key-information', {});
    const guidOf = (cpu: string): string =>
      site.world.unknownComputers.find((one) => one.cpuType === cpu)?.guid ?? '';
    return textAnswer(
      'text/xml',
      renderKeyInformation({
        siteCode: site.siteCode,
        x64UnknownMachineGuid: guidOf('x64'),
        x86UnknownMachineGuid: guidOf('x86'),
      }),
    );
  }
  throw new Refusal('not-found', `.sms_aut?${query.slice(0, 40)} is not answered by the lab`);
}

/** Ours, see wire/media-token.ts: the exchange at the gateway's token service. */
async function exchangeToken(context: MpContext, request: MpRequest): Promise<Answer> {
  const { site, settings } = context;
  const exchange = parseTokenExchange(decodeUtf8(request.body));
  const caller = identifySigner(
    { ...context, tlsThumbprint: request.tlsThumbprint },
    {
      mediaId: exchange.mediaId,
      time: readTime(exchange.time),
      data: tokenExchangeData(exchange),
      signature: exchange.signature,
    },
  );
  await checkToken(site, exchange.mediaToken, { kind: 'media', certificate: caller.certificate });
  const { token, expires } = await issueRegistrationToken(site, {
    mediaId: exchange.mediaId,
    thumbprint: caller.certificate.thumbprint,
    lifeMs: settings.registrationTokenLifeMs,
  });
  site.journal.record('sts', 'token-exchanged', {
    mediaId: caller.certificate.smsId,
    gateway: request.gateway.hostName,
    signature: caller.variant,
    expires: expires.toISOString(),
  });
  const reply: TokenExchangeReply = { registrationToken: token, expires: expires.toISOString() };
  return textAnswer(JSON_CONTENT_TYPE, JSON.stringify(reply));
}

async function message(context: MpContext, request: MpRequest): Promise<Answer> {
  const received = decodeMessage(request.headers['content-type'] ?? '', request.body);
  const caller = identifyMedia({ ...context, tlsThumbprint: request.tlsThumbprint }, received.token);
  await checkBearer(context, request, caller);
  checkPayload(caller, received, {
    // Public media tools send no payload signature with this one; our other endpoints want it.
    required: received.target !== POLICY_MANAGER,
    allowSha1: context.settings.allowSha1,
  });
  const reply = encodeReply(answerMessage(context, request, { received, caller }), received);
  return { status: 200, headers: { 'content-type': reply.contentType }, body: reply.bytes };
}

interface Conversation {
  readonly received: ReceivedMessage;
  readonly caller: Caller;
}

function answerMessage(context: MpContext, request: MpRequest, talk: Conversation): string {
  if (talk.received.target === POLICY_MANAGER) return assignments(context, request, talk);
  if (talk.received.target === LOCATION_MANAGER) return locations(context, request, talk);
  if (talk.received.target === STATUS_MANAGER) {
    const status = parseStatus(talk.received.body);
    const { time: deviceTime, ...rest } = status;
    context.site.journal.record('status', 'message', {
      ...rest,
      deviceTime,
      mediaId: talk.caller.certificate.smsId,
    });
    return '';
  }
  throw new Refusal('not-found', `no endpoint "${talk.received.target.slice(0, 60)}"`);
}

function assignments({ site }: MpContext, request: MpRequest, { received, caller }: Conversation): string {
  const { siteCode, clientId } = parseAssignmentsRequest(received.body);
  const subject = { mediaId: caller.certificate.smsId, clientId };
  if (siteCode !== site.siteCode)
    throw new Refusal('client-unknown', `policy source ${siteCode}, this site is ${site.siteCode}`, subject);
  if (!isUnknownComputer(site, clientId))
    throw new Refusal('client-unknown', `the site does not know the device ${clientId}`, subject);
  if (!caller.certificate.allowUnknownComputers)
    throw new Refusal('client-unknown', 'this medium has no unknown computer support', subject);
  const policies = policiesForMedia(site);
  site.journal.record('management-point', 'assignments', {
    ...subject,
    gateway: request.gateway.hostName,
    policies: policies.map((one) => one.policyId),
    signature: caller.variant,
    payloadSigned: received.payloadSignature !== undefined,
  });
  return renderAssignmentsReply(
    policies.map((one) => one.reference),
    site.siteCode,
  );
}

function locations(
  { site, settings }: MpContext,
  request: MpRequest,
  { received, caller }: Conversation,
): string {
  const wanted = parseContentLocationRequest(received.body);
  const found = contentLocations(site, {
    packageId: wanted.packageId,
    version: wanted.version,
    clientId: received.sourceId,
    gateway: request.gateway,
    host: request.host,
    lifeMs: settings.contentAccessLifeMs,
  });
  site.journal.record('management-point', 'location', {
    mediaId: caller.certificate.smsId,
    gateway: request.gateway.hostName,
    packageId: wanted.packageId,
    version: wanted.version,
    locations: found.length,
  });
  return renderContentLocationReply({ ...wanted, locations: found });
}

async function policy(context: MpContext, request: MpRequest, query: string): Promise<Answer> {
  const { site } = context;
  const { clienttoken: text, clienttokensignature: signature } = request.headers;
  const token = text === undefined || signature === undefined ? undefined : { text, signature };
  const caller = identifyMedia({ ...context, tlsThumbprint: request.tlsThumbprint }, token);
  await checkBearer(context, request, caller);
  const wanted = parsePolicyQuery(query);
  const found = policiesForMedia(site).find(
    (one) => one.policyId === wanted?.policyId && one.version === wanted.version,
  );
  if (found === undefined || !caller.certificate.allowUnknownComputers)
    throw new Refusal('not-found', `no policy ${query.slice(0, 120)}`, { mediaId: caller.certificate.smsId });
  site.journal.record('management-point', 'policy', {
    mediaId: caller.certificate.smsId,
    gateway: request.gateway.hostName,
    policyId: found.policyId,
    signature: caller.variant,
  });
  return {
    status: 200,
    headers: { 'content-type': 'application/octet-stream' },
    body: encryptEnvelope(found.body, caller.certificate.certificateDer),
  };
}

async function checkBearer(context: MpContext, request: MpRequest, caller: Caller): Promise<void> {
  const header = request.headers[context.settings.tokenHeader.toLowerCase()] ?? '';
  const token = /^(?:Bearer\s+)?(\S+)$/i.exec(header.trim())?.[1];
  if (token === undefined)
    throw new Refusal('token-missing', `no token in the header ${context.settings.tokenHeader}`, {
      mediaId: normalId(caller.certificate.smsId),
    });
  await checkToken(context.site, token, { kind: 'registration', certificate: caller.certificate });
}

function readTime(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new Refusal('malformed', 'the exchange has no readable time');
  return time;
}

function splitOnce(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
