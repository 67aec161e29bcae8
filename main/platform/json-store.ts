/**
 * One value in one JSON file: read with its schema, changed as read-modify-write under a lock, replaced as a whole.
 * Traps: a file this version cannot read is never overwritten; it is kept aside as NAME.broken-… and reported, and the
 * store goes on with its empty value. A rename survives a crash only when the new content was flushed before it.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { MediaError } from '#base/errors/media-error.ts';
import { withLock, type HeldLock } from './store-lock.ts';

export interface JsonStoreOptions<T> {
  /** Made when it is missing, for its owner only. */
  readonly folder: string;
  /** "history.json"; may hold folders, "snapshots/lab.json". */
  readonly name: string;
  /** Of the form of the value. A file of any other version is kept aside. */
  readonly version: number;
  /** Judges what is read and what is to be written. */
  readonly schema: z.ZodType<T>;
  /** The value while there is no file. */
  readonly empty: T;
  /** Largest file, in bytes; 64 MiB when absent. */
  readonly maxBytes?: number;
  /** Told of a file that was kept aside: E_STORE_BROKEN with both names. */
  readonly onProblem?: ((problem: MediaError) => void) | undefined;
}

export interface JsonStore<T> {
  readonly path: string;
  /** @throws MediaError E_STORE_UNUSABLE, E_STORE_BUSY */
  read(): Promise<T>;
  /**
   * Changes the value; `change` gets what is stored at this moment, also what other processes wrote, and must not take
   * long. Returns what is stored now. When it throws, nothing is changed.
   * @throws MediaError E_STORE_VALUE, E_STORE_UNUSABLE, E_STORE_BUSY
   */
  update(change: (value: T) => T): Promise<T>;
  /** Removes the file. @throws MediaError E_STORE_UNUSABLE, E_STORE_BUSY */
  remove(): Promise<void>;
}

/** What every file begins with; the value is judged by the store's own schema. */
const ENVELOPE = z.object({ version: z.int(), value: z.unknown() });
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
/** Windows refuses to replace a file somebody has open, a virus scanner for example; for this long it is tried again. */
const REPLACE_ATTEMPTS = 20;
const REPLACE_PAUSE_MS = 25;

/** A store over one file. Nothing is read or made before its first use. */
export function createJsonStore<T>(options: JsonStoreOptions<T>): JsonStore<T> {
  const path = join(options.folder, options.name);
  const lock = `${path}.lock`;
  const locked = async <R>(work: (lock: HeldLock) => Promise<R>): Promise<R> => {
    await usable(path, () => mkdir(dirname(path), { recursive: true, mode: 0o700 }));
    return await withLock(lock, work);
  };
  /** The value for somebody who holds the lock: a broken file is moved away. */
  const readLocked = async (): Promise<T> => {
    const found = await readFound(path, options);
    if (!('problem' in found)) return found.value;
    const aside = `${path}.broken-${randomUUID()}`;
    await usable(path, () => rename(path, aside));
    const text = `${path} (${found.problem}) was kept as ${basename(aside)}`;
    options.onProblem?.(new MediaError('E_STORE_BROKEN', text));
    return options.empty;
  };
  return {
    path,
    async read() {
      const found = await readFound(path, options);
      // Looked at again under the lock: another process may just have put a whole file in its place.
      return 'problem' in found ? await locked(readLocked) : found.value;
    },
    update: (change) =>
      locked(async (held) => {
        const value = change(await readLocked());
        const text = encode(value, options);
        await removeRemains(path);
        await replace(path, text, held);
        return value;
      }),
    remove: () => locked(() => usable(path, () => rm(path, { force: true }))),
  };
}

type Found<T> = { readonly value: T } | { readonly problem: string };

async function readFound<T>(path: string, options: JsonStoreOptions<T>): Promise<Found<T>> {
  const text = await usable(path, () => readText(path));
  if (text === undefined) return { value: options.empty };
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  if (text.length > maxBytes) return { problem: `${text.length} characters, at most ${maxBytes}` };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { problem: `${text.length} characters that are no JSON` };
  }
  const envelope = ENVELOPE.safeParse(parsed);
  if (!envelope.success) return { problem: problemsOf(envelope.error) };
  const { version, value } = envelope.data;
  if (version !== options.version) return { problem: `version ${version} instead of ${options.version}` };
  try {
    const result = options.schema.safeParse(value);
    return result.success ? { value: result.data } : { problem: problemsOf(result.error) };
  } catch (error) {
    // Brackets in brackets in brackets: the schema goes into them until the stack ends.
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function encode<T>(value: T, options: JsonStoreOptions<T>): string {
  const result = options.schema.safeParse(value);
  if (!result.success) throw new MediaError('E_STORE_VALUE', `${options.name}: ${problemsOf(result.error)}`);
  const text = `${JSON.stringify({ version: options.version, value: result.data }, undefined, 1)}\n`;
  const sizeBytes = Buffer.byteLength(text);
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  if (sizeBytes > maxBytes) {
    throw new MediaError('E_STORE_VALUE', `${options.name}: ${sizeBytes} bytes, at most ${maxBytes}`);
  }
  return text;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes beside the file, flushes, and gives it the name. */
async function replace(path: string, text: string, held: HeldLock): Promise<void> {
  const beside = `${path}.${randomUUID()}.partial`;
  try {
    await usable(path, async () => {
      const file = await open(beside, 'wx', 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
    });
    if (!(await held.isHeld())) {
      throw new MediaError('E_STORE_BUSY', `${path}: another process took over while this one stood still`);
    }
    await usable(path, () => renameOver(beside, path));
    await flushFolder(dirname(path));
  } finally {
    await rm(beside, { force: true }).catch(() => undefined);
  }
}

async function renameOver(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
      const mayPass =
        process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES' || code === 'EBUSY');
      if (!mayPass || attempt === REPLACE_ATTEMPTS) throw error;
      await setTimeout(REPLACE_PAUSE_MS);
    }
  }
}

/** The new name is only sure when the folder is on the disk, too; Windows has no such call. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  // Not every file system can; then the name comes with the next flush of the system.
  await handle.sync().catch(() => undefined);
  await handle.close();
}

/** What a crash left beside the file. Only who holds the lock writes there, so nobody else is still at it. */
async function removeRemains(path: string): Promise<void> {
  const folder = dirname(path);
  const names = await readdir(folder);
  const remains = names.filter((name) => name.startsWith(`${basename(path)}.`) && name.endsWith('.partial'));
  for (const name of remains) await rm(join(folder, name), { force: true });
}

async function usable<R>(path: string, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof MediaError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MediaError('E_STORE_UNUSABLE', `${path}: ${why}`, { cause });
  }
}

/** Where and what, but not the value: it may be private. */
function problemsOf(error: z.ZodError): string {
  const texts = error.issues.map((issue) => {
    const where = issue.path.length === 0 ? 'value' : issue.path.map(String).join('.');
    return `${where}: ${issue.message}`;
  });
  return texts.slice(0, 5).join('; ') + (texts.length > 5 ? `; and ${texts.length - 5} more` : '');
}
