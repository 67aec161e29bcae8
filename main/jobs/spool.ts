/**
 * Slow contents (from a distribution point, say) for several outputs at once: each is fetched once, in the order the
 * medium needs them, into a temporary file, while drives already read what is there. Drives at speeds of their own need
 * the bytes to lie somewhere; one output alone streams and needs none of this.
 * Size and SHA-256 are checked here, once. Trap: whoever has read a file to its end must be able to rely on it, so its
 * last byte is announced only after the check.
 */
import { open, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { isMediaError, MediaError, toErrorData } from '#base/errors/media-error.ts';
import type { ContentFile, ImagePlan } from '#base/extent.ts';
import { Sha256 } from '#base/hash.ts';
import { childAbort, throwIfCancelled, type ChildAbort, type RunOptions } from '#base/progress.ts';
import { formatBytes, MIB } from '#base/units.ts';
import { checkContentHash, contentReadError, contentSizeError } from '#image/content-errors.ts';
import type { SourceNews } from './drive-run.ts';
import { openLocalSource } from './local-source.ts';
import type { FileContent } from './medium-spec.ts';
import type { ContentPlace } from './plan-medium.ts';
import { RunSources } from './sources.ts';
import { freeBytesOf, makeSpoolFolder, removeSpoolFolder } from './spool-folder.ts';

export interface SpoolOptions {
  /** Where the private folder is made; the system's folder for temporary files unless told. */
  readonly parentFolder?: string | undefined;
  /** Free bytes in a folder; the file system's word unless told. */
  readonly freeBytes?: ((folder: string) => Promise<number>) | undefined;
}

/** Fetched side by side: hides the time a server takes to answer for a small file. */
const FETCH_SIDE_BY_SIDE = 4;
const PIECE_BYTES = MIB;

interface Spooled {
  readonly content: ContentFile;
  readonly spec: FileContent;
  availableBytes: number;
  failure: MediaError | undefined;
}

/** The contents of a plan in the order in which they are written, each once. */
export function contentsInOrder(plan: ImagePlan): readonly ContentFile[] {
  const contents = plan.extents.flatMap(({ source }) => (source.kind === 'content' ? [source.content] : []));
  return [...new Set(contents)];
}

/**
 * Makes room for the contents: a private folder with an empty file for each. Nothing is fetched yet.
 * @throws MediaError E_SPOOL when there is too little room or the folder cannot be made
 */
export async function createSpool(
  contents: readonly ContentFile[],
  options: SpoolOptions = {},
): Promise<Spool> {
  const folder = await makeSpoolFolder(options.parentFolder);
  try {
    const files = distinctFiles(contents, folder);
    const neededBytes = files.reduce((total, { spec }) => total + spec.sizeBytes, 0);
    const freeBytes = await (options.freeBytes ?? freeBytesOf)(folder);
    if (freeBytes < neededBytes) {
      throw new MediaError(
        'E_SPOOL',
        `${folder} needs ${formatBytes(neededBytes)} (${neededBytes} bytes), ` +
          `${formatBytes(freeBytes)} (${freeBytes} bytes) are free there`,
      );
    }
    // They must be there before a run begins, which opens all its sources at once.
    for (const { spec } of files) await writeFile(spec.path, '', { flag: 'wx', mode: 0o600 });
    return new Spool(folder, files);
  } catch (error) {
    await removeSpoolFolder(folder);
    throw isMediaError(error) ? error : spoolError(folder, error);
  }
}

export class Spool {
  readonly #folder: string;
  readonly #files: readonly Spooled[];
  readonly #byKey: ReadonlyMap<unknown, Spooled>;
  readonly #listeners = new Set<(news: SourceNews) => void>();
  #filling: Promise<void> | undefined;
  #abort: ChildAbort | undefined;
  #sources: Promise<RunSources> | undefined;

  /** Use `createSpool`. */
  constructor(folder: string, files: readonly Spooled[]) {
    this.#folder = folder;
    this.#files = files;
    this.#byKey = new Map(files.map((file) => [keyOf(file.content), file]));
  }

  /** Where the content lies, for `specifyDisk`; undefined for one that is not spooled. */
  placeOf(content: ContentFile): ContentPlace | undefined {
    const file = this.#byKey.get(keyOf(content));
    return file === undefined ? undefined : { path: file.spec.path, id: file.spec.id, isGrowing: true };
  }

  /**
   * The same content, read from the spool and as far as it is there: for the other outputs of the same build, so that its
   * source is read once for all of them. It has no SHA-256, because that was checked here. What is not spooled is returned
   * as it is.
   */
  view(content: ContentFile): ContentFile {
    const file = this.#byKey.get(keyOf(content));
    if (file === undefined) return content;
    return {
      name: content.name,
      sizeBytes: content.sizeBytes,
      open: async (signal) => {
        this.#sources ??= this.#openSources();
        return await (await this.#sources).content(file.spec).open(signal);
      },
    };
  }

  /** Tells how far the contents are, now and after every change. Returns how to stop that. */
  listen(listener: (news: SourceNews) => void): () => void {
    for (const file of this.#files) for (const news of newsOf(file)) listener(news);
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /**
   * Fetches everything; a second call waits for the first. Never rejects: what goes wrong, being cancelled too, is told to
   * the listeners for every content that is not complete, for a medium needs all of them. Progress has the phase
   * "download" and counts bytes.
   */
  async fill(options: RunOptions = {}): Promise<void> {
    this.#filling ??= this.#fill(options);
    await this.#filling;
  }

  /** Stops fetching and removes the files; call it when all who read have ended. Never rejects. */
  async remove(): Promise<void> {
    this.#abort?.abort(new MediaError('E_CANCELLED', 'the spool is removed'));
    await this.#filling;
    await this.#sources?.then((sources) => sources.close()).catch(() => undefined);
    await removeSpoolFolder(this.#folder);
  }

  async #fill({ signal, onProgress }: RunOptions): Promise<void> {
    const abort = childAbort(signal);
    this.#abort = abort;
    const total = this.#files.reduce((sum, { spec }) => sum + spec.sizeBytes, 0);
    let done = 0;
    const advance = (bytes: number): void => {
      done += bytes;
      onProgress?.({ phase: 'download', done, total });
    };
    advance(0);
    const waiting = [...this.#files];
    const work = async (): Promise<void> => {
      for (;;) {
        const file = waiting.shift();
        if (file === undefined || abort.signal.aborted) return;
        try {
          await this.#fetch(file, abort.signal, advance);
        } catch (error) {
          // The first failure is the cause; the others only follow from it and change nothing any more.
          abort.abort(contentReadError(error, file.content.name));
        }
      }
    };
    await Promise.all(Array.from({ length: FETCH_SIDE_BY_SIDE }, work));
    abort.release();
    if (abort.signal.aborted) this.#failRest(abort.signal.reason);
  }

  async #fetch(file: Spooled, signal: AbortSignal, advance: (bytes: number) => void): Promise<void> {
    const { content, spec } = file;
    throwIfCancelled(signal);
    const reader = await content.open(signal);
    let handle: FileHandle | undefined;
    try {
      handle = await open(spec.path, 'r+').catch((error: unknown) => {
        throw spoolError(spec.path, error);
      });
      const hash = new Sha256();
      const buffer = new Uint8Array(Math.min(PIECE_BYTES, spec.sizeBytes + 1));
      let written = 0;
      for (;;) {
        throwIfCancelled(signal);
        const count = await reader.readInto(buffer);
        if (count === 0) break;
        if (written + count > spec.sizeBytes) throw contentSizeError(content, 'it goes on after that');
        const piece = buffer.subarray(0, count);
        hash.update(piece);
        await writeAll(handle, piece, { path: spec.path, offset: written });
        written += count;
        advance(count);
        this.#announce(file, Math.min(written, spec.sizeBytes - 1));
      }
      if (written < spec.sizeBytes) throw contentSizeError(content, `it ended after ${written}`);
      checkContentHash(content, hash.digestHex());
    } finally {
      await Promise.allSettled([reader.close(), handle?.close()]);
    }
    this.#announce(file, spec.sizeBytes);
  }

  #announce(file: Spooled, availableBytes: number): void {
    if (availableBytes <= file.availableBytes) return;
    file.availableBytes = availableBytes;
    this.#tell({ id: file.spec.id, availableBytes });
  }

  #failRest(reason: unknown): void {
    const failure = isMediaError(reason)
      ? reason
      : new MediaError('E_CANCELLED', 'cancelled', { cause: reason });
    for (const file of this.#files) {
      if (file.availableBytes >= file.spec.sizeBytes) continue;
      file.failure = failure;
      this.#tell({ id: file.spec.id, failed: toErrorData(failure) });
    }
  }

  #tell(news: SourceNews): void {
    for (const listener of [...this.#listeners]) listener(news);
  }

  async #openSources(): Promise<RunSources> {
    const sources = await RunSources.open(
      this.#files.map(({ spec }) => spec),
      openLocalSource,
    );
    this.listen((news) => {
      sources.tell(news);
    });
    return sources;
  }
}

/** Contents with the same hash and size are one, whatever they are called. */
function keyOf(content: ContentFile): unknown {
  const { sha256, sizeBytes } = content;
  return sha256 === undefined ? content : `${sha256.toLowerCase()} ${sizeBytes}`;
}

function distinctFiles(contents: readonly ContentFile[], folder: string): readonly Spooled[] {
  const distinct = new Map(contents.map((content) => [keyOf(content), content]));
  return [...distinct.values()].map((content, index) => {
    const id = `spool-${index}`;
    const { sizeBytes } = content;
    const spec: FileContent = { kind: 'file', id, path: join(folder, id), sizeBytes, isGrowing: true };
    return { content, spec, availableBytes: 0, failure: undefined };
  });
}

function newsOf({ spec: { id }, availableBytes, failure }: Spooled): readonly SourceNews[] {
  return [
    ...(availableBytes > 0 ? [{ id, availableBytes }] : []),
    ...(failure === undefined ? [] : [{ id, failed: toErrorData(failure) }]),
  ];
}

async function writeAll(
  handle: FileHandle,
  piece: Uint8Array,
  { path, offset }: { readonly path: string; readonly offset: number },
): Promise<void> {
  try {
    for (let done = 0; done < piece.length;) {
      const { bytesWritten } = await handle.write(piece, done, piece.length - done, offset + done);
      done += bytesWritten;
    }
  } catch (error) {
    throw spoolError(path, error);
  }
}

function spoolError(path: string, cause: unknown): MediaError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new MediaError('E_SPOOL', `${path}: ${message}`, { cause });
}
