/** Reads a content file to its end, in pieces whose size is no multiple of anything. */
import { concatBytes } from '#base/bytes.ts';
import type { ContentFile } from '#base/extent.ts';

export async function readAll(file: ContentFile | undefined, pieceBytes = 10_007): Promise<Uint8Array> {
  if (file === undefined) throw new Error('there is no such file');
  const reader = await file.open(new AbortController().signal);
  const pieces: Uint8Array[] = [];
  for (;;) {
    const piece = new Uint8Array(pieceBytes);
    const read = await reader.readInto(piece);
    if (read === 0) break;
    pieces.push(piece.subarray(0, read));
  }
  await reader.close();
  return concatBytes(pieces);
}
