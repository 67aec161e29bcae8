/** What registered clients ask and tell with a message: assignments, content, heartbeat, inventory, status. */
import type { RegisteredClient } from '../store.ts';
import { parseAssignmentsRequest, POLICY_MANAGER, renderAssignmentsReply } from '../wire/assignments.ts';
import { parseClientReport, reportEndpoints } from '../wire/client-report.ts';
import { LOCATION_MANAGER, parseContentLocationRequest } from '../wire/content-location.ts';
import type { ReceivedMessage } from '../wire/message.ts';
import { clientGuid } from '../wire/signature.ts';
import { parseStatus, STATUS_MANAGER } from '../wire/status.ts';
import type { ClientCaller } from './client-identity.ts';
import { cloudSettings } from './client-settings.ts';
import { deviceOf, type Device } from './devices.ts';
import { answerLocations } from './locations.ts';
import { policiesForClient } from './policies.ts';
import { Refusal } from './refusal.ts';
import { acceptOnce } from './replay.ts';
import { entryName, type MpContext, type MpRequest } from './request.ts';

export interface ClientTalk {
  readonly received: ReceivedMessage;
  readonly caller: ClientCaller;
}

/** Inner body of the answer, empty for reports and status. @throws Refusal, MediaError E_WIRE_… */
export async function answerClientMessage(
  context: MpContext,
  request: MpRequest,
  talk: ClientTalk,
): Promise<string> {
  const { received, caller } = talk;
  const device = clientDevice(context, request, caller.client);
  const subject = { clientId: clientGuid(caller.client.smsId) };
  switch (received.target) {
    case POLICY_MANAGER:
      return assignments(context, request, { ...talk, device });
    case LOCATION_MANAGER: {
      const wanted = parseContentLocationRequest(received.body);
      return answerLocations(context, request, { wanted, device, clientId: subject.clientId, subject });
    }
    case reportEndpoints.heartbeat:
    case reportEndpoints['hardware-inventory']:
      await report(context, talk);
      return '';
    case STATUS_MANAGER: {
      await acceptOnce(context, received.token?.signature ?? '', subject);
      const { time: deviceTime, ...rest } = parseStatus(received.body);
      context.site.journal.record('status', 'message', { ...rest, deviceTime, ...subject });
      return '';
    }
    default:
      throw new Refusal('not-found', `no endpoint "${received.target.slice(0, 60)}"`);
  }
}

/** The client as a device with its collections. @throws Refusal gateway-not-allowed */
export function clientDevice({ site }: MpContext, request: MpRequest, client: RegisteredClient): Device {
  const clientId = clientGuid(client.smsId);
  const device = deviceOf(site, clientId);
  if (device === undefined) throw new Refusal('client-unregistered', `no client ${clientId}`, { clientId });
  if (request.entry.kind === 'gateway' && !cloudSettings(site.world, device.collectionIds).allowCmg)
    throw new Refusal('gateway-not-allowed', 'the client settings do not allow a gateway', { clientId });
  return device;
}

function assignments(
  { site }: MpContext,
  request: MpRequest,
  { received, caller, device }: ClientTalk & { readonly device: Device },
): string {
  const { siteCode, clientId } = parseAssignmentsRequest(received.body);
  const subject = { clientId: clientGuid(caller.client.smsId) };
  if (siteCode !== site.siteCode)
    throw new Refusal('client-unknown', `policy source ${siteCode}, this site is ${site.siteCode}`, subject);
  if (clientGuid(clientId) !== subject.clientId)
    throw new Refusal('client-unknown', `policies of ${clientId} are not for this client`, subject);
  const { collectionIds } = device;
  const policies = policiesForClient(site, { collectionIds, isInternet: request.entry.kind === 'gateway' });
  site.journal.record('management-point', 'assignments', {
    ...subject,
    device: 'client',
    gateway: entryName(request.entry),
    policies: policies.map((one) => one.policyId),
    signature: caller.variant,
    payloadSigned: true,
  });
  return renderAssignmentsReply(
    policies.map((one) => one.reference),
    site.siteCode,
  );
}

async function report(context: MpContext, { received, caller }: ClientTalk): Promise<void> {
  const { site } = context;
  const { client } = caller;
  const subject = { clientId: clientGuid(client.smsId) };
  const { kind, number, name, clientVersion, clientId, instances } = parseClientReport(received.body);
  if (reportEndpoints[kind] !== received.target || clientGuid(clientId) !== subject.clientId)
    throw new Refusal('malformed', `a ${kind} of ${clientId.slice(0, 60)} at ${received.target}`, subject);
  await acceptOnce(context, received.token?.signature ?? '', subject);
  const facts = { time: site.clock().toISOString(), number, instances };
  await site.store.saveClient({
    ...client,
    ...(kind === 'heartbeat'
      ? { heartbeat: facts, name: name === '' ? client.name : name }
      : { inventory: facts }),
  });
  site.journal.record('management-point', kind === 'heartbeat' ? 'heartbeat' : 'inventory', {
    ...subject,
    name,
    clientVersion,
    number,
    instances,
  });
}
