/**
 * Downloads several files at once over kept connections: each connection takes a file of its own; when all files are
 * taken, the free ones help with what is left of the largest. How many connections depends on how far the storage is: a
 * single one carries little over a long way (TCP waits for the other side), and near by four already fill a processor.
 */
import { setMaxListeners } from 'node:events';
import { MediaError } from '#base/errors/media-error.ts';
import type { BlobHttp } from './blob-http.ts';
import type { FileJob } from './file-job.ts';
import { fetchRange, type FetchContext } from './range-fetch.ts';

const FEWEST_CONNECTIONS = 4;
const MOST_CONNECTIONS = 32;
/** As many milliseconds of way are worth one connection more. */
const WAY_PER_CONNECTION_MS = 2.5;
/** As long as none was made, so that storage that is away is not asked by dozens. */
const MOST_UNPROVEN_CONNECTIONS = 16;
/** How often it is looked whether a connection that is being made takes long. */
const LOOK_MS = 20;
/** Bytes of one request; the way back and forth is then a small part of its time. */
const SEGMENT_BYTES = 16 * 1024 * 1024;
const SMALLEST_SEGMENT_BYTES = 256 * 1024;
/** A request costs its way back and forth; for each millisecond of it so much is fetched at least. */
const BYTES_PER_WAY_MS = 10 * 1024;
/** Memory of all connections for what is about to be written. */
const BUFFER_BUDGET_BYTES = 16 * 1024 * 1024;
const LARGEST_BUFFER_BYTES = 1024 * 1024;

export interface DownloadContext extends FetchContext {
  readonly http: Pick<BlobHttp, 'get' | 'roundTripMs' | 'isRoundTripKnown' | 'onRoundTrip'>;
  /** Bytes that arrived since the last call, and the file they are of. */
  readonly onBytes: (count: number, path: string) => void;
}

/**
 * Fetches the files; what arrived is kept when it fails.
 * @throws MediaError E_RT_CONTENT_DOWNLOAD, E_RT_CONTENT_HASH, E_RT_CONTENT_SPACE, E_TS_DISK, E_RT_CMG_UNTRUSTED,
 * E_RT_CLOCK, and the signal's reason
 */
export async function downloadFiles(jobs: readonly FileJob[], context: DownloadContext): Promise<void> {
  context.signal?.throwIfAborted();
  const failure = new AbortController();
  const signals = context.signal === undefined ? [failure.signal] : [context.signal, failure.signal];
  const signal = AbortSignal.any(signals);
  // Every connection listens to it; Node warns of more than ten.
  setMaxListeners(2 * MOST_CONNECTIONS, signal);
  const run = new Download(jobs, { ...context, signal });
  const failures: unknown[] = [];
  await run.work((error) => {
    failures.push(error);
    failure.abort(error);
  });
  // Also after a failure: maps are written, so that the next attempt goes on from here.
  const closed = await Promise.allSettled(jobs.map((job) => job.close()));
  // A disk that fails often cannot be closed either; what came first says more.
  for (const one of closed) if (one.status === 'rejected') failures.push(one.reason);
  if (failures.length > 0) throw failures[0];
  const unfinished = jobs.find((job) => !job.isFinished);
  if (unfinished === undefined) return;
  context.signal?.throwIfAborted();
  // No way leads here; but a file that was left open must never pass for one that is there.
  throw new MediaError('E_RT_CONTENT_DOWNLOAD', `"${unfinished.file.path}" has not arrived completely`);
}

class Download {
  readonly #queue: FileJob[];
  readonly #open = new Set<FileJob>();
  readonly #context: DownloadContext;

  constructor(jobs: readonly FileJob[], context: DownloadContext) {
    // Large ones first, so that none of them is left for the end.
    this.#queue = jobs.toSorted((a, b) => a.file.sizeBytes - b.file.sizeBytes);
    this.#context = context;
  }

