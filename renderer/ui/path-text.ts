/** Paths as texts of either kind: "/home/anna/x.iso", "C:\\Users\\Anna\\x.iso". The window has no Node to ask. */

function separatorOf(path: string): '/' | '\\' {
  return path.includes('\\') && !path.startsWith('/') ? '\\' : '/';
}

/** Last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf(separatorOf(path)) + 1);
}

/** The folder of a path; undefined when it has none. */
export function folderOf(path: string): string | undefined {
  const separator = separatorOf(path);
  const at = path.lastIndexOf(separator);
  if (at < 0) return undefined;
  // The roots "/" and "C:\" keep their separator.
  return at === 0 || path[at - 1] === ':' ? path.slice(0, at + 1) : path.slice(0, at);
}

/** A name in a folder. */
export function inFolder(folder: string, name: string): string {
  const separator = separatorOf(folder);
  return folder.endsWith(separator) ? `${folder}${name}` : `${folder}${separator}${name}`;
}
