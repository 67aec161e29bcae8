/** Small systems of the form the lab's installed one has, as folders and as an upgrade package made by wimlib. */
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tempFolder } from './temp.ts';

export const hasWimlib = spawnSync('wimlib-imagex', ['--version']).status === 0;

/** Writes a file and the folders it needs. */
export async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** Root of a system: facts, kernel, initrd. */
export async function makeSystem(root: string, version: string, edition = 'Professional'): Promise<void> {
  const facts = { name: 'Contoso Lab Workstation', version, edition };
  await put(join(root, 'Windows/system.json'), JSON.stringify(facts));
  await put(join(root, 'Windows/Boot/linux/vmlinuz'), `kernel of ${version}`);
  await put(join(root, 'Windows/Boot/linux/initrd'), `initrd of ${version}`);
  await put(join(root, 'Windows/CCM/readme.txt'), 'an image may hold a folder of this name');
}

/** Folder of an upgrade package with sources/install.wim. */
export async function makeUpgradePackage(version: string, edition = 'Professional'): Promise<string> {
  const folder = await tempFolder('upgrade-package');
  const tree = join(folder, 'tree');
  const image = join(folder, 'package/sources/install.wim');
  await makeSystem(tree, version, edition);
  await put(join(tree, 'Users/Public/new.txt'), 'stays in the image');
  await mkdir(dirname(image), { recursive: true });
  const made = spawnSync('wimlib-imagex', ['capture', tree, image, 'Workstation'], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  return join(folder, 'package');
}
