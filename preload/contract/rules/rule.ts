/**
 * How a rule of a schema names itself. The message of an issue is "rule:<id>"; the sentences are in `en.ts`, `de.ts` and
 * `nl.ts`, so that the command line and the window judge by one schema and still speak three languages.
 */
import type { ruleTextsEn } from './en.ts';

export type RuleId = keyof typeof ruleTextsEn;
export type RuleTexts = Readonly<Record<RuleId, string>>;
export type RuleValues = Readonly<Record<string, string | number>>;

/** What a schema says is wrong; `values` fill the places "{name}" of the sentence. */
export interface Problem {
  /** ["variables", 0, "name"] */
  readonly path: readonly (string | number)[];
  readonly rule: RuleId;
  readonly values: RuleValues;
}

/** The message of an issue that stands for a rule. */
export function rule(id: RuleId): string {
  return `rule:${id}`;
}

/** Fills a sentence. Places without a value stay visible, because a wrong text must not look right. */
export function fillIn(sentence: string, values: RuleValues): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
