/**
 * The files of a medium as a tree, the common input of FAT32 and ISO 9660. Paths use "/" and have no leading slash.
 * Trap: Windows, FAT and Joliet compare names without case, so "A.txt" and "a.TXT" are the same file and are refused.
 */
import { MediaError } from './errors/media-error.ts';
import type { ContentFile } from './extent.ts';

/** One file to be put on a medium. */
export interface TreeFile {
  /** "SMS/data/Variables.dat"; no leading slash, no "." or ".." parts. */
  readonly path: string;
  readonly content: ContentFile;
}

export interface FileNode {
  readonly kind: 'file';
  readonly name: string;
  readonly content: ContentFile;
}

export interface DirectoryNode {
  readonly kind: 'directory';
  readonly name: string;
  /** Sorted by upper-case name, then by name, so that the same files give the same bytes. */
  readonly children: readonly TreeNode[];
}

export type TreeNode = FileNode | DirectoryNode;

interface Building {
  readonly name: string;
  readonly children: Map<string, Building | FileNode>;
}

// Windows refuses these in names; control characters, too.
// eslint-disable-next-line no-control-regex -- control characters are exactly what is looked for
const FORBIDDEN = /[\u0000-\u001f"*/:<>?\\|]/;
const DEVICE_NAMES = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/**
 * The tree of the files; a path that ends in "/" makes an empty directory (its content is ignored).
 * @throws MediaError E_TREE_NAME for a name Windows cannot hold, E_TREE_DUPLICATE for two paths that differ in case only.
 */
export function buildTree(files: Iterable<TreeFile>): DirectoryNode {
  const root: Building = { name: '', children: new Map() };
  for (const file of files) {
    const parts = file.path.split('/');
    const last = parts.pop() ?? '';
    let directory = root;
    for (const part of parts) directory = enter(directory, part, file.path);
    if (last === '') continue;
    checkName(last, file.path);
    const key = last.toUpperCase();
    if (directory.children.has(key)) {
      throw new MediaError(
        'E_TREE_DUPLICATE',
        `"${file.path}" is there twice (names are compared without case)`,
      );
    }
    directory.children.set(key, { kind: 'file', name: last, content: file.content });
  }
  return freeze(root);
}

function enter(directory: Building, name: string, path: string): Building {
  checkName(name, path);
  const key = name.toUpperCase();
  const found = directory.children.get(key);
  if (found !== undefined) {
    if ('kind' in found)
      throw new MediaError('E_TREE_DUPLICATE', `"${path}": "${name}" is a file and a directory`);
    return found;
  }
  const made: Building = { name, children: new Map() };
  directory.children.set(key, made);
  return made;
}

function checkName(name: string, path: string): void {
  const bad =
    name === '' ||
    name === '.' ||
    name === '..' ||
    FORBIDDEN.test(name) ||
    DEVICE_NAMES.test(name) ||
    /[. ]$/.test(name);
  if (bad || name.length > 255) {
    const shown = name.length > 60 ? `${name.slice(0, 60)}… (${name.length} UTF-16 units)` : name;
    throw new MediaError(
      'E_TREE_NAME',
      `"${shown}" in "${path.slice(0, 200)}" is not a name Windows can hold`,
    );
  }
}

function freeze(directory: Building): DirectoryNode {
  const keys = [...directory.children.keys()].sort();
  const children = keys.flatMap((key): TreeNode[] => {
    const child = directory.children.get(key);
    if (child === undefined) return [];
    return ['kind' in child ? child : freeze(child)];
  });
  return { kind: 'directory', name: directory.name, children };
}
