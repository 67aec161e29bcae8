/** Exit codes (docs in --help): 0 done, 1 failed, 2 wrong usage, 3 prerequisites not met, 130 cancelled. */
import { isMediaError } from '#base/errors/media-error.ts';
import type { ErrorCode } from '#base/errors/catalog.ts';

export const EXIT = { done: 0, failed: 1, usage: 2, prerequisites: 3, cancelled: 130 } as const;

/** Codes that mean the request itself is wrong. */
const USAGE: readonly ErrorCode[] = [
  'E_USAGE',
  'E_PASSWORD_SOURCE',
  'E_MEDIA_REQUEST',
  'E_CHOICE_UNKNOWN',
  'E_SITE_CONNECTION',
  'E_SITE_CREDENTIALS',
];

/** Codes that mean the site or the media's safety is not in the state such media need. */
const PREREQUISITES: readonly ErrorCode[] = ['E_CHOICE_UNUSABLE'];

export function exitCodeFor(error: unknown): number {
  if (!isMediaError(error)) return EXIT.failed;
  if (error.code === 'E_CANCELLED') return EXIT.cancelled;
  if (PREREQUISITES.includes(error.code)) return EXIT.prerequisites;
  return USAGE.includes(error.code) ? EXIT.usage : EXIT.failed;
}
