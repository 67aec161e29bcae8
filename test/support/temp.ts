/**
 * Temporary folders that are gone when the test file ends.
 * Trap: hooks cannot be registered while a test runs, so the one hook is registered when this module is loaded.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** Makes a folder below the system's temporary folder; removed after the tests of this file. */
export async function tempFolder(label: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `media-builder-${label}-`));
  folders.push(folder);
  return folder;
}
