// The boot image recipe on machines where something is missing. Nothing here touches the network.
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { isMediaError } from '#base/errors/media-error.ts';
import { buildBootImage } from '../../resources/boot/build-boot-image.ts';
import { packageList } from '../support/boot-packages.ts';
import { tempFolder } from '../support/temp.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const PROGRAMS = [
  'apt-get',
  'apt-cache',
  'dpkg-deb',
  'zstd',
  'mformat',
  'grub-mkimage',
  'objdump',
  'strip',
  'as',
  'ld',
  'tar',
  'npm',
];

/** A PATH on which every program is the given shell script, which answers --version in any case. */
async function pathWith(script: string): Promise<string> {
  const folder = await tempFolder('boot-programs');
  await symlink('/bin/sh', join(folder, 'sh'));
  for (const name of PROGRAMS) {
    const text = `#!${join(folder, 'sh')}\n[ "$1" = --version ] && exit 0\n${script}\n`;
    await writeFile(join(folder, name), text);
    await chmod(join(folder, name), 0o755);
  }
  return folder;
}

async function failure(): Promise<{ readonly code: string; readonly message: string }> {
  const folder = await tempFolder('boot-image');
  const caught: unknown = await buildBootImage({
    cacheFolder: join(folder, 'cache'),
    outputFolder: join(folder, 'package'),
    compression: 'fast',
  }).catch((error: unknown) => error);
  if (!isMediaError(caught)) throw new Error(`no MediaError: ${String(caught)}`);
  return caught;
}

test('a download that fails says what it was for and how to go on', async () => {
  vi.stubEnv('PATH', await pathWith('echo "Could not resolve the mirror" >&2; exit 100'));
  const { code, message } = await failure();
  expect(code).toBe('E_BOOT_DOWNLOAD');
  expect(message).toContain('Could not resolve the mirror');
  expect(message).toContain('This download is for the boot image');
  expect(message).toContain('run the command again');
});

test('programs that are not installed are named, all at once', async () => {
  const empty = await tempFolder('no-programs');
  await mkdir(empty, { recursive: true });
  vi.stubEnv('PATH', empty);
  const { code, message } = await failure();
  expect(code).toBe('E_BOOT_HOST_PROGRAM');
  for (const name of PROGRAMS.filter((one) => one !== 'apt-cache')) expect(message).toContain(name);
});

test('a Debian without the kernel package is refused by the name of the package', async () => {
  vi.stubEnv('PATH', await pathWith('exit 0'));
  const { code, message } = await failure();
  expect(code).toBe('E_BOOT_RECIPE');
  expect(message).toContain('linux-image-amd64');
});

test('a runtime that cannot be bundled is refused with the words of the bundler', async () => {
  const folder = await tempFolder('boot-runtime');
  const runtimeEntryPath = join(folder, 'index.ts');
  await writeFile(runtimeEntryPath, 'import { nothing } from "./missing.ts"; nothing();\n');
  await mkdir(join(folder, 'cache/download'), { recursive: true });
  const list = packageList();
  for (const { file } of list) await writeFile(join(folder, 'cache/download', file), '');
  await writeFile(join(folder, 'cache/packages.json'), JSON.stringify(list));
  vi.stubEnv('PATH', await pathWith('exit 0'));
  await expect(
    buildBootImage({
      cacheFolder: join(folder, 'cache'),
      outputFolder: join(folder, 'package'),
      runtimeEntryPath,
      compression: 'fast',
    }),
  ).rejects.toMatchObject({
    code: 'E_BOOT_RUNTIME',
    message: expect.stringContaining('missing.ts') as string,
  });
});
