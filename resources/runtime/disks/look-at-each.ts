/**
 * Reads something of every disk of the computer.
 * Trap: a stick may be pulled meanwhile. It then fails a moment before it leaves the list, and nothing must fail for it.
 * A fixed disk that goes is another matter: those behind it would take its number, and a step would wipe the wrong one.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { DiskBackend, RawDisk } from './backend.ts';

const PULLED_WAIT_MS = 1000;
const PULLED_PAUSE_MS = 100;

/** What `look` finds on each disk, in the order of their numbers; begun anew when a stick was pulled. Rejects as `look` does. */
export async function lookAtEach<T>(
  backend: DiskBackend,
  look: (disk: RawDisk, index: number) => Promise<T>,
): Promise<readonly T[]> {
  for (let disks = await backend.list(); ;) {
    try {
      return await Promise.all(disks.map(look));
    } catch (error) {
      const left = await listWithoutOneOf(backend, disks);
      // One that cannot be read must not pass for empty, nor a fixed one for absent.
      if (left === undefined) throw error;
      disks = left;
    }
  }
}

/** The disks that are left when of these only such have gone as can be taken out; undefined when none has, or another. */
async function listWithoutOneOf(
  backend: DiskBackend,
  disks: readonly RawDisk[],
): Promise<readonly RawDisk[] | undefined> {
  for (let waited = 0; waited < PULLED_WAIT_MS; waited += PULLED_PAUSE_MS) {
    const left = await backend.list();
    const gone = disks.filter(({ device }) => !left.some((one) => one.device === device));
    if (gone.length > 0) return gone.every((one) => one.isRemovable) ? left : undefined;
    await delay(PULLED_PAUSE_MS);
  }
  return undefined;
}
