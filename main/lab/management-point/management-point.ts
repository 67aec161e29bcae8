/**
 * The lab's management point: key information, tokens, messages, policies. It gets requests whose gateway prefix is
 * already cut off and whose method is the real one.
 * Trap: media over a gateway want a registration token *and* a client token; the first says the gateway may forward, the
 * second who asks. In the intranet the certificate is enough. Registered clients have a site token instead, and nothing
 * of a medium opens what is theirs.
 */
import { decodeUtf8 } from '#base/bytes.ts';
import { normalId } from '../store.ts';
import { POLICY_MANAGER } from '../wire/assignments.ts';
import { CLIENT_REGISTRATION } from '../wire/client-registration.ts';
import { renderKeyInformation } from '../wire/key-information.ts';
import {
  JSON_CONTENT_TYPE,
  parseTokenExchange,
  tokenExchangeData,
  type TokenExchangeReply,
} from '../wire/media-token.ts';
import { decodeMessage, encodeReply, type ReceivedMessage } from '../wire/message.ts';
import { MESSAGE_METHOD, mpPaths, parsePolicyQuery } from '../wire/paths.ts';
import { clientGuid } from '../wire/signature.ts';
import { textAnswer, type Answer } from './answer.ts';
import { identifyClient } from './client-identity.ts';
import { answerClientMessage, clientDevice } from './client-messages.ts';
import { deviceOf } from './devices.ts';
import { encryptEnvelope } from './envelope.ts';
import { identifyMedia, identifySigner, type MediaCaller } from './media-identity.ts';
import { answerMediaMessage } from './media-messages.ts';
import { checkPayload } from './payload.ts';
import { policiesForClient, policiesForMedia, type LabPolicy } from './policies.ts';
import { Refusal } from './refusal.ts';
import { answerSiteToken, registerClient } from './registration.ts';
import { bearerOf, entryName, type MpContext, type MpRequest } from './request.ts';
import { checkToken, issueRegistrationToken } from './tokens.ts';

/** Answers one request. @throws Refusal, MediaError E_WIRE_… for what is malformed */
export async function answerManagementPoint(context: MpContext, request: MpRequest): Promise<Answer> {
  const { method } = request;
  const [path, query = ''] = splitOnce(request.path, '?');
  const route = path.toLowerCase();
  if (method === 'GET' && route === '/sms_mp/.sms_aut') return siteInformation(context, query);
  if (method === 'GET' && route === '/sms_mp/.sms_pol') return mediaPolicy(context, request, query);
  if (method === MESSAGE_METHOD && route === mpPaths.request) return mediaMessage(context, request);
  if (method === 'POST' && route === mpPaths.mediaToken.toLowerCase()) return exchangeToken(context, request);
  // Registered clients are served over a gateway only.
  if (request.entry.kind === 'gateway') {
    const visit = { bearer: bearerOf(context, request), gateway: entryName(request.entry) };
    if (method === 'GET' && route === '/sms_mp_tokenauth/.sms_pol')
      return clientPolicy(context, request, query);
    if (method === MESSAGE_METHOD && route === mpPaths.tokenRequest) return clientMessage(context, request);
    if (method === 'POST' && route === mpPaths.siteToken.toLowerCase())
      return textAnswer(JSON_CONTENT_TYPE, await answerSiteToken(context, request.body, visit));
  }
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

/**
 * Ours, see wire/media-token.ts: the exchange at the token service. In the intranet a medium needs no token for itself,
 * but a new client does, and it registers over a gateway; there the medium's signature is enough.
 */
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
  if (exchange.mediaToken === '' && request.entry.kind === 'gateway')
    throw new Refusal('token-missing', 'an exchange without a media token', { mediaId: exchange.mediaId });
  if (exchange.mediaToken !== '')
    await checkToken(site, exchange.mediaToken, { kind: 'media', certificate: caller.certificate });
  const { token, id, expires } = await issueRegistrationToken(site, {
    mediaId: exchange.mediaId,
    thumbprint: caller.certificate.thumbprint,
    lifeMs: settings.registrationTokenLifeMs,
  });
  site.journal.record('sts', 'token-exchanged', {
    mediaId: caller.certificate.smsId,
    gateway: entryName(request.entry),
    signature: caller.variant,
    registrationId: id,
    expires: expires.toISOString(),
  });
  const reply: TokenExchangeReply = { registrationToken: token, expires: expires.toISOString() };
  return textAnswer(JSON_CONTENT_TYPE, JSON.stringify(reply));
}

