/**
 * `boot-image.json`, which describes a boot image package of our own family (Linux with our runtime). Form and name
 * are ours. Files below `medium/` go to the root of the medium; files below `firmware/` are boot sectors and boot
 * images that the writers of partition tables and ISO 9660 place, and are no files of the medium.
 */
import { z } from 'zod';
import { decodeUtf8 } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';

export const BOOT_IMAGE_DESCRIPTION = 'boot-image.json';

/** What the writers need of `firmware/`, by the file's name without ".img". */
export const BOOT_PARTS = [
  'gpt-boot-sector',
  'gpt-core',
  'mbr-boot-sector',
  'mbr-core',
  'iso-eltorito',
  'iso-hybrid-boot-sector',
  'efi',
] as const;
export type BootPartName = (typeof BOOT_PARTS)[number];

const path = z
  .string()
  .regex(/^(medium|firmware)(\/[^/\\:*?"<>|\p{C}]+)+$/u)
  .refine((value) => value.split('/').every((part) => part !== '.' && part !== '..'));

const bootImageFile = z
  .object({
    path,
    sizeBytes: z.int().nonnegative(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    role: z.enum(['medium', 'firmware']),
  })
  .refine((file) => file.path.startsWith(`${file.role}/`), 'the role is the first folder of the path');

/** Readers ignore members they do not know, so that newer packages stay readable. */
export const bootImageDescriptionSchema = z.object({
  schema: z.literal(1),
  family: z.literal('linux'),
  name: z.string().min(1),
  version: z.string().min(1),
  architecture: z.literal('x64'),
  kernelVersion: z.string(),
  nodeVersion: z.string(),
  files: z.array(bootImageFile).min(1),
});

export type BootImageDescription = z.infer<typeof bootImageDescriptionSchema>;

/**
 * Reads `boot-image.json`.
 * @throws MediaError E_MEDIA_BOOT_IMAGE naming the member, for text that is no JSON, an unknown form or a path that
 * is there twice or leaves its folder.
 */
export function parseBootImageDescription(json: string | Uint8Array): BootImageDescription {
  const text = typeof json === 'string' ? json : decodeUtf8(json);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new MediaError('E_MEDIA_BOOT_IMAGE', `${BOOT_IMAGE_DESCRIPTION} is not JSON`, { cause });
  }
  const result = bootImageDescriptionSchema.safeParse(value);
  if (!result.success) {
    const problems = result.error.issues
      .slice(0, 5)
      .map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`);
    throw new MediaError('E_MEDIA_BOOT_IMAGE', `${BOOT_IMAGE_DESCRIPTION}: ${problems.join('; ')}`);
  }
  const seen = new Set<string>();
  for (const file of result.data.files) {
    const key = file.path.toUpperCase();
    if (seen.has(key))
      throw new MediaError('E_MEDIA_BOOT_IMAGE', `${BOOT_IMAGE_DESCRIPTION} names ${file.path} twice`);
    seen.add(key);
  }
  return result.data;
}

/** The path in the package of a boot part. */
export function bootPartPath(part: BootPartName): string {
  return `firmware/${part}.img`;
}
