/**
 * What media can carry beside a task sequence: packages, driver packages, OS images with the images in them, and
 * applications. One list for each class, whatever their number.
 * Traps: SMS_Package and SMS_ImagePackage have subclasses, so the type of package is asked for, too; an application has
 * no size, that stands at its content package; a new revision changes CI_UniqueID, media name the model.
 */
import type { RunOptions } from '#base/progress.ts';
import type { AdminServiceClient, SiteRow } from './admin-service-client.ts';
import { optionalText, requiredNumber, requiredText } from './row-reader.ts';

export interface ContentItem {
  /** Package ID; of an application its model name, "ScopeId_…/Application_…". */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly manufacturer: string;
  /** 0 when the site does not tell. */
  readonly sizeKb: number;
}

export interface ImageIndex {
  readonly index: number;
  readonly name: string;
}

export interface OsImage extends ContentItem {
  readonly indexes: readonly ImageIndex[];
}

export interface SiteContents {
  readonly packages: readonly ContentItem[];
  readonly driverPackages: readonly ContentItem[];
  readonly osImages: readonly OsImage[];
  readonly applications: readonly ContentItem[];
}

const PACKAGE_FIELDS = ['PackageID', 'Name', 'Version', 'Manufacturer', 'PackageSize'];

/** Everything that can be put on media, sorted by name. @throws MediaError E_SITE_… */
export async function readContents(
  client: AdminServiceClient,
  options: RunOptions = {},
): Promise<SiteContents> {
  const packagesOf = (className: string, type: number): Promise<readonly SiteRow[]> =>
    client.list(className, { select: PACKAGE_FIELDS, filter: `PackageType eq ${type}` }, options);
  const [packages, driverPackages, images, indexes, applications, contents] = await Promise.all([
    packagesOf('SMS_Package', 0),
    packagesOf('SMS_DriverPackage', 3),
    packagesOf('SMS_ImagePackage', 257),
    client.list('SMS_ImageInformation', { select: ['PackageID', 'Index', 'Name'] }, options),
    client.list(
      'SMS_ApplicationLatest',
      {
        select: ['ModelName', 'LocalizedDisplayName', 'SoftwareVersion', 'Manufacturer', 'PackageID'],
        filter: 'IsExpired eq false',
      },
      options,
    ),
    client.list('SMS_ContentPackage', { select: ['PackageID', 'PackageSize'] }, options),
  ]);
  const indexesOf = indexesByPackage(indexes);
  const sizes = new Map(
    contents.map((row) => [requiredText(row, 'PackageID'), requiredNumber(row, 'PackageSize')]),
  );
  return {
    packages: sorted(packages.map(itemOf)),
    driverPackages: sorted(driverPackages.map(itemOf)),
    osImages: sorted(
      images.map((row) => {
        const item = itemOf(row);
        return { ...item, indexes: indexesOf.get(item.id) ?? [] };
      }),
    ),
    applications: sorted(
      applications.map((row) => ({
        id: requiredText(row, 'ModelName'),
        name: requiredText(row, 'LocalizedDisplayName'),
        version: optionalText(row, 'SoftwareVersion'),
        manufacturer: optionalText(row, 'Manufacturer'),
        sizeKb: sizes.get(optionalText(row, 'PackageID')) ?? 0,
      })),
    ),
  };
}

function itemOf(row: SiteRow): ContentItem {
  return {
    id: requiredText(row, 'PackageID'),
    name: requiredText(row, 'Name'),
    version: optionalText(row, 'Version'),
    manufacturer: optionalText(row, 'Manufacturer'),
    sizeKb: requiredNumber(row, 'PackageSize'),
  };
}

/** In order of the index. */
function indexesByPackage(rows: readonly SiteRow[]): ReadonlyMap<string, readonly ImageIndex[]> {
  const found = new Map<string, ImageIndex[]>();
  for (const row of rows) {
    const packageId = requiredText(row, 'PackageID');
    const list = found.get(packageId) ?? [];
    list.push({ index: requiredNumber(row, 'Index'), name: optionalText(row, 'Name') });
    found.set(packageId, list);
  }
  for (const list of found.values()) list.sort((a, b) => a.index - b.index);
  return found;
}

function sorted<Item extends ContentItem>(items: readonly Item[]): readonly Item[] {
  return [...items].sort((a, b) => a.name.localeCompare(b.name, 'en') || a.id.localeCompare(b.id, 'en'));
}
