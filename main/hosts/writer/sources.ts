/**
 * Source files, opened with the rights of the user who asked and then read by position. Only files with bytes of their
 * own: no devices, pipes or folders, and nothing of /proc or /sys, where a "file" shows the insides of this very process.
 * Links are followed: with the user's own rights a link leads nowhere the user could not go, and people keep links to
 * images.
 * Trap: taking on a user's rights concerns all threads, and a drive that is being opened on another one would be refused.
 * Therefore files and drives are never opened at the same time (`DriveGate`).
 */
import { close, closeSync, constants, fstatSync, openSync, read, readlinkSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { promisify } from 'node:util';
import { MediaError } from '#base/errors/media-error.ts';
import type { DriveSystem } from '#jobs/drive-system.ts';
import type { OpenedSource, OpenSource } from '#jobs/sources.ts';
import type { WithRights } from './rights.ts';

const readAt = promisify(read);
const closeFile = promisify(close);

/** Lets any number of drives be listed and opened, or one file be opened. */
export class DriveGate {
  readonly #busy = new Set<Promise<unknown>>();

  /** The same drives; while they are being listed or opened, files wait. */
  guard(system: DriveSystem): DriveSystem {
    const watched = async <T>(promise: Promise<T>): Promise<T> => {
      this.#busy.add(promise);
      try {
        return await promise;
      } finally {
        this.#busy.delete(promise);
      }
    };
    return {
      list: () => watched(system.list()),
      openForWriting: (target, wishes) => watched(system.openForWriting(target, wishes)),
      isPresent: (identity) => watched(system.isPresent(identity)),
    };
  }

  /** Resolves at a moment when no drive is being listed or opened; what follows synchronously is alone. */
  async quiet(): Promise<void> {
    while (this.#busy.size > 0) await Promise.allSettled(this.#busy);
  }
}

/** How the files of a medium are opened. */
export function sourceOpener(withRights: WithRights, gate: DriveGate): OpenSource {
  return async (path) => {
    if (!isAbsolute(path)) throw new MediaError('E_IMAGE_SOURCE', `"${path}" is not an absolute path`);
    await gate.quiet();
    return openedSource(
      path,
      withRights(() => openFile(path)),
    );
  };
}

interface OpenFile {
  readonly fd: number;
  readonly sizeBytes: number;
}

function openFile(path: string): OpenFile {
  try {
    // Asked first, because opening alone has effects on some devices; asked again of what was then opened.
    refuseOtherKinds(path, statSync(path));
    // Not to wait for the other end, should a pipe have taken the place of the file in between.
    const fd = openSync(path, process.platform === 'win32' ? 'r' : NONBLOCKING_READ);
    try {
      const facts = fstatSync(fd);
      refuseOtherKinds(path, facts);
      if (process.platform === 'linux') refuseKernelFiles(path, readlinkSync(`/proc/self/fd/${fd}`));
      return { fd, sizeBytes: facts.size };
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  } catch (error) {
    throw translated(error, path);
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

function openedSource(path: string, { fd, sizeBytes }: OpenFile): OpenedSource {
  return {
    sizeBytes,
    async read(offset, target) {
      try {
        return (await readAt(fd, target, 0, target.length, offset)).bytesRead;
      } catch (error) {
        throw translated(error, path);
      }
    },
    close: () => closeFile(fd),
  };
}

function translated(error: unknown, path: string): MediaError {
  if (error instanceof MediaError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new MediaError('E_IMAGE_CONTENT_READ', `"${path}": ${message}`, { cause: error });
}
