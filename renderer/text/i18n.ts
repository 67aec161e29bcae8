/**
 * The window's languages. English is the source: the other two have its type, so a sentence that is missing in one does
 * not compile. Only the language that is shown is loaded. Trap: i18next escapes for HTML by default; React does that.
 */
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { en } from './en.ts';

export const LANGUAGES = ['en', 'de', 'nl'] as const;
export type Language = (typeof LANGUAGES)[number];

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof en;
  }
}

/** Areas and their words; that the three have the same is said where they are. */
type Words = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const LOADERS: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => (await import('./en.ts')).en,
  de: async () => (await import('./de.ts')).de,
  nl: async () => (await import('./nl.ts')).nl,
};

export async function createTexts(language: Language): Promise<i18n> {
  const words = await LOADERS[language]();
  const texts = i18next.createInstance();
  await texts.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'common',
    ns: Object.keys(words),
    resources: { [language]: { ...words } },
    // Rules of requests are written for "{name}" and filled in by the contract's own function.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  return texts;
}

/** Shows another language, once its words are there. */
export async function changeLanguage(texts: i18n, language: Language): Promise<void> {
  if (!texts.hasResourceBundle(language, 'common')) {
    const words = await LOADERS[language]();
    for (const [area, bundle] of Object.entries(words)) texts.addResourceBundle(language, area, bundle);
  }
  await texts.changeLanguage(language);
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
