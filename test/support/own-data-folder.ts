/**
 * Set-up of every test file: the user's data (history, connections, settings) lies in a folder of its own, so that tests
 * neither read nor write what the user of this computer has.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'media-builder-data-'));
process.env['MEDIA_BUILDER_DATA'] = folder;
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
