/**
 * A file that is being fetched: `<path>.part` with the bytes where they belong, `<path>.map` with the ranges that have
 * arrived, so that a download goes on after a restart at the byte where it stopped.
 * Trap: after a power cut the map may name bytes the disk never got. Nothing is believed because of it: the SHA-256 of
 * the whole file is compared at the end, always.
 */
import { mkdir, open, readFile, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import type { ContentFile } from '../engine/content-port.ts';
import { addSpan, missingSpans, sizeOfSpans, type Span } from './ranges.ts';

/** How often the map is written, at most. */
const MAP_EVERY_MS = 1000;

export class PartFile {
  readonly file: ContentFile;
  readonly path: string;
  readonly #handle: FileHandle;
  #done: readonly Span[];
  #mapTime = Date.now();
  #saving: Promise<void> = Promise.resolve();

  private constructor(
    file: ContentFile,
    path: string,
    opened: { handle: FileHandle; done: readonly Span[] },
  ) {
    this.file = file;
    this.path = path;
    this.#handle = opened.handle;
    this.#done = opened.done;
  }

  /** Opens what is there from before, or begins anew. @throws MediaError E_RT_CONTENT_SPACE */
  static async open(file: ContentFile, path: string): Promise<PartFile> {
    try {
      await mkdir(dirname(path), { recursive: true });
      const done = await readMap(file, path);
      const handle = await open(`${path}.part`, done.length === 0 ? 'w+' : 'r+');
      return new PartFile(file, path, { handle, done });
    } catch (error) {
      throw spaceError(error, file);
    }
  }

  /** Bytes that arrived, also in an earlier run. */
  get doneBytes(): number {
    return sizeOfSpans(this.#done);
  }

  get missing(): readonly Span[] {
    return missingSpans(this.#done, this.file.sizeBytes);
  }

  /** End of what has arrived without a gap from `start` on. */
  endFrom(start: number): number {
    return this.#done.find((one) => one.start <= start && start < one.end)?.end ?? start;
  }

  /** @throws MediaError E_RT_CONTENT_SPACE when the disk is full */
  async write(position: number, bytes: Uint8Array): Promise<void> {
    try {
      let written = 0;
      while (written < bytes.length) {
        const rest = bytes.subarray(written);
        written += (await this.#handle.write(rest, 0, rest.length, position + written)).bytesWritten;
      }
    } catch (error) {
      throw spaceError(error, this.file);
    }
    this.#done = addSpan(this.#done, { start: position, end: position + bytes.length });
    if (Date.now() - this.#mapTime >= MAP_EVERY_MS) this.#saveMap();
  }

  async read(position: number, buffer: Uint8Array): Promise<number> {
    return (await this.#handle.read(buffer, 0, buffer.length, position)).bytesRead;
  }

  /** Throws everything away that arrived. */
  async clear(): Promise<void> {
    this.#done = [];
    await this.#saving;
    await rm(`${this.path}.map`, { force: true });
    await this.#handle.truncate(0);
  }

  /** Keeps what arrived for another time. */
  async close(): Promise<void> {
    this.#saveMap();
    await this.#saving;
    await this.#handle.close();
  }

  /** The file is complete and right: gives it its name. */
  async finish(): Promise<void> {
    await this.#saving;
    await this.#handle.close();
    await rename(`${this.path}.part`, this.path);
    await rm(`${this.path}.map`, { force: true });
  }

  #saveMap(): void {
    this.#mapTime = Date.now();
    const { sizeBytes, sha256 } = this.file;
    const text = JSON.stringify({
      version: 1,
      sizeBytes,
      sha256,
      done: this.#done.map(({ start, end }) => [start, end]),
    });
    this.#saving = this.#saving.then(async () => {
      await writeFile(`${this.path}.map.new`, text);
      await rename(`${this.path}.map.new`, `${this.path}.map`);
      // A lost map costs a download, nothing else.
    }, ignore);
    this.#saving = this.#saving.catch(ignore);
  }
}

function ignore(): void {
  // See where it is used.
}

/** Bytes of a file that an earlier run left here, without opening anything. */
export async function keptBytes(file: ContentFile, path: string): Promise<number> {
  return sizeOfSpans(await readMap(file, path));
}

async function readMap(file: ContentFile, path: string): Promise<readonly Span[]> {
  try {
    const map: unknown = JSON.parse(await readFile(`${path}.map`, 'utf8'));
    const { size } = await stat(`${path}.part`);
    if (typeof map !== 'object' || map === null) return [];
    const isOfFile =
      Reflect.get(map, 'version') === 1 &&
      Reflect.get(map, 'sizeBytes') === file.sizeBytes &&
      Reflect.get(map, 'sha256') === file.sha256;
    const done: unknown = Reflect.get(map, 'done');
    if (!isOfFile || !Array.isArray(done)) return [];
    return done.reduce<readonly Span[]>((spans, one: unknown) => {
      // Sound: an array of whatever, looked at below.
      const pair = Array.isArray(one) ? (one as readonly unknown[]) : [];
      const [start, end] = pair;
      const isSpan = Number.isSafeInteger(start) && Number.isSafeInteger(end);
      // Bytes behind the end of the part file never arrived.
      return isSpan && Number(start) >= 0 && Number(end) <= Math.min(size, file.sizeBytes)
        ? addSpan(spans, { start: Number(start), end: Number(end) })
        : spans;
    }, []);
  } catch {
    // No map, or none of ours: the file begins anew.
    return [];
  }
}

function spaceError(error: unknown, file: ContentFile): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code !== 'ENOSPC' && code !== 'EDQUOT' && code !== 'EFBIG') return error;
  return new MediaError(
    'E_RT_CONTENT_SPACE',
    `the disk is full at "${file.path}" (${file.sizeBytes} bytes), although there was room at the start`,
    { cause: error },
  );
}
