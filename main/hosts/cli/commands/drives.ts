/** `media-builder drives`: what is plugged in, what lies on it, and whether it can be written. */
import type { DescribedDrive } from '#service/describe-drives.ts';
import { describeDrives } from '#service/describe-drives.ts';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { driveTable } from '../drive-table.ts';

export interface DrivesOptions {
  readonly all?: true;
  readonly watch?: true;
}

export async function drives(context: CommandContext, options: DrivesOptions): Promise<number> {
  const { output, machine, clock } = context;
  const found = await describeDrives(machine);
  const shown = options.all === true ? found : found.filter(isOffered);
  for (const one of shown) output.data('drive', driveData(one));
  output.text(
    shown.length === 0
      ? 'No drive was found that could be written.'
      : driveTable(shown, { columns: output.columns, now: clock() }),
  );
  const hidden = found.length - shown.length;
  if (hidden > 0)
    output.text(`\n${hidden} more (loop devices, disk images, readers without a card): --all shows them.`);
  return EXIT.done;
}

/** Attached images and empty readers are no drives to anybody but tests. */
function isOffered({ drive }: DescribedDrive): boolean {
  return !drive.isVirtual && drive.kind !== 'loop' && drive.size > 0;
}

/** The drive for machines: its record, what lies on it, the verdict. */
function driveData({ drive, contents, canWrite, findings }: DescribedDrive): object {
  return { ...drive, contents, canWrite, findings };
}
