// What the set-up scripts share. Plain JavaScript without packages: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
export const cacheFolder = join(root, '.cache');

export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** Ends the script with a sentence that says what failed, what it was for, and how to go on. */
export function fail(text) {
  process.stderr.write(`\n${text}\n`);
  process.exit(1);
}

/** Runs a program with our output; returns its exit code. */
export function run(program, args, options = {}) {
  // On Windows npm and the programs of packages are command files, which only the shell starts.
  const shell = process.platform === 'win32' && program !== process.execPath;
  const result = spawnSync(program, args, { cwd: root, stdio: 'inherit', shell, ...options });
  if (result.error !== undefined) return 127;
  return result.status ?? 1;
}

/** A program of an installed package, relative to the root. */
export function packageProgram(name) {
  return join('node_modules', '.bin', name);
}

/** Is the program (or absolute file) there? */
export function has(probe) {
  if (probe.startsWith('/')) return existsSync(probe);
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, probe), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Digest of the named files, to know whether a step has to be done again. */
export function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

/** Reads or sets the note that a step was done for a fingerprint. */
export function stamp(name, value) {
  const file = join(cacheFolder, 'stamps', name);
  if (value === undefined) return existsSync(file) ? readFileSync(file, 'utf8') : '';
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, value);
  return value;
}
