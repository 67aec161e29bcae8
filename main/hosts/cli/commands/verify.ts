/** `media-builder verify`: every file of a medium against its manifest. */
import { formatBytes } from '#base/units.ts';
import { verifyTarget } from '#service/inspect-target.ts';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';

export async function verify(context: CommandContext, target: string): Promise<number> {
  const { output, signal } = context;
  const report = await verifyTarget(target, {
    signal,
    onProgress: (progress) => {
      output.progress(target, progress);
    },
  });
  output.data('verified', { target, ...report });
  for (const finding of report.findings) output.note(`${finding.code}: ${finding.message}`);
  const amount = `${report.checkedFiles} files, ${formatBytes(report.checkedBytes)}`;
  output.text(
    report.isIntact
      ? `${target}: intact, ${amount} are as they were made (media ID ${report.mediaId})`
      : `${target}: NOT intact, ${report.findings.length} problems in ${amount} (media ID ${report.mediaId})`,
  );
  return report.isIntact ? EXIT.done : EXIT.failed;
}
