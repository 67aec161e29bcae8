/** The one file that goes into the boot image: small, whole, and with nothing of the builder's hosts in it. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
// Partitions, images, answer files and the QR code came with the steps of a deployment. As much as the client's: of both,
// 200 kB are the engine, content and gateway, 100 kB libraries, and a boot image of 60 MB has 20 kB more.
const BUDGET_BYTES = 420_000;

let inputs: readonly string[];
let code: string;
beforeAll(async () => {
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: ['resources/runtime/index.ts'],
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    minify: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  inputs = Object.keys(result.metafile.inputs);
  code = result.outputFiles[0]?.text ?? '';
});

test('the bundle keeps its budget', () => {
  expect(code.length).toBeGreaterThan(50_000);
  expect(Buffer.byteLength(code)).toBeLessThanOrEqual(BUDGET_BYTES);
});

test('only the rooms the runtime may see are in it', () => {
  const ours = inputs.filter((path) => !path.startsWith('node_modules/'));
  const allowed =
    /^(resources\/runtime|main\/base|main\/formats\/(variables-dat|tsm-bootstrap|gpt|mbr)|main\/lab\/wire)\//;
  expect(ours.filter((path) => !allowed.test(path))).toEqual([]);
});

test('no crypto library and no server is in it', () => {
  const packages = new Set(inputs.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]));
  for (const name of ['node-forge', 'fastify', 'undici', 'commander', 'pino', 'jose']) {
    expect([name, packages.has(name)]).toEqual([name, false]);
  }
});

test('nothing is loaded at run time but modules of Node', () => {
  const loaded = [...code.matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1] ?? '');
  expect(loaded.filter((name) => !name.startsWith('node:'))).toEqual([]);
});