  async work(onFailure: (error: unknown) => void): Promise<void> {
    const workers: Promise<void>[] = [];
    let active = 0;
    const grow = (): void => {
      while (this.#context.signal?.aborted !== true && active < this.#wanted() && this.#hasWork()) {
        active += 1;
        const worker = this.#worker(grow, () => active).catch(onFailure);
        workers.push(worker.finally(() => (active -= 1)));
      }
    };
    // As soon as the way is known, or known to be long, not only when the first bytes have come back over it.
    const look = setInterval(grow, LOOK_MS);
    this.#context.http.onRoundTrip = () => {
      clearInterval(look);
      grow();
    };
    grow();
    // The list grows while it is waited for.
    for (const worker of workers) await worker;
    clearInterval(look);
    this.#context.http.onRoundTrip = undefined;
  }

  #hasWork(): boolean {
    return this.#queue.length > 0 || [...this.#open].some((job) => job.unclaimedBytes > 0);
  }

  /** How many connections the way to the storage is worth. */
  #wanted(): number {
    const { roundTripMs, isRoundTripKnown } = this.#context.http;
    const way = Math.ceil(roundTripMs / WAY_PER_CONNECTION_MS);
    const most = isRoundTripKnown ? MOST_CONNECTIONS : MOST_UNPROVEN_CONNECTIONS;
    return Math.min(Math.max(way, FEWEST_CONNECTIONS), most);
  }

  async #worker(grow: () => void, active: () => number): Promise<void> {
    for (let job = await this.#next(); job !== undefined; job = await this.#next(job)) {
      this.#context.signal?.throwIfAborted();
      const range = job.claim(this.#segmentBytes(active()));
      if (range === undefined) {
        await this.#finish(job);
        continue;
      }
      const writer = job.writer(range, this.#bufferBytes());
      try {
        await fetchRange(
          {
            file: job.file,
            range,
            take: (chunk) => {
              if (active() < this.#wanted()) grow();
              this.#context.onBytes(chunk.length, job.file.path);
              return writer.take(chunk);
            },
          },
          this.#context,
        );
      } finally {
        await writer.end();
      }
      await this.#finish(job);
    }
  }

  /** The same file, one of its own while there is one, else the one with the most left to do. */
  async #next(mine?: FileJob): Promise<FileJob | undefined> {
    if (mine !== undefined && this.#open.has(mine) && mine.unclaimedBytes > 0) return mine;
    const own = this.#queue.pop();
    if (own !== undefined) {
      await own.open();
      this.#open.add(own);
      return own;
    }
    return [...this.#open]
      .filter((job) => job.unclaimedBytes > 0)
      .reduce<FileJob | undefined>(
        (most, job) => (most === undefined || job.unclaimedBytes > most.unclaimedBytes ? job : most),
        undefined,
      );
  }

  #segmentBytes(workers: number): number {
    if (this.#queue.length > 0) return SEGMENT_BYTES;
    const left = [...this.#open].reduce((sum, job) => sum + job.unclaimedBytes, 0);
    const worthIt = Math.max(this.#context.http.roundTripMs * BYTES_PER_WAY_MS, SMALLEST_SEGMENT_BYTES);
    return Math.min(Math.ceil(Math.max(left / (2 * workers), worthIt)), SEGMENT_BYTES);
  }

  /** Two of them for each connection. */
  #bufferBytes(): number {
    const share = Math.floor(BUFFER_BUDGET_BYTES / (2 * this.#wanted()));
    return Math.min(share, LARGEST_BUFFER_BYTES);
  }

  /** When it was the last range: compares the hash, and once begins the file anew when it is wrong. */
  async #finish(job: FileJob): Promise<void> {
    if (!job.isComplete || !this.#open.delete(job)) return;
    const actual = await job.digest();
    const { path, sha256 } = job.file;
    if (actual === sha256) {
      await job.finish();
      return;
    }
    if (job.hasRestarted)
      throw new MediaError('E_RT_CONTENT_HASH', `"${path}" arrived twice with a wrong SHA-256 (${actual})`);
    this.#context.log(`${path}: SHA-256 ${actual}, expected ${sha256}; fetching it once more`);
    this.#context.onBytes(-job.doneBytes, path);
    await job.restart();
    this.#open.add(job);
  }
}
