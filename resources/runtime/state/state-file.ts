/**
 * The state of a run on the target's disk: two slots that take turns, so that a power cut in the middle of a save leaves
 * the state before it. `save` resolves when the bytes are on the disk.
 * Trap: NTFS by way of FUSE gives no atomic rename; the slots do without one. A file is never shortened before it is
 * written again: what is left behind the cipher text of a longer state means nothing.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import type { EngineState } from '../engine/state.ts';
import { openSlot, sealSlot, type Slot } from './slot.ts';

/** Name of the folder at the root of the volume (configmgr-spec 6.3, `_SMSTSMDataPath`). */
export const STATE_FOLDER = '_SMSTaskSequence';
const SLOT_NAMES = ['TSEnv-1.dat', 'TSEnv-2.dat'] as const;

/** What is kept besides the engine's own state. */
export interface SavedRun {
  readonly engine: EngineState;
  /** Set when the boot image was put onto the disk, to start it without a medium. */
  readonly bootImageOnDisk?: boolean | undefined;
}

export interface StateFile {
  readonly folder: string;
  /** Number of the newest state that was loaded or saved, which grows with every save; 0 without one. */
  readonly generation: number;
  /** The newest state, undefined when there is none. @throws MediaError E_TS_STATE_DAMAGED when no slot can be opened. */
  load(): Promise<SavedRun | undefined>;
  /**
   * @param after Generation of the state before it, where that one lies in another folder.
   * @throws MediaError E_TS_STATE when it cannot be written down.
   */
  save(run: SavedRun, after?: number): Promise<void>;
  /** Removes both slots, the older one first: a power cut in between must not bring the older state back. */
  clear(): Promise<void>;
}

/**
 * The state file in a folder, which is made when something is saved.
 * @param machineKey SMBIOS UUID of the computer, any case.
 */
export function openStateFile(folder: string, machineKey: string): StateFile {
  let current: { readonly index: number; readonly generation: number } | undefined;

  const readSlots = async (): Promise<readonly (Slot | 'absent' | 'damaged')[]> =>
    await Promise.all(
      SLOT_NAMES.map(async (name) => {
        const data = await readFile(join(folder, name)).catch(() => undefined);
        if (data === undefined) return 'absent';
        return openSlot(data, machineKey) ?? 'damaged';
      }),
    );

  const newest = async (): Promise<{ readonly slot: Slot; readonly index: number } | undefined> => {
    const slots = await readSlots();
    const good = slots.flatMap((slot, index) => (typeof slot === 'string' ? [] : [{ slot, index }]));
    good.sort((a, b) => b.slot.generation - a.slot.generation);
    const [first] = good;
    // One damaged slot alone is a first save that the power cut off: there was no state yet.
    if (first === undefined && slots.every((slot) => slot === 'damaged'))
      throw new MediaError('E_TS_STATE_DAMAGED', `neither ${SLOT_NAMES.join(' nor ')} can be opened`);
    if (first !== undefined) current = { index: first.index, generation: first.slot.generation };
    return first;
  };

  return {
    folder,
    get generation() {
      return current?.generation ?? 0;
    },
    async load() {
      const found = await newest();
      // Sound: only `save` below writes what opens with this computer's key.
      return found === undefined ? undefined : (JSON.parse(found.slot.text) as SavedRun);
    },
    async save(run, after = 0) {
      if (current === undefined) await newest().catch(() => undefined);
      const index = current === undefined ? 0 : 1 - current.index;
      const generation = Math.max(current?.generation ?? 0, after) + 1;
      const random = { salt: randomBytes(16), nonce: randomBytes(12) };
      const data = sealSlot({ generation, text: JSON.stringify(run) }, machineKey, random);
      try {
        await mkdir(folder, { recursive: true });
        await writeDurably(join(folder, SLOT_NAMES[index] ?? SLOT_NAMES[0]), data);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new MediaError('E_TS_STATE', `the state cannot be kept in ${folder}: ${why}`, { cause });
      }
      current = { index, generation };
    },
    async clear() {
      // Looked up anew: another start may have written since. Damaged slots are removed in any order.
      const last = await newest().catch(() => undefined);
      const names = last?.index === 0 ? SLOT_NAMES.toReversed() : SLOT_NAMES;
      for (const name of names) {
        await rm(join(folder, name), { force: true });
        await syncFolder(folder);
      }
      current = undefined;
    },
  };
}

/** Everything is on the disk when this resolves. */
async function writeDurably(path: string, data: Uint8Array): Promise<void> {
  // "r+" keeps the length: shortening first would take a moment in which the slot is neither old nor new.
  const known = await open(path, 'r+').catch(() => undefined);
  const file = known ?? (await open(path, 'w', 0o600));
  try {
    // A disk that is nearly full takes a part and says so by the count alone; only the next write fails.
    for (let done = 0; done < data.length;)
      done += (await file.write(data, done, data.length - done, done)).bytesWritten;
    await file.sync();
  } finally {
    await file.close();
  }
  if (known !== undefined) return;
  await syncFolder(dirname(path));
  await syncFolder(dirname(dirname(path)));
}

/** The names of a folder are on the disk. A file system that cannot do that for a folder alone is let be. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  if (handle === undefined) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
}
