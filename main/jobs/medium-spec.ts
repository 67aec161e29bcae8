/**
 * A medium as data that can cross to the writer process: the files and names, not the sectors. The writer lays it out
 * for each drive by itself (planning is pure and exact), so drives of any size and sector size share one description.
 * Contents are either here (small, generated) or in files that the writer opens with the rights of the user who asked.
 */
import * as z from 'zod/mini';

/** Bytes in the message itself, for what is generated: Variables.dat, the manifest, boot programs. */
const inlineContent = z.strictObject({ kind: z.literal('inline'), base64: z.base64() });

/**
 * A file on this computer. `isGrowing`: it is still being downloaded or unpacked; how much of it is there comes in
 * messages of its own (`source`), and readers wait for what they need.
 */
const fileContent = z.strictObject({
  kind: z.literal('file'),
  /** Names the source in messages; within the medium the same id always means the same path and size. */
  id: z.string().check(z.minLength(1), z.maxLength(200)),
  path: z.string().check(z.minLength(1), z.maxLength(32_767)),
  sizeBytes: z.int().check(z.nonnegative()),
  isGrowing: z.boolean(),
});

export const contentSpec = z.discriminatedUnion('kind', [inlineContent, fileContent]);
export type ContentSpec = z.infer<typeof contentSpec>;
export type FileContent = z.infer<typeof fileContent>;

const guid = z.guid();

/** A stick: partition table and one FAT32 volume with the files (image/disk-image.ts). */
const diskSpec = z.strictObject({
  kind: z.literal('disk'),
  partitionStyle: z.enum(['gpt', 'mbr']),
  label: z.string().check(z.maxLength(200)),
  ids: z.strictObject({
    diskGuid: guid,
    partitionGuids: z.tuple([guid, guid]),
    volumeId: z.int().check(z.nonnegative(), z.maximum(0xffff_ffff)),
  }),
  /** Time of all files. */
  modified: z.iso.datetime(),
  files: z.array(
    z.strictObject({ path: z.string().check(z.minLength(1), z.maxLength(32_767)), content: contentSpec }),
  ),
  /** GRUB's BIOS pieces, base64; without them the stick starts by UEFI only. */
  biosBoot: z.nullable(z.strictObject({ bootSector: z.base64(), core: z.base64() })),
});

/** An existing image, written as it is. */
const imageSpec = z.strictObject({ kind: z.literal('image'), content: fileContent });

export const mediumSpec = z.discriminatedUnion('kind', [diskSpec, imageSpec]);
export type MediumSpec = z.infer<typeof mediumSpec>;
