/** Paths of mount points and files, compared as text: links are resolved by whoever made them. */

/**
 * Is `path` the folder itself or something in it? Paths with a drive letter are compared as Windows does: without regard
 * to case, with either slash.
 */
export function pathIsBelow(path: string, folder: string): boolean {
  const [inner, outer] = [normalise(path), normalise(folder)];
  return inner === outer || inner.startsWith(`${outer}/`);
}

/** "/media/x/" -> "/media/x", "E:\\" -> "e:"; the root becomes "". */
function normalise(path: string): string {
  const isWindows = /^([A-Za-z]:|\\\\)/.test(path);
  const text = isWindows ? path.replaceAll('\\', '/').toLowerCase() : path;
  return text.replace(/\/+$/, '');
}
