/**
 * One file under way: which of its ranges nobody fetches yet, writing what arrives, and the SHA-256 of the whole. Bytes
 * that arrive at the place up to which the hash has come are hashed from memory; those that came ahead are read back
 * when their turn comes, from the page cache as a rule.
 */
import { createHash, type Hash } from 'node:crypto';
import type { ContentFile } from '../engine/content-port.ts';
import type { BlobRange } from './blob-http.ts';
import { PartFile } from './part-file.ts';
import { sizeOfSpans, type Span } from './ranges.ts';
import type { FilePlaces } from './under-way.ts';

/** Of what is read back, and how far that may be behind. */
const READ_BYTES = 1024 * 1024;

export class FileJob {
  readonly file: ContentFile;
  readonly #places: FilePlaces;
  #part: PartFile | undefined;
  #unclaimed: readonly Span[] | undefined;
  #hash: Hash = createHash('sha256');
  #hashed = 0;
  #hashing: Promise<void> | undefined;
  #writers = 0;
  #isFinished = false;
  /** It arrived wrong once already. */
  hasRestarted = false;

  constructor(file: ContentFile, places: FilePlaces) {
    this.file = file;
    this.#places = places;
  }

  /** It is where it belongs, whole and right. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** Bytes that have arrived. */
  get doneBytes(): number {
    return this.#part?.doneBytes ?? 0;
  }

  /** Bytes nobody fetches yet. */
  get unclaimedBytes(): number {
    return this.#unclaimed === undefined ? this.file.sizeBytes : sizeOfSpans(this.#unclaimed);
  }

  /** Nobody fetches anything of it any more, and nothing is missing. */
  get isComplete(): boolean {
    return this.#part !== undefined && this.#writers === 0 && this.#part.missing.length === 0;
  }

  async open(): Promise<void> {
    this.#part = await PartFile.open(this.file, this.#places);
    this.#unclaimed = this.#part.missing;
  }

  /** The next range to fetch, at most `limit` bytes; undefined when all is claimed. */
  claim(limit: number): BlobRange | undefined {
    const [next, ...others] = this.#unclaimed ?? [];
    if (next === undefined) return undefined;
    const end = Math.min(next.end, next.start + limit);
    this.#unclaimed = end < next.end ? [{ start: end, end: next.end }, ...others] : others;
    return { first: next.start, last: end - 1 };
  }

