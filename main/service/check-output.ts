/**
 * Whether a file can be made where the user wants it, before anything else is done. It only looks: nothing is created.
 * Trap: rights are asked of the system and may still be refused later, on Windows above all; writing says so then.
 */
import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname, extname, isAbsolute } from 'node:path';
import type { OutputCheck } from '#contract/app.ts';

const EXTENSIONS = {
  iso: ['.iso'],
  image: ['.img', '.raw', '.bin', '.dd'],
  wim: ['.wim'],
} as const satisfies Record<string, readonly string[]>;

/** What stands at a path, and how much room there is. */
export async function checkOutput({
  kind,
  path,
}: {
  readonly kind: keyof typeof EXTENSIONS;
  readonly path: string;
}): Promise<OutputCheck> {
  if (!isAbsolute(path)) return { state: 'not-absolute', freeBytes: null };
  const folder = dirname(path);
  const [there, parent] = await Promise.all([kindOf(path), kindOf(folder)]);
  if (parent !== 'folder') return { state: 'no-folder', freeBytes: null };
  const freeBytes = await freeBytesOf(folder);
  if (there === 'folder') return { state: 'is-folder', freeBytes };
  const extensions: readonly string[] = EXTENSIONS[kind];
  if (!extensions.includes(extname(path).toLowerCase())) return { state: 'wrong-extension', freeBytes };
  // What is neither file nor folder, a pipe or a drive, is no place for a file.
  const isWritable = there !== 'other' && (await mayWrite(there === 'file' ? path : folder));
  if (!isWritable) return { state: 'not-writable', freeBytes };
  return { state: there === 'file' ? 'exists' : 'new', freeBytes };
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'other' | 'nothing'> {
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined) return 'nothing';
  if (facts.isDirectory()) return 'folder';
  return facts.isFile() ? 'file' : 'other';
}

async function mayWrite(path: string): Promise<boolean> {
  return await access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** null where the system does not tell. */
async function freeBytesOf(folder: string): Promise<number | null> {
  const facts = await statfs(folder).catch(() => undefined);
  return facts === undefined ? null : facts.bavail * facts.bsize;
}
