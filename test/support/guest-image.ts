/**
 * A small Debian for QEMU that the builder itself can run in: Debian's kernel and modules as the boot image recipe
 * downloaded them, and programs of this machine (Node, lsblk, udev …) with their libraries, on an ext4 system disk.
 * So the guest has what the machine of the tests may lack: drivers, real USB, a device manager, a system drive.
 * Kept in .cache by what it is made of; making it takes about 15 s, needs no root and no network.
 * Trap: the programs are those of this machine, so it has to be a Debian (or one whose files lie in the same places).
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeCompressed } from '../../resources/boot/base-layer.ts';
import type { CpioEntry } from '../../resources/boot/cpio.ts';
import type { PackageFile } from '../../resources/boot/packages.ts';

export interface GuestImage {
  readonly kernel: string;
  readonly initrd: string;
  /** Raw ext4, to be opened through a throw-away overlay. */
  readonly systemDisk: string;
}

const INSIDE = [
  ...['dash', 'udevadm', 'kmod', 'lsblk', 'mount', 'umount', 'blockdev', 'losetup', 'swapon', 'swapoff'],
  ...['sfdisk', 'wipefs', 'blkid', 'mkfs.vfat', 'mkfs.ext4', 'mkswap'],
] as const;

/** Programs to make and run a guest, and those that are put inside; for testWith(). */
export const GUEST_PROGRAMS = [
  ...['qemu-system-x86_64', 'timeout', 'mke2fs', 'dpkg-deb', 'zstd', 'ldd'],
  ...INSIDE,
] as const;

/** Only needed to record what drives look like with them on it; in the guest when they are on this machine. */
const STORAGE_PROGRAMS = ['cryptsetup', 'lvm', 'mdadm', 'dmsetup'] as const;

const here = dirname(fileURLToPath(import.meta.url));
const cacheFolder = join(here, '../../.cache');
const SOURCES = ['guest-image.ts', 'guest-agent-helper.ts', 'guest-init.sh', 'guest-initrd.sh'];
const UDEV_FOLDER = '/usr/lib/udev';

/** Below lib/modules/<version>; folders are whole. What they need beyond themselves is in crypto and lib. */
const MODULES = [
  ...['modules.*', 'kernel/crypto/*', 'kernel/lib/*', 'kernel/arch/x86/crypto/*'],
  ...[
    'usb/common',
    'usb/core',
    'usb/host',
    'usb/storage',
    'scsi/scsi_*',
    'scsi/s[dgr]*',
    'cdrom',
    'mmc',
    'md',
  ].map((name) => `kernel/drivers/${name}*`),
  ...[
    'block/loop',
    'block/virtio_blk',
    'virtio',
    'char/virtio_console',
    'char/hw_random',
    'nvme',
    'ata/*ahci',
  ].map((name) => `kernel/drivers/${name}*`),
  ...['kernel/drivers/ata/libata*', 'kernel/drivers/dax/*', 'kernel/drivers/nvdimm/*', 'kernel/block/*'],
  ...['ext4', 'jbd2', 'mbcache', 'fat', 'exfat', 'nls', 'isofs'].map((name) => `kernel/fs/${name}*`),
];
/** Debian has all of these as modules; the others are loaded when the device manager finds their devices. */
const INITRD_MODULES = ['virtio_pci', 'virtio_blk', 'crc32c_generic', 'ext4'];

/** Gives the guest, making it when its ingredients changed. @throws Error naming what is missing */
export async function guestImage(): Promise<GuestImage> {
  const programs = [...INSIDE, ...STORAGE_PROGRAMS].flatMap((name) => findProgram(name) ?? []);
  const packages = await downloadedPackages();
  const key = fingerprint(programs, packages.kernelPath);
  const folder = join(cacheFolder, 'guest', key);
  const image = {
    kernel: join(folder, 'vmlinuz'),
    initrd: join(folder, 'initrd'),
    systemDisk: join(folder, 'system.img'),
  };
  if (existsSync(folder)) return image;
  await rm(dirname(folder), { recursive: true, force: true });
  const scratch = `${folder}.${process.pid}`;
  const root = join(scratch, 'root');
  await mkdir(root, { recursive: true });
  await makeSkeleton(root);
  await copyPrograms(root, programs);
  await makeBusybox(root, packages.busyboxPath);
  const kernelVersion = await unpackKernel(root, scratch, packages.kernelPath);
  await copyDeviceManager(root);
  await installAgent(root);
  await writeInitrd(root, join(scratch, 'initrd'), kernelVersion);
  makeDisk(root, join(scratch, 'system.img'), { label: 'system', sizeMiB: 1024 });
  await rm(root, { recursive: true });
  await rename(scratch, folder);
  return image;
}

