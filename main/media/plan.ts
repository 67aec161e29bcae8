/**
 * From a request and what was fetched for it to the files of a bootable medium. Pure: no clock, no random numbers, no
 * I/O; the same input gives the same bytes.
 * Trap: a disc and a drive of the same request differ (`_SMSTSLaunchMode`), so each has its own Variables.dat,
 * manifest and signature. The boot sectors and boot images are no files; the caller hands `bootParts` to the layouts.
 */
import { encodeUtf8 } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { bytesContent, type ContentFile } from '#base/extent.ts';
import { buildTree, type TreeFile } from '#base/file-tree.ts';
import { GIB } from '#base/units.ts';
import { encodeTsmBootstrap } from '#formats/tsm-bootstrap/index.ts';
import { encodeVariablesDat } from '#formats/variables-dat/index.ts';
import type { BootPartName } from './boot-image.ts';
import {
  encodeManifest,
  manifestFile,
  MANIFEST_PATH,
  SIGNATURE_PATH,
  signManifest,
  type ManifestFile,
  type MediaManifest,
} from './manifest.ts';
import { bootableMediaVariables, type OutputKind } from './media-variables.ts';
import type { BootablePlanInput, BootImageContent } from './plan-input.ts';
import { checkBootParts, checkSecrets, checkValidity, type PlanWarning } from './plan-checks.ts';

export const BOOTSTRAP_PATH = 'SMS/data/TsmBootstrap.ini';
export const VARIABLES_PATH = 'SMS/data/Variables.dat';
export const LABEL_PATH = 'MediaLabel.txt';
export const AUTORUN_PATH = 'autorun.inf';

export interface PlannedOutput {
  readonly kind: OutputKind;
  /** In the order of their paths; manifest and signature included. */
  readonly files: readonly TreeFile[];
  readonly contentBytes: number;
  readonly manifest: MediaManifest;
}

export interface MediaPlan {
  readonly mediaId: string;
  readonly label: string;
  readonly partitionStyle: 'gpt' | 'mbr';
  /** File time of everything on the medium. */
  readonly createdAt: Date;
  /** When the medium stops working: the certificate or the media token, whichever ends first. ISO 8601. */
  readonly worksUntil: string;
  readonly bootParts: Readonly<Record<BootPartName, Uint8Array>>;
  readonly outputs: Readonly<Record<OutputKind, PlannedOutput>>;
  readonly warnings: readonly PlanWarning[];
}

const MAX_FAT32_FILE_BYTES = 4 * GIB - 1;

/**
 * Plans bootable media.
 * @throws MediaError E_MEDIA_REQUEST, E_MEDIA_PASSWORD_MISSING, _WEAK or _SHOWN, E_MEDIA_TOKEN_MISSING,
 * E_MEDIA_SITE_FACTS, E_MEDIA_HIDDEN_VALUE, E_MEDIA_CERTIFICATE_EXPIRED, E_MEDIA_BOOT_IMAGE, E_MEDIA_CONTENT_HASH,
 * E_MEDIA_FILE_TOO_LARGE, and those of `encodeVariablesDat` and `buildTree`.
 */
export function planBootableMedia(input: BootablePlanInput): MediaPlan {
  const warnings = checkSecrets(input);
  checkValidity(input);
  const shared = sharedFiles(input);
  checkBootParts(input.bootImage);
  const { request, identity, policySource } = input;
  const tokenExpires =
    policySource.mediaManagement === 'internet-based' ? policySource.mediaToken.expires : undefined;
  if (tokenExpires !== undefined && Date.parse(tokenExpires) < Date.parse(identity.expires)) {
    const message = `the media token ends at ${tokenExpires}, before the certificate (${identity.expires})`;
    warnings.push({ code: 'certificate-outlives-token', message });
  }
  return {
    mediaId: identity.mediaGuid,
    label: request.label,
    partitionStyle: request.partitionStyle,
    createdAt: input.createdAt,
    worksUntil: earliest(identity.expires, tokenExpires),
    bootParts: input.bootImage.bootParts,
    outputs: { disc: planOutput(input, 'disc', shared), drive: planOutput(input, 'drive', shared) },
    warnings,
  };
}

function planOutput(input: BootablePlanInput, kind: OutputKind, shared: readonly TreeFile[]): PlannedOutput {
  const variables = encodeVariablesDat(
    bootableMediaVariables({ ...input, bootImageSourceVersion: input.bootImage.sourceVersion }, kind),
    {
      password: input.secrets.password,
      algorithm: input.request.algorithm,
    },
  );
  const listed = [...shared, fileOf(VARIABLES_PATH, variables)];
  const manifest = manifestOf(input, kind, listed.map(manifestEntry));
  const manifestBytes = encodeManifest(manifest);
  const files = [
    ...listed,
    fileOf(MANIFEST_PATH, manifestBytes),
    fileOf(SIGNATURE_PATH, signManifest(manifestBytes, input.identity)),
  ].toSorted((a, b) => (a.path < b.path ? -1 : 1));
  buildTree(files); // refuses names Windows cannot hold and paths that are there twice
  const contentBytes = files.reduce((total, file) => total + file.content.sizeBytes, 0);
  return { kind, files, contentBytes, manifest };
}

