// npm start: set-up, then the wizard: in an Electron window where Electron's program is there (or can be fetched), else in
// the browser through the web host. One line says which and why. `--web` takes the browser in any case.
// Trap: Electron's package starts a download when it is required, so it is only looked at as files here.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder, root, run, say } from './lib.mjs';

const FETCH_LIMIT_MS = 60_000;
/** A failed download is not tried again for a day. */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;

const folder = join(root, 'node_modules', 'electron');
const failedNote = join(cacheFolder, 'electron-not-fetched.json');

if (run(process.execPath, ['scripts/setup.mjs']) !== 0) process.exit(1);
const { program, why } = process.argv.includes('--web') ? { why: 'asked for by --web' } : findElectron();
say(program === undefined ? `start: in the browser (${why})` : `start: in a window of its own (${why})`);
open(program);

function findElectron() {
  const found = electronProgram();
  if (found !== undefined) return withScreen(found, 'Electron is installed');
  if (!existsSync(join(folder, 'install.js'))) return { why: 'Electron is not installed' };
  const without = noScreen();
  if (without !== undefined) return { why: without };
  const remembered = lastFailure();
  if (remembered !== undefined) return { why: `Electron could not be fetched: ${remembered}` };
  say('start: fetching Electron once (at most a minute)');
  const fetched = spawnSync(process.execPath, [join(folder, 'install.js')], {
    cwd: folder,
    encoding: 'utf8',
    timeout: FETCH_LIMIT_MS,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const program = electronProgram();
  if (fetched.status === 0 && program !== undefined) {
    rmSync(failedNote, { force: true });
    return { program, why: 'Electron was fetched' };
  }
  const reason = failureOf(fetched);
  mkdirSync(dirname(failedNote), { recursive: true });
  writeFileSync(failedNote, JSON.stringify({ at: new Date().toISOString(), reason }));
  return { why: `Electron could not be fetched: ${reason}` };
}

function failureOf({ error, stderr }) {
  if (error?.code === 'ETIMEDOUT') return `not within ${FETCH_LIMIT_MS / 1000} seconds`;
  const line = (stderr ?? '').split('\n').find((one) => /error|failed/i.test(one)) ?? 'its installer failed';
  return line.trim().slice(0, 160);
}

function lastFailure() {
  try {
    const { at, reason } = JSON.parse(readFileSync(failedNote, 'utf8'));
    return Date.now() - Date.parse(at) < REMEMBERED_MS ? `${reason} (tried ${at.slice(0, 16)})` : undefined;
  } catch {
    return undefined;
  }
}

function electronProgram() {
  try {
    const path = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim());
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

function withScreen(program, why) {
  const without = noScreen();
  return without === undefined ? { program, why } : { why: without };
}

/** Why there can be no window; undefined when there can. */
function noScreen() {
  if (process.platform !== 'linux') return undefined;
  // Electron refuses its sandbox to root, and without the sandbox we do not start it.
  if (process.getuid?.() === 0) return 'Electron does not run as root';
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? undefined : 'there is no screen';
}

function open(electron) {
  const args = electron === undefined ? ['dist/media-builder-web.mjs'] : ['.'];
  const env = { ...process.env, MEDIA_BUILDER_NODE: process.execPath };
  const child = spawn(electron ?? process.execPath, args, { cwd: root, stdio: 'inherit', env });
  // Ctrl+C reaches the whole group; the program decides what it means, and this script only waits for it.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`start: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code) => process.exit(code ?? 1));
}
