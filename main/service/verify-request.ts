/**
 * "Is every sector as it was made?" The manifest on the medium (files, sizes, SHA-256, media id, time), the partition
 * style of the request and the boot programs of the site's boot image give the whole layout again, so tables, FATs and
 * directories are compared byte by byte, and each file by its hash.
 * Trap: a system that only mounted the stick may have changed sectors no file lies in (Windows adds folders of its own
 * and a mark in the FAT). That is reported, because it is not as it was made, and it is no damage.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { bytesContent, type ContentFile } from '#base/extent.ts';
import type { TreeFile } from '#base/file-tree.ts';
import { sha256Hex } from '#base/hash.ts';
import type { Progress, RunOptions } from '#base/progress.ts';
import type { BlockDevice } from '#image/block-device.ts';
import type { MediumReader } from '#image/medium-reader.ts';
import { openMedium } from '#image/open-medium.ts';
import { findPartitions } from '#image/partitions.ts';
import { MANIFEST_PATH, parseManifest, SIGNATURE_PATH, type MediaManifest } from '#media/manifest.ts';
import { READ_LIMITS, readSmallFile } from '#media/read-medium.ts';
import type { BootableMediaRequest } from '#media/request.ts';
import { verifyMedium, type VerifyReport } from '#media/verify-medium.ts';
import { createAdminServiceClient } from '#site/admin-service-client.ts';
import { readCatalog } from '#site/catalog.ts';
import type { SiteConnection } from '#site/connection.ts';
import { openContentSource } from '#site/content-source.ts';
import { compareSectors, type SectorComparison } from './compare-sectors.ts';
import { chooseBootImage, openBootImage } from './gather-site.ts';
import { discParts, diskParts } from './layout-parts.ts';
import { withTarget, type TargetOptions } from './open-target.ts';
import { planDisc, planDisk, type LayoutSource } from './plan-layout.ts';

export interface VerifyAgainstRequest {
  readonly path: string;
  readonly request: BootableMediaRequest;
  readonly connection: SiteConnection;
  /** Version of this program. */
  readonly builderVersion: string;
}

export interface SectorReport extends VerifyReport {
  readonly sectors: SectorComparison;
  /** What the request says and the medium does not; the medium may have been made from another request. */
  readonly notes: readonly string[];
}

type BootImage = Awaited<ReturnType<typeof openBootImage>>;

/**
 * Compares a drive or image file with the plan of its request.
 * @throws MediaError E_CHOICE_UNUSABLE when the site's boot image is of another version than the medium's; E_SITE_*,
 * E_DEVICE_*, E_IMAGE_*, E_MEDIA_FOREIGN, E_MEDIA_MANIFEST, E_CANCELLED
 */
export async function verifyAgainstRequest(
  input: VerifyAgainstRequest,
  options: TargetOptions & {
    readonly onProgress?: ((subject: string, progress: Progress) => void) | undefined;
  } = {},
): Promise<SectorReport> {
  const { path, request, connection } = input;
  const { signal, machine } = options;
  const onProgress = (progress: Progress): void => options.onProgress?.(path, progress);
  const bootImage = await fetchBootImage(request, connection, { signal });
  return await withTarget(
    path,
    async (device, { isDrive }) => {
      const reader = await openMedium(device);
      const report = await verifyMedium(reader, { signal, skipsContents: true });
      const { manifest, files } = await filesOf(reader, signal);
      requireSameBootImage(manifest, bootImage);
      const source: LayoutSource = {
        mediaId: manifest.mediaId,
        label: manifest.label,
        partitionStyle: request.partitionStyle,
        createdAt: new Date(manifest.created),
        bootParts: bootImage.bootParts,
        files,
      };
      const layout = await layoutOf(source, manifest, { device, isDrive });
      const sectors = await compareSectors({ device, ...layout }, { signal, onProgress });
      const isIntact = report.isIntact && sectors.differing.length === 0;
      return { ...report, isIntact, sectors, notes: differences(input, manifest) };
    },
    { signal, machine },
  );
}

