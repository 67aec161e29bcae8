/**
 * A stored draft becomes one again field by field: what an older or newer version wrote, or somebody changed by hand,
 * falls back to the default of that field. Drives are not restored: others may be plugged in now.
 */
import * as z from 'zod/mini';
import { DRAFT_FIELDS, type DraftField } from '#contract/draft.ts';
import { EMPTY_DRAFT, type Draft } from './draft.ts';

/** A field of the draft that is not in the list, or one in the list that the draft has not got, does not compile. */
const FIELDS: Readonly<Record<Exclude<keyof Draft, 'drives'>, z.ZodMiniType>> & typeof DRAFT_FIELDS =
  DRAFT_FIELDS;

/** undefined: nothing of it could be used. */
export function draftFrom(stored: Readonly<Record<string, unknown>>): Draft | undefined {
  const entries = Object.entries(FIELDS).flatMap(([key, schema]) => {
    const { success, data } = z.safeParse(schema, stored[key]);
    // Nothing can be chosen twice, and no page could say that it was.
    return success ? [[key, isTexts(data) ? [...new Set(data)] : data] as const] : [];
  });
  if (entries.length === 0) return undefined;
  // Sound: each value was parsed with the schema of its field.
  return { ...EMPTY_DRAFT, ...(Object.fromEntries(entries) as Partial<Draft>) };
}

/** What is stored of a draft: the fields of the list. */
export function toStored(draft: Draft): Pick<Draft, DraftField> {
  const { drives: _, ...stored } = draft;
  return stored;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
