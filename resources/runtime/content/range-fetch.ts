/**
 * Fetches one range of a file, however often the connection breaks: goes on at the byte where it stopped, waits for a
 * network that is away and for storage that is busy, asks for a new address when the old one has run out.
 * Trap: patience is the time since the last byte, whether it passed in pauses or in connections that stayed silent; one
 * that brings something is never given up. What the disk takes does not count.
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

/** Time without a byte after which a range is given up; a router that restarts takes less. */
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
  'E_RT_DEFECT',
]);

/**
 * @throws MediaError E_RT_CONTENT_DOWNLOAD, E_RT_CMG_UNTRUSTED, E_RT_CLOCK; what asking for a new address throws; and
 * what `take` throws, as it is
 */
export async function fetchRange(request: RangeRequest, context: FetchContext): Promise<void> {
  const { file, range, take } = request;
  const { http, urls, clock, log, signal } = context;
  const silence = new Silence();
  let next = range.first;
  let pauseMs = FIRST_PAUSE_MS;
  let denials = 0;
  while (next <= range.last) {
    signal?.throwIfAborted();
    const { url, generation } = urls.of(file.path);
    const before = next;
    const onChunk = (chunk: Buffer): Promise<void> | undefined => {
      next += chunk.length;
      silence.end();
      return take(chunk)?.then(() => {
        silence.end();
      });
    };
    const left = { first: next, last: range.last };
    try {
      await http.get({ url, range: left, sizeBytes: file.sizeBytes, onChunk, signal });
    } catch (error) {
      if (!(error instanceof BlobFailure)) throw error;
      if (next > before) {
        pauseMs = FIRST_PAUSE_MS;
        denials = 0;
      }
      if (error.remedy === 'final') throw contentError(error.error, file);
      if (error.remedy === 'denied') {
        denials += 1;
        if (denials > MAX_DENIALS) throw contentError(error.error, file);
        await urls.renew(generation, signal);
        // The gateway was asked meanwhile, not the storage.
        silence.end();
        continue;
      }
      if (silence.ms >= PATIENCE_MS) throw contentError(error.error, file);
      log(`${file.path}: ${error.message}; going on at byte ${next} of ${file.sizeBytes}`);
      // A connection that brought something is taken up at once.
      if (next === before || error.remedy === 'busy') {
        // "Retry-After: 0" is no leave to ask without a pause.
        await silence.sleep(Math.max(error.waitMs, pauseMs), clock, signal);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
  }
}

/** Time since the last byte. A pause counts as long as it was meant to be: the clock of a test goes faster. */
class Silence {
  #since = performance.now();

  get ms(): number {
    return performance.now() - this.#since;
  }

  end(): void {
    this.#since = performance.now();
  }

  async sleep(ms: number, clock: Clock, signal: AbortSignal | undefined): Promise<void> {
    const begun = performance.now();
    await (signal === undefined ? clock.sleep(ms) : clock.sleep(ms, signal));
    this.#since -= Math.max(0, ms - (performance.now() - begun));
  }
}

/** The error with the name of the file, under the code a person is told. */
export function contentError(error: unknown, file: ContentFile): unknown {
  if (!isMediaError(error)) return error;
  const code = KEPT.has(error.code) ? error.code : 'E_RT_CONTENT_DOWNLOAD';
  return new MediaError(code, `"${file.path}": ${error.message}`, { cause: error });
}
