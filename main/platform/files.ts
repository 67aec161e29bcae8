/**
 * Content that lies on a disk: single files and whole folders, as the writers want them.
 * Trap: the size is taken when the content is planned; `execute` finds out when the file has changed since.
 */
import { lstat, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import { bytesContent, type ContentFile } from '#base/extent.ts';
import type { TreeFile } from '#base/file-tree.ts';
import { throwIfCancelled } from '#base/progress.ts';

/** `sha256`, lower-case hexadecimal, is checked while the file is read for writing. */
export interface FileContentOptions {
  readonly sha256?: string;
}

/**
 * A file on a disk as content.
 * @throws MediaError E_IMAGE_CONTENT_READ when it is not there, E_IMAGE_SOURCE when it is not a file
 */
export async function fileContent(path: string, options: FileContentOptions = {}): Promise<ContentFile> {
  const facts = await attempt(path, () => stat(path));
  if (!facts.isFile()) throw new MediaError('E_IMAGE_SOURCE', `"${path}" is not a file`);
  return contentOf(path, facts.size, options);
}

/**
 * All files below a folder, with paths relative to it; folders without files end in "/". The order depends on the
 * names only, not on the disk.
 * @throws MediaError E_IMAGE_SOURCE for anything that is neither file nor folder, E_IMAGE_CONTENT_READ
 */
export async function folderTree(folder: string): Promise<readonly TreeFile[]> {
  const facts = await attempt(folder, () => stat(folder));
  if (!facts.isDirectory()) throw new MediaError('E_IMAGE_SOURCE', `"${folder}" is not a folder`);
  const files: TreeFile[] = [];
  await collect(folder, '', files);
  return files;
}

async function collect(folder: string, prefix: string, files: TreeFile[]): Promise<void> {
  const names = (await attempt(folder, () => readdir(folder))).sort();
  if (names.length === 0 && prefix !== '') {
    files.push({ path: prefix, content: bytesContent(prefix, new Uint8Array(0)) });
  }
  for (const name of names) {
    const path = join(folder, name);
    const facts = await attempt(path, () => lstat(path));
    if (facts.isDirectory()) await collect(path, `${prefix}${name}/`, files);
    else if (facts.isFile())
      files.push({ path: `${prefix}${name}`, content: contentOf(path, facts.size, {}) });
    else throw new MediaError('E_IMAGE_SOURCE', `"${path}" is neither a file nor a folder`);
  }
}

function contentOf(path: string, sizeBytes: number, options: FileContentOptions): ContentFile {
  return {
    name: path,
    sizeBytes,
    ...options,
    async open(signal) {
      throwIfCancelled(signal);
      const handle = await attempt(path, () => open(path, 'r'));
      return {
        async readInto(target) {
          let filled = 0;
          while (filled < target.length) {
            const { bytesRead } = await attempt(path, () =>
              handle.read(target, filled, target.length - filled, null),
            );
            if (bytesRead === 0) break;
            filled += bytesRead;
          }
          return filled;
        },
        close: () => handle.close(),
      };
    },
  };
}

async function attempt<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new MediaError('E_IMAGE_CONTENT_READ', `"${path}": ${message}`, { cause });
  }
}
