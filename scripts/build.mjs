// Bundles the programs into dist: the command line, the process that writes drives, the web host, Electron's main process
// with its preload script, and the window itself (by Vite). `--writer ENTRY OUTFILE` makes only a writer, of another
// entry: tests build one whose drives are files. `--preload OUTFILE` makes only the preload script.
import { chmodSync } from 'node:fs';
import { build } from 'esbuild';
import { root } from './lib.mjs';

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning',
};

/** A program that users start. Packages stay outside the bundle: they are in node_modules. */
async function buildProgram(entry, outfile) {
  await build({
    ...shared,
    entryPoints: [entry],
    outfile,
    format: 'esm',
    packages: 'external',
    banner: { js: '#!/usr/bin/env node' },
  });
  chmodSync(`${root}/${outfile}`, 0o755);
}

/** Electron's main process; `electron/main` exists only inside Electron. */
async function buildDesktop() {
  await build({
    ...shared,
    entryPoints: ['main/index.ts'],
    outfile: 'dist/main.mjs',
    format: 'esm',
    packages: 'external',
    external: ['electron/main', 'electron/common'],
  });
}

/** CommonJS, since a sandboxed preload script can be nothing else; it may require only what the sandbox offers. */
async function buildPreload(outfile) {
  await build({
    ...shared,
    entryPoints: ['preload/preload.ts'],
    outfile,
    format: 'cjs',
    platform: 'browser',
    target: 'chrome140',
    sourcemap: false,
    external: ['electron/renderer'],
  });
}

/** The window, by its own configuration. */
async function buildWindow() {
  const { build: buildByVite } = await import('vite');
  await buildByVite({ configFile: `${root}/renderer/vite.config.ts`, logLevel: 'warn' });
}

/**
 * One file with everything in it, since it may run as root: nothing is looked up in folders. CommonJS, so that the banner
 * is the first thing that runs: libuv reads the size of its thread pool when that is first used, and with the usual four
 * threads four hanging sticks would stop all others. The young generation of the heap stays at its first size, since there
 * is little young: with four drives that takes 126 MB instead of 154 MB, in the same time. And code must run fifteen times
 * as long as usual before it is compiled to be faster: what counts here waits for drives, and compiling it took 0.15 s of
 * processor time for 4 GiB; loops that really are long (tables of a file system) still get there.
 */
async function buildWriter(entry, outfile) {
  await build({
    ...shared,
    entryPoints: [entry],
    outfile,
    format: 'cjs',
    // Names stay, for the traces of errors; without blanks there is a third less to read at each start.
    minifySyntax: true,
    minifyWhitespace: true,
    define: { 'import.meta.url': 'bundleUrl', 'import.meta.dirname': '__dirname' },
    banner: {
      js:
        "process.env.UV_THREADPOOL_SIZE = '128';\n" +
        "require('node:v8').setFlagsFromString('--semi-space-growth-factor=1');\n" +
        "require('node:v8').setFlagsFromString('--interrupt-budget=1000000');\n" +
        "const bundleUrl = require('node:url').pathToFileURL(__filename).href;",
    },
  });
}

const [option, ...rest] = process.argv.slice(2);
if (option === '--writer') await buildWriter(...rest);
else if (option === '--preload') await buildPreload(...rest);
else {
  await buildProgram('main/hosts/cli/index.ts', 'dist/media-builder.mjs');
  await buildWriter('main/hosts/writer/index.ts', 'dist/media-builder-writer.cjs');
  await buildPreload('dist/preload.cjs');
  await buildProgram('main/hosts/web/index.ts', 'dist/media-builder-web.mjs');
  await buildDesktop();
  await buildWindow();
}
