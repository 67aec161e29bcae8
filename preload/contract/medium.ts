/** A medium that exists: what inspect says of it, and sizes of one that is planned. */
import * as z from 'zod/mini';
import { note } from './jobs.ts';

/** A drive (its device) or an image file (its path). */
export const mediumTarget = z.object({ path: z.string().check(z.minLength(1)) });

export const inspectView = z.object({
  path: z.string(),
  state: z.enum(['complete', 'incomplete', 'foreign-media', 'not-media', 'unfinished']),
  fileSystem: z.nullable(z.string()),
  volumeLabel: z.string(),
  isPasswordRequired: z.nullable(z.boolean()),
  manifest: z.nullable(
    z.object({
      mediaId: z.string(),
      kind: z.string(),
      label: z.string(),
      mediaManagement: z.string(),
      siteCode: z.string(),
      cmg: z.nullable(z.string()),
      bootImage: z.string(),
      created: z.string(),
      expires: z.string(),
      builderVersion: z.string(),
    }),
  ),
  fileCount: z.number(),
  contentBytes: z.number(),
  signature: z.object({
    state: z.enum(['valid', 'invalid', 'missing']),
    thumbprint: z.nullable(z.string()),
    /** null without the password. */
    isOfThisMedium: z.nullable(z.boolean()),
  }),
  /** null without the password. */
  variables: z.nullable(
    z.array(
      z.object({
        name: z.string(),
        /** null: secret or hidden. */
        value: z.nullable(z.string()),
        meaning: z.nullable(z.string()),
      }),
    ),
  ),
  problems: z.array(note),
});
export type InspectView = z.infer<typeof inspectView>;

/** From which source the day comes on which a medium stops working. */
export const expirySource = z.object({
  source: z.enum(['certificate', 'media-token', 'validity-range', 'cmg-experience']),
  at: z.string(),
});
export type ExpirySource = z.infer<typeof expirySource>;

export const planSummary = z.object({
  contentBytes: z.number(),
  fileCount: z.number(),
  isoBytes: z.number(),
  /** The smallest stick that holds it. */
  driveBytes: z.number(),
  worksUntil: z.nullable(z.string()),
  expirySources: z.array(expirySource),
  notes: z.array(note),
});
export type PlanSummary = z.infer<typeof planSummary>;

export const imageDescription = z.object({
  path: z.string(),
  packing: z.enum(['none', 'gzip', 'xz', 'zstd', 'zip']),
  /** null: known only after unpacking. */
  sizeBytes: z.nullable(z.number()),
  fileBytes: z.number(),
  /** What is in it, when it is one of ours and not packed. */
  medium: z.nullable(inspectView),
});
export type ImageDescription = z.infer<typeof imageDescription>;
