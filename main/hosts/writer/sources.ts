/**
 * Source files, opened with the rights of the user who asked and then read by position. Only files with bytes of their
 * own: no devices, pipes or folders, and nothing of /proc or /sys, where a "file" shows the insides of this very process.
 * Links are followed: with the user's own rights a link leads nowhere the user could not go, and people keep links to
 * images.
 * Trap: taking on a user's rights concerns all threads and costs a millisecond with many of them, so files that are asked
 * for together are opened together, at a moment when that disturbs no drive (`drive-gate.ts`).
 */
import { closeSync, constants, fstatSync, openSync, readlinkSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { setImmediate as immediate } from 'node:timers/promises';
import { MediaError } from '#base/errors/media-error.ts';
import type { OpenSource } from '#jobs/sources.ts';
import type { DriveGate } from './drive-gate.ts';
import { OpenFiles, readError, type OpenFile } from './open-files.ts';
import type { WithRights } from './rights.ts';

/** Of the 8,192 that Windows gives; the drives and everything else have room beside them. */
const OPEN_AT_ONCE = 4096;

/**
 * How the files of a medium are opened.
 * @param gate what to wait for, where the rights really change; there, all files stay open
 */
export function sourceOpener(
  withRights: WithRights,
  gate?: Pick<DriveGate, 'whenQuiet'>,
  openAtOnce = OPEN_AT_ONCE,
): OpenSource {
  const files = new OpenFiles(openFile, gate === undefined ? openAtOnce : undefined);
  const waiting: Waiting[] = [];
  const openAll = async (): Promise<void> => {
    // Messages and drives have their turn between two lots of a medium with very many files.
    await immediate();
    const open = (): void => {
      withRights(() => {
        for (const one of waiting.splice(0)) one.open();
      });
    };
    try {
      if (gate === undefined) open();
      else await gate.whenQuiet(open);
    } catch (error) {
      for (const one of waiting.splice(0)) one.reject(error);
    }
  };
  return async (path) => {
    if (!isAbsolute(path)) throw new MediaError('E_IMAGE_SOURCE', `"${path}" is not an absolute path`);
    return await new Promise((resolve, reject) => {
      const open = (): void => {
        try {
          resolve(files.source(path));
        } catch (error) {
          reject(readError(error, path));
        }
      };
      if (waiting.push({ open, reject }) === 1) void openAll();
    });
  };
}

interface Waiting {
  /** Settles the promise of the one who waits; never throws. */
  open(): void;
  reject(error: unknown): void;
}

/** @throws MediaError E_IMAGE_SOURCE; the system's error */
function openFile(path: string): OpenFile {
  // Asked first, because opening alone has effects on some devices; asked again of what was then opened.
  refuseOtherKinds(path, statSync(path));
  // Not to wait for the other end, should a pipe have taken the place of the file in between.
  const fd = openSync(path, process.platform === 'win32' ? 'r' : NONBLOCKING_READ);
  try {
    const facts = fstatSync(fd, { bigint: true });
    refuseOtherKinds(path, facts);
    if (process.platform === 'linux') refuseKernelFiles(path, readlinkSync(`/proc/self/fd/${fd}`));
    return { fd, facts };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

// Flags are combined with bits in every operating system; the sum is the same as long as none occurs twice.
const NONBLOCKING_READ = constants.O_RDONLY + constants.O_NONBLOCK + constants.O_NOCTTY;

function refuseOtherKinds(path: string, facts: { isFile(): boolean }): void {
  if (!facts.isFile()) throw new MediaError('E_IMAGE_SOURCE', `"${path}" is not a file`);
}

function refuseKernelFiles(path: string, found: string): void {
  if (/^\/(proc|sys)\//.test(found)) {
    throw new MediaError('E_IMAGE_SOURCE', `"${path}" is a file of the system itself (${found})`);
  }
}
