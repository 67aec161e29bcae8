/**
 * A new file, written past the cache of the operating system where that is possible: a medium is larger than what the
 * cache is good for, copying it there costs more processor time than everything else of a build, and reading back from
 * the cache would prove nothing about the disk. (Measured on ext4: 1.5 GiB take 0.2 s of processor time instead of 0.5
 * to 3 s.)
 * Trap: direct transfers need aligned offsets, lengths and memory; what is not aligned goes through the cache. Both ways
 * lead to the same file and the kernel keeps them coherent. File systems without direct transfers (network, FUSE) and
 * operating systems other than Linux use the cache for all.
 */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { allocateAligned } from '#base/aligned-memory.ts';
import { systemCode } from './device-errors.ts';
import { readFully, writeFully } from './handle-io.ts';

/** No file system or disk asks for more; less would save nothing. */
const DIRECT_UNIT_BYTES = 4096;

export class DirectFile {
  readonly #cached: FileHandle;
  #direct: FileHandle | undefined;
  /** Memory made by `allocate`; of other memory the address is unknown. */
  readonly #aligned = new WeakSet<ArrayBufferLike>();

  private constructor(cached: FileHandle, direct: FileHandle | undefined) {
    this.#cached = cached;
    this.#direct = direct;
  }

  /** Takes over `handle`, just opened for reading and writing; `path` is the name it was opened by. */
  static async over(handle: FileHandle, path: string): Promise<DirectFile> {
    return new DirectFile(handle, await openDirectly(handle, path));
  }

  allocate(sizeBytes: number): Uint8Array {
    if (this.#direct === undefined) return new Uint8Array(sizeBytes);
    try {
      const memory = allocateAligned(sizeBytes);
      this.#aligned.add(memory.buffer);
      return memory;
    } catch (error) {
      // Where address space is limited, there may be no such memory; the cached way takes any.
      if (error instanceof RangeError) return new Uint8Array(sizeBytes);
      throw error;
    }
  }

  /** Fills `target` unless the file ends first; returns the bytes read. */
  async read(offset: number, target: Uint8Array): Promise<number> {
    const length = this.#directBytes(offset, target);
    const viaDirect = await this.#attempt(length, (handle) =>
      readFully(handle, offset, target.subarray(0, length)),
    );
    if (viaDirect === undefined) return await readFully(this.#cached, offset, target);
    // At the end of the file a direct read ends early; the cached one finds the rest, or that there is none.
    return viaDirect + (await readFully(this.#cached, offset + viaDirect, target.subarray(viaDirect)));
  }

  async write(offset: number, source: Uint8Array): Promise<void> {
    const length = this.#directBytes(offset, source);
    const done = await this.#attempt(length, async (handle) => {
      await writeFully(handle, offset, source.subarray(0, length));
      return length;
    });
    const rest = source.subarray(done ?? 0);
    if (rest.length > 0) await writeFully(this.#cached, offset + (done ?? 0), rest);
  }

  async close(): Promise<void> {
    const direct = this.#direct;
    this.#direct = undefined;
    try {
      await direct?.close();
    } finally {
      await this.#cached.close();
    }
  }

  /** How many bytes from the start of the buffer can go directly. */
  #directBytes(offset: number, buffer: Uint8Array): number {
    const isAligned =
      offset % DIRECT_UNIT_BYTES === 0 &&
      buffer.byteOffset % DIRECT_UNIT_BYTES === 0 &&
      this.#aligned.has(buffer.buffer);
    return isAligned ? buffer.length - (buffer.length % DIRECT_UNIT_BYTES) : 0;
  }

  /** The result of the direct way; undefined when there is none and the cached way must do. */
  async #attempt(
    length: number,
    action: (handle: FileHandle) => Promise<number>,
  ): Promise<number | undefined> {
    const direct = this.#direct;
    if (direct === undefined || length === 0) return undefined;
    try {
      return await action(direct);
    } catch (error) {
      // Some file systems open directly and only then find that they cannot.
      if (systemCode(error) === 'EINVAL') return undefined;
      throw error;
    }
  }
}

async function openDirectly(handle: FileHandle, path: string): Promise<FileHandle | undefined> {
  if (process.platform !== 'linux') return undefined;
  let direct: FileHandle;
  try {
    direct = await open(path, constants.O_RDWR + constants.O_DIRECT + constants.O_NOFOLLOW);
  } catch {
    // Whatever the reason is: the cached way is there, and has the better error when it fails, too.
    return undefined;
  }
  const [ours, theirs] = [await handle.stat({ bigint: true }), await direct.stat({ bigint: true })];
  if (ours.ino === theirs.ino && ours.dev === theirs.dev) return direct;
  await direct.close();
  return undefined;
}
