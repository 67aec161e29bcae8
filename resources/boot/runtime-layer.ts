/**
 * The small, often changing part of the initrd: /init and our bundled runtime, as a second compressed
 * archive behind the first. The kernel unpacks archives one after the other, later files replacing earlier ones, so a
 * change of the runtime costs a second instead of a minute.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { MediaError } from '#base/errors/media-error.ts';
import type { CpioEntry } from './cpio.ts';

/**
 * Bundles the on-device program to one CommonJS file for Node 22.
 * @throws MediaError E_BOOT_RUNTIME with the bundler's own messages.
 */
export async function bundleRuntime(entryPath: string): Promise<Uint8Array> {
  try {
    const result = await build({
      entryPoints: [entryPath],
      bundle: true,
      platform: 'node',
      target: 'node22',
      format: 'cjs',
      minify: true,
      legalComments: 'none',
      write: false,
      logLevel: 'silent',
    });
    const [file] = result.outputFiles;
    if (file === undefined) throw new Error('the bundler gave no file');
    return file.contents;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new MediaError('E_BOOT_RUNTIME', `${entryPath}: ${message}`, { cause });
  }
}

/** The entries of the second archive. */
export async function runtimeEntries(
  bundle: Uint8Array,
  templateFolder: string,
): Promise<readonly CpioEntry[]> {
  const template = async (name: string): Promise<Uint8Array> => await readFile(join(templateFolder, name));
  return [
    file('runtime/index.cjs', bundle),
    program('init', await template('init.sh')),
    program('bin/on-device-event', await template('on-device-event.sh')),
    ...configuration(),
  ];
}

/** The entries of the second archive of the lab's installed system; its client lies on the disk. */
export async function systemEntries(templateFolder: string): Promise<readonly CpioEntry[]> {
  const template = async (name: string): Promise<Uint8Array> => await readFile(join(templateFolder, name));
  return [
    program('init', await template('system-init.sh')),
    program('bin/system-screen', await template('system-screen.sh')),
    program('bin/finish-upgrade', await template('finish-upgrade.sh')),
    program('bin/leave-system', await template('leave-system.sh')),
    program('bin/on-device-event', await template('on-device-event.sh')),
    ...configuration(),
  ];
}

function configuration(): readonly CpioEntry[] {
  return [
    file('etc/passwd', Buffer.from('root:x:0:0:root:/root:/bin/sh\n')),
    file('etc/group', Buffer.from('root:x:0:\n')),
    file('etc/hosts', Buffer.from('127.0.0.1 localhost\n')),
    file('etc/nsswitch.conf', Buffer.from('hosts: files dns\n')),
    file('etc/resolv.conf', new Uint8Array(0)),
  ];
}

function file(path: string, content: Uint8Array): CpioEntry {
  return { kind: 'file', path, isExecutable: false, content };
}

function program(path: string, content: Uint8Array): CpioEntry {
  return { kind: 'file', path, isExecutable: true, content };
}
