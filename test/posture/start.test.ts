/** `npm start`: which window it opens and what it says, on a copy with a set-up and programs that only say their names. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../support/temp.ts';

const folder = await tempFolder('start');
let copies = 0;

interface Case {
  /** What Electron's installer does; absent: Electron is not installed. */
  readonly installer?: string;
  readonly hasProgram?: boolean;
  readonly hasScreen?: boolean;
  readonly isRoot?: boolean;
  readonly args?: readonly string[];
}

/** A checkout in which only start.mjs and lib.mjs are real. */
function checkout({ installer, hasProgram = false }: Case): string {
  copies += 1;
  const root = join(folder, String(copies));
  for (const part of ['scripts', 'dist', 'node_modules/electron/dist']) {
    mkdirSync(join(root, part), { recursive: true });
  }
  for (const name of ['start.mjs', 'lib.mjs']) cpSync(join('scripts', name), join(root, 'scripts', name));
  writeFileSync(join(root, 'scripts', 'setup.mjs'), '');
  writeFileSync(join(root, 'dist', 'media-builder-web.mjs'), "console.log('web host runs');");
  const electron = join(root, 'node_modules', 'electron');
  if (installer !== undefined) writeFileSync(join(electron, 'install.js'), installer);
  if (hasProgram) writeFileSync(join(electron, 'path.txt'), 'electron');
  const program = join(electron, 'dist', 'electron');
  writeFileSync(program, '#!/bin/sh\necho "electron runs $1 with $MEDIA_BUILDER_NODE"\n');
  chmodSync(program, 0o755);
  return root;
}

function start(root: string, { hasScreen = true, isRoot = false, args = [] }: Case): readonly string[] {
  const as = `process.getuid = () => ${isRoot ? 0 : 1000}; await import('./start.mjs');`;
  writeFileSync(join(root, 'scripts', 'as.mjs'), as);
  const { stdout } = spawnSync(process.execPath, [join(root, 'scripts', 'as.mjs'), ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...(hasScreen ? { DISPLAY: ':99' } : {}) },
  });
  return stdout.trim().split('\n');
}

const fetches = "require('node:fs').writeFileSync('path.txt', 'electron');";
const fails = "console.error('Error: getaddrinfo ENOTFOUND github.com'); process.exit(1);";

describe.skipIf(process.platform !== 'linux')('npm start', () => {
  test.each<[string, Case, readonly string[]]>([
    [
      'opens the window where Electron is, and tells it its Node.js',
      { hasProgram: true },
      ['start: in a window of its own (Electron is installed)', `electron runs . with ${process.execPath}`],
    ],
    [
      'takes the browser when it is asked to',
      { hasProgram: true, args: ['--web'] },
      ['start: in the browser (asked for by --web)', 'web host runs'],
    ],
    [
      'takes the browser without a screen',
      { hasProgram: true, hasScreen: false },
      ['start: in the browser (there is no screen)', 'web host runs'],
    ],
    [
      'takes the browser as root',
      { hasProgram: true, isRoot: true },
      ['start: in the browser (Electron does not run as root)', 'web host runs'],
    ],
    [
      'takes the browser when Electron is not installed',
      {},
      ['start: in the browser (Electron is not installed)', 'web host runs'],
    ],
    [
      'fetches nothing without a screen',
      { installer: "require('node:fs').writeFileSync('touched', '');", hasScreen: false },
      ['start: in the browser (there is no screen)', 'web host runs'],
    ],
    [
      'fetches Electron when it is missing',
      { installer: fetches },
      [
        'start: fetching Electron once (at most a minute)',
        'start: in a window of its own (Electron was fetched)',
        `electron runs . with ${process.execPath}`,
      ],
    ],
  ])('%s', (_name, facts, expected) => {
    expect(start(checkout(facts), facts)).toEqual(expected);
  });

  test('says why Electron could not be fetched, and does not try again on the same day', () => {
    const root = checkout({ installer: fails });
    const why = 'Electron could not be fetched: Error: getaddrinfo ENOTFOUND github.com';
    expect(start(root, {})).toEqual([
      'start: fetching Electron once (at most a minute)',
      `start: in the browser (${why})`,
      'web host runs',
    ]);
    const note = join(root, '.cache', 'electron-not-fetched.json');
    const { at } = JSON.parse(readFileSync(note, 'utf8')) as { at: string };
    expect(start(root, {})).toEqual([
      `start: in the browser (${why} (tried ${at.slice(0, 16)}))`,
      'web host runs',
    ]);
    // The day after.
    const old = new Date(Date.parse(at) - 25 * 60 * 60 * 1000).toISOString();
    writeFileSync(note, JSON.stringify({ at: old, reason: 'old' }));
    writeFileSync(join(root, 'node_modules', 'electron', 'install.js'), fetches);
    expect(start(root, {})[0]).toBe('start: fetching Electron once (at most a minute)');
    expect(existsSync(note)).toBe(false);
  });
});
