/**
 * A build of 4 GiB, or of 70,000 files, in a process of its own stays below 200 MB of memory, whatever it writes; the
 * system's own account of the process is the judge. The bytes go to a device that forgets them, so no disk is worn.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { tempFolder } from '../support/temp.ts';

const GIB = 1024 * 1024 * 1024;
const LIMIT_BYTES = 200e6;

test.each([
  ['a 4 GiB iso image', 'memory', 'iso', 4 * GIB],
  ['a 4 GiB disk image', 'memory', 'disk', 4 * GIB],
  ['an iso image of 70,000 files', 'memory-many', 'iso', 70_000 * 5000],
  ['a disk image of 70,000 files', 'memory-many', 'disk', 70_000 * 5000],
])('%s takes less than 200 MB of memory', async (_name, mode, kind, contentBytes) => {
  const bundle = join(await tempFolder('memory'), 'child.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, '../bench/writer-child.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: bundle,
    logLevel: 'error',
  });
  const child = spawnSync(process.execPath, [bundle, mode, kind], { encoding: 'utf8', timeout: 120_000 });
  expect(child.stderr).toBe('');
  const facts: unknown = JSON.parse(child.stdout);
  expect(facts).toMatchObject({
    writtenBytes: expect.any(Number) as unknown,
    peakBytes: expect.any(Number) as unknown,
  });
  const { writtenBytes, peakBytes } = facts as { writtenBytes: number; peakBytes: number };
  expect(writtenBytes).toBeGreaterThan(contentBytes);
  expect(peakBytes).toBeLessThan(LIMIT_BYTES);
});
