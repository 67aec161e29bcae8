/**
 * What the management point's parts return and how it becomes an HTTP answer; refusals become a status, the header with
 * the reason and a small JSON body, and one line in the journal.
 */
import { isMediaError } from '#base/errors/media-error.ts';
import { encodeUtf8 } from '#base/bytes.ts';
import type { JournalEntry, LabJournal } from '../journal.ts';
import { REJECTION_HEADER } from '../wire/rejection.ts';
import { Refusal } from './refusal.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

/** A text answer. */
export function textAnswer(contentType: string, text: string): Answer {
  return { status: 200, headers: { 'content-type': contentType }, body: encodeUtf8(text) };
}

/** The answer to a refusal; also journals it. What is no refusal is thrown on. */
export function refusalAnswer(
  error: unknown,
  context: { readonly journal: LabJournal; readonly area: JournalEntry['area']; readonly gateway: string },
): Answer {
  const refusal = asRefusal(error);
  context.journal.record(context.area, 'refused', {
    reason: refusal.reason,
    detail: refusal.message,
    gateway: context.gateway,
    ...refusal.subject,
  });
  return {
    status: refusal.status,
    headers: { 'content-type': 'application/json', [REJECTION_HEADER]: refusal.reason },
    body: encodeUtf8(JSON.stringify({ error: { code: refusal.reason, message: refusal.message } })),
  };
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (isMediaError(error) && error.code.startsWith('E_WIRE_')) return new Refusal('malformed', error.message);
  throw error;
}
