// Bundles the command line into dist/media-builder.mjs. Packages stay outside the bundle: they are in node_modules.
import { chmodSync } from 'node:fs';
import { build } from 'esbuild';
import { root } from './lib.mjs';

await build({
  absWorkingDir: root,
  entryPoints: ['main/hosts/cli/index.ts'],
  outfile: 'dist/media-builder.mjs',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
  banner: { js: '#!/usr/bin/env node' },
  logLevel: 'warning',
});
chmodSync(`${root}/dist/media-builder.mjs`, 0o755);
