/**
 * Fills the buffer of a segment from the extents that lie in it. Segments come in order of offset, so a content that
 * spans several of them stays open in between and is read exactly once, straight into the buffers that are written.
 * Many small contents in one segment are read side by side: opening a file costs more than reading it.
 * Trap: buffers are reused; every byte of the target is set here, also where nothing was planned.
 */
import type { ContentFile, ContentReader, Extent } from '#base/extent.ts';
import { Sha256 } from '#base/hash.ts';
import { throwIfCancelled, type ChildAbort } from '#base/progress.ts';
import { checkContentHash, contentReadError, contentSizeError } from './content-errors.ts';
import type { Segment } from './segments.ts';

/** Contents read at the same time; more does not help with four threads of Node's pool (ours, measured). */
const READ_SIDE_BY_SIDE = 8;

interface ContentPart {
  readonly state: ContentState;
  readonly target: Uint8Array;
}

/** How far a content has been read; kept from one segment to the next. */
interface ContentState {
  readonly content: ContentFile;
  readonly hash: Sha256 | undefined;
  reader: ContentReader | undefined;
  readBytes: number;
  isFinished: boolean;
}

export class SegmentFiller {
  readonly #extents: readonly Extent[];
  readonly #abort: ChildAbort;
  /** The first extent that does not end before the current segment. */
  #next = 0;
  /** State of the content at `#next` when a former segment began it. */
  #begun: ContentState | undefined;
  readonly #open = new Set<ContentReader>();

  constructor(extents: readonly Extent[], abort: ChildAbort) {
    this.#extents = extents;
    this.#abort = abort;
  }

  /**
   * Sets every byte of `target`, which is as long as the segment. Call it for one segment after the other.
   * @throws MediaError E_IMAGE_CONTENT_CHANGED, E_IMAGE_CONTENT_READ, E_CANCELLED
   */
  async fill(segment: Segment, target: Uint8Array): Promise<void> {
    const end = segment.offset + segment.length;
    const parts: ContentPart[] = [];
    let position = segment.offset;
    for (;;) {
      const extent = this.#extents[this.#next];
      if (extent === undefined || extent.offset >= end) break;
      const extentEnd = extent.offset + extent.length;
      const from = Math.max(extent.offset, segment.offset);
      const to = Math.min(extentEnd, end);
      if (to > from) {
        target.fill(0, position - segment.offset, from - segment.offset);
        const part = target.subarray(from - segment.offset, to - segment.offset);
        const state = fillPart(extent, from - extent.offset, { part, begun: this.#begun });
        if (state !== undefined) parts.push({ state, target: part });
        this.#begun = state;
        position = to;
      }
      if (extentEnd > end) break;
      this.#begun = undefined;
      this.#next += 1;
    }
    target.fill(0, position - segment.offset, segment.length);
    await this.#readAll(parts);
  }

  /** Closes what is still open; for the way out after an error. */
  async close(): Promise<void> {
    const open = [...this.#open];
    this.#open.clear();
    await Promise.allSettled(open.map((reader) => reader.close()));
  }

  async #readAll(parts: readonly ContentPart[]): Promise<void> {
    let next = 0;
    let failed = false;
    const work = async (): Promise<void> => {
      for (;;) {
        const part = parts[next];
        next += 1;
        if (part === undefined || failed) return;
        try {
          await this.#readPart(part);
        } catch (error) {
          failed = true;
          // An aborted open or read rejects in its own words; what happened is that the run was cancelled.
          throwIfCancelled(this.#abort.signal);
          throw contentReadError(error, part.state.content.name);
        }
      }
    };
    const workers = Array.from({ length: Math.min(READ_SIDE_BY_SIDE, parts.length) }, work);
    // All of them, so that nobody still reads into a buffer that is given back.
    const results = await Promise.allSettled(workers);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  async #readPart({ state, target }: ContentPart): Promise<void> {
    const { content } = state;
    const wanted = target.subarray(0, Math.min(target.length, content.sizeBytes - state.readBytes));
    target.fill(0, wanted.length);
    if (state.isFinished) return;
    throwIfCancelled(this.#abort.signal);
    if (state.reader === undefined) {
      state.reader = await content.open(this.#abort.signal);
      this.#open.add(state.reader);
    }
    const { reader } = state;
    let filled = 0;
    while (filled < wanted.length) {
      throwIfCancelled(this.#abort.signal);
      const count = await reader.readInto(wanted.subarray(filled));
      if (count === 0) throw contentSizeError(content, `it ended after ${state.readBytes + filled}`);
      filled += count;
    }
    state.hash?.update(wanted);
    state.readBytes += filled;
    if (state.readBytes === content.sizeBytes) await this.#finish(state, reader);
  }

  async #finish(state: ContentState, reader: ContentReader): Promise<void> {
    const { content } = state;
    if ((await reader.readInto(new Uint8Array(1))) !== 0)
      throw contentSizeError(content, 'it goes on after that');
    this.#open.delete(reader);
    state.isFinished = true;
    await reader.close();
    if (state.hash !== undefined) checkContentHash(content, state.hash.digestHex());
  }
}

/** Fills what needs no reading; for content gives the state to read it with. */
function fillPart(
  extent: Extent,
  within: number,
  { part, begun }: { readonly part: Uint8Array; readonly begun: ContentState | undefined },
): ContentState | undefined {
  const { source } = extent;
  switch (source.kind) {
    case 'bytes':
      part.set(source.bytes.subarray(within, within + part.length));
      return undefined;
    case 'zero':
      part.fill(0);
      return undefined;
    case 'generated':
      part.fill(0);
      source.generate(within, part);
      return undefined;
    case 'content':
      return begun ?? startOf(source.content);
  }
}

function startOf(content: ContentFile): ContentState {
  const hash = content.sha256 === undefined ? undefined : new Sha256();
  return { content, hash, reader: undefined, readBytes: 0, isFinished: false };
}
