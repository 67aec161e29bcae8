/**
 * What a file is packed with, by its first bytes; its name says nothing. Known containers that would be written to a
 * drive as they are, and make it useless, are refused by name.
 */
import { encodeLatin1 } from '#base/bytes.ts';

export type Packing = 'none' | 'gzip' | 'xz' | 'zstd' | 'zip';

/** How many bytes `packingOf` looks at. */
export const HEAD_BYTES = 36_864;

const PACKINGS: readonly (readonly [Packing, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b, 0x08]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  // An archive without a file begins with its end record, a split one with a marker.
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  ['zip', [0x50, 0x4b, 0x07, 0x08]],
];

const REFUSED: readonly (readonly [string, string])[] = [
  ['7z\xbc\xaf\x27\x1c', 'a 7-Zip archive'],
  ['Rar!\x1a\x07', 'a RAR archive'],
  ['BZh', 'a bzip2 file'],
  ['\x04\x22\x4d\x18', 'an LZ4 file'],
  ['LZIP', 'an lzip file'],
  ['KDMV', 'a virtual disk of VMware (VMDK)'],
  ['QFI\xfb', 'a virtual disk of QEMU (qcow2)'],
  ['vhdxfile', 'a virtual disk (VHDX)'],
  ['conectix', 'a virtual disk that grows (VHD)'],
  ['<<< Oracle VM', 'a virtual disk of VirtualBox (VDI)'],
  ['MSWIM\0\0\0', 'a Windows image file (WIM)'],
  ['%PDF-', 'a PDF document'],
];

/** The packing, or why a file cannot be an image. `head`: its first `HEAD_BYTES`, fewer when it is shorter. */
export function packingOf(head: Uint8Array): { readonly packing: Packing } | { readonly refused: string } {
  const starts = (bytes: ArrayLike<number>): boolean =>
    head.length >= bytes.length && Array.from(bytes).every((byte, index) => head[index] === byte);
  for (const [packing, magic] of PACKINGS) if (starts(magic)) return { packing };
  // A skippable frame of Zstandard: 50 to 5F 2A 4D 18.
  const [first = 0] = head;
  if (first >= 0x50 && first <= 0x5f && starts([first, 0x2a, 0x4d, 0x18])) return { packing: 'zstd' };
  for (const [magic, name] of REFUSED) if (starts(encodeLatin1(magic))) return { refused: name };
  if (hasAt(head, 257, 'ustar')) return { refused: 'a tar archive' };
  return { packing: 'none' };
}

/** Is there anything in it that firmware or an operating system could find: partition table, boot sector, ISO 9660, UDF, ext? */
export function looksLikeImage(head: Uint8Array): boolean {
  return (
    hasAt(head, 510, '\x55\xaa') ||
    hasAt(head, 512, 'EFI PART') ||
    hasAt(head, 4096, 'EFI PART') ||
    hasAt(head, 32_769, 'CD001') ||
    hasAt(head, 32_769, 'BEA01') ||
    hasAt(head, 1080, '\x53\xef')
  );
}

function hasAt(head: Uint8Array, offset: number, text: string): boolean {
  return encodeLatin1(text).every((byte, index) => head[offset + index] === byte);
}
