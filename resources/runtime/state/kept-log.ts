/**
 * The copy of the log beside the state on the target. What earlier starts wrote is in no memory any more, so it goes
 * along when the state moves to another volume: whoever looks for the log looks beside the newest state.
 * Trap: a volume may be made anew under a run, and hold the log of a former run; hence the count belongs to one folder.
 */
import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Below the folder of the state. */
const LOG_FILE = 'Logs/smsts.log';

export class KeptLog {
  /** The log in memory. */
  readonly #path: string;
  /** How much of it lies on the target, and in which folder of the state. */
  #kept: { readonly folder: string; readonly bytes: number } | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Adds what is new to the log in a folder of the state. @throws when it cannot be read or written */
  async keep(folder: string): Promise<void> {
    const target = join(folder, LOG_FILE);
    const text = await readFile(this.#path);
    const kept = this.#kept?.folder === folder ? this.#kept.bytes : 0;
    // No file, or an empty one: on a volume made anew. One of an earlier start is gone on with.
    const from = (await sizeOf(target)) === 0 ? 0 : Math.min(kept, text.length);
    await append(target, text.subarray(from));
    this.#kept = { folder, bytes: text.length };
  }

  /** Takes the log along from a former folder of the state; nothing when there is none. @throws as `keep` */
  async carry(former: string, folder: string): Promise<void> {
    const source = join(former, LOG_FILE);
    if ((await sizeOf(source)) === 0) return;
    const text = await readFile(source);
    const target = join(folder, LOG_FILE);
    const there = await readFile(target).catch(() => Buffer.alloc(0));
    // It is there already when the power went before it was removed.
    const isThere = there.subarray(Math.max(0, there.length - text.length)).equals(text);
    if (!isThere) await append(target, text, { isSynced: true });
    await rm(source);
    if (this.#kept?.folder === former) this.#kept = { ...this.#kept, folder };
  }
}

/** 0 for none. */
async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    (found) => found.size,
    () => 0,
  );
}

async function append(
  path: string,
  data: Uint8Array,
  options: { readonly isSynced?: boolean } = {},
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const handle = await open(path, 'a');
  try {
    await handle.appendFile(data);
    if (options.isSynced === true) await handle.sync();
  } finally {
    await handle.close();
  }
}
