/** Long work: one job is one state, whole each time, so a window that is opened late shows the same. */
import * as z from 'zod/mini';
import { errorData } from './bridge.ts';

export const rowOutcome = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('verified'),
    sizeBytes: z.number(),
    bytesWritten: z.number(),
    /** Bytes that were there already (update in place). */
    bytesKept: z.number(),
    bytesVerified: z.number(),
    /** Files only: SHA-256 of the whole file, lower-case hexadecimal. */
    sha256: z.nullable(z.string()),
  }),
  z.object({
    outcome: z.literal('failed'),
    error: errorData,
    /** First bad byte on the drive. */
    offset: z.nullable(z.number()),
    badBytes: z.nullable(z.number()),
  }),
  z.object({ outcome: z.literal('cancelled') }),
]);

export const jobRow = z.object({
  /** Device or path; unique in the job. */
  id: z.string(),
  kind: z.enum(['site', 'content', 'drive', 'iso', 'image', 'wim', 'medium']),
  name: z.string(),
  /** "wait", "prepare", "probe", "write", "flush", "finish", "verify", "unpack", "download", "done" … */
  phase: z.string(),
  done: z.number(),
  total: z.number(),
  unit: z.enum(['bytes', 'steps']),
  bytesPerSecond: z.nullable(z.number()),
  remainingSeconds: z.nullable(z.number()),
  retries: z.number(),
  result: z.nullable(rowOutcome),
});
export type JobRow = z.infer<typeof jobRow>;

/** One line of the log; `key` is translated by the window, `values` fill it. */
export const jobLogLine = z.object({
  at: z.string(),
  level: z.enum(['info', 'warning', 'error']),
  key: z.enum([
    'started',
    'site-read',
    'boot-image-read',
    'certificate-registered',
    'planned',
    'row-phase',
    'row-retry',
    'row-verified',
    'row-failed',
    'row-cancelled',
    'cancel-asked',
    'drive-joined',
    'finished',
    'failed',
    'cancelled',
    'note',
  ]),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type JobLogLine = z.infer<typeof jobLogLine>;

/** Something the user should know; the window translates the codes it knows and shows the message of others. */
export const note = z.object({ code: z.string(), message: z.string() });

export const createdMedium = z.object({
  mediaId: z.string(),
  kind: z.string(),
  label: z.string(),
  siteCode: z.string(),
  cmg: z.nullable(z.string()),
  bootImage: z.string(),
  created: z.string(),
  worksUntil: z.string(),
  /** SHA-1 of the media certificate. */
  thumbprint: z.string(),
  contentBytes: z.number(),
  notes: z.array(note),
});
export type CreatedMedium = z.infer<typeof createdMedium>;

export const fileDifference = z.object({
  path: z.string(),
  state: z.enum(['missing', 'changed', 'added', 'unreadable']),
});
export const verifyView = z.object({
  isIntact: z.boolean(),
  fileCount: z.number(),
  /** At most 1000 of them. */
  differences: z.array(fileDifference),
  differenceCount: z.number(),
  /** Only when compared with a request: ranges of sectors that differ. */
  sectors: z.nullable(z.object({ comparedBytes: z.number(), differingRanges: z.number() })),
  medium: z.nullable(z.object({ mediaId: z.string(), label: z.string(), expires: z.string() })),
  problems: z.array(note),
});
export type VerifyView = z.infer<typeof verifyView>;

export const jobState = z.object({
  jobId: z.string(),
  kind: z.enum(['create', 'write', 'verify']),
  title: z.string(),
  startedAt: z.string(),
  endedAt: z.nullable(z.string()),
  state: z.enum(['running', 'cancelling', 'done', 'failed', 'cancelled']),
  /** 0 to 1 over everything, never decreasing; 1 only at the end. */
  fraction: z.number(),
  remainingSeconds: z.nullable(z.number()),
  rows: z.array(jobRow),
  /** The last 500 lines. */
  log: z.array(jobLogLine),
  created: z.nullable(createdMedium),
  verified: z.nullable(verifyView),
  /** Why the job as a whole failed; null also when it failed because every output did: that is in the rows. */
  error: z.nullable(errorData),
});
export type JobState = z.infer<typeof jobState>;
