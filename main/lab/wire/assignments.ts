/**
 * RequestAssignments of media and its answer, the list of policies with their locations.
 * Trap: the host in every policy location is the literal text `<mp>`; the device puts in whom it talked to
 * (`policyPath` in paths.ts). Source: reference facts 3.2 and 3.4.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { parseBody, textAt } from './message.ts';
import { childOf, childrenOf, renderXml, requireAttribute, xml } from './xml.ts';

export const POLICY_MANAGER = 'MP_PolicyManager';

export interface AssignmentsRequest {
  readonly siteCode: string;
  /** SMSID of the unknown computer object, or of a known client. */
  readonly clientId: string;
}

export type PolicyCategory = 'TaskSequence' | 'NAAConfig' | 'CollectionSettings';

/** Bits of PolicyFlags. */
export const policyFlags = {
  taskSequence: 1,
  requiresAuth: 2,
  secret: 4,
  intranetOnly: 8,
  compressed: 64,
} as const;

export interface PolicyReference {
  readonly assignmentId: string;
  readonly policyId: string;
  /** "1.00" */
  readonly version: string;
  /** Absent for policies without a category. */
  readonly category: PolicyCategory | undefined;
  readonly flags: number;
  /** "SHA256:<upper-case hex>" of the policy body before encryption (content of this attribute: inferred); may be empty. */
  readonly hash: string;
  /** `http://<mp>/SMS_MP/.sms_pol?…`, literally. */
  readonly location: string;
}

/** Inner body of the request, on one line as media send it. */
export function renderAssignmentsRequest(request: AssignmentsRequest): string {
  const machine = xml('Machine', {}, [
    xml('ClientID', {}, request.clientId),
    xml('NetBIOSName'),
    xml('FQDN'),
    xml('SID'),
  ]);
  return renderXml(
    xml(
      'RequestAssignments',
      { SchemaVersion: '1.00', RequestType: 'Always', Ack: 'False', ValidationRequested: 'CRC' },
      [
        xml('PolicySource', {}, `SMS:${request.siteCode}`),
        xml('ServerCookie'),
        xml('Resource', { ResourceType: 'Machine' }),
        xml('Identification', {}, [machine]),
      ],
    ),
  );
}

/** @throws MediaError E_WIRE_XML, E_WIRE_MESSAGE */
export function parseAssignmentsRequest(body: string): AssignmentsRequest {
  const root = parseBody(body, 'RequestAssignments');
  const source = /^SMS:(\w{3})$/.exec(textAt(root, 'PolicySource'))?.[1];
  const clientId = textAt(root, 'Identification', 'Machine', 'ClientID');
  if (source === undefined || clientId === '')
    throw new MediaError('E_WIRE_MESSAGE', 'RequestAssignments without PolicySource or ClientID');
  return { siteCode: source, clientId };
}

/** Inner body of the answer. */
export function renderAssignmentsReply(policies: readonly PolicyReference[], siteCode: string): string {
  const assignments = policies.map((policy) =>
    xml('PolicyAssignment', { PolicyAssignmentID: policy.assignmentId }, [
      xml(
        'Policy',
        {
          PolicyID: policy.policyId,
          PolicyVersion: policy.version,
          PolicyType: 'Machine',
          PolicyCategory: policy.category,
          PolicyFlags: policy.flags,
          PolicyPriority: '25',
        },
        [xml('PolicyLocation', { PolicyHash: policy.hash, PolicyHashEx: policy.hash }, policy.location)],
      ),
    ]),
  );
  return renderXml(
    xml('ReplyAssignments', { SchemaVersion: '1.00', ReplyType: 'Full' }, [
      xml('PolicySource', {}, `SMS:${siteCode}`),
      ...assignments,
    ]),
  );
}

/** @throws MediaError E_WIRE_XML, E_WIRE_MESSAGE */
export function parseAssignmentsReply(body: string): readonly PolicyReference[] {
  const root = parseBody(body, 'ReplyAssignments');
  return childrenOf(root, 'PolicyAssignment').flatMap((assignment) =>
    childrenOf(assignment, 'Policy').map((policy): PolicyReference => {
      const location = childOf(policy, 'PolicyLocation');
      if (location === undefined)
        throw new MediaError(
          'E_WIRE_MESSAGE',
          `policy ${policy.attributes['PolicyID'] ?? '?'} has no location`,
        );
      return {
        assignmentId: requireAttribute(assignment, 'PolicyAssignmentID'),
        policyId: requireAttribute(policy, 'PolicyID'),
        version: policy.attributes['PolicyVersion'] ?? '',
        category: readCategory(policy.attributes['PolicyCategory']),
        flags: Number(policy.attributes['PolicyFlags'] ?? '0'),
        hash: location.attributes['PolicyHashEx'] ?? location.attributes['PolicyHash'] ?? '',
        location: location.text.trim(),
      };
    }),
  );
}

function readCategory(text: string | undefined): PolicyCategory | undefined {
  return text === 'TaskSequence' || text === 'NAAConfig' || text === 'CollectionSettings' ? text : undefined;
}
