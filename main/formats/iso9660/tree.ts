/**
 * What a disc needs to know of its tree before it is laid out: all files in disc order, and names that can be stored.
 * Trap: a JavaScript string may hold half a surrogate pair; Joliet could store it, UTF-8 (Rock Ridge) cannot.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { ContentFile } from '#base/extent.ts';
import { foldName, type DirectoryNode, type FileNode, type TreeNode } from '#base/file-tree.ts';

// With the flag u, a well-formed pair is one code point and no surrogate.
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Path tables number directories with 16 bits. */
const MAX_DIRECTORIES = 0xffff;

/** All files, depth first in tree order. @throws MediaError E_ISO_NAME, E_ISO_TOO_MANY_FOLDERS */
export function checkTree(root: DirectoryNode): readonly FileNode[] {
  const files: FileNode[] = [];
  let directories = 1;
  const pending: TreeNode[] = [...root.children].reverse();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (LONE_SURROGATE.test(node.name)) {
      throw new MediaError('E_ISO_NAME', `the name ${JSON.stringify(node.name)} is not valid Unicode`);
    }
    if (node.kind === 'file') {
      files.push(node);
      continue;
    }
    directories += 1;
    for (let index = node.children.length - 1; index >= 0; index -= 1) push(pending, node.children[index]);
  }
  if (directories > MAX_DIRECTORIES) {
    throw new MediaError(
      'E_ISO_TOO_MANY_FOLDERS',
      `a disc holds ${MAX_DIRECTORIES} folders, the tree has ${directories}`,
    );
  }
  return files;
}

function push(pending: TreeNode[], node: TreeNode | undefined): void {
  if (node !== undefined) pending.push(node);
}

/** The tree with one file more, or another content for it; directories on the way are made. Names compare without case. */
export function withFile(
  directory: DirectoryNode,
  path: readonly string[],
  content: ContentFile,
): DirectoryNode {
  const [name = '', ...rest] = path;
  const key = foldName(name);
  const found = directory.children.find((child) => foldName(child.name) === key);
  const inner: DirectoryNode =
    found?.kind === 'directory' ? found : { kind: 'directory', name, children: [] };
  const made: TreeNode =
    rest.length === 0 ? { kind: 'file', name: found?.name ?? name, content } : withFile(inner, rest, content);
  const children = [...directory.children.filter((child) => child !== found), made];
  return { ...directory, children: children.sort(compareNodes) };
}

// As buildTree sorts, by code unit of the upper-case name.
function compareNodes(a: TreeNode, b: TreeNode): number {
  const [left, right] = [foldName(a.name), foldName(b.name)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
