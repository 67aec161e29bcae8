/**
 * The files of a medium as a tree, the common input of FAT32 and ISO 9660. Paths use "/" and have no leading slash.
 * Traps: Windows, FAT and Joliet compare names without case, so "A.txt" and "a.TXT" are the same file and are refused;
 * "Straße" and "STRASSE" are two, though JavaScript's upper case makes them one (see `foldName`). Trees are walked by
 * recursion, which is why their depth has a limit.
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

/** The longest path Windows can open, in UTF-16 units. */
const MAX_PATH_UNITS = 32_767;
/** Folders inside each other (ours): more than anybody needs, few enough for every walk of a tree. */
const MAX_DEPTH = 500;

/**
 * A name or path as it is compared: every UTF-16 unit in upper case, as Windows does it, so that nothing gets longer.
 */
export function foldName(name: string): string {
  // eslint-disable-next-line no-control-regex -- all of ASCII is meant
  if (/^[\u0000-\u007f]*$/.test(name)) return name.toUpperCase();
  let folded = '';
  for (let index = 0; index < name.length; index += 1) {
    const unit = name.charAt(index);
    const upper = unit.toUpperCase();
    folded += upper.length === 1 ? upper : unit;
  }
  return folded;
}

/**
 * The tree of the files; a path that ends in "/" makes an empty directory (its content is ignored).
 * @throws MediaError E_TREE_NAME for a name Windows cannot hold, E_TREE_DUPLICATE for two paths that differ in case only,
 * E_TREE_DEPTH for a path of more than 32,767 UTF-16 units or 500 folders.
 */
export function buildTree(files: Iterable<TreeFile>): DirectoryNode {
  const root: Building = { name: '', children: new Map() };
  for (const file of files) {
    const parts = file.path.split('/');
    const last = parts.pop() ?? '';
    if (parts.length > MAX_DEPTH || file.path.length > MAX_PATH_UNITS) {
      throw new MediaError(
        'E_TREE_DEPTH',
        `"${file.path.slice(0, 200)}…" has ${file.path.length} UTF-16 units and ${parts.length} folders, at most ${MAX_PATH_UNITS} and ${MAX_DEPTH} are possible`,
      );
    }
    let directory = root;
    for (const part of parts) directory = enter(directory, part, file.path);
    if (last === '') continue;
    checkName(last, file.path);
    const key = foldName(last);
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
  const key = foldName(name);
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
