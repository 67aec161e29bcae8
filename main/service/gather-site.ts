/**
 * Fetches from the site what a plan of bootable media is made of, and turns the request's names into facts: boot image,
 * distribution point, management points or gateway. What makes a medium useless is refused here, with the reason.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { ContentFile } from '#base/extent.ts';
import type { TreeFile } from '#base/file-tree.ts';
import { sha256Hex } from '#base/hash.ts';
import { throwIfCancelled, type RunOptions } from '#base/progress.ts';
import { MIB } from '#base/units.ts';
import {
  BOOT_IMAGE_DESCRIPTION,
  BOOT_PARTS,
  bootPartPath,
  parseBootImageDescription,
  type BootPartName,
} from '#media/boot-image.ts';
import type { BootImageContent } from '#media/plan-input.ts';
import type { BootableMediaRequest } from '#media/request.ts';
import type { GatewayFacts, ManagementPointFacts } from '#media/site-facts.ts';
import type { BootImage, Gateway, ManagementPoint, SiteCatalog } from '#site/catalog.ts';
import type { ContentSource } from '#site/content-source.ts';

/** Prestart packages are scripts and small tools; a larger one is more likely a mistake. */
const MAX_PRESTART_BYTES = 512 * MIB;
const MAX_BOOT_PART_BYTES = 64 * MIB;

/** Where the medium gets its policy, before the media token is known. */
export type PolicyEndpoint =
  | { readonly mediaManagement: 'site-based'; readonly managementPoint: ManagementPointFacts }
  | { readonly mediaManagement: 'dynamic'; readonly managementPoints: readonly ManagementPointFacts[] }
  | { readonly mediaManagement: 'internet-based'; readonly gateway: GatewayFacts };

/** The window has a sentence for each code; the message is English, with the values. */
export interface MediaNote {
  readonly code: string;
  readonly message: string;
}

export interface BootImagePlace {
  readonly bootImage: BootImage;
  readonly distributionPoint: string;
}

export interface SiteChoice extends BootImagePlace {
  readonly endpoint: PolicyEndpoint;
  /** What the operator should know; none stops the build. */
  readonly notes: readonly MediaNote[];
}

/**
 * Finds what the request names in the catalog.
 * @throws MediaError E_CHOICE_UNKNOWN for a name the site does not have, E_CHOICE_UNUSABLE for one that cannot work.
 */
export function chooseFromSite(request: BootableMediaRequest, catalog: SiteCatalog): SiteChoice {
  const notes: MediaNote[] = [];
  return { ...chooseBootImage(request, catalog), endpoint: chooseEndpoint(request, catalog, notes), notes };
}

/**
 * The boot image and where it is read from; all a medium needs to be laid out again.
 * @throws MediaError E_CHOICE_UNKNOWN, E_CHOICE_UNUSABLE
 */
export function chooseBootImage(request: BootableMediaRequest, catalog: SiteCatalog): BootImagePlace {
  const bootImage = catalog.bootImages.find((one) => one.packageId === request.bootImageId);
  if (bootImage === undefined) {
    throw unknown(
      'boot image',
      request.bootImageId,
      catalog.bootImages.map((one) => one.packageId),
    );
  }
  if (bootImage.family === 'winpe') {
    const ours = catalog.bootImages.filter((one) => one.family === 'linux').map((one) => one.packageId);
    throw new MediaError(
      'E_CHOICE_UNUSABLE',
      `the boot image ${bootImage.packageId} (${bootImage.name}) is Windows PE, which this version cannot put on media yet; ` +
        `boot images of our own family here: ${ours.length === 0 ? 'none' : ours.join(', ')}`,
    );
  }
  return { bootImage, distributionPoint: chooseDistributionPoint(request, catalog) };
}

function chooseDistributionPoint(request: BootableMediaRequest, catalog: SiteCatalog): string {
  const candidates = catalog.distributionPoints.filter((one) => !one.isGateway).map((one) => one.hostName);
  const wanted = request.distributionPoint?.toLowerCase();
  const found = wanted === undefined ? candidates[0] : candidates.find((one) => one.toLowerCase() === wanted);
  if (found === undefined)
    throw unknown('distribution point', request.distributionPoint ?? '(any)', candidates);
  return found;
}

function chooseEndpoint(
  request: BootableMediaRequest,
  catalog: SiteCatalog,
  notes: MediaNote[],
): PolicyEndpoint {
  const { mediaManagement } = request;
  if (mediaManagement === 'internet-based') {
    const gateway = chooseGateway(request.cmg ?? '', catalog.gateways);
    if (!gateway.contentEnabled) {
      notes.push({
        code: 'gateway-without-content',
        message: `The gateway ${gateway.hostName} serves no content: task sequences that need content will fail.`,
      });
    }
    return {
      mediaManagement,
      gateway: { address: gateway.hostName, mutualAuthPath: gateway.mutualAuthPath },
    };
  }
  const [first, ...others] = request.managementPoints.map((name) =>
    managementPointOf(name, catalog.managementPoints),
  );
  if (first === undefined) throw new MediaError('E_MEDIA_REQUEST', 'managementPoints: none is named');
  return mediaManagement === 'site-based'
    ? { mediaManagement, managementPoint: first }
    : { mediaManagement, managementPoints: [first, ...others] };
}

