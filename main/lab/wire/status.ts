/**
 * Status messages of a running task sequence, sent to MP_StatusManager.
 * OURS: the bodies of the real status and state messages are not public; a real management point ignores this one.
 * Trap: a message about a step holds its name and result, never the values of variables.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { parseBody, textAt } from './message.ts';
import { renderXml, requireAttribute, xml } from './xml.ts';

export const STATUS_MANAGER = 'MP_StatusManager';

const KINDS = ['started', 'step', 'group', 'restart', 'finished'] as const;
const RESULTS = ['running', 'succeeded', 'failed', 'skipped'] as const;

export interface TaskSequenceStatus {
  readonly kind: (typeof KINDS)[number];
  readonly result: (typeof RESULTS)[number];
  readonly packageId: string;
  readonly advertisementId: string;
  /** Names as the task sequence has them; empty when the message is about the whole run. */
  readonly group: string;
  readonly step: string;
  /** Exit code or error code as text ("0", "0x80070002", "E_RUN_…"). */
  readonly code: string;
  /** One sentence, free of secrets. */
  readonly message: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** Counts up from 1 within one run, so that the order is known. */
  readonly sequenceNumber: number;
}

export function renderStatus(status: TaskSequenceStatus): string {
  return renderXml(
    xml(
      'TaskSequenceStatus',
      {
        SchemaVersion: '1.00',
        Kind: status.kind,
        Result: status.result,
        PackageID: status.packageId,
        AdvertisementID: status.advertisementId,
        Time: status.time,
        Number: status.sequenceNumber,
      },
      [
        xml('Group', {}, status.group),
        xml('Step', {}, status.step),
        xml('Code', {}, status.code),
        xml('Message', {}, status.message),
      ],
    ),
  );
}

/** @throws MediaError E_WIRE_XML, E_WIRE_MESSAGE */
export function parseStatus(body: string): TaskSequenceStatus {
  const root = parseBody(body, 'TaskSequenceStatus');
  return {
    kind: oneOf(KINDS, requireAttribute(root, 'Kind')),
    result: oneOf(RESULTS, requireAttribute(root, 'Result')),
    packageId: requireAttribute(root, 'PackageID'),
    advertisementId: root.attributes['AdvertisementID'] ?? '',
    time: requireAttribute(root, 'Time'),
    sequenceNumber: Number(root.attributes['Number'] ?? '0'),
    group: textAt(root, 'Group'),
    step: textAt(root, 'Step'),
    code: textAt(root, 'Code'),
    message: textAt(root, 'Message'),
  };
}

function oneOf<T extends string>(allowed: readonly T[], value: string): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined)
    throw new MediaError('E_WIRE_MESSAGE', `status says "${value}", allowed are ${allowed.join(', ')}`);
  return found;
}
