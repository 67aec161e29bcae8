/** Calls of the area "history": media made on this computer. */
import type { HistoryEntry as HistoryView } from '#contract/history.ts';
import type { HistoryEntry } from '#jobs/history.ts';
import type { Handlers } from '../dispatch.ts';
import type { ServicePorts } from '../service-ports.ts';

type HistoryHandlers = Pick<Handlers, 'history.list' | 'history.forget'>;

export function historyHandlers({ history }: ServicePorts): HistoryHandlers {
  return {
    'history.list': async () => ({ entries: (await history.list()).map(historyView) }),
    // Forgetting what is not there is what was wanted.
    'history.forget': async ({ mediaId }) => {
      await history.forget(mediaId);
      return {};
    },
  };
}

function historyView(entry: HistoryEntry): HistoryView {
  const { name, version, packageId } = entry.bootImage;
  return {
    ...entry,
    bootImage: version === '' ? `${name} (${packageId})` : `${name} ${version} (${packageId})`,
    expirySources: [...entry.expirySources],
    outputs: entry.outputs.map((one) => ({ ...one })),
  };
}
