/** Drives as the window lists them. System drives are not among them: what must not be chosen is not offered. */
import * as z from 'zod/mini';
import { errorData } from './bridge.ts';

/** Sent back unchanged when a drive is chosen; the writer compares it with what is plugged in. */
export const driveIdentity = z.object({
  device: z.string(),
  serial: z.nullable(z.string()),
  size: z.number(),
  devicePath: z.nullable(z.string()),
  attachment: z.nullable(z.string()),
});
export type DriveIdentity = z.infer<typeof driveIdentity>;

export const driveFinding = z.object({
  severity: z.enum(['never', 'confirm', 'warning']),
  /** E_DEVICE_…; the window has a sentence for each. */
  code: z.string(),
  /** English, with the values. */
  message: z.string(),
});

/** What a medium of ours on the drive says of itself, without the password. */
export const mediumSummary = z.object({
  mediaId: z.string(),
  kind: z.string(),
  label: z.string(),
  siteCode: z.string(),
  cmg: z.nullable(z.string()),
  created: z.string(),
  expires: z.string(),
});

export const driveContents = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reading') }),
  z.object({ kind: z.literal('other') }),
  /** Writing was begun and not finished. */
  z.object({ kind: z.literal('unfinished') }),
  z.object({
    kind: z.literal('media'),
    state: z.enum(['complete', 'incomplete', 'foreign-media']),
    medium: z.nullable(mediumSummary),
  }),
  z.object({ kind: z.literal('unknown'), error: z.nullable(errorData) }),
]);

export const driveView = z.object({
  identity: driveIdentity,
  /** "/dev/sdb", "Disk 1 (E:)". */
  displayName: z.string(),
  description: z.string(),
  busType: z.string(),
  sizeBytes: z.number(),
  /** Logical sector. */
  sectorBytes: z.number(),
  isRemovable: z.boolean(),
  isReadOnly: z.boolean(),
  isCard: z.boolean(),
  isVirtual: z.boolean(),
  volumes: z.array(
    z.object({
      fileSystem: z.nullable(z.string()),
      label: z.nullable(z.string()),
      sizeBytes: z.number(),
      usedBytes: z.nullable(z.number()),
      mountpoints: z.array(z.string()),
    }),
  ),
  contents: driveContents,
  canWrite: z.enum(['yes', 'asks', 'never']),
  findings: z.array(driveFinding),
});
export type DriveView = z.infer<typeof driveView>;

/** The whole list each time. */
export const drivesState = z.object({
  state: z.enum(['off', 'loading', 'ready', 'error']),
  drives: z.array(driveView),
  error: z.nullable(errorData),
  /** Drives of the running system that are not listed. */
  hiddenSystemDrives: z.number(),
});
export type DrivesState = z.infer<typeof drivesState>;

/** A drive to be written. */
export const driveChoice = z.object({
  identity: driveIdentity,
  /** The user typed that this unusual drive is meant. */
  isConfirmed: z.boolean(),
  /** Rewrite only what differs from a medium of ours. */
  isUpdate: z.boolean(),
});
export type DriveChoice = z.infer<typeof driveChoice>;
