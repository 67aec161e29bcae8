/** The table of prerequisites C01 to C28, in the language that was asked for. */
import * as z from 'zod/mini';

export const prerequisiteRow = z.object({
  id: z.string(),
  state: z.enum(['pass', 'fail', 'warning', 'unknown']),
  isMandatory: z.boolean(),
  /** The medium would be useless. */
  isBlocking: z.boolean(),
  title: z.string(),
  why: z.string(),
  found: z.string(),
  evidence: z.array(z.object({ source: z.string(), found: z.string() })),
  remedyConsole: z.nullable(z.string()),
  remedyCmdlet: z.nullable(z.string()),
  link: z.nullable(z.string()),
});
export type PrerequisiteRow = z.infer<typeof prerequisiteRow>;

export const prerequisiteTable = z.object({ checkedAt: z.string(), rows: z.array(prerequisiteRow) });
export type PrerequisiteTable = z.infer<typeof prerequisiteTable>;
