/** Which of the three languages a host speaks for itself: in menus, dialogs, notifications and its own pages. */
export type Language = 'en' | 'de' | 'nl';

/**
 * The language of the settings; for "system" the first of the user's languages that there is, else English.
 * @param locales best first, "de-AT"
 */
export function languageOf(setting: 'system' | Language, locales: readonly string[]): Language {
  if (setting !== 'system') return setting;
  for (const locale of locales) {
    const language = locale.toLowerCase().split(/[-_]/)[0];
    if (language === 'en' || language === 'de' || language === 'nl') return language;
  }
  return 'en';
}