/** A sparse file with an ext4 file system that holds the files of a folder. */
export function makeDisk(
  folder: string,
  path: string,
  { label, sizeMiB }: { readonly label: string; readonly sizeMiB: number },
): void {
  const options = ['-q', '-t', 'ext4', '-O', '^has_journal', '-E', 'root_owner=0:0', '-L', label];
  must('mke2fs', [...options, '-d', folder, path, `${sizeMiB}M`]);
}

/** Not by the judges' function: this also runs outside the test runner, to make recordings. */
function must(program: string, args: readonly string[]): string {
  const options = { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } } as const;
  const result = spawnSync(program, [...args], options);
  if (result.error !== undefined) throw result.error;
  if (result.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${result.stderr.slice(-2000)}`);
  return result.stdout;
}

function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin'];
  const path = folders.map((folder) => join(folder, name)).find((candidate) => existsSync(candidate));
  return path === undefined ? undefined : join(realpathSync(dirname(path)), name);
}

async function downloadedPackages(): Promise<{ readonly kernelPath: string; readonly busyboxPath: string }> {
  const boot = join(cacheFolder, 'boot-image');
  // Sound: written by the recipe of the boot image; a file that is missing is reported below.
  const list = JSON.parse(await readFile(join(boot, 'packages.json'), 'utf8')) as readonly PackageFile[];
  const path = (start: string): string => {
    const found = list.find((one) => one.name.startsWith(start));
    if (found === undefined) throw new Error(`the boot image recipe downloaded no ${start} (npm run setup)`);
    return join(boot, 'download', found.file);
  };
  return { kernelPath: path('linux-image-'), busyboxPath: path('busybox-static') };
}

function fingerprint(programs: readonly string[], kernelPath: string): string {
  const hash = createHash('sha256').update(process.version).update(basename(kernelPath));
  for (const name of SOURCES) hash.update(readFileSync(join(here, name)));
  for (const path of programs) hash.update(`${path} ${statSync(path).size} ${statSync(path).mtimeMs}\n`);
  return hash.digest('hex').slice(0, 16);
}

async function makeSkeleton(root: string): Promise<void> {
  const folders = [
    'dev',
    'proc',
    'sys',
    'run',
    'tmp',
    'root',
    'mnt',
    'media',
    'etc/udev',
    'etc/lvm',
    'var/lib',
  ];
  for (const name of [...folders, 'usr/bin', 'usr/sbin', 'usr/lib/x86_64-linux-gnu', 'usr/lib64'])
    await mkdir(join(root, name), { recursive: true });
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) await symlink(`usr/${name}`, join(root, name));
  await symlink('../run', join(root, 'var/run'));
  await symlink('/proc/self/mounts', join(root, 'etc/mtab'));
  // The accounts every Debian begins with; the rules of the device manager name some of the groups.
  for (const name of ['passwd', 'group'])
    await cp(`/usr/share/base-passwd/${name}.master`, join(root, 'etc', name));
  await writeFile(join(root, 'etc/os-release'), 'ID=debian\nPRETTY_NAME="Debian (test guest)"\n');
  await writeFile(join(root, 'etc/fstab'), '');
}

/** Each program and Node at its own place, and every library ldd names for them. */
async function copyPrograms(root: string, programs: readonly string[]): Promise<void> {
  const node = join(root, 'usr/bin/node');
  await cp(process.execPath, node);
  for (const path of programs) await cp(path, join(root, merged(path)), { dereference: true });
  const libraries = new Set<string>();
  for (const path of [process.execPath, ...programs])
    for (const match of must('ldd', [path]).matchAll(/(?:=>\s+|^\s+)(\/\S+)/gm))
      if (match[1] !== undefined) libraries.add(match[1]);
  for (const path of libraries) await cp(realpathSync(path), join(root, merged(path)));
}

/** "/lib/x" and "/usr/lib/x" are one place on a Debian of today. */
function merged(path: string): string {
  return path.startsWith('/usr/') ? path : `/usr${path}`;
}

/** Names of busybox for everything that did not come as a program of its own. */
async function makeBusybox(root: string, debPath: string): Promise<void> {
  const unpacked = join(root, '../busybox');
  must('dpkg-deb', ['-x', debPath, unpacked]);
  const source = ['bin/busybox', 'usr/bin/busybox'].map((part) => join(unpacked, part)).find(existsSync);
  if (source === undefined) throw new Error(`${debPath} brought no busybox`);
  await cp(source, join(root, 'usr/bin/busybox'));
  const present = new Set([
    ...(await readdir(join(root, 'usr/bin'))),
    ...(await readdir(join(root, 'usr/sbin'))),
  ]);
  for (const name of must(source, ['--list']).trim().split('\n'))
    if (!present.has(name)) await symlink('busybox', join(root, 'usr/bin', name));
  // Busybox as the shell would run its own mount, losetup and blkid in place of those that are there.
  await relink(root, 'sh', 'dash');
  for (const name of ['modprobe', 'insmod', 'lsmod', 'depmod']) await relink(root, name, 'kmod');
  // The path the kernel calls when it misses a driver.
  await symlink('../bin/kmod', join(root, 'usr/sbin/modprobe'));
  await rm(unpacked, { recursive: true });
}

async function relink(root: string, name: string, program: string): Promise<void> {
  const path = join(root, 'usr/bin', name);
  await rm(path, { force: true });
  await symlink(program, path);
}

/** @returns the kernel's version, which names the folder of its modules */
async function unpackKernel(root: string, scratch: string, debPath: string): Promise<string> {
  const patterns = MODULES.map((one) => `'./lib/modules/*/${one}'`).join(' ');
  const tar = (options: string): string => `dpkg-deb --fsys-tarfile '${debPath}' | tar -x ${options}`;
  must('sh', ['-c', tar(`-C '${root}/usr' --wildcards ${patterns}`)]);
  must('sh', ['-c', tar(`-C '${scratch}' --strip-components=2 --wildcards './boot/vmlinuz-*'`)]);
  const [kernelVersion = ''] = await readdir(join(root, 'usr/lib/modules'));
  await rename(join(scratch, `vmlinuz-${kernelVersion}`), join(scratch, 'vmlinuz'));
  kmod('depmod', ['-b', root, kernelVersion]);
  return kernelVersion;
}

/** kmod is many programs in one, told apart by the name it is called by. */
function kmod(name: 'depmod' | 'modprobe', args: readonly string[]): string {
  const path = findProgram('kmod') ?? 'kmod';
  const result = spawnSync(path, [...args], { encoding: 'utf8', argv0: name });
  if (result.status !== 0) throw new Error(`${name} ${args.join(' ')}: ${result.stderr.slice(-2000)}`);
  return result.stdout;
}

/** udev with its rules but without the hardware database, which is 13 MB about keyboards and mice. */
async function copyDeviceManager(root: string): Promise<void> {
  await mkdir(join(root, 'usr/lib/systemd'), { recursive: true });
  await symlink('/usr/bin/udevadm', join(root, 'usr/lib/systemd/systemd-udevd'));
  await cp(UDEV_FOLDER, join(root, UDEV_FOLDER), {
    recursive: true,
    filter: (source) => !source.includes('hwdb'),
  });
}

async function installAgent(root: string): Promise<void> {
  await build({
    entryPoints: [join(here, 'guest-agent-helper.ts')],
    outfile: join(root, 'usr/lib/guest-agent.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'silent',
  });
  await cp(join(here, 'guest-init.sh'), join(root, 'usr/sbin/guest-init'));
  must('chmod', ['755', join(root, 'usr/sbin/guest-init')]);
}

async function writeInitrd(root: string, path: string, kernelVersion: string): Promise<void> {
  const listed = kmod('modprobe', [
    '-a',
    '-d',
    root,
    '-S',
    kernelVersion,
    '--show-depends',
    ...INITRD_MODULES,
  ]);
  const modules = [...new Set([...listed.matchAll(/^insmod (\S+)/gm)].flatMap((match) => match[1] ?? []))];
  const file = (name: string, content: Uint8Array | string, isExecutable: boolean): CpioEntry => ({
    kind: 'file',
    path: name,
    content,
    isExecutable,
  });
  const entries: CpioEntry[] = [
    ...['dev', 'proc', 'sys', 'root'].map((name): CpioEntry => ({ kind: 'folder', path: name })),
    file('bin/busybox', join(root, 'usr/bin/busybox'), true),
    file('init', join(here, 'guest-initrd.sh'), true),
    file('modules/order', Buffer.from(`${modules.map((one) => basename(one)).join('\n')}\n`), false),
    ...modules.map((one) => file(`modules/${basename(one)}`, one, false)),
  ];
  await writeCompressed(entries, path, 'fast');
}
