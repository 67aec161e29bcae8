/** The program itself: where it runs, its settings, files and folders, the draft. */
import * as z from 'zod/mini';

export const appInfo = z.object({
  version: z.string(),
  host: z.enum(['electron', 'web', 'direct']),
  platform: z.string(),
  /** The system's languages, best first: "de-DE". */
  locales: z.array(z.string()),
  hasFileDialogs: z.boolean(),
  /** Where outputs go unless another folder is chosen. */
  defaultFolder: z.string(),
  dataFolder: z.string(),
});
export type AppInfo = z.infer<typeof appInfo>;

export const settings = z.object({
  language: z.enum(['system', 'en', 'de', 'nl']),
  theme: z.enum(['system', 'light', 'dark', 'high-contrast']),
  /** Loop devices and attached disk images are listed and may be written: for tests and the lab. */
  showLoopDrives: z.boolean(),
  /** Drives larger than this are asked for, in GB (1e9 bytes). */
  largeDriveGb: z.int().check(z.minimum(8), z.maximum(2048)),
  defaultFolder: z.nullable(z.string()),
});
export type Settings = z.infer<typeof settings>;

export const fileFilter = z.object({ name: z.string(), extensions: z.array(z.string()) });

export const folderListing = z.object({
  path: z.string(),
  parent: z.nullable(z.string()),
  entries: z.array(
    z.object({
      name: z.string(),
      path: z.string(),
      isFolder: z.boolean(),
      sizeBytes: z.nullable(z.number()),
    }),
  ),
  /** Home, documents, drives. */
  places: z.array(z.object({ name: z.string(), path: z.string() })),
});
export type FolderListing = z.infer<typeof folderListing>;

export const outputCheck = z.object({
  state: z.enum([
    'new',
    'exists',
    'no-folder',
    'not-writable',
    'not-absolute',
    'wrong-extension',
    'is-folder',
  ]),
  freeBytes: z.nullable(z.number()),
});
export type OutputCheck = z.infer<typeof outputCheck>;

/** Commands of the application menu (Electron), sent to the window. */
export const menuCommand = z.enum([
  'new-media',
  'open-request',
  'save-request',
  'inspect',
  'verify',
  'update',
  'write-image',
  'history',
  'sites',
  'settings',
  'help',
]);
export type MenuCommand = z.infer<typeof menuCommand>;
