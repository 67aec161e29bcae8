/**
 * Finds the shared libraries of programs inside unpacked packages, without ldd and without running anything.
 * Trap: ldd would answer for the host's libraries, not for the unpacked ones.
 */
import { readdir, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import { runChecked } from '#platform/spawn.ts';
import type { CpioEntry } from './cpio.ts';

/** Where Debian's packages keep 64-bit libraries, before and after the merge of /lib into /usr/lib. */
export const LIBRARY_FOLDERS = [
  'lib/x86_64-linux-gnu',
  'usr/lib/x86_64-linux-gnu',
  'lib64',
  'usr/lib64',
] as const;

/**
 * The libraries the programs need, directly or not, as entries of /lib/x86_64-linux-gnu, with the loader in /lib64.
 * @throws MediaError E_BOOT_RECIPE when a library is in none of the packages.
 */
export async function libraryClosure(
  programs: readonly string[],
  toolFolder: string,
): Promise<readonly CpioEntry[]> {
  const available = new Map<string, string>();
  for (const part of LIBRARY_FOLDERS) {
    const folder = join(toolFolder, part);
    for (const name of await readdir(folder).catch(() => [])) available.set(name, join(folder, name));
  }
  const found = new Map<string, string>();
  const queue = [...programs];
  for (let program = queue.shift(); program !== undefined; program = queue.shift()) {
    for (const name of await neededBy(program)) {
      if (found.has(name)) continue;
      const path = available.get(name);
      if (path === undefined)
        throw new MediaError('E_BOOT_RECIPE', `${basename(program)} needs ${name}, which no package brought`);
      found.set(name, await realpath(path));
      queue.push(path);
    }
  }
  return [...found].map(([name, content]): CpioEntry => ({
    kind: 'file',
    path: name.startsWith('ld-linux') ? `lib64/${name}` : `lib/x86_64-linux-gnu/${name}`,
    isExecutable: true,
    content,
  }));
}

async function neededBy(program: string): Promise<readonly string[]> {
  const headers = await runChecked('objdump', ['-p', program], { env: { LC_ALL: 'C' } });
  return [...headers.matchAll(/^\s+NEEDED\s+(\S+)$/gm)].flatMap((match) => match[1] ?? []);
}
