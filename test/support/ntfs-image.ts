/**
 * Images as Windows would have them, made with wimlib from an NTFS volume: security descriptors, reparse points, named
 * streams, hard links, short names, compressed and hidden files; and how what was applied is compared with them.
 */
import { createCipheriv } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MIB } from '#base/units.ts';
import { attach, detach, makeImage } from './image-disks.ts';
import { oracle } from './oracle.ts';
import { tempFolder } from './temp.ts';

export interface SystemFile {
  readonly path: string;
  readonly bytes: Uint8Array | string;
}

/** The boot files a startable image of the lab has, small stand-ins without a program in them. */
export const labBootFiles: readonly SystemFile[] = [
  { path: 'Windows/Boot/EFI/shimx64.efi', bytes: 'shim '.repeat(5_000) },
  { path: 'Windows/Boot/EFI/grubx64.efi', bytes: 'grub '.repeat(9_000) },
  { path: 'Windows/Boot/EFI/mmx64.efi', bytes: 'mm '.repeat(3_000) },
  { path: 'Windows/Boot/linux/vmlinuz', bytes: 'kernel '.repeat(100_000) },
  { path: 'Windows/Boot/linux/initrd', bytes: 'initrd '.repeat(200_000) },
  { path: 'Windows/Boot/PCAT/boot-code.img', bytes: new Uint8Array(440).fill(0xeb) },
  { path: 'Windows/Boot/PCAT/core.img', bytes: new Uint8Array(100_000).fill(0xc0) },
  { path: 'Windows/system.json', bytes: '{"name":"Contoso Lab Workstation 1","version":"10.0.26100.1"}' },
];

/** Bytes that do not compress, the same for the same number. */
export function noise(length: number, seed = 1): Uint8Array {
  return createCipheriv('aes-256-ctr', Buffer.alloc(32, seed), Buffer.alloc(16)).update(Buffer.alloc(length));
}

export async function writeTree(root: string, files: readonly SystemFile[]): Promise<void> {
  for (const { path, bytes } of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), bytes);
  }
}

/** Captures a folder as image 1 of a WIM. */
export function captureFolder(source: string, wim: string, options: readonly string[] = []): void {
  must('wimlib-imagex', ['capture', source, wim, 'Contoso Lab Workstation 1', ...options]);
}

/** Python, because no tool of Debian's base sets extended attributes; ntfs-3g gives NTFS' own features by them. */
const DECORATE = `
import os, struct, sys
root = sys.argv[1]
def path(name): return os.path.join(root, name)
os.makedirs(path('Users/Public'), exist_ok=True)
os.makedirs(path('Windows/System32/Long folder name'), exist_ok=True)
for name in ['Users/a file.txt', 'Users/secret.txt', 'Windows/System32/one.dll', 'Windows/System32/Long folder name/deep.txt']:
    open(path(name), 'wb').write(name.encode() * 2000)
os.link(path('Windows/System32/one.dll'), path('Windows/System32/two.dll'))
os.link(path('Windows/System32/one.dll'), path('Users/three.dll'))
os.setxattr(path('Users/a file.txt'), 'user.Zone.Identifier', b'[ZoneTransfer]\\r\\nZoneId=3\\r\\n')
os.setxattr(path('Users/a file.txt'), 'user.other', b'x' * 60000)
os.setxattr(path('Users/Public'), 'user.on a folder', b'stream of a folder')
os.setxattr(path('Windows/System32/Long folder name'), 'system.ntfs_dos_name', b'LONGFO~1')
os.setxattr(path('Windows/System32/Long folder name/deep.txt'), 'system.ntfs_dos_name', b'DEEP~1.TXT')
# Hidden + system + archive.
os.setxattr(path('Users/secret.txt'), 'system.ntfs_attrib', struct.pack('<I', 0x26))
# Owner and group Administrators; Everyone may read, SYSTEM everything.
def sid(*parts): return struct.pack('>BBHI', 1, len(parts) - 1, 0, parts[0]) + b''.join(struct.pack('<I', p) for p in parts[1:])
admins, system, everyone = sid(5, 32, 544), sid(5, 18), sid(1, 0)
def ace(mask, who): return struct.pack('<BBHI', 0, 3, 8 + len(who), mask) + who
aces = ace(0x001f01ff, system) + ace(0x00120089, everyone)
acl = struct.pack('<BBHHH', 2, 0, 8 + len(aces), 2, 0) + aces
owner = 20; group = owner + len(admins); dacl = group + len(admins)
descriptor = struct.pack('<BBHIIII', 1, 0, 0x8004, owner, group, 0, dacl) + admins + admins + acl
for name in ['Users/secret.txt', 'Windows/System32', 'Windows/System32/one.dll']:
    os.setxattr(path(name), 'system.ntfs_acl', descriptor)
# A junction: Users/Link -> C:\\\\Windows.
target = '\\\\??\\\\C:\\\\Windows'.encode('utf-16le'); shown = 'C:\\\\Windows'.encode('utf-16le')
names = target + b'\\0\\0' + shown + b'\\0\\0'
body = struct.pack('<HHHH', 0, len(target), len(target) + 2, len(shown)) + names
os.mkdir(path('Users/Link'))
os.setxattr(path('Users/Link'), 'system.ntfs_reparse_data', struct.pack('<IHH', 0xA0000003, len(body), 0) + body)
`;

