/** Errors and rules in the user's language: complete, nothing left in English, no place for a value lost. */
import { describe, expect, test } from 'vitest';
import { adviceDe } from '#base/errors/advice-de.ts';
import { adviceNl } from '#base/errors/advice-nl.ts';
import { errorCatalog } from '#base/errors/catalog.ts';
import { ruleTextsDe } from '#contract/rules/de.ts';
import { ruleTextsEn } from '#contract/rules/en.ts';
import { ruleTextsNl } from '#contract/rules/nl.ts';
import { languageOf, localiser } from '#service/localise.ts';

/** Words no German or Dutch sentence has; "is", "was" and "in" they have. */
const ENGLISH = /\b(the|and|this|that|with|from|cannot|does|which|again|its|your|were|been|there)\b/i;

function sentences(
  table: Readonly<Record<string, { readonly cause: string; readonly remedy: string }>>,
): string[] {
  return Object.values(table).flatMap(({ cause, remedy }) => [cause, remedy]);
}

describe.each([
  ['German', adviceDe, ruleTextsDe],
  ['Dutch', adviceNl, ruleTextsNl],
] as const)('texts in %s', (_language, advice, rules) => {
  test('there are for every code of the catalog, and for no other', () => {
    expect(Object.keys(advice).sort()).toEqual(Object.keys(errorCatalog).sort());
  });

  test('no sentence is English, empty or without its full stop', () => {
    const english = new Set(sentences(errorCatalog));
    const wrong = sentences(advice).filter(
      (one) => english.has(one) || ENGLISH.test(one) || !/^\p{Lu}.*\.$/u.test(one),
    );
    expect(wrong).toEqual([]);
  });

  test('rules keep the places of their values and are not English', () => {
    const places = (text: string): readonly string[] => (text.match(/\{\w+\}/g) ?? []).sort();
    const of = (texts: Readonly<Record<string, string>>): object =>
      Object.fromEntries(Object.entries(texts).map(([id, text]) => [id, places(text)]));
    expect(of(rules)).toEqual(of(ruleTextsEn));
    const english = new Set<string>(Object.values(ruleTextsEn));
    expect(Object.values(rules).filter((one) => english.has(one) || ENGLISH.test(one))).toEqual([]);
  });
});

describe('the language of an error', () => {
  test.each([
    [['de-AT', 'en-US'], 'de'],
    [['fr-BE', 'nl-BE', 'de-DE'], 'nl'],
    [['en-GB', 'de-DE'], 'en'],
    [['ja-JP'], 'en'],
    [[], 'en'],
  ] as const)('of a system with %j is %s', (locales, expected) => {
    expect(languageOf(locales)).toBe(expected);
  });

  test('follows the settings, and "system" means the system again', () => {
    const { localise, use } = localiser(['nl-NL']);
    const error = { ok: false, code: 'E_CANCELLED', message: 'cancelled', cause: '', remedy: '' } as const;
    const causes = (['system', 'de', 'en', 'system'] as const).map((language) => {
      use(language);
      return localise(error).cause;
    });
    const { E_CANCELLED: nl } = adviceNl;
    expect(causes).toEqual([nl.cause, adviceDe.E_CANCELLED.cause, errorCatalog.E_CANCELLED.cause, nl.cause]);
  });

  test('stays as it is for a code of another version', () => {
    const { localise } = localiser(['de-DE']);
    const error = { code: 'E_FUTURE', message: 'm', cause: 'c', remedy: 'r' };
    expect(localise(error)).toEqual(error);
  });
});
