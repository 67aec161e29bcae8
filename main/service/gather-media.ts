/**
 * What a plan of bootable media is made of, as far as the site gives it without being told of the medium: its catalog,
 * the boot image and the prestart package. Making a medium and measuring one begin with it.
 */
import type { RunOptions } from '#base/progress.ts';
import type { BootablePlanInput } from '#media/plan-input.ts';
import type { BootableMediaRequest } from '#media/request.ts';
import type { SiteFacts } from '#media/site-facts.ts';
import type { SiteCatalog } from '#site/catalog.ts';
import type { ContentSource } from '#site/content-source.ts';
import type { MediaAdditionalInfo } from '#site/media-registration.ts';
import { chooseFromSite, openBootImage, openPrestartPackage, type SiteChoice } from './gather-site.ts';

export type MediaParts = Pick<BootablePlanInput, 'bootImage' | 'prestartFiles'> & {
  readonly choice: SiteChoice;
};

/**
 * Opens the boot image and the prestart package that a request names.
 * @throws MediaError E_CHOICE_*, E_SITE_*, E_MEDIA_BOOT_IMAGE, E_CANCELLED
 */
export async function gatherMedia(
  request: BootableMediaRequest,
  { catalog, content }: { readonly catalog: SiteCatalog; readonly content: ContentSource },
  run: Pick<RunOptions, 'signal'>,
): Promise<MediaParts> {
  const choice = chooseFromSite(request, catalog);
  const bootImage = await openBootImage(content, choice, run);
  const { distributionPoint } = choice;
  const packageId = request.prestart?.packageId;
  const prestartFiles =
    packageId === undefined
      ? undefined
      : await openPrestartPackage(content, { distributionPoint, packageId }, run);
  return { choice, bootImage, prestartFiles };
}

/** HTTP and HTTPS client ports of a site that has not changed them; the AdminService does not tell (inferred). */
const DEFAULT_PORTS = { http: 80, https: 443 } as const;

/** What the plan must know of the site: from its catalog, and from what it answers for a registered medium. */
export function siteFacts(
  catalog: SiteCatalog,
  info: Pick<MediaAdditionalInfo, 'rootCertificates' | 'siteSigningCertificate'>,
): SiteFacts {
  const guidOf = (architecture: string): string | undefined =>
    catalog.unknownComputers.find((one) => one.architecture.toLowerCase() === architecture)?.guid;
  return {
    siteCode: catalog.site.siteCode,
    rootCaCertificates: info.rootCertificates,
    siteSigningCertificate: info.siteSigningCertificate,
    unknownComputers: { x64: guidOf('x64'), x86: guidOf('x86'), arm64: guidOf('arm64') },
    ports: DEFAULT_PORTS,
    checkRevocation: false,
  };
}

/** Certificates and file times count whole seconds; the manifest says the same moment. */
export function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
