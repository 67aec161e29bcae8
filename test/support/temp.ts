/**
 * Temporary folders that are gone when the test file ends.
 * Trap: vitest ignores an `afterAll` that is called while a test runs, so the one here is called when the file is loaded.
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
