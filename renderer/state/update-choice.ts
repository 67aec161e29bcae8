/** What an update of media that exist still needs before it can begin. Pure; secrets come in as facts. */
import type { HistoryEntry } from '#contract/history.ts';
import { CREATABLE_KINDS, type MediaRequest } from '#contract/media-request.ts';
import type { PasswordRating } from '#contract/security.ts';

export interface UpdateFacts {
  readonly driveCount: number;
  /** A chosen drive is gone, unconfirmed or cannot be written. */
  readonly hasWrongDrive: boolean;
  readonly request: MediaRequest | null;
  readonly hasPassword: boolean;
  readonly isPasswordRepeated: boolean;
  readonly rating: PasswordRating | null;
  /** Names of the variables whose hidden value was given. */
  readonly hiddenValues: readonly string[];
  readonly hasCertificatePassword: boolean;
}

export type UpdateGap =
  | 'drive'
  | 'wrong-drive'
  | 'request'
  | 'not-built'
  | 'password'
  | 'password-weak'
  | 'password-differs'
  | 'hidden'
  | 'certificate-password';

/** Which secrets a request needs beside it. */
export interface SecretNeeds {
  readonly password: boolean;
  /** Names of the variables with a hidden value. */
  readonly hidden: readonly string[];
  readonly certificatePassword: boolean;
}

export function secretNeeds(request: MediaRequest | null): SecretNeeds {
  if (request === null || request.kind === 'capture') {
    return { password: false, hidden: [], certificatePassword: false };
  }
  return {
    password: !request.allowNoPassword,
    hidden: request.variables.flatMap(({ hidden, name }) => (hidden ? [name] : [])),
    certificatePassword: request.kind !== 'standalone' && request.certificate.source === 'pfx',
  };
}

/** What is missing or wrong, in the order of the page; empty: it can begin. */
export function updateGaps(facts: UpdateFacts): readonly UpdateGap[] {
  const { request, rating } = facts;
  const needs = secretNeeds(request);
  const checks: readonly (readonly [UpdateGap, boolean])[] = [
    ['drive', facts.driveCount === 0],
    ['wrong-drive', facts.hasWrongDrive],
    ['request', request === null],
    ['not-built', request !== null && !CREATABLE_KINDS.some((kind) => kind === request.kind)],
    ['password', needs.password && !facts.hasPassword],
    ['password-weak', needs.password && facts.hasPassword && rating?.verdict === 'weak'],
    ['password-differs', needs.password && facts.hasPassword && !facts.isPasswordRepeated],
    ['hidden', needs.hidden.some((name) => !facts.hiddenValues.includes(name))],
    ['certificate-password', needs.certificatePassword && !facts.hasCertificatePassword],
  ];
  return checks.flatMap(([gap, applies]) => (applies ? [gap] : []));
}

/** The history with the media that are on the chosen drives first; the newest first among equals. */
export function fittingHistory(
  entries: readonly HistoryEntry[],
  mediaIds: readonly string[],
): readonly HistoryEntry[] {
  const isOn = ({ mediaId }: HistoryEntry): number => Number(mediaIds.includes(mediaId));
  return [...entries].sort((a, b) => isOn(b) - isOn(a) || Date.parse(b.createdAt) - Date.parse(a.createdAt));
}
