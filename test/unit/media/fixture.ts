// A small boot image, a site and an identity for the tests of `media`; nothing here is read from disk.
import { randomBytes } from 'node:crypto';
import { encodeUtf8 } from '#base/bytes.ts';
import { bytesContent, type ContentFile } from '#base/extent.ts';
import type { TreeFile } from '#base/file-tree.ts';
import { sha256Hex } from '#base/hash.ts';
import { generateRsaKey } from '#base/rsa.ts';
import type { MediumReader } from '#image/medium-reader.ts';
import { BOOT_PARTS, type BootImageDescription, type BootPartName } from '#media/boot-image.ts';
import { createMediaIdentity, type MediaIdentity } from '#media/certificate.ts';
import type { BootablePlanInput, BootImageContent } from '#media/plan-input.ts';
import type { PolicySource, SiteFacts } from '#media/site-facts.ts';
import { parseBootableRequest, type MediaRequestInput } from '#media/request.ts';

/** 14 random printable characters, made once for these tests. */
export const STRONG_PASSWORD = 'k3!vR9#qTz2@Lm';
export const CREATED = new Date('2026-11-20T12:00:00Z');
export const MEDIA_ID = '09821541-3be2-421c-aa13-d1e0ad7f6c21';
export const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJUeXBlIjoiTWVkaWEifQ.c2lnbmF0dXJl';

const mediumFiles: Readonly<Record<string, string>> = {
  'medium/EFI/BOOT/BOOTX64.EFI': 'shim',
  'medium/boot/grub/grub.cfg': 'set timeout=0\n',
  'medium/boot/vmlinuz': 'kernel',
  'medium/boot/initrd': 'initrd'.repeat(1000),
};

const partBytes = (part: BootPartName): Uint8Array => encodeUtf8(`boot part ${part}`);

export function bootImage(): BootImageContent {
  const contents = new Map<string, Uint8Array>(
    Object.entries(mediumFiles).map(([path, text]) => [path, encodeUtf8(text)]),
  );
  for (const part of BOOT_PARTS) contents.set(`firmware/${part}.img`, partBytes(part));
  const description: BootImageDescription = {
    schema: 1,
    family: 'linux',
    name: 'Boot image (x64)',
    version: '0.1.0',
    architecture: 'x64',
    kernelVersion: '6.1.0',
    nodeVersion: '20.20.2',
    files: [...contents].map(([path, bytes]) => ({
      path,
      sizeBytes: bytes.length,
      sha256: sha256Hex(bytes),
      role: path.startsWith('medium/') ? 'medium' : 'firmware',
    })),
  };
  return {
    sourceVersion: 3,
    description,
    fileAt: (path) => {
      const bytes = contents.get(path);
      return bytes && bytesContent(path, bytes);
    },
    bootParts: {
      'gpt-boot-sector': partBytes('gpt-boot-sector'),
      'gpt-core': partBytes('gpt-core'),
      'mbr-boot-sector': partBytes('mbr-boot-sector'),
      'mbr-core': partBytes('mbr-core'),
      'iso-eltorito': partBytes('iso-eltorito'),
      'iso-hybrid-boot-sector': partBytes('iso-hybrid-boot-sector'),
      efi: partBytes('efi'),
    },
  };
}

export const site: SiteFacts = {
  siteCode: 'PS1',
  rootCaCertificates: [Uint8Array.of(0x30, 0x01, 0xaa), Uint8Array.of(0x30, 0x01, 0xbb)],
  siteSigningCertificate: Uint8Array.of(0x30, 0x01, 0xcc),
  unknownComputers: {
    x64: '11111111-2222-3333-4444-555555555564',
    x86: '11111111-2222-3333-4444-555555555586',
  },
  ports: { http: 80, https: 443 },
  iisSslState: 448,
  checkRevocation: false,
};

export const internetSource: PolicySource = {
  mediaManagement: 'internet-based',
  gateway: { address: 'contoso-cmg.contoso.test', mutualAuthPath: 'CCM_Proxy_MutualAuth/72057594037928100' },
  mediaToken: { token: TOKEN, expires: '2027-05-20T12:00:00.000Z' },
};

export const internetRequest: MediaRequestInput = {
  kind: 'bootable',
  mediaManagement: 'internet-based',
  bootImageId: 'PS100001',
  cmg: 'contoso-cmg.contoso.test',
  unknownComputers: true,
};

let made: Promise<MediaIdentity> | undefined;

/** One identity for a whole test file: RSA keys are slow to make. */
export async function identity(): Promise<MediaIdentity> {
  made ??= createMediaIdentity({
    mediaId: MEDIA_ID,
    start: CREATED,
    random: (count) => new Uint8Array(randomBytes(count)),
    generateKey: generateRsaKey,
  });
  return await made;
}

export async function planInput(
  changes: Partial<Omit<BootablePlanInput, 'request'>> & {
    readonly request?: Partial<MediaRequestInput>;
  } = {},
): Promise<BootablePlanInput> {
  const { request, ...rest } = changes;
  return {
    request: parseBootableRequest({ ...internetRequest, ...request }),
    secrets: { password: STRONG_PASSWORD },
    site,
    policySource: internetSource,
    bootImage: bootImage(),
    identity: await identity(),
    createdAt: CREATED,
    builderVersion: '0.1.0',
    ...rest,
  };
}

export async function bytesOf(content: ContentFile): Promise<Uint8Array> {
  const reader = await content.open(new AbortController().signal);
  const bytes = new Uint8Array(content.sizeBytes);
  let filled = 0;
  for (;;) {
    const count = await reader.readInto(bytes.subarray(filled));
    if (count === 0) break;
    filled += count;
  }
  await reader.close();
  return bytes.subarray(0, filled);
}

/** A medium in memory; tests change `files` to damage it. */
export class MemoryMedium implements MediumReader {
  readonly fileSystem = 'FAT32';
  readonly label = 'CONFIGURATI';
  readonly files = new Map<string, Uint8Array>();

  static async of(tree: readonly TreeFile[]): Promise<MemoryMedium> {
    const medium = new MemoryMedium();
    for (const { path, content } of tree) medium.files.set(path, await bytesOf(content));
    return medium;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  async *list(): AsyncIterable<{ readonly path: string; readonly sizeBytes: number }> {
    for (const [path, bytes] of this.files) yield { path, sizeBytes: bytes.length };
  }

  open(path: string): Promise<ContentFile | undefined> {
    const found = [...this.files].find(([name]) => name.toUpperCase() === path.toUpperCase());
    return Promise.resolve(found && bytesContent(path, found[1]));
  }
}
