/**
 * Reads typed values out of rows and says which property did not fit.
 * Trap: the service uses null and the empty text both for "not set"; readers of optional texts give '' for either.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { SiteRow } from './admin-service-client.ts';

/** A text that must be there and not be empty. @throws MediaError E_SITE_ANSWER */
export function requiredText(row: SiteRow, name: string): string {
  const value = optionalText(row, name);
  if (value === '') throw wrong(row, name, 'a text');
  return value;
}

/** A text; null and absent give ''. A 64-bit integer arrives as text, too. @throws MediaError E_SITE_ANSWER */
export function optionalText(row: SiteRow, name: string): string {
  const value = row[name] ?? '';
  if (typeof value !== 'string') throw wrong(row, name, 'a text');
  return value;
}

/** @throws MediaError E_SITE_ANSWER */
export function requiredNumber(row: SiteRow, name: string): number {
  const value = row[name];
  if (typeof value !== 'number') throw wrong(row, name, 'a number');
  return value;
}

/** Digits of an integer of any size, whether the service wrote a number or a text. @throws MediaError E_SITE_ANSWER */
export function integerDigits(row: SiteRow, name: string): string {
  const value = row[name];
  const digits = typeof value === 'number' ? String(value) : value;
  if (typeof digits === 'string' && /^\d+$/.test(digits)) return digits;
  throw wrong(row, name, 'an integer');
}

/** True, also for the numbers some classes use; null and absent are false. */
export function flagOf(row: SiteRow, name: string): boolean {
  return row[name] === true || row[name] === 1;
}

/** The embedded objects of an array property; null and absent give none. @throws MediaError E_SITE_ANSWER */
export function objectsOf(row: SiteRow, name: string): readonly SiteRow[] {
  const value = row[name] ?? [];
  if (!Array.isArray(value)) throw wrong(row, name, 'an array');
  return value.filter((one): one is SiteRow => typeof one === 'object' && one !== null);
}

function wrong(row: SiteRow, name: string, wanted: string): MediaError {
  const found = name in row ? JSON.stringify(row[name]) : 'nothing';
  const type = typeof row['__CLASS'] === 'string' ? `${row['__CLASS']}.` : '';
  return new MediaError(
    'E_SITE_ANSWER',
    `${type}${name} should be ${wanted}, the site sent ${found.slice(0, 100)}`,
  );
}
