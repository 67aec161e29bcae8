/**
 * Answer of `downloadrestservice.svc/getcontentxmlsecure`: which files a package has and where each can be downloaded.
 * OURS: that the real service answers with XML and storage addresses is public, the shape of both is not.
 * Trap: a path comes from the network and becomes a file name; `isSafeContentPath` is asked before anything is written.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { parseBody } from './message.ts';
import { childrenOf, renderXml, requireAttribute, xml } from './xml.ts';

export interface ContentListFile {
  /** Forward slashes, relative to the package. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** Absolute, signed, good until `expires` of the list; supports Range. */
  readonly url: string;
}

export interface ContentList {
  readonly packageId: string;
  readonly version: string;
  /** ISO 8601. */
  readonly expires: string;
  readonly files: readonly ContentListFile[];
}

export function renderContentList(list: ContentList): string {
  const files = list.files.map((file) =>
    xml('File', { Path: file.path, Size: file.sizeBytes, SHA256: file.sha256, URL: file.url }),
  );
  return renderXml(
    xml('ContentList', { PackageID: list.packageId, Version: list.version, Expires: list.expires }, files),
  );
}

/** @throws MediaError E_WIRE_XML, E_WIRE_MESSAGE for a list that is incomplete or names an unsafe path */
export function parseContentList(text: string): ContentList {
  const root = parseBody(text, 'ContentList');
  return {
    packageId: requireAttribute(root, 'PackageID'),
    version: root.attributes['Version'] ?? '',
    expires: root.attributes['Expires'] ?? '',
    files: childrenOf(root, 'File').map((file) => {
      const path = requireAttribute(file, 'Path');
      const sizeBytes = Number(requireAttribute(file, 'Size'));
      const sha256 = requireAttribute(file, 'SHA256').toLowerCase();
      if (
        !isSafeContentPath(path) ||
        !Number.isSafeInteger(sizeBytes) ||
        sizeBytes < 0 ||
        !/^[0-9a-f]{64}$/.test(sha256)
      )
        throw new MediaError(
          'E_WIRE_MESSAGE',
          `content list entry "${path.slice(0, 200)}" is not acceptable`,
        );
      return { path, sizeBytes, sha256, url: requireAttribute(file, 'URL') };
    }),
  };
}

/** Relative, forward slashes, no empty, dot or drive parts, no control characters, at most 1,024 characters. */
export function isSafeContentPath(path: string): boolean {
  // Control characters are what is looked for.
  // eslint-disable-next-line no-control-regex
  if (path.length === 0 || path.length > 1024 || /[\\:\u0000-\u001f\u007f]/.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}
