/**
 * Chooses kernel modules out of an unpacked kernel package and makes their index files.
 * Trap: modules must stay the signed files Debian shipped; under Secure Boot the kernel refuses one that was stripped
 * or changed in any way. Debian's package has no modules.dep (it is made at installation), so depmod runs twice here:
 * over everything to learn the dependencies, then over the chosen ones to make the small index that is shipped.
 */
import { cp, mkdir, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import { runChecked } from '#platform/spawn.ts';
import { LIBRARY_FOLDERS } from './libraries.ts';
import { essentialModules, moduleGroups } from './module-set.ts';
import type { CpioEntry } from './cpio.ts';

export interface ModuleSelection {
  readonly entries: readonly CpioEntry[];
  readonly kernelVersion: string;
  readonly count: number;
}

/**
 * @param bootFolder the unpacked kernel package; @param toolFolder unpacked kmod with its libraries;
 * @param scratchFolder is filled with index files the entries point to.
 * @throws MediaError E_BOOT_RECIPE when an essential module is missing.
 */
export async function selectModules(options: {
  readonly bootFolder: string;
  readonly toolFolder: string;
  readonly scratchFolder: string;
}): Promise<ModuleSelection> {
  const modulesFolder = await firstExisting(
    ['lib/modules', 'usr/lib/modules'].map((part) => join(options.bootFolder, part)),
  );
  const [kernelVersion] = await readdir(modulesFolder);
  if (kernelVersion === undefined)
    throw new MediaError('E_BOOT_RECIPE', `${modulesFolder} holds no kernel modules`);
  const source = join(modulesFolder, kernelVersion);

  const all = join(options.scratchFolder, 'all');
  await rm(options.scratchFolder, { recursive: true, force: true });
  await mkdir(join(all, 'lib/modules'), { recursive: true });
  await symlink(source, join(all, 'lib/modules', kernelVersion));
  await depmod(options.toolFolder, all, kernelVersion);
  const dependencies = parseModulesDep(await readFile(join(source, 'modules.dep'), 'utf8'));
  const builtin = new Set(
    (await readFile(join(source, 'modules.builtin'), 'utf8')).split('\n').map(moduleName),
  );
  const paths = chooseModules(dependencies, builtin);

  const chosen = join(options.scratchFolder, 'chosen/lib/modules', kernelVersion);
  for (const path of paths) {
    await mkdir(dirname(join(chosen, path)), { recursive: true });
    await symlink(join(source, path), join(chosen, path));
  }
  for (const name of ['modules.order', 'modules.builtin', 'modules.builtin.modinfo'])
    await cp(join(source, name), join(chosen, name));
  await depmod(options.toolFolder, join(options.scratchFolder, 'chosen'), kernelVersion);

  const target = `lib/modules/${kernelVersion}`;
  const files = [...paths, ...(await readdir(chosen)).filter((name) => name.startsWith('modules.'))];
  const entries = files.map((path): CpioEntry => ({
    kind: 'file',
    path: `${target}/${path}`,
    isExecutable: false,
    content: join(chosen, path),
  }));
  return { entries, kernelVersion, count: paths.length };
}

/** modules.dep: "kernel/a/b.ko: kernel/c.ko kernel/d.ko" per line, all dependencies already followed. */
export function parseModulesDep(text: string): ReadonlyMap<string, readonly string[]> {
  const lines = text.split('\n').filter((line) => line.includes(':'));
  return new Map(
    lines.map((line): [string, readonly string[]] => {
      const colon = line.indexOf(':');
      return [
        line.slice(0, colon),
        line
          .slice(colon + 1)
          .split(' ')
          .filter((word) => word !== ''),
      ];
    }),
  );
}

/** The paths of all listed modules and of what they need, sorted. */
export function chooseModules(
  dependencies: ReadonlyMap<string, readonly string[]>,
  builtin: ReadonlySet<string>,
): readonly string[] {
  const chosen = new Set<string>();
  const names = new Set<string>();
  const patterns = moduleGroups.flatMap((group) => group.modules).map(toMatcher);
  for (const [path, needs] of dependencies) {
    if (!patterns.some((matches) => matches(path))) continue;
    for (const one of [path, ...needs]) {
      chosen.add(one);
      names.add(moduleName(one));
    }
  }
  const missing = essentialModules.map(canonical).filter((name) => !names.has(name) && !builtin.has(name));
  if (missing.length > 0)
    throw new MediaError('E_BOOT_RECIPE', `the kernel package has no module ${missing.join(', ')}`);
  return [...chosen].sort();
}

function toMatcher(pattern: string): (path: string) => boolean {
  if (pattern.includes('/')) {
    const folder = `kernel/${pattern.slice(0, -1)}`;
    return (path) => path.startsWith(folder);
  }
  if (pattern.endsWith('*')) {
    const start = canonical(pattern.slice(0, -1));
    return (path) => moduleName(path).startsWith(start);
  }
  const name = canonical(pattern);
  return (path) => moduleName(path) === name;
}

/** "kernel/drivers/usb/host/xhci-pci.ko.xz" -> "xhci_pci"; the kernel does not tell - and _ apart. */
function moduleName(path: string): string {
  return canonical(basename(path).replace(/\.ko(\.\w+)?$/, ''));
}

function canonical(name: string): string {
  return name.replaceAll('-', '_');
}

/** The host need not have kmod: the unpacked one runs by its own loader with its own libraries. */
async function depmod(toolFolder: string, baseFolder: string, kernelVersion: string): Promise<void> {
  const loader = await firstExisting(
    ['lib64', 'usr/lib64', 'lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu'].map((part) =>
      join(toolFolder, part, 'ld-linux-x86-64.so.2'),
    ),
  );
  const kmod = await firstExisting(['bin/kmod', 'usr/bin/kmod'].map((part) => join(toolFolder, part)));
  const libraryPath = LIBRARY_FOLDERS.map((part) => join(toolFolder, part)).join(':');
  await runChecked(loader, [
    '--argv0',
    'depmod',
    '--library-path',
    libraryPath,
    kmod,
    '-b',
    baseFolder,
    kernelVersion,
  ]);
}

/** @throws MediaError E_BOOT_RECIPE when none of the paths can be opened. */
export async function firstExisting(paths: readonly string[]): Promise<string> {
  for (const path of paths) {
    const folder = await readdir(dirname(path)).catch((): string[] => []);
    if (folder.includes(basename(path))) return path;
  }
  throw new MediaError('E_BOOT_RECIPE', `none of these came with the Debian packages: ${paths.join(', ')}`);
}
