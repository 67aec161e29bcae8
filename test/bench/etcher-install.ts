/**
 * Installs etcher-sdk beside the project for the time of a bench; it is a contestant, never a dependency. The override
 * puts the registry's package in place of a dependency that comes from a Git host, which a closed network lacks.
 * Its native parts are compiled, so a C++ compiler, Python and Node's headers are needed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ETCHER_VERSION = '10.2.15';

/** The folder it is installed in, kept between runs; undefined, with the reason printed, where it cannot be installed. */
export async function installEtcher(): Promise<string | undefined> {
  const prefix = join(tmpdir(), `media-builder-etcher-sdk-${ETCHER_VERSION}`);
  const load = (): boolean =>
    spawnSync(process.execPath, ['-e', 'require("etcher-sdk")'], { cwd: prefix }).status === 0;
  if (existsSync(prefix) && load()) return prefix;
  console.log(`installing etcher-sdk ${ETCHER_VERSION} into ${prefix}`);
  await mkdir(prefix, { recursive: true });
  const manifest = {
    private: true,
    dependencies: { 'etcher-sdk': ETCHER_VERSION },
    overrides: { 'unbzip2-stream': '1.4.3' },
  };
  await writeFile(join(prefix, 'package.json'), JSON.stringify(manifest));
  const options = ['--prefix', prefix, '--no-audit', '--no-fund', '--loglevel=error'];
  const { stderr } = spawnSync('npm', ['install', ...options], { encoding: 'utf8' });
  if (load()) return prefix;
  console.log(`etcher-sdk: NOT RUN: it cannot be installed or loaded here\n${stderr}`);
  return undefined;
}
