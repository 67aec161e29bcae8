/**
 * When a medium that is still to be made will stop working, from all that can end it; the first end counts. The core says
 * the same of media that exist (main/media/expiry.ts); a test holds the two together.
 * Trap: six months for media over a gateway are experience of administrators, not a documented limit
 * (MicrosoftDocs/memdocs issue 4158), so they are shown as expected, never as certain.
 */
import type { ExpirySource } from '#contract/medium.ts';
import { addMonths } from './day.ts';
import type { Draft } from './draft.ts';

export const GATEWAY_MONTHS = 6;
const CERTIFICATE_MONTHS = 12;

export interface ExpiryFacts {
  readonly now: Date;
  /** End of the imported certificate; null: not known (yet). */
  readonly importedUntil: string | null;
}

/** Every end that is known, the first one first; empty: nothing ends it. */
export function expirySourcesOf(draft: Draft, { now, importedUntil }: ExpiryFacts): readonly ExpirySource[] {
  const sources: ExpirySource[] = [];
  if (draft.kind === 'standalone' && draft.hasValidity && draft.validityExpires !== '') {
    sources.push({ source: 'validity-range', at: draft.validityExpires });
  }
  if (draft.kind === 'bootable' || draft.kind === 'prestaged') {
    const at = draft.certificateSource === 'pfx' ? importedUntil : certificateEnd(draft, now);
    if (at !== null) sources.push({ source: 'certificate', at });
  }
  if (draft.kind === 'bootable' && draft.mediaManagement === 'internet-based') {
    sources.push({ source: 'cmg-experience', at: addMonths(now, GATEWAY_MONTHS).toISOString() });
  }
  return sources.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** Of the certificate that will be made: as chosen, else one year after its start. */
export function certificateEnd(
  { certificateStart, certificateExpires }: Pick<Draft, 'certificateStart' | 'certificateExpires'>,
  now: Date,
): string {
  if (certificateExpires !== '') return certificateExpires;
  const start = certificateStart === '' ? now : new Date(certificateStart);
  return addMonths(start, CERTIFICATE_MONTHS).toISOString();
}

/** When it begins to work; null: at once. */
export function worksFrom(draft: Draft, now: Date): string | null {
  const start =
    draft.kind === 'standalone'
      ? draft.hasValidity
        ? draft.validityStart
        : ''
      : draft.kind !== 'capture' && draft.certificateSource === 'self-signed'
        ? draft.certificateStart
        : '';
  return start !== '' && Date.parse(start) > now.getTime() ? start : null;
}
