/** Folders of one test, below the system's temporary folder. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TempFolder extends AsyncDisposable {
  readonly path: string;
}

/** Removed when it is disposed of. */
export async function tempFolder(label: string): Promise<TempFolder> {
  const path = await mkdtemp(join(tmpdir(), `media-builder-e2e-${label}-`));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
