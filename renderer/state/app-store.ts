/** The program around the wizard: what it is, its settings, which view is shown, which help is open. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppInfo, Settings } from '#contract/app.ts';
import type { ErrorData } from '#contract/bridge.ts';
import type { Client } from '../bridge/client.ts';

export const VIEWS = [
  'wizard',
  'inspect',
  'verify',
  'update',
  'write-image',
  'history',
  'sites',
  'settings',
] as const;
export type ViewId = (typeof VIEWS)[number];

export interface AppState {
  readonly info: AppInfo | null;
  readonly settings: Settings | null;
  readonly error: ErrorData | null;
  readonly view: ViewId;
  /** "security.password": the entry of the text area that is open; null: closed. */
  readonly help: string | null;
  /** Handed to a view that is opened with something to do: the drive to inspect. */
  readonly target: string | null;
  load(): Promise<void>;
  show(view: ViewId, target?: string): void;
  openHelp(entry: string | null): void;
  save(change: Partial<Settings>): Promise<ErrorData | null>;
}

export type AppStore = StoreApi<AppState>;

export function createAppStore(client: Client): AppStore {
  return createStore<AppState>()((set, get) => ({
    info: null,
    settings: null,
    error: null,
    view: 'wizard',
    help: null,
    target: null,
    async load() {
      const [info, settings] = await Promise.all([
        client.call('app.info', {}),
        client.call('settings.read', {}),
      ]);
      if (!info.ok) set({ error: info });
      else if (!settings.ok) set({ error: settings });
      else set({ info: info.value, settings: settings.value, error: null });
    },
    show(view, target) {
      set({ view, target: target ?? null, help: null });
    },
    openHelp(entry) {
      set({ help: entry });
    },
    async save(change) {
      const { settings } = get();
      if (settings === null) return null;
      const reply = await client.call('settings.write', { ...settings, ...change });
      if (!reply.ok) return reply;
      set({ settings: reply.value });
      return null;
    },
  }));
}