async function mediaMessage(context: MpContext, request: MpRequest): Promise<Answer> {
  const received = decodeMessage(request.headers['content-type'] ?? '', request.body);
  const caller = identifyMedia({ ...context, tlsThumbprint: request.tlsThumbprint }, received.token);
  await checkMediaBearer(context, request, caller);
  checkPayload(received, {
    certificateDer: caller.certificate.certificateDer,
    // Public media tools send no payload signature with this one; our other endpoints want it.
    isRequired: received.target !== POLICY_MANAGER,
    allowSha1: context.settings.allowSha1,
    subject: { mediaId: caller.certificate.smsId },
  });
  return reply(await answerMediaMessage(context, request, { received, caller }), received);
}

async function clientMessage(context: MpContext, request: MpRequest): Promise<Answer> {
  const received = decodeMessage(request.headers['content-type'] ?? '', request.body);
  const bearer = bearerOf(context, request);
  if (received.target === CLIENT_REGISTRATION) {
    const visit = { bearer, gateway: entryName(request.entry) };
    return reply(await registerClient(context, received.body, visit), received);
  }
  const caller = await identifyClient(context, received.token, bearer);
  checkPayload(received, {
    certificateDer: caller.client.certificateDer,
    isRequired: true,
    allowSha1: context.settings.allowSha1,
    subject: { clientId: clientGuid(caller.client.smsId) },
  });
  return reply(await answerClientMessage(context, request, { received, caller }), received);
}

function reply(body: string, received: ReceivedMessage): Answer {
  const encoded = encodeReply(body, received);
  return { status: 200, headers: { 'content-type': encoded.contentType }, body: encoded.bytes };
}

async function mediaPolicy(context: MpContext, request: MpRequest, query: string): Promise<Answer> {
  const { site } = context;
  const caller = identifyMedia({ ...context, tlsThumbprint: request.tlsThumbprint }, clientTokenOf(request));
  await checkMediaBearer(context, request, caller);
  const { certificate, variant } = caller;
  // The request names no device. A medium sees what it could have been assigned: with unknown computer support what is
  // deployed to those, and what is deployed to computers the site knows.
  const isInternet = request.entry.kind === 'gateway';
  const unknown = certificate.allowUnknownComputers ? site.world.unknownComputers.map((one) => one.guid) : [];
  const known = site.store.clients().map((one) => one.smsId);
  const collectionIds = [...unknown, ...known].flatMap((id) => deviceOf(site, id)?.collectionIds ?? []);
  const found = findPolicy(policiesForMedia(site, { collectionIds, isInternet }), query);
  const subject = { mediaId: certificate.smsId };
  if (found === undefined) throw new Refusal('not-found', `no policy ${query.slice(0, 120)}`, subject);
  site.journal.record('management-point', 'policy', {
    ...subject,
    gateway: entryName(request.entry),
    policyId: found.policyId,
    signature: variant,
  });
  return policyAnswer(found, certificate.certificateDer);
}

async function clientPolicy(context: MpContext, request: MpRequest, query: string): Promise<Answer> {
  const { site } = context;
  const caller = await identifyClient(context, clientTokenOf(request), bearerOf(context, request));
  const { collectionIds } = clientDevice(context, request, caller.client);
  const found = findPolicy(policiesForClient(site, { collectionIds, isInternet: true }), query);
  const subject = { clientId: clientGuid(caller.client.smsId) };
  if (found === undefined) throw new Refusal('not-found', `no policy ${query.slice(0, 120)}`, subject);
  site.journal.record('management-point', 'policy', {
    ...subject,
    gateway: entryName(request.entry),
    policyId: found.policyId,
    signature: caller.variant,
  });
  return policyAnswer(found, caller.client.certificateDer);
}

function findPolicy(policies: readonly LabPolicy[], query: string): LabPolicy | undefined {
  const wanted = parsePolicyQuery(query);
  return policies.find((one) => one.policyId === wanted?.policyId && one.version === wanted.version);
}

function policyAnswer(policy: LabPolicy, certificateDer: Uint8Array): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/octet-stream' },
    body: encryptEnvelope(policy.body, certificateDer),
  };
}

function clientTokenOf(
  request: MpRequest,
): { readonly text: string; readonly signature: string } | undefined {
  const { clienttoken: text, clienttokensignature: signature } = request.headers;
  return text === undefined || signature === undefined ? undefined : { text, signature };
}

async function checkMediaBearer(context: MpContext, request: MpRequest, caller: MediaCaller): Promise<void> {
  if (request.entry.kind === 'intranet') return;
  const token = bearerOf(context, request);
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
