/**
 * A stored draft becomes one again field by field: what an older or newer version wrote, or somebody changed by hand,
 * falls back to the default of that field. Drives are not restored: others may be plugged in now.
 */
import * as z from 'zod/mini';
import { EMPTY_DRAFT, type Draft } from './draft.ts';

const text = z.string();
const texts = z.array(z.string());
const flag = z.boolean();

/** One schema for each field that is restored. */
const FIELDS = {
  site: text,
  kind: z.enum(['bootable', 'standalone', 'prestaged', 'capture']),
  unattended: flag,
  mediaManagement: z.enum(['dynamic', 'site-based', 'internet-based']),
  isoPath: text,
  imagePath: text,
  wimPath: text,
  label: text,
  autorun: flag,
  partitionStyle: z.enum(['gpt', 'mbr']),
  mediaSize: z.enum(['650MB', '4GB', '8GB', 'unlimited']),
  algorithm: z.enum(['aes-256', 'aes-128']),
  createdBy: text,
  version: text,
  comment: text,
  allowNoPassword: flag,
  certificateSource: z.enum(['self-signed', 'pfx']),
  certificateStart: text,
  certificateExpires: text,
  certificatePath: text,
  unknownComputers: flag,
  userDeviceAffinity: z.enum(['auto', 'pending', 'none']),
  hasValidity: flag,
  validityStart: text,
  validityExpires: text,
  taskSequenceId: text,
  detectDependencies: flag,
  bootImageId: text,
  distributionPoint: text,
  managementPoints: texts,
  cmg: text,
  imagePackageId: text,
  imageIndex: z.number(),
  applications: texts,
  packages: texts,
  driverPackages: texts,
  distributionPoints: texts,
  variables: z.array(z.object({ id: text, name: text, value: text, isHidden: flag })),
  hasPrestart: flag,
  prestartCommand: text,
  prestartPackageId: text,
} as const satisfies Record<Exclude<keyof Draft, 'drives'>, z.ZodMiniType>;

/** undefined: nothing of it could be used. */
export function draftFrom(stored: Readonly<Record<string, unknown>>): Draft | undefined {
  const entries = Object.entries(FIELDS).flatMap(([key, schema]) => {
    const value = z.safeParse(schema, stored[key]);
    return value.success ? [[key, value.data] as const] : [];
  });
  if (entries.length === 0) return undefined;
  // Sound: each value was parsed with the schema of its field.
  return { ...EMPTY_DRAFT, ...(Object.fromEntries(entries) as Partial<Draft>) };
}
