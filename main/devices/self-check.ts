/**
 * Asked once when the process that writes drives starts: can drives be opened here at all? A fault of the runtime shows
 * now and by its name, and not as a broken stick in the middle of a tray.
 */
import { open } from 'node:fs/promises';
import { MediaError, toErrorData, type ErrorData } from '#base/errors/media-error.ts';
import { systemCode } from './device-errors.ts';
import { pathFault } from './windows/device-paths.ts';

/** What the check needs of its surroundings; tests put other ones in their place. */
export interface SelfCheckSurroundings {
  readonly platform: NodeJS.Platform;
  /** @throws with the system's code */
  openForReading(path: string): Promise<{ close(): Promise<void> }>;
  pathFault(): string | undefined;
}

const here: SelfCheckSurroundings = {
  platform: process.platform,
  openForReading: (path) => open(path, 'r'),
  pathFault: () => pathFault(),
};

/**
 * Every computer has a first disk. A refusal for want of rights proves that the path arrived; "not there" is possible
 * where disk 0 was taken out while the computer ran, so the next ones are asked, too.
 */
const FIRST_DISKS = [0, 1, 2, 3].map((number) => `\\\\.\\PHYSICALDRIVE${number}`);
const ARRIVED = ['EPERM', 'EACCES', 'EBUSY'];

/**
 * What is wrong with opening drives in this process; empty when nothing is known to be. Never rejects. On Linux and macOS
 * there is nothing to check: paths are passed on as they are.
 */
export async function selfCheck(surroundings = here): Promise<readonly ErrorData[]> {
  if (surroundings.platform !== 'win32') return [];
  const fault = surroundings.pathFault();
  if (fault !== undefined) return [runtimeFault(`its file functions change the paths of drives: ${fault}`)];
  const words: string[] = [];
  for (const path of FIRST_DISKS) {
    try {
      const handle = await surroundings.openForReading(path);
      await handle.close();
      return [];
    } catch (error) {
      if (ARRIVED.includes(systemCode(error) ?? '')) return [];
      words.push(error instanceof Error ? error.message : String(error));
    }
  }
  return [runtimeFault(`none of the first drives could be opened: ${words.join('; ')}`)];
}

function runtimeFault(message: string): ErrorData {
  return toErrorData(new MediaError('E_DEVICE_RUNTIME', `Node.js ${process.versions.node}: ${message}`));
}
