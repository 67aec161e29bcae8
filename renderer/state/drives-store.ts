/** The drives, live while somebody looks. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DrivesState } from '#contract/drives.ts';
import type { Client } from '../bridge/client.ts';

export interface DrivesStoreState extends DrivesState {
  /** Watches until the returned function is called; any number of watchers share one. */
  watch(): () => void;
}

export type DrivesStore = StoreApi<DrivesStoreState>;

export function createDrivesStore(client: Client): DrivesStore {
  return createStore<DrivesStoreState>()((set) => {
    let watchers = 0;
    client.listen('drives', (state) => {
      set(state);
    });
    const tell = (isOn: boolean): void => {
      void client.call('drives.watch', { isOn }).then((reply) => {
        if (!reply.ok) set({ state: 'error', error: reply });
      });
    };
    return {
      state: 'off',
      drives: [],
      error: null,
      hiddenSystemDrives: 0,
      watch() {
        watchers += 1;
        if (watchers === 1) {
          set({ state: 'loading' });
          tell(true);
        }
        let isOver = false;
        return () => {
          if (isOver) return;
          isOver = true;
          watchers -= 1;
          if (watchers === 0) tell(false);
        };
      },
    };
  });
}
