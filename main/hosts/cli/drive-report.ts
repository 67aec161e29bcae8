/** The end of a run on drives: the summary, and what it means for the exit code. */
import type { DriveResult } from '#jobs/drive-run.ts';
import type { CommandContext } from './context.ts';
import { summarize } from './drive-lines.ts';
import { EXIT } from './exit-code.ts';

/** Prints the summary of several drives and gives the exit code: 0 when all are verified, 130 after a cancellation, else 1. */
export function reportDrives({ output, signal }: CommandContext, results: readonly DriveResult[]): number {
  const count = (outcome: DriveResult['outcome']): number =>
    results.filter((one) => one.outcome === outcome).length;
  output.data('summary', {
    drives: results.length,
    verified: count('verified'),
    failed: count('failed'),
    cancelled: count('cancelled'),
  });
  if (results.length > 1) output.text(`\n${summarize(results)}`);
  if (signal.aborted || count('cancelled') > 0) return EXIT.cancelled;
  return count('failed') === 0 ? EXIT.done : EXIT.failed;
}

/** Says at Ctrl+C what that means for drives. */
export function noteCancelling({ output, signal }: CommandContext): void {
  signal.addEventListener(
    'abort',
    () => {
      output.note(
        'Cancelling. Drives that are not finished stay incomplete and do not start; Ctrl+C again ends at once.',
      );
    },
    { once: true },
  );
}
