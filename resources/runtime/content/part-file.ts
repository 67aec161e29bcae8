/**
 * A file that is being fetched: the part with the bytes where they belong, the map with the ranges that have arrived, so
 * that a download goes on after a restart at the byte where it stopped. Where both lie: under-way.ts.
 * Trap: after a power cut the map may name bytes the disk never got. Nothing is believed because of it: the SHA-256 of
 * the whole file is compared at the end, always.
 */
import { mkdir, open, readFile, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ContentFile } from '../engine/content-port.ts';
import { onDisk } from './disk-error.ts';
import { addSpan, missingSpans, sizeOfSpans, type Span } from './ranges.ts';
import type { FilePlaces } from './under-way.ts';

/** How often the map is written, at most. */
const MAP_EVERY_MS = 1000;

export class PartFile {
  readonly file: ContentFile;
  readonly #places: FilePlaces;
  readonly #handle: FileHandle;
  #done: readonly Span[];
  #mapTime = performance.now();
  #saving: Promise<void> = Promise.resolve();

  private constructor(
    file: ContentFile,
    places: FilePlaces,
    opened: { handle: FileHandle; done: readonly Span[] },
  ) {
    this.file = file;
    this.#places = places;
    this.#handle = opened.handle;
    this.#done = opened.done;
  }

  /** Opens what is there from before, or begins anew. @throws MediaError E_RT_CONTENT_SPACE, E_TS_DISK */
  static async open(file: ContentFile, places: FilePlaces): Promise<PartFile> {
    return await onDisk(file, async () => {
      await mkdir(dirname(places.part), { recursive: true });
      const done = await readMap(file, places);
      const handle = await open(places.part, done.length === 0 ? 'w+' : 'r+');
      return new PartFile(file, places, { handle, done });
    });
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

  /** @throws MediaError E_RT_CONTENT_SPACE when the disk is full, E_TS_DISK when it cannot be written */
  async write(position: number, bytes: Uint8Array): Promise<void> {
    await onDisk(this.file, async () => {
      let written = 0;
      while (written < bytes.length) {
        const rest = bytes.subarray(written);
        written += (await this.#handle.write(rest, 0, rest.length, position + written)).bytesWritten;
      }
    });
    this.#done = addSpan(this.#done, { start: position, end: position + bytes.length });
    if (performance.now() - this.#mapTime >= MAP_EVERY_MS) this.#saveMap();
  }

  async read(position: number, buffer: Uint8Array): Promise<number> {
    const read = async (): Promise<{ readonly bytesRead: number }> =>
      await this.#handle.read(buffer, 0, buffer.length, position);
    return (await onDisk(this.file, read)).bytesRead;
  }

  /** Throws everything away that arrived. */
  async clear(): Promise<void> {
    this.#done = [];
    await this.#saving;
    await onDisk(this.file, async () => {
      await rm(this.#places.map, { force: true });
      await this.#handle.truncate(0);
    });
  }

  /** Keeps what arrived for another time. */
  async close(): Promise<void> {
    this.#saveMap();
    await this.#saving;
    await onDisk(this.file, async () => {
      await this.#handle.close();
    });
  }

  /** The file is complete and right: gives it its name. */
  async finish(): Promise<void> {
    const { target, part, map } = this.#places;
    await this.#saving;
    await onDisk(this.file, async () => {
      await this.#handle.close();
      await mkdir(dirname(target), { recursive: true });
      await rename(part, target);
      await rm(map, { force: true });
    });
  }

  #saveMap(): void {
    this.#mapTime = performance.now();
    const { sizeBytes, sha256 } = this.file;
    const text = JSON.stringify({
      version: 1,
      sizeBytes,
      sha256,
      done: this.#done.map(({ start, end }) => [start, end]),
    });
    this.#saving = this.#saving.then(async () => {
      const { map } = this.#places;
      await writeFile(`${map}.new`, text);
      await rename(`${map}.new`, map);
      // A lost map costs a download, nothing else.
    }, ignore);
    this.#saving = this.#saving.catch(ignore);
  }
}

function ignore(): void {
  // See where it is used.
}

/** Bytes of a file that an earlier run left here, without opening anything. */
export async function keptBytes(file: ContentFile, places: FilePlaces): Promise<number> {
  return sizeOfSpans(await readMap(file, places));
}

async function readMap(file: ContentFile, { part, map: mapPath }: FilePlaces): Promise<readonly Span[]> {
  try {
    const map: unknown = JSON.parse(await readFile(mapPath, 'utf8'));
    const { size } = await stat(part);
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
