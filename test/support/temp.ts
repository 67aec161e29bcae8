/** Temporary folders that are gone when the test file ends. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Makes a folder below the system's temporary folder; removed after the tests of this file. */
export async function tempFolder(label: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `media-builder-${label}-`));
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}
