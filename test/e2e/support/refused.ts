/** What every refused page has in common: Next keeps it, the field says why, and the first wrong field has the focus. */
import { expect, type Locator } from '@playwright/test';
import type { PageId } from '../../../renderer/state/pages.ts';
import type { Wizard } from '../pages/wizard.ts';
import { fill, type Words } from './words.ts';

export type Rule = { readonly problem: keyof Words['problems'] } | { readonly rule: keyof Words['rules'] };

/** The sentence of a rule as the window shows it. */
export function sentence(
  words: Words,
  of: Rule,
  values: Readonly<Record<string, string | number>> = {},
): string {
  const text = fill('rule' in of ? words.rules[of.rule] : words.problems[of.problem], values);
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

export interface Refusal {
  readonly message: Locator;
  readonly text: string;
  /** Where the focus must be; within the field unless given. */
  readonly focused: Locator;
}

/** Presses Next and looks. */
export async function expectRefusal(wizard: Wizard, page: PageId, refusal: Refusal): Promise<void> {
  await wizard.next();
  await expect(refusal.message).toContainText(refusal.text);
  await wizard.isOn(page);
  await expect(refusal.focused).toBeFocused();
}
