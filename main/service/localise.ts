/**
 * Puts cause and remedy of an error into the user's language: that of the settings, otherwise the first of the system's
 * that there are texts for. The message stays English: it is for the log and the help desk.
 */
import { adviceDe } from '#base/errors/advice-de.ts';
import { adviceNl } from '#base/errors/advice-nl.ts';
import type { Advice } from '#base/errors/advice.ts';
import { errorCatalog, type ErrorCode } from '#base/errors/catalog.ts';
import type { Settings } from './settings.ts';

export type Language = 'en' | 'de' | 'nl';

const TABLES: Readonly<Record<Language, Readonly<Record<ErrorCode, Advice>>>> = {
  en: errorCatalog,
  de: adviceDe,
  nl: adviceNl,
};

/** What of an error is put into another language, and by what. */
interface Advised extends Advice {
  readonly code: string;
}

export interface Localiser {
  /** The same error; one whose code is not known stays as it is. */
  readonly localise: <Data extends Advised>(error: Data) => Data;
  /** The language of the settings, from now on. */
  readonly use: (language: Settings['language']) => void;
}

/** Errors in the language of the settings; "system" means that of the host. */
export function localiser(locales: readonly string[]): Localiser {
  const ofSystem = languageOf(locales);
  let language = ofSystem;
  return {
    localise: (error) => (isErrorCode(error.code) ? { ...error, ...TABLES[language][error.code] } : error),
    use(wanted) {
      language = wanted === 'system' ? ofSystem : wanted;
    },
  };
}

/** The first language there are texts for: of "fr-BE", "nl-BE", "en" it is Dutch. */
export function languageOf(locales: readonly string[]): Language {
  const languages = locales.map((one) => one.toLowerCase().split(/[-_]/)[0]);
  return languages.find((one) => one === 'de' || one === 'nl' || one === 'en') ?? 'en';
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalog, code);
}
