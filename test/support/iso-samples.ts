/** Trees and boot images for the tests of disc images; small, made of nothing but their own names. */
import type { ContentFile, ImagePlan } from '#base/extent.ts';
import { buildTree, type TreeFile } from '#base/file-tree.ts';
import { planIsoImage, type IsoImageRequest } from '#image/iso-image.ts';
import type { MediumReader } from '#image/medium-reader.ts';

export const MODIFIED = new Date('2026-03-04T05:06:07Z');
export const IDS = {
  diskGuid: '6f0b1c9e-9a55-4c0f-8a3f-0d9e6f1a2b01',
  partitionGuids: ['6f0b1c9e-9a55-4c0f-8a3f-0d9e6f1a2b02', '6f0b1c9e-9a55-4c0f-8a3f-0d9e6f1a2b03'],
} as const;

/** Bytes that differ from place to place, so that a shifted block is noticed. */
export function patternBytes(sizeBytes: number, seed = 1): Uint8Array {
  return Uint8Array.from({ length: sizeBytes }, (_, index) => (index * 31 + seed + (index >> 8) * 7) & 0xff);
}

export const FAKE_BOOT = {
  bios: { elToritoImage: patternBytes(40_001), hybridBootSector: patternBytes(512, 99) },
  uefi: { efiImage: patternBytes(301_056, 5) },
};

/** A bootable disc of the files. */
export function planSample(files: Iterable<TreeFile>, changes: Partial<IsoImageRequest> = {}): ImagePlan {
  return planIsoImage({
    root: buildTree(files),
    label: 'PS1 Média',
    modified: MODIFIED,
    ids: IDS,
    ...FAKE_BOOT,
    ...changes,
  });
}

export async function readContent(content: ContentFile): Promise<Uint8Array> {
  const bytes = new Uint8Array(content.sizeBytes);
  const reader = await content.open(new AbortController().signal);
  const read = await reader.readInto(bytes);
  await reader.close();
  return bytes.subarray(0, read);
}

/** Everything on a medium as text by path; empty directories hold undefined. */
export async function readAllText(medium: MediumReader): Promise<Map<string, string | undefined>> {
  const result = new Map<string, string | undefined>();
  for await (const { path } of medium.list()) {
    const content = await medium.open(path);
    result.set(path, content === undefined ? undefined : Buffer.from(await readContent(content)).toString());
  }
  return result;
}
