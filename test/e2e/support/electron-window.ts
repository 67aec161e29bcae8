/**
 * The window of real Electron, where its binary is. Electron is found by its files, never by requiring its package, which
 * would start a download.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type Page } from '@playwright/test';

/** undefined: there is none here. */
export function electronProgram(): string | undefined {
  const folder = join('node_modules', 'electron');
  const note = join(folder, 'path.txt');
  if (!existsSync(note)) return undefined;
  const path = join(folder, 'dist', readFileSync(note, 'utf8').trim());
  return existsSync(path) ? path : undefined;
}

export interface ElectronWindow {
  readonly page: Page;
  readonly close: () => Promise<void>;
}

/** Starts the program with its data in `folder`. */
export async function electronWindow(program: string, folder: string): Promise<ElectronWindow> {
  const variables = Object.entries(process.env).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  );
  const app = await _electron.launch({
    executablePath: program,
    args: process.getuid?.() === 0 ? ['.', '--no-sandbox'] : ['.'],
    env: {
      ...Object.fromEntries(variables),
      MEDIA_BUILDER_DATA: folder,
      MEDIA_BUILDER_NODE: process.execPath,
    },
  });
  return { page: await app.firstWindow(), close: () => app.close() };
}
