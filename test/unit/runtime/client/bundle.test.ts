/** The one file of the client package: small, whole, and with nothing of the builder's hosts or the lab's site in it. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
/** 400 kB until the client judged requirements, ended upgrades that the power cut off, and started what is required. */
const BUDGET_BYTES = 420_000;

test('the client’s bundle keeps its budget, its rooms, and loads nothing but modules of Node', async () => {
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: ['resources/runtime/client/index.ts'],
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    minify: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const code = result.outputFiles[0]?.text ?? '';
  expect(code.length).toBeGreaterThan(100_000);
  expect(Buffer.byteLength(code)).toBeLessThanOrEqual(BUDGET_BYTES);
  const ours = Object.keys(result.metafile.inputs).filter((path) => !path.startsWith('node_modules/'));
  const allowed = /^(resources\/runtime|main\/base|main\/formats|main\/lab\/wire)\//;
  expect(ours.filter((path) => !allowed.test(path))).toEqual([]);
  const loaded = [...code.matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1] ?? '');
  expect(loaded.filter((name) => !name.startsWith('node:'))).toEqual([]);
});
