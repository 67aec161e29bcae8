/**
 * Which files a package has on a distribution point: WebDAV PROPFIND, folder by folder (reference formats 3.8).
 * Trap: paths come from a server and become file names on a medium; what climbs out of the package is refused.
 */
import { XMLParser } from 'fast-xml-parser';
import { MediaError } from '#base/errors/media-error.ts';

export interface ListedEntry {
  /** Relative to the package, forward slashes; '' is the folder itself. */
  readonly path: string;
  readonly isFolder: boolean;
  readonly sizeBytes: number;
}

/**
 * The entries of a 207 answer. `basePath` is the decoded path of the package, with a slash at its end.
 * @throws MediaError E_SITE_CONTENT
 */
export function parseListing(xml: string, basePath: string): readonly ListedEntry[] {
  if (/<!DOCTYPE/i.test(xml)) throw new MediaError('E_SITE_CONTENT', 'the listing holds a document type');
  const parser = new XMLParser({
    removeNSPrefix: true,
    ignoreAttributes: true,
    parseTagValue: false,
    isArray: (name) => name === 'response' || name === 'propstat',
  });
  let root: unknown;
  try {
    root = parser.parse(xml);
  } catch (cause) {
    throw new MediaError('E_SITE_CONTENT', 'the listing is not XML', { cause });
  }
  const responses = at(root, 'multistatus', 'response');
  if (!Array.isArray(responses)) throw new MediaError('E_SITE_CONTENT', 'the listing has no entries');
  return responses.map((response: unknown) => entryOf(response, basePath));
}

function entryOf(response: unknown, basePath: string): ListedEntry {
  const href = at(response, 'href');
  const propstats = at(response, 'propstat');
  const properties: unknown = Array.isArray(propstats) ? at(propstats[0], 'prop') : undefined;
  const path = relativePath(typeof href === 'string' ? href : '', basePath);
  const isFolder =
    hasKey(at(properties, 'resourcetype'), 'collection') || at(properties, 'iscollection') === '1';
  const length = at(properties, 'getcontentlength');
  const sizeBytes = Number(typeof length === 'string' && length !== '' ? length : isFolder ? '0' : NaN);
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) {
    throw new MediaError('E_SITE_CONTENT', `the listing gives no size for "${path}"`);
  }
  return { path: isFolder ? path.replace(/\/$/, '') : path, isFolder, sizeBytes };
}

/** The decoded path below the package. @throws MediaError E_SITE_CONTENT when it is not below it. */
function relativePath(href: string, basePath: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(href.replace(/^https:\/\/[^/]+/i, ''));
  } catch (cause) {
    throw new MediaError('E_SITE_CONTENT', `the listing names "${href}", which is not properly encoded`, {
      cause,
    });
  }
  const withSlash = decoded.toLowerCase() === basePath.slice(0, -1).toLowerCase() ? `${decoded}/` : decoded;
  const isBelow = withSlash.toLowerCase().startsWith(basePath.toLowerCase());
  const path = withSlash.slice(basePath.length);
  const isSafe = path.split('/').every((part) => part !== '..' && part !== '.') && !/[\\\0]/.test(path);
  if (!isBelow || !isSafe || path.startsWith('/')) {
    throw new MediaError(
      'E_SITE_CONTENT',
      `the listing of ${basePath} names "${href}", which is not below it`,
    );
  }
  return path;
}

function at(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (found, name) => (typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined),
    value,
  );
}

function hasKey(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && name in value;
}
