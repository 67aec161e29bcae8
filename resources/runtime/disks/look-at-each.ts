/**
 * Reads something of every disk of the computer.
 * Trap: a stick may be pulled meanwhile. It then fails a moment before it leaves the list, and nothing must fail for it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { DiskBackend, RawDisk } from './backend.ts';

const PULLED_WAIT_MS = 1000;
const PULLED_PAUSE_MS = 100;

/** What `look` finds on each disk, in the order of their numbers; begun anew when one was pulled. Rejects as `look` does. */
export async function lookAtEach<T>(
  backend: DiskBackend,
  look: (disk: RawDisk, index: number) => Promise<T>,
): Promise<readonly T[]> {
  for (let disks = await backend.list(); ;) {
    try {
      return await Promise.all(disks.map(look));
    } catch (error) {
      const left = await listWithoutOneOf(backend, disks);
      // All are still there: one that cannot be read must not pass for empty.
      if (left === undefined) throw error;
      disks = left;
    }
  }
}

/** The disks that are left when one of these has gone. */
async function listWithoutOneOf(
  backend: DiskBackend,
  disks: readonly RawDisk[],
): Promise<readonly RawDisk[] | undefined> {
  for (let waited = 0; waited < PULLED_WAIT_MS; waited += PULLED_PAUSE_MS) {
    const left = await backend.list();
    if (disks.some(({ device }) => !left.some((one) => one.device === device))) return left;
    await delay(PULLED_PAUSE_MS);
  }
  return undefined;
}