/** A WIM of an NTFS volume that has everything; image 1 is startable as the lab's. */
export async function captureDecorated(wim: string, options: readonly string[] = []): Promise<void> {
  const folder = await tempFolder('decorated');
  const image = await makeImage(join(folder, 'ntfs.img'), 96 * MIB);
  const device = attach(image.path, 0, image.sizeBytes);
  try {
    must('mkntfs', ['-f', '-Q', '-L', 'Windows', device]);
    const mounted = join(folder, 'mounted');
    await mkdir(mounted);
    must('ntfs-3g', ['-o', 'efs_raw,streams_interface=xattr', device, mounted]);
    try {
      await writeTree(mounted, labBootFiles);
      must('python3', ['-c', DECORATE, mounted]);
    } finally {
      must('umount', [mounted]);
    }
    must('wimlib-imagex', ['capture', device, wim, 'Contoso Lab Workstation 1', ...options]);
  } finally {
    detach(device);
    await rm(image.path);
  }
}

/** What wimlib knows of every file of image 1, by path; the root is left out, its facts are the volume's. */
export function detailsOf(wim: string): Readonly<Record<string, readonly string[]>> {
  const text = must('wimlib-imagex', ['dir', wim, '1', '--detailed']);
  const kept =
    /^\s*(Short Name|Attributes|FILE_ATTRIBUTE|Security Descriptor|Creation Time|Last Write Time|Reparse Tag|Link Count|Hash|Uncompressed size|Named data stream|Unnamed data stream|Reparse point stream)/;
  const blocks = text.split(/^-{20,}$/m).map((block) => {
    const lines = block.split('\n').map((line) => line.trim());
    const path = /"(.*)"/.exec(lines.find((line) => line.startsWith('Full Path')) ?? '')?.[1] ?? '';
    return [path, lines.filter((line) => kept.test(line))] as const;
  });
  return Object.fromEntries(blocks.filter(([path]) => path !== '' && path !== '/'));
}

/** Captures a volume of a disk image, to be looked at. */
export function captureVolume(
  disk: string,
  volume: { startBytes: number; sizeBytes: number },
  wim: string,
): void {
  const device = attach(disk, volume.startBytes, volume.sizeBytes);
  try {
    must('wimlib-imagex', ['capture', device, wim, 'applied', '--compress=none']);
  } finally {
    detach(device);
  }
}

export function must(program: string, args: readonly string[]): string {
  const result = oracle(program, args);
  if (result.exitCode !== 0) throw new Error(`${program} ${args.join(' ')}: ${result.output}`);
  return result.stdout;
}
