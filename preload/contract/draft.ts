/**
 * The wizard's fields between two starts: a fixed list, so that nothing is stored that nobody thought about. Chosen drives
 * are not in it, since others may be plugged in next time; secrets have no field.
 */
import * as z from 'zod/mini';

const text = z.string();
const texts = z.array(z.string());
const flag = z.boolean();

/** One schema for each field that is stored. */
export const DRAFT_FIELDS = {
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
  variables: z.array(z.strictObject({ id: text, name: text, value: text, isHidden: flag })),
  hasPrestart: flag,
  prestartCommand: text,
  prestartPackageId: text,
} as const;

export type DraftField = keyof typeof DRAFT_FIELDS;

/** What may be stored: any of the fields, nothing else. */
export const storedDraft = z.partial(z.strictObject(DRAFT_FIELDS));
