/**
 * Fetches one range of a file, however often the connection breaks: goes on at the byte where it stopped, waits for a
 * network that is away and for storage that is busy, asks for a new address when the old one has run out.
 * Trap: patience is counted in waiting without a single new byte; a connection that brings something is never given up.
 */
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import type { ContentFile } from '../engine/content-port.ts';
import type { Clock } from '../platform/platform.ts';
import { BlobFailure, type BlobHttp, type BlobRange } from './blob-http.ts';
import type { SignedUrls } from './signed-urls.ts';

export interface FetchContext {
  readonly http: Pick<BlobHttp, 'get'>;
  readonly urls: Pick<SignedUrls, 'of' | 'renew'>;
  readonly clock: Clock;
  readonly log: (text: string) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface RangeRequest {
  readonly file: ContentFile;
  readonly range: BlobRange;
  /** Takes the bytes in order, each once; a promise stops the flow until it is settled. */
  readonly take: (chunk: Buffer) => Promise<void> | undefined;
}

/** Waiting in a row after which a range is given up; a router that restarts takes less. */
const PATIENCE_MS = 120_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;
/** Refusals in a row, each of a fresh address, until it is no longer taken for one that ran out. */
const MAX_DENIALS = 2;
/** Codes that say more than "could not be downloaded". */
const KEPT: ReadonlySet<string> = new Set([
  'E_RT_CONTENT_HASH',
  'E_RT_CONTENT_SPACE',
  'E_RT_CONTENT_DOWNLOAD',
  'E_RT_CMG_UNTRUSTED',
  'E_RT_CLOCK',
]);

/** @throws MediaError E_RT_CONTENT_DOWNLOAD, E_RT_CONTENT_SPACE, E_RT_CMG_UNTRUSTED, E_RT_CLOCK */
export async function fetchRange(request: RangeRequest, context: FetchContext): Promise<void> {
  const { file, range, take } = request;
  const { http, urls, clock, log, signal } = context;
  let next = range.first;
  let waitedMs = 0;
  let pauseMs = FIRST_PAUSE_MS;
  let denials = 0;
  while (next <= range.last) {
    signal?.throwIfAborted();
    const { url, generation } = urls.of(file.path);
    const before = next;
    const onChunk = (chunk: Buffer): Promise<void> | undefined => {
      next += chunk.length;
      return take(chunk);
    };
    const left = { first: next, last: range.last };
    try {
      await http.get({ url, range: left, sizeBytes: file.sizeBytes, onChunk, signal });
    } catch (error) {
      if (!(error instanceof BlobFailure)) throw error;
      if (next > before) {
        waitedMs = 0;
        pauseMs = FIRST_PAUSE_MS;
        denials = 0;
      }
      if (error.remedy === 'final') throw contentError(error.error, file);
      if (error.remedy === 'denied') {
        denials += 1;
        if (denials > MAX_DENIALS) throw contentError(error.error, file);
        await urls.renew(generation);
        continue;
      }
      const waitMs = error.remedy === 'busy' ? error.waitMs : pauseMs;
      if (waitedMs >= PATIENCE_MS) throw contentError(error.error, file);
      log(`${file.path}: ${error.message}; going on at byte ${next} of ${file.sizeBytes}`);
      // A connection that brought something is taken up at once.
      if (next === before || error.remedy === 'busy') {
        await (signal === undefined ? clock.sleep(waitMs) : clock.sleep(waitMs, signal));
        waitedMs += Math.max(waitMs, FIRST_PAUSE_MS);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
  }
}

/** The error with the name of the file, under the code a person is told. */
export function contentError(error: unknown, file: ContentFile): unknown {
  if (!isMediaError(error)) return error;
  const code = KEPT.has(error.code) ? error.code : 'E_RT_CONTENT_DOWNLOAD';
  return new MediaError(code, `"${file.path}": ${error.message}`, { cause: error });
}