  /** Takes the bytes of a claimed range in order; they are written `bufferBytes` at a time. */
  writer(range: BlobRange, bufferBytes: number): RangeWriter {
    const part = this.#open();
    this.#writers += 1;
    return new RangeWriter(range.first, Math.min(bufferBytes, range.last - range.first + 1), {
      store: async (position, bytes) => {
        if (position === this.#hashed && this.#hashing === undefined) {
          this.#hash.update(bytes);
          this.#hashed += bytes.length;
        }
        await part.write(position, bytes);
        // Beside the download, so that little is left to read back at the end.
        if (part.endFrom(this.#hashed) - this.#hashed >= READ_BYTES) void this.#catchUp().catch(ignore);
      },
      onEnd: () => (this.#writers -= 1),
    });
  }

  /** SHA-256 of what arrived, lower-case hexadecimal. */
  async digest(): Promise<string> {
    await this.#hashing?.catch(ignore);
    await this.#catchUp();
    return this.#hash.digest('hex');
  }

  /** Throws everything away and begins anew. */
  async restart(): Promise<void> {
    this.hasRestarted = true;
    await this.#open().clear();
    this.#hash = createHash('sha256');
    this.#hashed = 0;
    this.#unclaimed = this.#open().missing;
  }

  async finish(): Promise<void> {
    await this.#open().finish();
    this.#part = undefined;
    this.#unclaimed = [];
    this.#isFinished = true;
  }

  /** Keeps what arrived for another time. */
  async close(): Promise<void> {
    await this.#hashing?.catch(ignore);
    await this.#part?.close();
    this.#part = undefined;
  }

  #open(): PartFile {
    if (this.#part === undefined) throw new Error(`${this.file.path} is not open`);
    return this.#part;
  }

  async #catchUp(): Promise<void> {
    this.#hashing ??= this.#readBack().finally(() => (this.#hashing = undefined));
    await this.#hashing;
  }

  async #readBack(): Promise<void> {
    const part = this.#open();
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    for (;;) {
      const wanted = Math.min(part.endFrom(this.#hashed) - this.#hashed, READ_BYTES);
      if (wanted <= 0) return;
      const count = await part.read(this.#hashed, buffer.subarray(0, wanted));
      // Shorter than its map says, after a power cut: the digest will be another one.
      if (count === 0) return;
      this.#hash.update(buffer.subarray(0, count));
      this.#hashed += count;
    }
  }
}

function ignore(): void {
  // The same error comes again where it is waited for.
}

interface WriterEnds {
  readonly store: (position: number, bytes: Buffer) => Promise<void>;
  readonly onEnd: () => void;
}

/** Gathers small chunks into large writes; while one buffer is written, the other is filled. */
export class RangeWriter {
  readonly #ends: WriterEnds;
  readonly #bufferBytes: number;
  #position: number;
  #filling: Buffer | undefined;
  #used = 0;
  #spare: Buffer | undefined;
  #writing: Promise<void> | undefined;
  /** Bytes that were taken and wait for room. */
  #waiting: Promise<void> | undefined;

  constructor(first: number, bufferBytes: number, ends: WriterEnds) {
    this.#bufferBytes = bufferBytes;
    this.#position = first;
    this.#ends = ends;
  }

  /** A promise when the next chunk must wait. */
  take(chunk: Buffer): Promise<void> | undefined {
    if (this.#waiting !== undefined) {
      // A connection was lost while its last bytes waited for the disk: those of the next one stay behind them.
      const copy = Buffer.from(chunk);
      return this.#hold(this.#waiting.then(() => this.#put(copy)));
    }
    const wait = this.#put(chunk);
    return wait === undefined ? undefined : this.#hold(wait);
  }

  /** Writes what is left; the bytes taken so far are then kept, whatever comes. */
  async end(): Promise<void> {
    try {
      await this.#waiting;
      await this.#writing;
      this.#begin();
      await this.#writing;
    } finally {
      this.#ends.onEnd();
    }
  }

  #hold(wait: Promise<void>): Promise<void> {
    const held = wait.finally(() => {
      if (this.#waiting === held) this.#waiting = undefined;
    });
    held.catch(ignore);
    this.#waiting = held;
    return held;
  }

  #put(chunk: Buffer): Promise<void> | undefined {
    this.#filling ??= Buffer.allocUnsafeSlow(this.#bufferBytes);
    const fits = chunk.copy(this.#filling, this.#used);
    this.#used += fits;
    if (this.#used < this.#filling.length) return undefined;
    if (this.#writing === undefined) {
      this.#begin();
      return fits === chunk.length ? undefined : this.#put(chunk.subarray(fits));
    }
    // The chunk's memory is used again as soon as this returns.
    const rest = Buffer.from(chunk.subarray(fits));
    return this.#writing.then(() => {
      this.#begin();
      return rest.length === 0 ? undefined : this.#put(rest);
    });
  }

  #begin(): void {
    const buffer = this.#filling;
    if (buffer === undefined || this.#used === 0) return;
    const bytes = buffer.subarray(0, this.#used);
    const position = this.#position;
    this.#position += bytes.length;
    this.#used = 0;
    this.#filling = this.#spare;
    this.#spare = undefined;
    const writing = this.#ends.store(position, bytes).then(() => {
      this.#spare = buffer;
      if (this.#writing === writing) this.#writing = undefined;
    });
    // Whoever waits for room or for the end gets the error; it must not count as unhandled before.
    writing.catch(ignore);
    this.#writing = writing;
  }
}
