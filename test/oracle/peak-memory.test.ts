/**
 * A build of 4 GiB in a process of its own stays below 200 MB of memory, whatever it writes; the system's own account
 * of the process is the judge. The bytes go to a device that forgets them, so no disk is worn.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { tempFolder } from '../support/temp.ts';

const GIB = 1024 * 1024 * 1024;
const LIMIT_BYTES = 200e6;

test.each([['iso'], ['disk']])('a 4 GiB %s image takes less than 200 MB of memory', async (kind) => {
  const bundle = join(await tempFolder('memory'), 'child.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, '../bench/writer-child.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: bundle,
    logLevel: 'error',
  });
  const child = spawnSync(process.execPath, [bundle, 'memory', kind], { encoding: 'utf8', timeout: 120_000 });
  expect(child.stderr).toBe('');
  const facts: unknown = JSON.parse(child.stdout);
  expect(facts).toMatchObject({
    writtenBytes: expect.any(Number) as unknown,
    peakBytes: expect.any(Number) as unknown,
  });
  const { writtenBytes, peakBytes } = facts as { writtenBytes: number; peakBytes: number };
  expect(writtenBytes).toBeGreaterThan(4 * GIB);
  expect(peakBytes).toBeLessThan(LIMIT_BYTES);
});
