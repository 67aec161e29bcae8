/**
 * --join: a stick that is plugged in while others are being written may join them. The user is asked for each, one at a
 * time, by typing its path, which also confirms what the guard wants confirmed; what it refuses is only named.
 */
import { MediaError, toErrorData } from '#base/errors/media-error.ts';
import { identityChange, identityOf, type Drive } from '#devices/drive.ts';
import { watchDrives } from '#devices/watch.ts';
import type { DriveTarget } from '#jobs/drive-run.ts';
import type { Joining } from '#service/run-drives.ts';
import { chooseDrive, typesDrive, type DriveOptions, type Intention } from './choose-drives.ts';
import type { CommandContext } from './context.ts';

/**
 * How drives join, for `runDrives`; undefined when nobody asked for it. What is plugged in now is what was there before.
 * @throws MediaError E_USAGE without a terminal; E_DEVICE_LIST, E_DEVICE_PLATFORM
 */
export async function joinDrives(
  context: CommandContext,
  options: DriveOptions & Intention,
): Promise<((add: (target: DriveTarget) => void) => Joining) | undefined> {
  if (options.join !== true) return undefined;
  if (context.secrets.stdin.isTTY !== true || context.output.isJson) {
    throw new MediaError('E_USAGE', '--join asks for each drive, so it needs a terminal and no --json');
  }
  const before = await context.machine.list();
  const isNew = (drive: Drive): boolean =>
    before.every((one) => identityChange(identityOf(one), identityOf(drive)) !== undefined);
  return (add) => {
    const over = new AbortController();
    const signal = AbortSignal.any([context.signal, over.signal]);
    let questions: Promise<void> = Promise.resolve();
    let isFirst = true;
    const watching = watchDrives(context.machine, {
      signal,
      onChange({ added }) {
        // The first list has what was there before, too; a stick that is plugged in again is new.
        const drives = isFirst ? added.filter(isNew) : added;
        isFirst = false;
        for (const drive of drives.filter((one) => isOffered(one, options))) {
          questions = questions.then(() => offer({ ...context, signal }, drive, { options, add }));
        }
      },
      onError(error) {
        context.output.note(`Note: ${toErrorData(error).message}`);
      },
    });
    return {
      settled: async () => {
        await questions;
      },
      stop() {
        over.abort();
        void watching;
      },
    };
  };
}

function isOffered({ isVirtual, kind, size }: Drive, { allowLoopDrives }: DriveOptions): boolean {
  return size > 0 && (allowLoopDrives === true || (!isVirtual && kind !== 'loop'));
}

async function offer(
  context: CommandContext,
  drive: Drive,
  {
    options,
    add,
  }: { readonly options: DriveOptions & Intention; readonly add: (target: DriveTarget) => void },
): Promise<void> {
  try {
    // Whoever types the path has confirmed it; what the guard refuses is refused before anybody is asked.
    const confirmed = { ...options, confirmDrive: [drive.device] };
    const target = await chooseDrive(context, { drive, path: drive.device }, confirmed);
    const question = { reasons: [], end: 'to write it, too, or nothing to leave it alone:' };
    if (await typesDrive(context, drive, question)) add(target);
  } catch (error) {
    const { code, message } = toErrorData(error);
    if (code !== 'E_CANCELLED') context.output.note(`${drive.device} cannot join: ${message}`);
  }
}
