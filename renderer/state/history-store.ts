/**
 * Media made on this computer. What is forgotten leaves the list at once and the file only when nobody undid it: with the
 * next one that is forgotten, or when the list is left.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ErrorData } from '#contract/bridge.ts';
import type { HistoryEntry } from '#contract/history.ts';
import type { Client } from '../bridge/client.ts';

export interface HistoryState {
  readonly state: 'idle' | 'loading' | 'ready' | 'error';
  /** Newest first; without the one that is being forgotten. */
  readonly entries: readonly HistoryEntry[];
  readonly error: ErrorData | null;
  /** Can still be undone. */
  readonly forgotten: HistoryEntry | null;
  /** What went wrong with the last one. */
  readonly forgetError: ErrorData | null;
  load(): Promise<void>;
  forget(mediaId: string): Promise<void>;
  undo(): void;
  /** Makes the forgetting final. */
  settle(): Promise<void>;
}

export type HistoryStore = StoreApi<HistoryState>;

export function createHistoryStore(client: Client): HistoryStore {
  return createStore<HistoryState>()((set, get) => ({
    state: 'idle',
    entries: [],
    error: null,
    forgotten: null,
    forgetError: null,
    async load() {
      set({ state: 'loading', error: null });
      const reply = await client.call('history.list', {});
      if (!reply.ok) {
        set({ state: 'error', error: reply });
        return;
      }
      const hidden = get().forgotten?.mediaId;
      set({ state: 'ready', entries: reply.value.entries.filter(({ mediaId }) => mediaId !== hidden) });
    },
    async forget(mediaId) {
      await get().settle();
      const forgotten = get().entries.find((one) => one.mediaId === mediaId);
      if (forgotten === undefined) return;
      set({ forgotten, forgetError: null, entries: get().entries.filter((one) => one !== forgotten) });
    },
    undo() {
      const { forgotten, entries } = get();
      if (forgotten === null) return;
      set({
        forgotten: null,
        entries: [...entries, forgotten].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt)),
      });
    },
    async settle() {
      const { forgotten } = get();
      if (forgotten === null) return;
      set({ forgotten: null });
      const reply = await client.call('history.forget', { mediaId: forgotten.mediaId });
      if (reply.ok) return;
      set({ forgetError: reply });
      await get().load();
    },
  }));
}
