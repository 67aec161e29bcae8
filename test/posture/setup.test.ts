/**
 * Set-up on machines where something is missing: it says what for and how to go on, and ends with an error.
 * Run on a copy, so that the checkout of these tests stays as it is.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../support/temp.ts';

const folder = await tempFolder('setup');

function copyOf(name: string, parts: readonly string[]): string {
  const copy = join(folder, name);
  mkdirSync(copy);
  for (const part of parts) cpSync(part, join(copy, part), { recursive: true });
  return copy;
}

describe('set-up', () => {
  test('says what the npm packages are for and how to go on when the registry cannot be reached', () => {
    const copy = copyOf('registry', ['package.json', 'package-lock.json', 'scripts']);
    const result = spawnSync(process.execPath, ['scripts/setup.mjs'], {
      cwd: copy,
      encoding: 'utf8',
      env: {
        ...process.env,
        npm_config_registry: 'http://127.0.0.1:9/',
        npm_config_cache: join(folder, 'empty npm cache'),
        npm_config_fetch_retries: '0',
      },
    });
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/npm packages this project is built from could not be installed/);
    expect(result.stderr).toMatch(/npm ping/);
    expect(existsSync(join(copy, 'node_modules', 'esbuild'))).toBe(false);
  });

  test('prints the exact command when Debian packages are missing and it may not install them', () => {
    const copy = copyOf('debian', ['scripts']);
    // npm packages count as installed, so that the next step is reached.
    mkdirSync(join(copy, 'node_modules', '.bin'), { recursive: true });
    writeFileSync(join(copy, 'node_modules', '.bin', 'esbuild'), '');
    writeFileSync(join(copy, 'package-lock.json'), '{}');
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'apt-get'), '#!/bin/sh\necho must not run >&2\nexit 99\n', { mode: 0o755 });
    symlinkSync(process.execPath, join(bin, 'node'));
    const script = [
      "import { fingerprint, stamp } from './lib.mjs';",
      "stamp('npm', fingerprint(['package-lock.json']));",
      'process.getuid = () => 1000;',
      "await import('./setup.mjs');",
    ].join('\n');
    writeFileSync(join(copy, 'scripts', 'as-user.mjs'), script);
    const result = spawnSync(join(bin, 'node'), ['scripts/as-user.mjs', '--tests'], {
      cwd: copy,
      encoding: 'utf8',
      env: { PATH: bin },
    });
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(
      /sudo apt-get update && sudo apt-get install -y --no-install-recommends .*xorriso/,
    );
    expect(result.stderr).not.toContain('must not run');
  });
});
