/** What the user set for good: language, look, drives, folders. One file, whole, with a default for everything. */
import { z } from 'zod';
import type { MediaError } from '#base/errors/media-error.ts';
import { createJsonStore } from '#platform/json-store.ts';

const windowState = z.strictObject({
  /** In screen coordinates, may be negative on a second screen. null: the system places the window. */
  x: z.int().nullable(),
  y: z.int().nullable(),
  width: z.int().min(200).max(20_000),
  height: z.int().min(200).max(20_000),
  isMaximized: z.boolean(),
});

const settings = z.strictObject({
  language: z.enum(['system', 'en', 'de', 'nl']),
  theme: z.enum(['system', 'light', 'dark', 'high-contrast']),
  /** Loop devices and attached disk images are listed and may be written: for tests and the lab. */
  showLoopDrives: z.boolean(),
  /** Drives larger than this are asked for, in GB (1e9 bytes). */
  largeDriveGb: z.int().min(8).max(2048),
  /** Where outputs go; null: the user's documents. */
  defaultFolder: z.string().min(1).max(4000).nullable(),
  /** Of the desktop window; null before it was first closed. */
  windowState: windowState.nullable(),
});

export type Settings = Readonly<z.output<typeof settings>>;

export const DEFAULT_SETTINGS: Settings = {
  language: 'system',
  theme: 'system',
  showLoopDrives: false,
  // Drives sold as 256 GB are not asked for; see the guard of `devices`.
  largeDriveGb: 275,
  defaultFolder: null,
  windowState: null,
};

export interface SettingsStore {
  /** @throws MediaError E_STORE_UNUSABLE */
  read(): Promise<Settings>;
  /** Changes the named ones and returns all. @throws MediaError E_STORE_VALUE naming the wrong field, E_STORE_* */
  update(changes: Partial<Settings>): Promise<Settings>;
}

/** The settings in a folder. */
export function createSettingsStore(options: {
  readonly folder: string;
  readonly onProblem?: ((problem: MediaError) => void) | undefined;
}): SettingsStore {
  const store = createJsonStore<Settings>({
    ...options,
    name: 'settings.json',
    version: 1,
    schema: settings,
    empty: DEFAULT_SETTINGS,
    maxBytes: 64 * 1024,
  });
  return {
    read: () => store.read(),
    update: (changes) => store.update((former) => ({ ...former, ...changes })),
  };
}
