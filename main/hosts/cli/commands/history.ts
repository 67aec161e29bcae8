/** `media-builder history`: the media made on this computer, newest first, and until when each works. */
import { formatBytes } from '#base/units.ts';
import { createHistory, type History, type HistoryEntry, type HistoryOutput } from '#jobs/history.ts';
import type { Expiry, ExpiryReason } from '#media/expiry.ts';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';

export const HISTORY_EXAMPLES = `
Examples:
  What was made here, and what stops working soon?
    media-builder history
  Only the media that must be replaced:
    media-builder history --json | jq -r 'select(.expiry.state != "valid") | .mediaId'
  Forget a medium that was lost (block its certificate in the console, too):
    media-builder history --forget '{0F1E2D3C-…}'`;

export interface HistoryCommandOptions {
  readonly forget?: string;
}

/** The history of this user. */
export function openHistory({
  dataFolder: folder,
  clock,
  output,
}: Pick<CommandContext, 'dataFolder' | 'clock' | 'output'>): History {
  return createHistory({
    folder,
    clock,
    onProblem: (problem) => {
      output.note(`Note: ${problem.code}: ${problem.message}`);
    },
  });
}

export async function history(context: CommandContext, options: HistoryCommandOptions): Promise<number> {
  const { output } = context;
  const store = openHistory(context);
  if (options.forget !== undefined) {
    const isForgotten = await store.forget(options.forget);
    output.data('forgotten', { mediaId: options.forget, isForgotten });
    output.text(isForgotten ? `${options.forget} is forgotten.` : `There is no medium ${options.forget}.`);
    return isForgotten ? EXIT.done : EXIT.failed;
  }
  const entries = await store.list();
  for (const one of entries) output.data('medium', one);
  output.text(
    entries.length === 0 ? 'No media were made on this computer yet.' : entries.map(block).join('\n\n'),
  );
  return EXIT.done;
}

function block(entry: HistoryEntry): string {
  const where = entry.cmg ?? entry.connection;
  return [
    `${entry.createdAt.slice(0, 10)}  ${entry.label}  (${entry.kind}, site ${entry.siteCode}, ${where})`,
    `  ${expiryText(entry.expiry)}`,
    `  Media ID ${entry.mediaId}, certificate ${entry.thumbprint}`,
    ...entry.outputs.map((one) => `  ${outputText(one)}`),
  ].join('\n');
}

const REASONS: Readonly<Record<ExpiryReason, string>> = {
  certificate: 'certificate',
  'media-token': 'media token',
  'validity-range': 'range of dates',
  'cmg-experience': 'media for a gateway are reported to fail about six months after they were made',
};

function expiryText({ state, daysLeft, reason, at }: Expiry): string {
  const day = at.slice(0, 10);
  if (state === 'expired') return `EXPIRED on ${day}, ${days(-daysLeft)} ago (${REASONS[reason]})`;
  if (reason === 'cmg-experience') {
    if (state === 'valid') return `works, ${days(daysLeft)} left until ${day} (${REASONS[reason]})`;
    return `REPLACE IT: ${REASONS[reason]}, ${day}`;
  }
  const left = `${days(daysLeft)} left until ${day} (${REASONS[reason]})`;
  return state === 'soon' ? `REPLACE IT: ${left}` : `works, ${left}`;
}

function days(count: number): string {
  return `${count} day${count === 1 ? '' : 's'}`;
}

function outputText({ kind, name, serial, sizeBytes, sha256, outcome }: HistoryOutput): string {
  const what = { drive: 'drive', iso: 'ISO file', image: 'disk image', wim: 'WIM file' }[kind];
  const details = [
    outcome === 'verified' ? formatBytes(sizeBytes) : outcome.toUpperCase(),
    ...(serial === null ? [] : [`serial ${serial}`]),
    ...(sha256 === null ? [] : [`SHA-256 ${sha256}`]),
  ];
  return `${what}  ${name}  ${details.join(', ')}`;
}
