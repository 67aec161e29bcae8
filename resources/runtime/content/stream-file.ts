/**
 * One file of the storage as bytes in order, without keeping it: several segments are under way at once, so that a long
 * way does not slow it down, and are handed on in their turn.
 * Trap: the SHA-256 is known after the last byte only. Whoever uses the bytes before must undo that when this throws.
 */
import { createHash } from 'node:crypto';
import { MediaError } from '#base/errors/media-error.ts';
import type { ContentFile } from '../engine/content-port.ts';
import { fetchRange, type FetchContext } from './range-fetch.ts';

const SEGMENT_BYTES = 4 * 1024 * 1024;
/** Memory it takes: as many segments as are under way. */
const SEGMENTS_AHEAD = 8;

/** @throws MediaError E_RT_CONTENT_HASH in place of the end */
export async function* streamBlob(
  file: ContentFile,
  context: FetchContext & { readonly onBytes: (count: number) => void },
): AsyncGenerator<Uint8Array> {
  const stop = new AbortController();
  const signals = context.signal === undefined ? [stop.signal] : [context.signal, stop.signal];
  const own = { ...context, signal: AbortSignal.any(signals) };
  const ahead: Promise<Uint8Array>[] = [];
  const hash = createHash('sha256');
  let next = 0;
  try {
    while (next < file.sizeBytes || ahead.length > 0) {
      while (next < file.sizeBytes && ahead.length < SEGMENTS_AHEAD) {
        const last = Math.min(next + SEGMENT_BYTES, file.sizeBytes) - 1;
        const segment = fetchSegment(file, { first: next, last }, own);
        // It may fail long before its turn.
        segment.catch(ignore);
        ahead.push(segment);
        next = last + 1;
      }
      const bytes = await ahead.shift();
      if (bytes === undefined) break;
      hash.update(bytes);
      context.onBytes(bytes.length);
      yield bytes;
    }
  } finally {
    // Also when the reader went away.
    stop.abort(new MediaError('E_RT_CONTENT_DOWNLOAD', `"${file.path}" is no longer read`));
  }
  const actual = hash.digest('hex');
  if (actual !== file.sha256)
    throw new MediaError(
      'E_RT_CONTENT_HASH',
      `"${file.path}" has SHA-256 ${actual}, expected ${file.sha256}`,
    );
}

async function fetchSegment(
  file: ContentFile,
  range: { readonly first: number; readonly last: number },
  context: FetchContext,
): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(range.last - range.first + 1);
  let used = 0;
  const take = (chunk: Buffer): undefined => {
    used += chunk.copy(bytes, used);
  };
  await fetchRange({ file, range, take }, context);
  return bytes;
}

function ignore(): void {
  // The same error comes again where it is waited for.
}
