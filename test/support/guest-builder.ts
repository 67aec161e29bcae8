/**
 * The builder's own programs for a test guest, made of the same entry points as dist. Only difference: packages are in
 * the bundle. Loading them from node_modules, some thousand files, takes an emulated machine most of a minute.
 */
import { spawnSync } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The program asks for these by name while it runs, where a bundler does not see it. */
const LOADED_BY_NAME = ['xz-decompress'];

/** Puts the programs into `folder`; there, "dist/media-builder.mjs" is the command line. */
export async function installBuilder(folder: string): Promise<void> {
  await mkdir(join(folder, 'dist'), { recursive: true });
  await cp(join(root, 'package.json'), join(folder, 'package.json'));
  for (const name of LOADED_BY_NAME)
    await cp(join(root, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true });
  await bundle('main/hosts/cli/index.ts', join(folder, 'dist/media-builder.mjs'));
  const writer = join(folder, 'dist/media-builder-writer.cjs');
  const args = ['scripts/build.mjs', '--writer', 'main/hosts/writer/index.ts', writer];
  const result = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`the writer could not be bundled: ${result.stderr}`);
}

/** One file with its packages inside, for Node 20. */
export async function bundle(entry: string, outfile: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // A native part that is looked for only when somebody keeps a password; the guest has no key ring.
    external: ['@napi-rs/keyring'],
    // CommonJS packages inside an ES module ask for Node's own modules by require.
    banner: {
      js: "import { createRequire as bundleRequire } from 'node:module';\nconst require = bundleRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
}
