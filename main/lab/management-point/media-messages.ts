/**
 * What media ask with a message: who this computer is, assignments, where content is; and the status they send.
 * Trap: known and unknown computers exclude each other. A medium that names a known computer gets that computer's
 * deployments only, and needs no unknown computer support for it.
 */
import { parseAssignmentsRequest, POLICY_MANAGER, renderAssignmentsReply } from '../wire/assignments.ts';
import { CLIENT_ID_MANAGER, parseClientIdRequest, renderClientIdReply } from '../wire/client-id.ts';
import { LOCATION_MANAGER, parseContentLocationRequest } from '../wire/content-location.ts';
import type { ReceivedMessage } from '../wire/message.ts';
import { parseStatus, STATUS_MANAGER } from '../wire/status.ts';
import { cloudSettings } from './client-settings.ts';
import { deviceOf, knownComputer, type Device } from './devices.ts';
import { answerLocations } from './locations.ts';
import type { MediaCaller } from './media-identity.ts';
import { policiesForMedia } from './policies.ts';
import { Refusal } from './refusal.ts';
import { acceptOnce } from './replay.ts';
import { entryName, type MpContext, type MpRequest } from './request.ts';

export interface MediaTalk {
  readonly received: ReceivedMessage;
  readonly caller: MediaCaller;
}

/** Inner body of the answer, empty for a status. @throws Refusal, MediaError E_WIRE_… */
export async function answerMediaMessage(
  context: MpContext,
  request: MpRequest,
  talk: MediaTalk,
): Promise<string> {
  const { received, caller } = talk;
  switch (received.target) {
    case POLICY_MANAGER:
      return assignments(context, request, talk);
    case LOCATION_MANAGER: {
      const wanted = parseContentLocationRequest(received.body);
      const device = mediaDevice(context, request, { clientId: received.sourceId, caller });
      const { mediaId } = subjectOf(caller);
      return answerLocations(context, request, {
        wanted,
        device,
        clientId: received.sourceId,
        subject: { mediaId },
      });
    }
    case CLIENT_ID_MANAGER:
      return identify(context, request, talk);
    case STATUS_MANAGER:
      return await status(context, talk);
    default:
      throw new Refusal('not-found', `no endpoint "${received.target.slice(0, 60)}"`);
  }
}

/**
 * The device a medium speaks for. @throws Refusal client-unknown, gateway-not-allowed
 */
export function mediaDevice(
  { site }: MpContext,
  request: MpRequest,
  about: { readonly clientId: string; readonly caller: MediaCaller },
): Device {
  const { clientId, caller } = about;
  const subject = { ...subjectOf(caller), clientId };
  const device = deviceOf(site, clientId);
  if (device === undefined)
    throw new Refusal('client-unknown', `the site does not know the device ${clientId}`, subject);
  if (device.kind === 'unknown' && !caller.certificate.allowUnknownComputers)
    throw new Refusal('client-unknown', 'this medium has no unknown computer support', subject);
  if (request.entry.kind === 'gateway' && !cloudSettings(site.world, device.collectionIds).allowCmg)
    throw new Refusal('gateway-not-allowed', 'the client settings do not allow a gateway', subject);
  return device;
}

function assignments(context: MpContext, request: MpRequest, { received, caller }: MediaTalk): string {
  const { site } = context;
  const { siteCode, clientId } = parseAssignmentsRequest(received.body);
  const subject = { ...subjectOf(caller), clientId };
  if (siteCode !== site.siteCode)
    throw new Refusal('client-unknown', `policy source ${siteCode}, this site is ${site.siteCode}`, subject);
  const { collectionIds, kind } = mediaDevice(context, request, { clientId, caller });
  const policies = policiesForMedia(site, { collectionIds, isInternet: request.entry.kind === 'gateway' });
  site.journal.record('management-point', 'assignments', {
    ...subject,
    device: kind,
    gateway: entryName(request.entry),
    policies: policies.map((one) => one.policyId),
    signature: caller.variant,
    payloadSigned: received.payloadSignature !== undefined,
  });
  return renderAssignmentsReply(
    policies.map((one) => one.reference),
    site.siteCode,
  );
}

function identify({ site }: MpContext, request: MpRequest, { received, caller }: MediaTalk): string {
  const ids = parseClientIdRequest(received.body);
  const known = knownComputer(site, ids);
  site.journal.record('management-point', 'client-identified', {
    ...subjectOf(caller),
    gateway: entryName(request.entry),
    smbiosGuid: ids.smbiosGuid,
    macAddresses: ids.macAddresses,
    clientId: known?.clientId ?? '',
  });
  return renderClientIdReply(known);
}

async function status(context: MpContext, { received, caller }: MediaTalk): Promise<string> {
  const subject = subjectOf(caller);
  // Whole seconds in a medium's token: only together with the body's signature is it one of its own.
  await acceptOnce(context, `${received.token?.signature ?? ''}.${received.payloadSignature ?? ''}`, subject);
  const { time: deviceTime, ...rest } = parseStatus(received.body);
  context.site.journal.record('status', 'message', {
    ...rest,
    deviceTime,
    ...subject,
    clientId: received.sourceId,
  });
  return '';
}

function subjectOf(caller: MediaCaller): { readonly mediaId: string } {
  return { mediaId: caller.certificate.smsId };
}
