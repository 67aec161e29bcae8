/**
 * The files a run reads from. Each is opened once for all drives and read by position, so that drives of any speed share
 * one handle; a growing one (still downloaded or unpacked) is waited for until news says that enough of it is there.
 * Traps: who waits must stop at once when its own drive is cancelled, and only that one; a source that failed still
 * serves what is there, so a drive that needs no more of it is not disturbed.
 */
import { MediaError, type ErrorData } from '#base/errors/media-error.ts';
import type { ContentFile, ContentReader } from '#base/extent.ts';
import { throwIfCancelled } from '#base/progress.ts';
import { contentReadError } from '#image/content-errors.ts';
import type { SourceNews } from './drive-run.ts';
import type { FileContent } from './medium-spec.ts';

/** A file that is read by position, by several readers at the same time. */
export interface OpenedSource {
  /** Size when it was opened; a growing source may be larger later. */
  readonly sizeBytes: number;
  /** Reads up to `target.length` bytes from `offset` on; less only at the end, then 0. */
  read(offset: number, target: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

/** Opens a file with the rights of the user who asked for it. */
export type OpenSource = (path: string) => Promise<OpenedSource>;

/** Files opened at the same time while a run begins. */
const OPEN_SIDE_BY_SIDE = 16;

interface Source {
  readonly spec: FileContent;
  readonly file: OpenedSource;
  availableBytes: number;
  failure: MediaError | undefined;
  /** Called after every change of the two above. */
  readonly waiting: Set<() => void>;
}

export class RunSources {
  readonly #byId: ReadonlyMap<string, Source>;
  readonly #files: readonly OpenedSource[];

  private constructor(byId: ReadonlyMap<string, Source>, files: readonly OpenedSource[]) {
    this.#byId = byId;
    this.#files = files;
  }

  /**
   * Opens every distinct file once. When one cannot be opened, those already open are closed.
   * @throws MediaError E_IMAGE_CONTENT_READ, E_IMAGE_CONTENT_CHANGED (another size than planned), E_IMAGE_SOURCE (one id
   * with two meanings)
   */
  static async open(contents: readonly FileContent[], openSource: OpenSource): Promise<RunSources> {
    const specs = distinct(contents);
    const paths = [...new Set(specs.map(({ path }) => path))];
    const files = new Map<string, OpenedSource>();
    let failure: { readonly error: unknown } | undefined;
    const work = async (): Promise<void> => {
      for (;;) {
        const path = paths.shift();
        if (path === undefined || failure !== undefined) return;
        try {
          files.set(path, await openSource(path));
        } catch (error) {
          failure ??= { error: contentReadError(error, path) };
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(OPEN_SIDE_BY_SIDE, paths.length) }, work));
    const byId = new Map<string, Source>();
    try {
      if (failure !== undefined) throw failure.error;
      for (const spec of specs) byId.set(spec.id, sourceOf(spec, files.get(spec.path)));
    } catch (error) {
      await Promise.allSettled([...files.values()].map((file) => file.close()));
      throw error;
    }
    return new RunSources(byId, [...files.values()]);
  }

  /** News of a growing source; news of unknown ones and of those that do not grow is ignored. */
  tell(news: SourceNews): void {
    const source = this.#byId.get(news.id);
    if (source?.spec.isGrowing !== true) return;
    if ('failed' in news) source.failure ??= errorOf(news.failed);
    else {
      const known = Math.min(news.availableBytes, source.spec.sizeBytes);
      source.availableBytes = Math.max(source.availableBytes, known);
    }
    for (const wake of [...source.waiting]) wake();
  }

  /** The source as content, to be read from its beginning by any number of readers. */
  content({ id }: FileContent): ContentFile {
    const source = this.#byId.get(id);
    if (source === undefined) throw new MediaError('E_INTERNAL', `no source has the id "${id}"`);
    const { path, sizeBytes } = source.spec;
    return {
      name: path,
      sizeBytes,
      open(signal) {
        throwIfCancelled(signal);
        return Promise.resolve(readerOf(source, signal));
      },
    };
  }

  /** Closes all files; whoever still reads gets an error. */
  async close(): Promise<void> {
    const closed = new MediaError('E_CANCELLED', 'the run has ended');
    for (const source of this.#byId.values()) {
      source.failure ??= closed;
      for (const wake of [...source.waiting]) wake();
    }
    await Promise.allSettled(this.#files.map((file) => file.close()));
  }
}

function distinct(contents: readonly FileContent[]): readonly FileContent[] {
  const byId = new Map<string, FileContent>();
  for (const content of contents) {
    const known = byId.get(content.id);
    if (known === undefined) byId.set(content.id, content);
    else if (known.path !== content.path || known.sizeBytes !== content.sizeBytes) {
      throw new MediaError(
        'E_IMAGE_SOURCE',
        `the id "${content.id}" stands for "${known.path}" (${known.sizeBytes} bytes) and for ` +
          `"${content.path}" (${content.sizeBytes} bytes)`,
      );
    }
  }
  return [...byId.values()];
}

function sourceOf(spec: FileContent, file: OpenedSource | undefined): Source {
  if (file === undefined) throw new MediaError('E_INTERNAL', `"${spec.path}" was not opened`);
  if (!spec.isGrowing && file.sizeBytes !== spec.sizeBytes) {
    throw new MediaError(
      'E_IMAGE_CONTENT_CHANGED',
      `"${spec.path}" was planned with ${spec.sizeBytes} bytes, it has ${file.sizeBytes}`,
    );
  }
  const availableBytes = spec.isGrowing ? 0 : spec.sizeBytes;
  return { spec, file, availableBytes, failure: undefined, waiting: new Set() };
}

function readerOf(source: Source, signal: AbortSignal): ContentReader {
  const { file, spec } = source;
  let position = 0;
  return {
    async readInto(target) {
      const isWhole = spec.sizeBytes - position <= target.length;
      const end = isWhole ? spec.sizeBytes : position + target.length;
      await available(source, end, signal);
      let filled = 0;
      // A source that does not grow is read beyond its planned end, so that one that became longer is noticed.
      const limit = spec.isGrowing ? end - position : target.length;
      while (filled < limit) {
        throwIfCancelled(signal);
        const count = await attempt(spec.path, () => file.read(position, target.subarray(filled, limit)));
        if (count === 0) break;
        filled += count;
        position += count;
      }
      return filled;
    },
    close: () => Promise.resolve(),
  };
}

/** Waits until the first `end` bytes are there. @throws the source's failure, E_CANCELLED */
async function available(source: Source, end: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    throwIfCancelled(signal);
    if (source.availableBytes >= end) return;
    if (source.failure !== undefined) throw source.failure;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        source.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      source.waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}

async function attempt<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw contentReadError(error, path);
  }
}

function errorOf({ code, message }: ErrorData): MediaError {
  return new MediaError(code, message);
}
