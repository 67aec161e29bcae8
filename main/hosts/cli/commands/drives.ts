/** `media-builder drives`: what is plugged in, what lies on it, and whether it can be written; with --watch what changes. */
import type { Drive } from '#devices/drive.ts';
import { watchDrives, type DriveNews } from '#devices/watch.ts';
import { describeDrive, type DescribedDrive } from '#service/describe-drives.ts';
import type { CommandContext } from '../context.ts';
import { driveBlock, driveTable } from '../drive-table.ts';
import { EXIT } from '../exit-code.ts';

export interface DrivesOptions {
  readonly all?: true;
  readonly watch?: true;
}

export async function drives(context: CommandContext, options: DrivesOptions): Promise<number> {
  if (options.watch === true) return await watch(context, options);
  await printList(context, await context.machine.list(), options);
  return EXIT.done;
}

async function printList(
  context: CommandContext,
  found: readonly Drive[],
  options: DrivesOptions,
): Promise<void> {
  const { output } = context;
  const offered = found.filter((drive) => isOffered(drive, options));
  const shown = await describe(context, offered);
  for (const one of shown) output.data('drive', driveData(one));
  output.text(shown.length === 0 ? 'No drive was found.' : driveTable(shown, layout(context)));
  const hidden = found.length - shown.length;
  if (hidden > 0)
    output.text(`\n${hidden} not shown (loop devices, disk images, readers without a card): --all`);
}

async function watch(context: CommandContext, options: DrivesOptions): Promise<number> {
  const { output, signal, machine } = context;
  // News are printed in their order, though looking at a drive takes its time.
  let printed: Promise<void> = Promise.resolve();
  let isFirst = true;
  // Waiting for news does not keep a process alive by itself.
  const alive = setInterval(() => undefined, 60_000);
  try {
    await watchDrives(machine, {
      signal,
      onChange(news) {
        const print = isFirst ? printList(context, news.drives, options) : undefined;
        isFirst = false;
        printed = printed.then(() => print ?? printNews(context, news, options));
      },
      onError: output.error,
    });
    await printed;
    return EXIT.done;
  } finally {
    clearInterval(alive);
  }
}

async function printNews(context: CommandContext, news: DriveNews, options: DrivesOptions): Promise<void> {
  const { output, clock } = context;
  const time = clock().toTimeString().slice(0, 8);
  for (const drive of news.removed.filter((one) => isOffered(one, options))) {
    output.data('drive-removed', drive);
    output.text(`\n${time}  gone: ${drive.displayName}, ${drive.description}`);
  }
  for (const [word, list] of [
    ['added', news.added],
    ['changed', news.changed],
  ] as const) {
    const described = await describe(
      context,
      list.filter((one) => isOffered(one, options)),
    );
    for (const one of described) {
      output.data(`drive-${word}`, driveData(one));
      output.text([`\n${time}  ${word}:`, ...driveBlock(one, layout(context))].join('\n'));
    }
  }
}

async function describe(
  { machine }: CommandContext,
  list: readonly Drive[],
): Promise<readonly DescribedDrive[]> {
  return await Promise.all(list.map((drive) => describeDrive(drive, machine)));
}

function layout({ output, clock }: CommandContext): { readonly columns: number; readonly now: Date } {
  return { columns: output.columns, now: clock() };
}

/** Attached images and empty readers are no drives to anybody but tests. */
function isOffered({ isVirtual, kind, size }: Drive, { all }: DrivesOptions): boolean {
  return all === true || (!isVirtual && kind !== 'loop' && size > 0);
}

/** The drive for machines: its record, what lies on it, the verdict. */
function driveData({ drive, contents, canWrite, findings }: DescribedDrive): object {
  return { ...drive, contents, canWrite, findings };
}
