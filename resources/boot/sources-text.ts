/** SOURCES.txt: which packages the boot image was made of, so that their source code can be offered (GPL). */
import type { PackageFile } from './packages.ts';

/** One line per package; the text is part of the image and lies beside it in the cache. */
export function sourcesText(packages: readonly PackageFile[]): string {
  const debian = packages.filter((one) => one.role !== 'node');
  const node = packages.filter((one) => one.role === 'node');
  return [
    'This boot image holds unmodified programs of the packages below (Node without its debug symbols).',
    'Each is under its own license; the source code of the Debian packages is kept for ever, by name and version,',
    'at https://snapshot.debian.org; that of Node at https://github.com/nodejs/node, tag v<version>.',
    '',
    'Debian packages (name version sha256):',
    ...debian.map((one) => `  ${one.name} ${one.version} ${one.sha256}`),
    '',
    'npm packages (name version sha256):',
    ...node.map((one) => `  ${one.name} ${one.version} ${one.sha256}`),
    '',
  ].join('\n');
}
