/** Media made on this computer. */
import * as z from 'zod/mini';
import { expirySource } from './medium.ts';

export const historyEntry = z.object({
  mediaId: z.string(),
  kind: z.string(),
  label: z.string(),
  createdAt: z.string(),
  worksUntil: z.string(),
  expirySources: z.array(expirySource),
  expiry: z.object({
    state: z.enum(['valid', 'soon', 'expired']),
    daysLeft: z.number(),
    /** Which source speaks. */
    reason: z.enum(['certificate', 'media-token', 'validity-range', 'cmg-experience']),
  }),
  siteCode: z.string(),
  siteName: z.string(),
  connection: z.string(),
  cmg: z.nullable(z.string()),
  bootImage: z.string(),
  thumbprint: z.string(),
  outputs: z.array(
    z.object({
      kind: z.enum(['drive', 'iso', 'image', 'wim']),
      name: z.string(),
      serial: z.nullable(z.string()),
      sizeBytes: z.number(),
      sha256: z.nullable(z.string()),
      outcome: z.enum(['verified', 'failed', 'cancelled']),
    }),
  ),
  /** Without secrets; makes "more of the same" possible. */
  request: z.record(z.string(), z.unknown()),
  builderVersion: z.string(),
});
export type HistoryEntry = z.infer<typeof historyEntry>;
