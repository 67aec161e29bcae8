/**
 * From the paths a user names to the drives that are going to be written. What the guard wants confirmed is confirmed by
 * --confirm-drive or by typing the drive's path or size; what it refuses is refused, whatever anybody says. A drive that
 * is refused does not keep the others from being written: it has a result like them.
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { MediaError, toErrorData } from '#base/errors/media-error.ts';
import { formatBytes } from '#base/units.ts';
import { identityOf, type Drive } from '#devices/drive.ts';
import type { DriveFinding } from '#devices/guard.ts';
import type { DriveResult, DriveTarget } from '#jobs/drive-run.ts';
import { describeDrive, type DescribedDrive } from '#service/describe-drives.ts';
import type { CommandContext } from './context.ts';

/** Options of every command that writes drives. */
export interface DriveOptions {
  readonly drive?: readonly string[];
  readonly confirmDrive?: readonly string[];
  readonly allowLoopDrives?: true;
  readonly update?: true;
  readonly full?: true;
  readonly join?: true;
}

const collect = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];

/** Adds the options of `DriveOptions` to a command. */
export function addDriveOptions(command: Command): Command {
  return command
    .option('--drive <path>', 'write to a drive; everything on it is lost; repeatable', collect)
    .option('--confirm-drive <path>', 'yes, this unusual (large, fixed) drive is meant; repeatable', collect)
    .option('--update', 'write only what differs from what is on the drive (default for media of ours)')
    .option('--join', 'ask whether drives that are plugged in meanwhile are written, too')
    .option('--full', 'write everything, also to a drive that holds a medium of ours')
    .option('--allow-loop-drives', 'let --drive take a loop device (for tests)');
}

export interface ChosenDrives {
  readonly targets: readonly DriveTarget[];
  /** Drives that are not written, as failed results. */
  readonly refused: readonly DriveResult[];
}

export interface Intention {
  /** Bytes the medium needs, when known. */
  readonly neededBytes?: number | undefined;
  /** Files that are read from. */
  readonly sourcePaths?: readonly string[] | undefined;
}

/**
 * Looks at the named drives and asks what must be asked.
 * @throws MediaError E_USAGE when a drive is named twice or the options exclude each other, E_CANCELLED
 */
export async function chooseDrives(
  context: CommandContext,
  options: DriveOptions,
  intention: Intention = {},
): Promise<ChosenDrives> {
  if (options.update === true && options.full === true) {
    throw new MediaError('E_USAGE', '--update and --full exclude each other');
  }
  const targets: DriveTarget[] = [];
  const refused: DriveResult[] = [];
  const known = new Map<string, string>();
  for (const path of options.drive ?? []) {
    try {
      const drive = await context.machine.find(path);
      const other = known.get(drive.device);
      if (other !== undefined) {
        throw new MediaError('E_USAGE', `${path} and ${other} are the same drive (${drive.device})`);
      }
      known.set(drive.device, path);
      targets.push(await chooseDrive(context, { drive, path }, { ...options, ...intention }));
    } catch (error) {
      const data = toErrorData(error);
      if (data.code === 'E_USAGE' || data.code === 'E_CANCELLED') throw error;
      const none = { offset: null, badBytes: null, retries: 0 };
      refused.push({ device: path, outcome: 'failed', error: data, ...none });
    }
  }
  return { targets, refused };
}

/**
 * One drive as a target.
 * @throws MediaError with the guard's sentence when it is refused or not confirmed
 */
export async function chooseDrive(
  context: CommandContext,
  { drive, path }: { readonly drive: Drive; readonly path: string },
  options: DriveOptions & Intention,
): Promise<DriveTarget> {
  const allowLoop = options.allowLoopDrives === true;
  const { neededBytes, sourcePaths } = options;
  const one = await describeDrive(drive, context.machine, { allowLoop, neededBytes, sourcePaths });
  const [first] = one.findings;
  if (first !== undefined && one.canWrite === 'never') throw new MediaError(first.code, first.message);
  const isNamed = [path, drive.device].some((name) => options.confirmDrive?.includes(name) === true);
  const isConfirmed = one.canWrite === 'asks' && (isNamed || (await confirm(context, drive, one.findings)));
  if (first !== undefined && one.canWrite === 'asks' && !isConfirmed) {
    throw new MediaError(first.code, `${first.message}; --confirm-drive ${path} says that it is meant`);
  }
  for (const { severity, message } of one.findings) {
    if (severity === 'warning') context.output.note(`Note: ${message}`);
  }
  return { identity: identityOf(drive), isConfirmed, allowLoop, isUpdate: isUpdate(one, options) };
}

/**
 * Without a word from the user, media of ours are updated: those whose manifest can be read. A drive whose writing was
 * not finished is written in full, because only that looks for counterfeit capacity first, and the last attempt may have
 * failed for just that.
 */
function isUpdate({ contents }: DescribedDrive, options: DriveOptions): boolean {
  if (options.full === true) return false;
  return options.update === true || (contents.kind === 'media' && contents.report.manifest !== undefined);
}

/** Asks on the terminal for the path or the size of the drive; false without a terminal. */
async function confirm(
  context: CommandContext,
  drive: Drive,
  findings: readonly DriveFinding[],
): Promise<boolean> {
  const { secrets, output } = context;
  if (secrets.stdin.isTTY !== true || output.isJson) return false;
  const reasons = findings
    .filter(({ severity }) => severity === 'confirm')
    .map(({ message }) => `  ${message}`);
  return await typesDrive(context, drive, { reasons, end: 'to write it, or nothing to leave it out:' });
}

/** Shows a drive and asks to type its path or its size. @throws MediaError E_CANCELLED */
export async function typesDrive(
  context: CommandContext,
  drive: Drive,
  question: { readonly reasons: readonly string[]; readonly end: string },
): Promise<boolean> {
  const size = formatBytes(drive.size);
  const lines = [
    `\n${drive.device}  ${size}  ${drive.busType}  ${drive.description}`,
    ...question.reasons,
    `Everything on it will be lost. Type ${drive.device} or ${size} ${question.end}`,
  ];
  return [drive.device, size].includes(await ask(lines.join('\n'), context));
}

/** One line from the terminal. @throws MediaError E_CANCELLED when there is none any more */
export async function ask(
  question: string,
  { secrets: { stdin }, output, signal }: Pick<CommandContext, 'output' | 'secrets' | 'signal'>,
): Promise<string> {
  return await output.undisturbed(async () => {
    output.note(question);
    const lines = createInterface({ input: stdin });
    // The terminal's end (Ctrl+D) answers nothing, ever.
    const closed = once(lines, 'close').then(() => Promise.reject(new Error('the input has ended')));
    try {
      return (await Promise.race([lines.question('', { signal }), closed])).trim();
    } catch (cause) {
      throw new MediaError('E_CANCELLED', 'the question was not answered', { cause });
    } finally {
      closed.catch(() => undefined);
      lines.close();
    }
  });
}
