/** The lists of the chosen site. A newer question wins: an answer that comes late for another site is dropped. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ErrorData } from '#contract/bridge.ts';
import type { CatalogView } from '#contract/site.ts';
import type { Client } from '../bridge/client.ts';

export interface CatalogState {
  readonly state: 'idle' | 'loading' | 'ready' | 'error';
  readonly site: string | null;
  /** Stays while it is read again. */
  readonly catalog: CatalogView | null;
  readonly error: ErrorData | null;
  /** Reads the site's lists unless they are there; `refresh` asks the site again. */
  load(site: string, refresh?: boolean): Promise<void>;
}

export type CatalogStore = StoreApi<CatalogState>;

export function createCatalogStore(client: Client): CatalogStore {
  return createStore<CatalogState>()((set, get) => ({
    state: 'idle',
    site: null,
    catalog: null,
    error: null,
    async load(site, refresh = false) {
      const known = get();
      if (!refresh && known.site === site && (known.state === 'ready' || known.state === 'loading')) return;
      set({ state: 'loading', site, error: null, ...(known.site === site ? {} : { catalog: null }) });
      const reply = await client.call('site.catalog', { site, refresh });
      if (get().site !== site) return;
      if (reply.ok) set({ state: 'ready', catalog: reply.value });
      else set({ state: 'error', error: reply });
    },
  }));
}
