/**
 * Signatures of messages that were taken, for as long as their signed time would be accepted: replay.json in the lab's
 * data folder, so that a restart of the lab gives nobody a second chance. Only hashes are kept.
 * Trap: an answer must not leave before its signature is on the disk; `takeOnce` resolves when it is, and decides before
 * it waits, so that the same message sent twice at once is taken once.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeUtf8 } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { sha256Hex } from '#base/hash.ts';
import { writeFileAtomic } from './files.ts';

export interface ReplayMemory {
  /** True the first time a signature is shown, until the given time; false when it comes again. */
  takeOnce(signature: string, untilMs: number): Promise<boolean>;
  /** Resolves when everything taken so far is on the disk. */
  flush(): Promise<void>;
}

/** Hash of the signature, and until when it is remembered. */
type Entry = readonly [hash: string, untilMs: number];

/** @throws MediaError E_LAB_STORE when the file is there but cannot be read. */
export async function openReplayMemory(dataFolder: string, clock: () => Date): Promise<ReplayMemory> {
  const path = join(dataFolder, 'replay.json');
  const taken = new Map<string, number>(await load(path));
  const save = shared(async () => {
    await writeFileAtomic(path, JSON.stringify({ version: 1, taken: [...taken] }));
  });
  return {
    async takeOnce(signature, untilMs) {
      const now = clock().getTime();
      for (const [one, until] of taken) if (until < now) taken.delete(one);
      const key = sha256Hex(encodeUtf8(signature.toUpperCase()));
      if (taken.has(key)) return false;
      taken.set(key, untilMs);
      await save.run();
      return true;
    },
    flush: () => save.last(),
  };
}

interface SharedSave {
  /** Resolves when what was there at the call is saved. */
  run(): Promise<void>;
  /** The newest save, begun or not. */
  last(): Promise<void>;
}

/** One save at a time; calls that come while one has not begun yet share it. */
export function shared(save: () => Promise<void>): SharedSave {
  let newest: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;
  return {
    run() {
      if (waiting !== undefined) return waiting;
      const next = newest
        .catch(() => undefined)
        .then(() => {
          waiting = undefined;
          return save();
        });
      waiting = next;
      newest = next;
      return next;
    },
    last: () => newest,
  };
}

async function load(path: string): Promise<readonly Entry[]> {
  try {
    // Sound: only this module writes the file; of anything else nothing but pairs is taken.
    const { version, taken } = JSON.parse(await readFile(path, 'utf8')) as {
      readonly version?: unknown;
      readonly taken?: unknown;
    };
    if (version !== 1 || !Array.isArray(taken) || !taken.every(isEntry))
      throw new Error('not of the form this program writes');
    return taken;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MediaError('E_LAB_STORE', `${path}: ${why}`, { cause });
  }
}

function isEntry(value: unknown): value is Entry {
  return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number';
}
