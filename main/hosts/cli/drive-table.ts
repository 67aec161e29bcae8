/** The list of drives for people: one line of columns for each drive, below it what lies on it and what speaks against writing. */
import { formatBytes } from '#base/units.ts';
import type { Volume } from '#devices/drive.ts';
import type { InspectReport } from '#media/inspect.ts';
import type { DescribedDrive } from '#service/describe-drives.ts';
import { worksUntil } from './commands/inspect.ts';
import { cut, wrap } from './text-layout.ts';

export interface TableOptions {
  readonly columns: number;
  readonly now: Date;
}

const INDENT = '    ';
const SIZE_WIDTH = 9;
const BUS_WIDTH = 6;
const VERDICTS = { yes: 'can be written', asks: 'asks for confirmation', never: 'never written' } as const;

/** The whole list. */
export function driveTable(drives: readonly DescribedDrive[], options: TableOptions): string {
  const pathWidth = Math.max(5, ...drives.map(({ drive }) => drive.displayName.length));
  const head = row(['Drive', 'Size', 'Bus', 'Description'], pathWidth, options.columns);
  return [head, ...drives.flatMap((one) => driveBlock(one, { ...options, pathWidth }))].join('\n');
}

/** One drive; `pathWidth` aligns it with its neighbours. */
export function driveBlock(
  one: DescribedDrive,
  options: TableOptions & { readonly pathWidth?: number },
): readonly string[] {
  const { drive, canWrite, findings } = one;
  const { columns, pathWidth = drive.displayName.length } = options;
  const block = (text: string): readonly string[] => wrap(text, { width: columns, indent: INDENT });
  const size = drive.size === 0 ? 'empty' : formatBytes(drive.size);
  const name = drive.displayName === drive.device ? '' : ` (${drive.device})`;
  const reasons = findings.filter(({ severity }) => canWrite === 'yes' || severity !== 'warning');
  // The strongest reason is enough for "never": nothing lifts it.
  const why = reasons
    .slice(0, canWrite === 'never' ? 1 : 3)
    .map(({ message }) => message)
    .join('; ');
  return [
    row([drive.displayName, size, drive.busType, `${drive.description}${name}`], pathWidth, columns),
    ...contentLines(one, options.now).flatMap(block),
    ...block(`${VERDICTS[canWrite]}${why === '' ? '' : `: ${why}`}`),
  ];
}

function row(cells: readonly [string, string, string, string], pathWidth: number, columns: number): string {
  const [path, size, bus, description] = cells;
  const text = `${path.padEnd(pathWidth)}  ${size.padStart(SIZE_WIDTH)}  ${bus.padEnd(BUS_WIDTH)}  ${description}`;
  return cut(text, columns);
}

function contentLines({ drive, contents }: DescribedDrive, now: Date): readonly string[] {
  const volumes = drive.volumes.filter((one) => one.fileSystem !== null).map(volumeText);
  const files = volumes.length === 0 ? [] : [volumes.join('; ')];
  switch (contents.kind) {
    case 'media':
      return [...files, mediumText(contents.report, now)];
    case 'unfinished':
      return ['incomplete: writing it was not finished; it does not start'];
    case 'other':
      return files.length === 0 ? ['no file system was recognised'] : files;
    case 'unknown':
      return [...files, ...(contents.error === null ? [] : [`not looked into: ${contents.error.message}`])];
  }
}

function volumeText({ fileSystem, label, size, usedBytes, mountpoints }: Volume): string {
  const name = label === null || label === '' ? '' : ` "${label}"`;
  const used =
    usedBytes === null ? formatBytes(size) : `${formatBytes(usedBytes)} of ${formatBytes(size)} used`;
  const places = mountpoints.length === 0 ? '' : `, at ${mountpoints.join(' and ')}`;
  return `${fileSystem ?? 'unknown'}${name}, ${used}${places}`;
}

/** Our medium in one sentence. */
function mediumText({ state, manifest, contentBytes }: InspectReport, now: Date): string {
  if (manifest === undefined)
    return `task sequence media of another program, ${formatBytes(contentBytes)} of files`;
  const start = state === 'incomplete' ? 'INCOMPLETE medium of ours' : 'medium of ours';
  const gateway = manifest.cmg === undefined ? '' : `, gateway ${manifest.cmg}`;
  return (
    `${start}: ${manifest.kind} "${manifest.label}", site ${manifest.siteCode}${gateway}, ${formatBytes(contentBytes)} of files, ` +
    `created ${manifest.created.slice(0, 10)}, works until ${worksUntil(manifest, now)}`
  );
}