function chooseGateway(
  name: string,
  gateways: readonly Gateway[],
): Gateway & { readonly mutualAuthPath: string } {
  const gateway = gateways.find((one) =>
    [one.hostName, one.name].some((text) => text.toLowerCase() === name.toLowerCase()),
  );
  if (gateway === undefined) {
    throw unknown(
      'cloud management gateway',
      name,
      gateways.map((one) => one.hostName),
    );
  }
  if (gateway.state !== 'ready') {
    throw new MediaError(
      'E_CHOICE_UNUSABLE',
      `the gateway ${gateway.hostName} is ${gateway.state} (state ${gateway.stateNumber}), it must be ready`,
    );
  }
  const { mutualAuthPath } = gateway;
  if (mutualAuthPath === undefined) {
    throw new MediaError(
      'E_CHOICE_UNUSABLE',
      `no management point is published through the gateway ${gateway.hostName}`,
    );
  }
  return { ...gateway, mutualAuthPath };
}

function managementPointOf(name: string, points: readonly ManagementPoint[]): ManagementPointFacts {
  const point = points.find((one) => one.hostName.toLowerCase() === name.toLowerCase());
  if (point === undefined)
    throw unknown(
      'management point',
      name,
      points.map((one) => one.hostName),
    );
  return { host: point.hostName, protocol: point.usesHttps ? 'https' : 'http' };
}

function unknown(what: string, name: string, known: readonly string[]): MediaError {
  const list = known.length > 12 ? `${known.slice(0, 12).join(', ')}, …` : known.join(', ');
  return new MediaError(
    'E_CHOICE_UNKNOWN',
    `the site has no ${what} ${name}; it has ${list === '' ? 'none' : list}`,
  );
}

/** Opens the boot image package on its distribution point and reads the boot sectors into memory. */
export async function openBootImage(
  source: ContentSource,
  choice: BootImagePlace,
  options: RunOptions,
): Promise<BootImageContent> {
  const { bootImage, distributionPoint } = choice;
  const files = await source.list({ distributionPoint, packageId: bootImage.packageId }, options);
  const byPath = new Map(files.map((file) => [file.path, file.content]));
  const described = byPath.get(BOOT_IMAGE_DESCRIPTION);
  if (described === undefined) {
    throw new MediaError(
      'E_MEDIA_BOOT_IMAGE',
      `${bootImage.packageId} on ${distributionPoint} holds no ${BOOT_IMAGE_DESCRIPTION} (${files.length} files)`,
    );
  }
  const description = parseBootImageDescription(await readContent(described, options));
  const parts = await Promise.all(
    BOOT_PARTS.map(async (part) => {
      const content = byPath.get(bootPartPath(part));
      if (content === undefined) {
        throw new MediaError('E_MEDIA_BOOT_IMAGE', `${bootImage.packageId} lacks ${bootPartPath(part)}`);
      }
      return [part, await readContent(content, options)] as const;
    }),
  );
  return {
    sourceVersion: bootImage.sourceVersion,
    description,
    fileAt: (path) => byPath.get(path),
    // Sound: the pairs were just made from the whole list of parts.
    bootParts: Object.fromEntries(parts) as Readonly<Record<BootPartName, Uint8Array>>,
  };
}

/**
 * The files of the prestart package. A distribution point does not tell hashes, and the manifest wants them before the
 * medium is written, so each file is read once for its SHA-256 here and checked against it when it is written.
 * @throws MediaError E_CHOICE_UNUSABLE when the package is too large to be a prestart package.
 */
export async function openPrestartPackage(
  source: ContentSource,
  address: { readonly distributionPoint: string; readonly packageId: string },
  options: RunOptions,
): Promise<readonly TreeFile[]> {
  const files = await source.list(address, options);
  const total = files.reduce((sum, file) => sum + file.content.sizeBytes, 0);
  if (total > MAX_PRESTART_BYTES) {
    throw new MediaError(
      'E_CHOICE_UNUSABLE',
      `the prestart package ${address.packageId} has ${total} bytes, at most ${MAX_PRESTART_BYTES} are taken`,
    );
  }
  const hashed: TreeFile[] = [];
  for (const { path, content } of files) {
    const sha256 = content.sha256 ?? sha256Hex(await readContent(content, options, MAX_PRESTART_BYTES));
    const { name, sizeBytes } = content;
    hashed.push({ path, content: { name, sizeBytes, sha256, open: (signal) => content.open(signal) } });
  }
  return hashed;
}

async function readContent(
  content: ContentFile,
  options: RunOptions,
  maxBytes = MAX_BOOT_PART_BYTES,
): Promise<Uint8Array> {
  throwIfCancelled(options.signal);
  if (content.sizeBytes > maxBytes) {
    throw new MediaError(
      'E_MEDIA_BOOT_IMAGE',
      `${content.name} has ${content.sizeBytes} bytes, at most ${maxBytes} are taken`,
    );
  }
  const bytes = new Uint8Array(content.sizeBytes);
  const reader = await content.open(options.signal ?? new AbortController().signal);
  try {
    const length = await reader.readInto(bytes);
    if (length !== bytes.length) {
      throw new MediaError(
        'E_IMAGE_CONTENT_CHANGED',
        `${content.name} should have ${bytes.length} bytes, got ${length}`,
      );
    }
    return bytes;
  } finally {
    await reader.close();
  }
}
