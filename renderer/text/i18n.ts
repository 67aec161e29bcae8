/**
 * The window's languages. English is the source: the other two have its type, so a sentence that is missing in one does
 * not compile. Trap: i18next escapes for HTML by default; React does that already.
 */
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { de } from './de.ts';
import { en } from './en.ts';
import { nl } from './nl.ts';

export const LANGUAGES = ['en', 'de', 'nl'] as const;
export type Language = (typeof LANGUAGES)[number];

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof en;
  }
}

export async function createTexts(language: Language): Promise<i18n> {
  const texts = i18next.createInstance();
  await texts.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'common',
    ns: Object.keys(en),
    resources: { en, de, nl },
    // Rules of requests are written for "{name}" and filled in by the contract's own function.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  return texts;
}

/** The setting, or the first language of the system that is spoken here. */
export function languageFor(setting: 'system' | Language, locales: readonly string[]): Language {
  if (setting !== 'system') return setting;
  for (const locale of locales) {
    const found = LANGUAGES.find((one) => locale.toLowerCase().split('-')[0] === one);
    if (found !== undefined) return found;
  }
  return 'en';
}
