/** The window's own words, so that specs name what a user reads and hold in every language. */
import { de } from '../../../renderer/text/de.ts';
import { en } from '../../../renderer/text/en.ts';
import { nl } from '../../../renderer/text/nl.ts';

type Worded<T> = { readonly [Key in keyof T]: T[Key] extends string ? string : Worded<T[Key]> };
/** Shaped as the English texts. */
export type Words = Worded<typeof en>;
export type Language = 'en' | 'de' | 'nl';

export const WORDS: Readonly<Record<Language, Words>> = { en, de, nl };

/** Fills "{{name}}" of the window's texts and "{name}" of the contract's rules. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{\{?(\w+)\}?\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A text as a pattern in which every blank stands for anything. */
export function pattern(text: string): RegExp {
  const escaped = text.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll(/\{\{?\w+\}?\}/g, '.+')}$`);
}
