/**
 * Small files of a medium in memory, and what belongs to the medium although no manifest names it.
 * Trap: a medium can be anybody's; every file read whole has an upper bound.
 */
import { foldName } from '#base/file-tree.ts';
import { MediaError } from '#base/errors/media-error.ts';
import type { ContentFile } from '#base/extent.ts';
import { throwIfCancelled } from '#base/progress.ts';
import { KIB, MIB } from '#base/units.ts';
import type { MediumReader } from '#image/medium-reader.ts';
import { MANIFEST_PATH, SIGNATURE_PATH } from './manifest.ts';

/** Upper bounds for files that are read whole, in bytes. 70,000 files make a manifest of about 12 MB. */
export const READ_LIMITS = {
  manifest: 64 * MIB,
  signature: 64 * KIB,
  variables: 4 * MIB,
  bootstrap: 64 * KIB,
} as const;

/**
 * A whole file; undefined when the medium has none.
 * @throws MediaError E_MEDIA_MANIFEST when it is larger than `maxBytes`; what the reader throws for a damaged medium.
 */
export async function readSmallFile(
  reader: MediumReader,
  path: string,
  options: { readonly maxBytes: number; readonly signal?: AbortSignal | undefined },
): Promise<Uint8Array | undefined> {
  const file = await reader.open(path);
  if (file === undefined) return undefined;
  if (file.sizeBytes > options.maxBytes) {
    throw new MediaError(
      'E_MEDIA_MANIFEST',
      `${path} has ${file.sizeBytes} bytes, no medium of this program has more than ${options.maxBytes}`,
    );
  }
  const bytes = new Uint8Array(file.sizeBytes);
  const filled = await readInto(file, bytes, options.signal);
  return bytes.subarray(0, filled);
}

/** Fills `target` from the beginning of a file; returns the bytes filled. */
async function readInto(file: ContentFile, target: Uint8Array, signal?: AbortSignal): Promise<number> {
  const content = await file.open(signal ?? new AbortController().signal);
  try {
    let filled = 0;
    while (filled < target.length) {
      throwIfCancelled(signal);
      const count = await content.readInto(target.subarray(filled));
      if (count === 0) break;
      filled += count;
    }
    return filled;
  } finally {
    await content.close();
  }
}

/** Names are compared without case, as FAT and Windows do. */
export function pathKey(path: string): string {
  return foldName(path);
}

// GRUB's CD image is put on every disc by its layout; the others appear when a system mounts a drive.
const UNLISTED = [
  'boot/grub/eltorito.img',
  'System Volume Information/',
  '$RECYCLE.BIN/',
  '.Trashes',
  '.fseventsd/',
  '.Spotlight-V100/',
  '._.Trashes',
].map(pathKey);

/** True for what no manifest lists and nobody needs to worry about: the manifest itself, and what layouts and systems add. */
export function isUnlisted(path: string): boolean {
  const key = pathKey(path);
  if (key === pathKey(MANIFEST_PATH) || key === pathKey(SIGNATURE_PATH)) return true;
  return UNLISTED.some((one) => key === one || (one.endsWith('/') && key.startsWith(one)));
}