/** The files that are the same on every output. */
function sharedFiles(input: BootablePlanInput): readonly TreeFile[] {
  const { request, secrets } = input;
  const files: TreeFile[] = [
    ...bootImageFiles(input.bootImage),
    ...prestartFiles(input),
    fileOf(
      BOOTSTRAP_PATH,
      encodeTsmBootstrap({
        mediaType: 'BootMedia',
        isPasswordRequired: secrets.password !== undefined,
        isUnattended: request.unattended,
      }),
    ),
    fileOf(LABEL_PATH, encodeUtf8(`label=${request.label}\r\n`)),
  ];
  // What to start in full Windows is Microsoft's program, which is not ours to ship; the label is all we can set.
  if (request.autorun)
    files.push(fileOf(AUTORUN_PATH, encodeUtf8(`[autorun]\r\nlabel=${request.label}\r\n`)));
  for (const file of files) {
    if (file.content.sizeBytes > MAX_FAT32_FILE_BYTES) {
      throw new MediaError(
        'E_MEDIA_FILE_TOO_LARGE',
        `${file.path} has ${file.content.sizeBytes} bytes, FAT32 holds ${MAX_FAT32_FILE_BYTES}`,
      );
    }
  }
  return files;
}

function bootImageFiles(bootImage: BootImageContent): readonly TreeFile[] {
  return bootImage.description.files
    .filter((file) => file.role === 'medium')
    .map((file): TreeFile => {
      const content = bootImage.fileAt(file.path);
      if (content === undefined) throw new MediaError('E_MEDIA_BOOT_IMAGE', `the package lacks ${file.path}`);
      if (content.sizeBytes !== file.sizeBytes || (content.sha256 ?? file.sha256) !== file.sha256) {
        throw new MediaError(
          'E_MEDIA_BOOT_IMAGE',
          `${file.path} should have ${file.sizeBytes} bytes and SHA-256 ${file.sha256}; the package has ${content.sizeBytes} and ${content.sha256 ?? 'none'}`,
        );
      }
      return { path: file.path.slice('medium/'.length), content: withHash(content, file.sha256) };
    });
}

function prestartFiles(input: BootablePlanInput): readonly TreeFile[] {
  const packageId = input.request.prestart?.packageId;
  const files = input.prestartFiles ?? [];
  if (packageId === undefined) {
    if (files.length > 0)
      throw new MediaError('E_MEDIA_REQUEST', 'prestart files without a prestart.packageId');
    return [];
  }
  if (files.length === 0) {
    throw new MediaError('E_MEDIA_REQUEST', `prestart.packageId: the package ${packageId} brought no files`);
  }
  return files.map((file) => ({ path: `SMS/PKG/${packageId}/${file.path}`, content: file.content }));
}

function manifestOf(
  input: BootablePlanInput,
  output: OutputKind,
  files: readonly ManifestFile[],
): MediaManifest {
  const { request, site, identity, policySource, bootImage } = input;
  const isForInternet = policySource.mediaManagement === 'internet-based';
  return {
    schema: 1,
    mediaId: identity.mediaGuid,
    kind: request.kind,
    output,
    label: request.label,
    mediaManagement: request.mediaManagement,
    siteCode: site.siteCode,
    ...(isForInternet ? { cmg: request.cmg ?? policySource.gateway.address } : {}),
    bootImage: {
      packageId: request.bootImageId,
      name: bootImage.description.name,
      version: bootImage.description.version,
    },
    created: input.createdAt.toISOString(),
    certificate: { thumbprint: identity.thumbprint, origin: identity.origin, expires: identity.expires },
    ...(isForInternet ? { mediaTokenExpires: new Date(policySource.mediaToken.expires).toISOString() } : {}),
    isPasswordProtected: input.secrets.password !== undefined,
    builderVersion: input.builderVersion,
    files: [...files],
  };
}

function manifestEntry(file: TreeFile): ManifestFile {
  const { sizeBytes, sha256 } = file.content;
  if (sha256 === undefined) {
    throw new MediaError(
      'E_MEDIA_CONTENT_HASH',
      `${file.path} (${file.content.name}) came without a SHA-256`,
    );
  }
  return { path: file.path, sizeBytes, sha256 };
}

function fileOf(path: string, bytes: Uint8Array): TreeFile {
  return { path, content: withHash(bytesContent(path, bytes), manifestFile(path, bytes).sha256) };
}

function withHash(content: ContentFile, sha256: string): ContentFile {
  return { name: content.name, sizeBytes: content.sizeBytes, sha256, open: (signal) => content.open(signal) };
}

function earliest(first: string, second: string | undefined): string {
  return second !== undefined && Date.parse(second) < Date.parse(first) ? second : first;
}
