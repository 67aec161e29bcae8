/** What the history's list shows: how urgent a medium is, how many need care. Pure. */
import type { HistoryEntry } from '#contract/history.ts';

type Expiry = HistoryEntry['expiry'];

/** Media that stop working soon; those that have stopped need no warning any more. */
export function endingSoon(entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  return entries
    .filter(({ expiry }) => expiry.state === 'soon')
    .sort((a, b) => a.expiry.daysLeft - b.expiry.daysLeft);
}

/** The moment of the source that speaks; the end of the medium when that source is not listed. */
export function endOf({ expiry, expirySources, worksUntil }: HistoryEntry): string {
  return expirySources.find(({ source }) => source === expiry.reason)?.at ?? worksUntil;
}

/** "today" and "yesterday" are days, too: what ends in less than one day has 0 left. */
export function daysText({ state, daysLeft }: Expiry): {
  readonly key: 'left' | 'today' | 'ago';
  readonly count: number;
} {
  if (state === 'expired') return { key: 'ago', count: Math.max(0, -daysLeft) };
  return daysLeft === 0 ? { key: 'today', count: 0 } : { key: 'left', count: daysLeft };
}

/** Verified outputs of a kind: how many labels of a medium are needed. */
export function stickCount(outputs: HistoryEntry['outputs']): number {
  return outputs.filter(({ kind, outcome }) => kind === 'drive' && outcome === 'verified').length;
}

export type HistorySort = 'created' | 'expiry' | 'label';

/** Entries in which every word occurs somewhere, in the wanted order. */
export function arrangedEntries(
  entries: readonly HistoryEntry[],
  { text, sort }: { readonly text: string; readonly sort: HistorySort },
): readonly HistoryEntry[] {
  const words = text.toLowerCase().split(/\s+/);
  const found = entries.filter((entry) => {
    const all = searchable(entry);
    return words.every((word) => all.includes(word));
  });
  const orders: Readonly<Record<HistorySort, (a: HistoryEntry, b: HistoryEntry) => number>> = {
    created: (a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt),
    expiry: (a, b) => a.expiry.daysLeft - b.expiry.daysLeft,
    label: (a, b) => a.label.localeCompare(b.label, undefined, { numeric: true }),
  };
  return found.sort(orders[sort]);
}

function searchable(entry: HistoryEntry): string {
  const { label, mediaId, siteCode, siteName, cmg, bootImage, thumbprint, outputs } = entry;
  const ofOutputs = outputs.flatMap(({ name, serial }) => [name, serial ?? '']);
  return [label, mediaId, siteCode, siteName, cmg ?? '', bootImage, thumbprint, ...ofOutputs]
    .join('\n')
    .toLowerCase();
}
