/**
 * Source files of a run, more of them than a process may have open: those not read for longest are closed and opened again
 * when they are read. A medium has tens of thousands of files, and Windows gives a program of this kind 8,192.
 * Traps: a file that is opened again may be another one by then, which must not be taken for the first; one that is being
 * read cannot be closed, so a moment with many readers may exceed the limit.
 */
import { close, closeSync, read, type BigIntStats } from 'node:fs';
import { promisify } from 'node:util';
import { MediaError } from '#base/errors/media-error.ts';
import type { OpenedSource } from '#jobs/sources.ts';

const readAt = promisify(read);
const closeFile = promisify(close);

/** A file as the system opened it. */
export interface OpenFile {
  readonly fd: number;
  readonly facts: Pick<BigIntStats, 'dev' | 'ino' | 'size'>;
}

interface Entry {
  readonly path: string;
  readonly dev: bigint;
  readonly ino: bigint;
  fd: number | undefined;
  readers: number;
  isClosed: boolean;
}

export class OpenFiles {
  readonly #open: (path: string) => OpenFile;
  readonly #limit: number;
  /** Those that are open, the one read last at the end. */
  readonly #used = new Set<Entry>();

  /**
   * @param open opens a file and makes sure of its kind
   * @param limit how many stay open; as many as there are unless told
   */
  constructor(open: (path: string) => OpenFile, limit = Number.POSITIVE_INFINITY) {
    this.#open = open;
    this.#limit = limit;
  }

  /** Opens a file. @throws what `open` throws; reading throws MediaError E_IMAGE_CONTENT_READ, E_IMAGE_CONTENT_CHANGED */
  source(path: string): OpenedSource {
    const { fd, facts } = this.#open(path);
    const entry: Entry = { path, dev: facts.dev, ino: facts.ino, fd, readers: 0, isClosed: false };
    this.#touch(entry);
    return {
      sizeBytes: Number(facts.size),
      read: (offset, target) => this.#read(entry, offset, target),
      close: async () => {
        this.#used.delete(entry);
        entry.isClosed = true;
        const { fd: last } = entry;
        entry.fd = undefined;
        if (last !== undefined) await closeFile(last);
      },
    };
  }

  async #read(entry: Entry, offset: number, target: Uint8Array): Promise<number> {
    entry.readers += 1;
    try {
      const fd = (entry.fd ??= this.#again(entry));
      this.#touch(entry);
      return (await readAt(fd, target, 0, target.length, offset)).bytesRead;
    } catch (error) {
      throw readError(error, entry.path);
    } finally {
      entry.readers -= 1;
    }
  }

  #again({ path, dev, ino, isClosed }: Entry): number {
    if (isClosed) throw new MediaError('E_IMAGE_CONTENT_READ', `"${path}" is closed`);
    const { fd, facts } = this.#open(path);
    if (facts.dev === dev && facts.ino === ino) return fd;
    closeSync(fd);
    throw new MediaError('E_IMAGE_CONTENT_CHANGED', `"${path}" is another file than when the run began`);
  }

  #touch(entry: Entry): void {
    this.#used.delete(entry);
    this.#used.add(entry);
    for (const idle of this.#used) {
      if (this.#used.size <= this.#limit) return;
      if (idle.fd === undefined || idle.readers > 0 || idle === entry) continue;
      this.#used.delete(idle);
      closeSync(idle.fd);
      idle.fd = undefined;
    }
  }
}

/** The system's error as one of a source file. */
export function readError(error: unknown, path: string): MediaError {
  if (error instanceof MediaError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new MediaError('E_IMAGE_CONTENT_READ', `"${path}": ${message}`, { cause: error });
}