async function fetchBootImage(
  request: BootableMediaRequest,
  connection: SiteConnection,
  run: RunOptions,
): Promise<BootImage> {
  const client = createAdminServiceClient(connection);
  const content = openContentSource(connection);
  try {
    return await openBootImage(content, chooseBootImage(request, await readCatalog(client, run)), run);
  } finally {
    await client.close();
    await content.close();
  }
}

function requireSameBootImage({ bootImage: made }: MediaManifest, { description }: BootImage): void {
  if (made.version === description.version) return;
  throw new MediaError(
    'E_CHOICE_UNUSABLE',
    `the medium was made with version ${made.version} of the boot image ${made.packageId}, the site has ${description.version}; ` +
      'its boot programs cannot be compared (verify without --request still compares the files)',
  );
}

/** The files as they were planned: from the manifest, which cannot list itself and its signature. */
async function filesOf(
  reader: MediumReader,
  signal: AbortSignal | undefined,
): Promise<{ readonly manifest: MediaManifest; readonly files: readonly TreeFile[] }> {
  const manifestBytes = await needed(reader, MANIFEST_PATH, signal);
  const manifest = parseManifest(manifestBytes);
  const signature = await needed(reader, SIGNATURE_PATH, signal);
  const files = manifest.files.map(({ path, sizeBytes, sha256 }): TreeFile => {
    const open: ContentFile['open'] = () => Promise.reject(new Error(`${path} is only compared`));
    return { path, content: { name: path, sizeBytes, sha256, open } };
  });
  const own = [
    [MANIFEST_PATH, manifestBytes],
    [SIGNATURE_PATH, signature],
  ] as const;
  for (const [path, bytes] of own) {
    files.push({ path, content: { ...bytesContent(path, bytes), sha256: sha256Hex(bytes) } });
  }
  return { manifest, files };
}

async function needed(
  reader: MediumReader,
  path: string,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const bytes = await readSmallFile(reader, path, { maxBytes: READ_LIMITS.manifest, signal });
  if (bytes === undefined)
    throw new MediaError('E_MEDIA_FOREIGN', `there is no ${path}; the layout cannot be known`);
  return bytes;
}

type Layout = Pick<Parameters<typeof compareSectors>[0], 'plan' | 'sectorBytes' | 'partAt'>;

async function layoutOf(
  source: LayoutSource,
  { output }: MediaManifest,
  { device, isDrive }: { readonly device: BlockDevice; readonly isDrive: boolean },
): Promise<Layout> {
  if (output === 'disc') {
    const plan = planDisc(source);
    return { plan, sectorBytes: 512, partAt: discParts(plan) };
  }
  // A table that cannot be read is what this is going to report; the sector size is then taken for the usual one.
  const found = await findPartitions(device).catch(() => undefined);
  const sectorBytes = found?.sectorBytes === 4096 ? 4096 : 512;
  const smallest = planDisk(source, { sectorBytes });
  // A disk image that was written to a larger drive keeps its own size.
  const volume = found?.partitions.find(({ offsetBytes }) => offsetBytes === smallest.volume.offsetBytes);
  const isWhole = isDrive && volume?.sizeBytes !== smallest.volume.sizeBytes;
  const plan = isWhole ? planDisk(source, { sectorBytes, sizeBytes: device.sizeBytes ?? 0 }) : smallest;
  return { plan, sectorBytes, partAt: diskParts(plan, sectorBytes) };
}

function differences(
  { request, builderVersion }: VerifyAgainstRequest,
  manifest: MediaManifest,
): readonly string[] {
  const pairs: readonly (readonly [string, string, string])[] = [
    ['the label', request.label, manifest.label],
    ['the media management', request.mediaManagement, manifest.mediaManagement],
    ['the boot image', request.bootImageId, manifest.bootImage.packageId],
    ['the gateway', request.cmg ?? 'none', manifest.cmg ?? 'none'],
  ];
  const older =
    manifest.builderVersion === builderVersion
      ? []
      : [
          `the medium was made by version ${manifest.builderVersion} of this program, this is ${builderVersion}; another version may lay it out in another way`,
        ];
  const others = pairs
    .filter(([, wanted, found]) => wanted !== found)
    .map(([what, wanted, found]) => `${what} is "${wanted}" in the request and "${found}" on the medium`);
  return [...older, ...others];
}
