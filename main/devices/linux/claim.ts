/**
 * Frees a drive and gives it back. In this order: udisks is told to keep off; every mount of this process that comes from
 * the drive, and every mount upon one of those, is unmounted, innermost first; what the kernel still has in its cache for
 * the drive is written out, so that it cannot come down later over what we write.
 * Nothing is unmounted lazily: a lazily unmounted file system goes on writing.
 */
import { open } from 'node:fs/promises';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import { throwIfCancelled } from '#base/progress.ts';
import { runProgram, type SpawnResult } from '#platform/spawn.ts';
import type { Drive } from '../drive.ts';
import type { ClaimOptions, DriveClaim } from '../platform-drives.ts';
import { keepAutomountersOff } from './automounters.ts';
import { PROGRAM_ENVIRONMENT } from './facts.ts';
import { findHolders, namesOf } from './holders.ts';
import { graphOf } from './list.ts';
import { readSharedFacts } from './shared-reading.ts';
import { isPresent } from './open.ts';

/** A mount may come back once by a mounter that was already under way; more than that is a fight. */
const UNMOUNT_ROUNDS = 3;
/** What was copied to a slow stick just before is written out first; a drive that is silent for longer counts as stuck. */
const UNMOUNT_LIMIT_MS = 150_000;
const TOOL_LIMIT_MS = 60_000;

/** @throws MediaError E_DEVICE_IN_USE with who holds it, E_DEVICE_ACCESS, E_DEVICE_LIST, E_CANCELLED */
export async function claimDrive(drive: Drive, options: ClaimOptions): Promise<DriveClaim> {
  const letThemCome = await keepAutomountersOff(drive.device);
  try {
    await unmountAll(drive, options.signal);
    await flushCache(drive.device);
  } catch (error) {
    await letThemCome(true);
    throw error;
  }
  let released: Promise<void> | undefined;
  return {
    release: () =>
      (released ??= (async () => {
        // One that was pulled out has nothing to look at, and its result waits for this.
        const isAttached = await isPresent(drive);
        if (isAttached) await rereadPartitions(drive.device);
        await letThemCome(isAttached);
      })()),
  };
}

async function unmountAll(drive: Drive, signal: AbortSignal | undefined): Promise<void> {
  // The record was made a moment ago; what is mounted since then the exclusive opening finds.
  if (drive.uses.length === 0) return;
  const name = drive.device.replace(/^\/dev\//, '').replaceAll('/', '!');
  const done: string[] = [];
  try {
    for (let round = 1; ; round += 1) {
      throwIfCancelled(signal);
      const mounts = graphOf(await readSharedFacts(signal)).unmountOrder(name);
      if (mounts.length === 0) return;
      if (round > UNMOUNT_ROUNDS) {
        const places = mounts.map(({ mountPoint }) => mountPoint).join(', ');
        throw new MediaError('E_DEVICE_IN_USE', `${drive.device} is mounted again and again at ${places}`);
      }
      for (const { mountPoint } of mounts) {
        await unmount(drive, mountPoint);
        done.push(mountPoint);
      }
    }
  } catch (error) {
    if (!isMediaError(error) || done.length === 0) throw error;
    // Not mounted again: how it was mounted is not known well enough. The user is told.
    const message = `${error.message}; already unmounted: ${[...new Set(done)].join(', ')}`;
    throw new MediaError(error.code, message, { cause: error });
  }
}

async function unmount(drive: Drive, mountPoint: string): Promise<void> {
  const { exitCode, stderr } = await runTool('umount', ['--', mountPoint], UNMOUNT_LIMIT_MS);
  if (exitCode === 0 || /not mounted|no mount point/i.test(stderr)) return;
  const what = `${mountPoint} on ${drive.device}`;
  const said = stderr.trim();
  if (/permission|superuser|not permitted/i.test(said)) {
    throw new MediaError('E_DEVICE_ACCESS', `${what} cannot be unmounted: ${said}`);
  }
  if (exitCode === undefined) {
    // Mostly the limit; the system goes on with it all the same.
    const message = `${what} is not unmounted (${said}); what was copied to it may still be on its way`;
    throw new MediaError('E_DEVICE_IN_USE', message);
  }
  const holders = await findHolders('/proc', { folders: [mountPoint], devices: [] });
  const message = `${what} is in use by ${namesOf(holders)} and cannot be unmounted`;
  throw new MediaError('E_DEVICE_IN_USE', `${message}: ${said}`);
}

/** Best effort: a drive that cannot be opened now cannot be opened for writing either, which says why. */
async function flushCache(device: string): Promise<void> {
  const handle = await open(device, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** The kernel drops the partitions it knew and looks for new ones. Best effort: some devices have none to look for. */
async function rereadPartitions(device: string): Promise<void> {
  const result = await runTool('blockdev', ['--rereadpt', device]);
  if (result.exitCode !== 0) await runTool('partx', ['--update', device]);
}

/** Without an exit code when it could not be started, or did not end in time. */
async function runTool(
  program: string,
  args: readonly string[],
  timeoutMs = TOOL_LIMIT_MS,
): Promise<SpawnResult> {
  try {
    return await runProgram(program, args, { env: PROGRAM_ENVIRONMENT, timeoutMs });
  } catch (error) {
    return {
      exitCode: undefined,
      stdout: '',
      stderr: error instanceof Error ? error.message : String(error),
    };
  }
}
