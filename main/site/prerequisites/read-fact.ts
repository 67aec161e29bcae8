/**
 * Turns what the site answers, or does not answer, into facts.
 * Trap: only failures that mean "there is no site to ask" are thrown; a class that is refused or broken is a fact, too.
 */
import type { ErrorCode } from '#base/errors/catalog.ts';
import { isMediaError } from '#base/errors/media-error.ts';
import type { Fact } from './facts.ts';

/** Failures that mean there is no site to ask. */
const NO_SITE: readonly ErrorCode[] = [
  'E_CANCELLED',
  'E_SITE_UNREACHABLE',
  'E_SITE_UNAUTHORIZED',
  'E_SITE_UNTRUSTED',
  'E_SITE_FINGERPRINT',
  'E_SITE_CREDENTIALS',
];
const NO_SITE_AT_FIRST: readonly ErrorCode[] = [...NO_SITE, 'E_SITE_NOT_PROVIDER', 'E_SITE_TIMEOUT'];

/** Makes a fact of a reading; `source` names the class. */
type Read = <T>(source: string, work: () => Promise<T>) => Promise<Fact<T>>;

function reading(thrown: readonly ErrorCode[]): Read {
  return async (source, work) => {
    try {
      return { known: await work() };
    } catch (error) {
      if (!isMediaError(error) || thrown.includes(error.code)) throw error;
      return { unknown: { key: 'unread', values: { source, detail: error.message } } };
    }
  };
}

/** The first question to a site. @throws MediaError when there is no site to ask */
export const readFirst = reading(NO_SITE_AT_FIRST);

/** Every later one. @throws MediaError when the site went away, or does not know the credentials any more */
export const readNext = reading(NO_SITE);

/** The same for what is made of rows that are here already: a malformed row is no reason to give up the rest. */
export function factOf<T>(source: string, work: () => Fact<T>): Fact<T> {
  try {
    return work();
  } catch (error) {
    if (!isMediaError(error)) throw error;
    return { unknown: { key: 'unread', values: { source, detail: error.message } } };
  }
}
