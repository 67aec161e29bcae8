/**
 * A row of the table in sentences, in one of three languages. Pure; the same for command line and wizard.
 * Trap: values are put in once and never looked at again, so a name with braces in it stays as it is.
 */
import { remedyCmdlet } from './cmdlets.ts';
import type { PrerequisiteRow } from './check-prerequisites.ts';
import type { Finding } from './facts.ts';
import { documentationLink, type Language } from './links.ts';
import { de } from './texts/de.ts';
import { en, type PrerequisiteTexts } from './texts/en.ts';
import { nl } from './texts/nl.ts';

export interface RowTexts {
  /** What must hold. */
  readonly title: string;
  readonly why: string;
  /** What was found. */
  readonly found: string;
  /** What to do in the console; for what could not be determined, where to look. */
  readonly remedyConsole: string;
  /** PowerShell with the values found; null when there is no documented cmdlet for it. */
  readonly remedyCmdlet: string | null;
  readonly link: string | null;
}

export const PREREQUISITE_TEXTS: Readonly<Record<Language, PrerequisiteTexts>> = { en, de, nl };

/** The sentences of a row. */
export function describeRow(row: PrerequisiteRow, language: Language): RowTexts {
  const texts = PREREQUISITE_TEXTS[language];
  const { id, finding } = row;
  return {
    title: texts.titles[id],
    why: texts.whys[id],
    found: fill(texts.findings[finding.key], finding),
    remedyConsole: fill(remedyOf(texts, row), finding),
    remedyCmdlet: remedyCmdlet(row),
    link: documentationLink(id, language),
  };
}

/** Of what could not be read the remedy says where to look, and how it could be read. */
function remedyOf(texts: PrerequisiteTexts, { id, state, finding }: PrerequisiteRow): string {
  const general = texts.remedies[id];
  const own = hasRemedy(texts, finding.key) ? texts.remedies[finding.key] : undefined;
  if (finding.key === 'unread') return `${texts.remedies.unread} ${texts.lookByHand} ${general}`;
  if (own !== undefined) return own;
  return state === 'unknown' && !NOT_AT_THE_SITE.includes(id) ? `${texts.lookByHand} ${general}` : general;
}

/** Conditions of medium, device and network: nothing to look up in the console. */
const NOT_AT_THE_SITE: readonly PrerequisiteRow['id'][] = ['C14', 'C15', 'C16', 'C17', 'C19', 'C23', 'C24'];

function hasRemedy(texts: PrerequisiteTexts, key: string): key is keyof PrerequisiteTexts['remedies'] {
  return key in texts.remedies;
}

function fill(sentence: string, { values }: Finding): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (mark, name: string) => String(values[name] ?? mark));
}
